"""Names that no register lists: those of the spaCy model, with its known errors mended by rule."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc

from corpus_utils.name_patterns import head_type, type_by_neighbours, words
from corpus_utils.schema import Mention, Sentence
from corpus_utils.spans import Cover
from corpus_utils.spelling import CYRILLIC

TYPES = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE"}
TYPES |= {"EVENT": "EVENT", "LAW": "TREATY", "WORK_OF_ART": "MEDIA"}  # spaCy's other labels name nothing we count
CAPITALS_SENTENCE = 0.7  # share of capital letters above which a sentence is a headline in capitals
TITLE_CASE = 0.75  # share of words with a capital above which a sentence is a headline; there long names are no names
HEADLINE_NAME = 3  # words
WEAPON = re.compile(r"[A-Z]{1,4}-?\d+\w*$")  # F-35s, S-400
LONGEST_NAME = 12  # words; a longer run is a list or a headline that the model took for a name
WORD = re.compile(r"[\w.&'’/-]+")
TRAILING = re.compile(r"(?:['’]s?|[\s.,;:!?\"“”()\[\]*_—–-])+$")
LEADING = re.compile(r"^[\s.,;:!?\"“”‘'’()\[\]*_—–-]+")
INITIALS = re.compile(r"(?:[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|St)\.$")
CUT = re.compile(r"\s[-–—]+\s|[\"“”:;(]|\n\s*\n")  # no name goes on behind one of these
PREFIXES = ("al-", "el-", "de", "von", "van", "bin", "ibn")
EVENT_WORDS = (
    "election",
    "elections",
    "referendum",
    "war",
    "crisis",
    "revolution",
    "conference",
    "summit",
    "protests",
    "uprising",
)

Span = tuple[int, int, str]


def find_open_names(
    text: str, sentences: Sequence[Sentence], docs: Sequence[Doc], known: Sequence[Mention]
) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions of ``known`` that stay, and the model's names beside them.

    A known name gives way only to a longer name that holds it ("Russian Airborne Forces"). The model's names lose
    titles, articles and possessives; names without a capital, in Cyrillic, or of common words are dropped; each name
    has one type in the article: that of its last word, or of the title before it, or the model's most frequent one.
    """
    spans = list(_model_spans(text, sentences, docs))
    kinds = _majority(text, spans)
    cover, gone, found = Cover(known), set[Mention](), []
    for start, end, _ in spans:
        inside = [m for m in cover.within(start, end) if m not in gone]
        kind = kinds[plain(text[start:end])]
        if len(inside) == 1 and (same := _same_person(text, start, end, kind, inside[0])):
            gone.update(inside)
            found.append(same)
            continue
        if len(inside) == 1 and inside[0].rule == "longer name" and inside[0].start < start and inside[0].end < end:
            start = inside[0].start
        elif inside and not _outgrows(text, start, end, kind, inside):
            continue
        gone.update(inside)
        found.append(Mention(start, end, text[start:end], plain(text[start:end]), kind, "name", "model"))
    return [m for m in known if m not in gone], found


def _same_person(text: str, start: int, end: int, kind: str, known: Mention) -> Mention | None:
    """Return a known person's mention with the given names and initials that stand before it."""
    if kind != known.type or kind != "PERSON" or known.end != end or known.start <= start:
        return None
    before = text[start : known.start].split()
    if all(INITIALS.match(word) or word in known.entity.split() for word in before):
        return known._replace(start=start, text=text[start:end])
    return None


def _model_spans(text: str, sentences: Sequence[Sentence], docs: Sequence[Doc]) -> Iterator[Span]:
    for sentence, doc in zip(sentences, docs, strict=True):
        raw = text[sentence.start : sentence.end]
        letters = [char for char in raw if char.isalpha()]
        if sum(map(str.isupper, letters)) > CAPITALS_SENTENCE * len(letters):
            continue  # the model reads capitals badly; names known from elsewhere are found by ``find_repeated``
        headline = _is_headline(raw)
        for ent in doc.ents:
            if ent.label_ in TYPES and not (headline and len(ent) > HEADLINE_NAME):
                kind = TYPES[ent.label_]
                start, end = trim_name(text, sentence.start + ent.start_char, sentence.start + ent.end_char, kind)
                if is_name(text[start:end]):
                    kind = _mend_type(text, start, end, kind)
                    yield _with_year(text, start, kind), end, kind


def _is_headline(sentence: str) -> bool:
    parts = [word for word in WORD.findall(sentence) if len(word) > HEADLINE_NAME]
    return sum(word[0].isupper() for word in parts) > TITLE_CASE * len(parts) and sentence[-1] not in ".?!”"


def _mend_type(text: str, start: int, end: int, kind: str) -> str:
    """Let a telling head make the type it tells; else a title before a person, and of an ORG, its neighbours too."""
    name = plain(text[start:end])
    if " " in name and (head := head_type(name)):
        return head
    before = WORD.findall(text[max(0, start - 25) : start])
    if before and before[-1] in words("persons"):
        return "PERSON"
    return (type_by_neighbours(text, start, end) or kind) if kind == "ORG" else kind


def _with_year(text: str, start: int, kind: str) -> int:
    """Return where an event begins, the year before it included ("2009 NBA Finals")."""
    year = re.search(r"(?<![\w-])(?:19|20)\d\d\s$", text[max(0, start - 6) : start]) if kind == "EVENT" else None
    return start - len(year.group()) if year else start


def trim_name(text: str, start: int, end: int, kind: str) -> tuple[int, int]:
    """Take titles, articles, small words, marks and the possessive off both ends of a name.

    >>> trim_name("the President Ivan Petrov's", 4, 27, "PERSON")
    (14, 25)
    """
    cut = CUT.search(text, start, end)
    if cut and cut.start() > start:
        end = cut.start()
    while start < end:
        name = text[start:end]
        first, word, last = LEADING.match(name), WORD.match(name), TRAILING.search(name)
        if first:
            start += first.end()
        elif last and not INITIALS.search(name):
            end = start + last.start()
        elif word and _is_outside(name.split(), kind):
            start += word.end()
        elif (tail := name.rsplit(None, 1)) and len(tail) > 1 and _is_tail(tail[1], kind):
            end = start + len(tail[0])
        else:
            break
    return start, end


def _is_outside(parts: Sequence[str], kind: str) -> bool:
    """Tell whether the first word is no part of the name; a rank is one before a person or another title."""
    first = parts[0]
    if kind == "PERSON" and len(parts) > 1 and first in words("given"):
        return False
    if first in words("titles") or first in words("starters"):
        return True
    if first in words("ranks"):
        return kind == "PERSON" or (len(parts) > 1 and parts[1] in words("titles") | words("ranks"))
    return first[0].islower() and not first.startswith(PREFIXES)


def _is_tail(word: str, kind: str) -> bool:
    """Tell whether the last word is no part of the name; events end in small words ("2024 Testland election")."""
    small = word[0].islower() and not word.startswith(PREFIXES)
    return small and not (kind == "EVENT" and word in EVENT_WORDS)


def is_name(name: str) -> bool:
    """Tell whether a trimmed run can be a name: a capital, not too long, not of common words alone, no Cyrillic.

    >>> [is_name(name) for name in ("Ivan Petrov", "today", "2024", "Monday", "Member States", "Москва")]
    [True, False, False, False, False, False]
    """
    parts = name.split()
    if not parts or len(parts) > LONGEST_NAME or CYRILLIC.search(name) or not re.search(r"[A-Z]", name):
        return False
    if len(name) < 2 or WEAPON.match(name) or any(sign in name for sign in ("http", "@", "www.")):
        return False
    empty = words("common") | words("titles") | words("ranks")
    return not all(word in empty or not word[0].isupper() for word in parts)


def plain(name: str) -> str:
    """Return a name on one line, with straight apostrophes: the canonical form of an open name."""
    return " ".join(name.split()).replace("’", "'")


def _majority(text: str, spans: Iterable[Span]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for start, end, kind in spans:
        counts[plain(text[start:end])][kind] += 1
    return {name: found.most_common(1)[0][0] for name, found in counts.items()}


def _outgrows(text: str, start: int, end: int, kind: str, inside: Sequence[Mention]) -> bool:
    """Tell whether the model's name is one longer name, not a known name and its neighbours."""
    if any(m.start < start or m.end > end for m in inside) or (len(inside) > 1 and kind == "PERSON"):
        return False
    before, after = text[start : inside[0].start], text[inside[-1].end : end]
    if before.endswith("-") or re.match(r"['’]s?\s|-", after) or re.search(r"[,;:(\"“]", before + after):
        return False
    if kind == "PLACE" and re.search(r"\b(?:and|or)\b", before + after):
        return False
    extra = [word for word in WORD.findall(f"{before} {after}") if word[0].isupper()]
    if kind == "PERSON":
        return _is_other_person(before, after, inside[0], extra)
    gaps = {text[a.end : b.start].strip() for a, b in pairwise(inside)}
    if not extra:  # "House of Commons of Canada": two known names make one
        return len(inside) > 1 and gaps <= {"", "of", "of the"} and all(m.type != "PERSON" for m in inside)
    roles = words("titles") | words("ranks") | words("roles") | ({"Alliance"} if inside[0].type == "ORG" else set())
    return inside[-1].type != "PERSON" and not any(word in roles for word in extra)


def _is_other_person(before: str, after: str, known: Mention, extra: Sequence[str]) -> bool:
    """Tell whether a known name is part of a person's: "Paris Smith" is no city, "Anna Putin" another Putin."""
    if not extra or any(word in words("starters") for word in extra):
        return False
    first = known.type == "PLACE" and known.form == "name" and not before
    last = " " not in known.text and known.form == "name" and not after
    return first or last


def join_split(text: str, opened: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
    """Join an open name to the organisation right before it: "United Nations" + "Voluntary Fund" is one name."""
    ends = {m.end: m for m in known if m.type == "ORG" or m.form == "demonym"}
    cover, joined = Cover(known), []
    for mention in opened:
        gap = re.search(r"\s+$", text[max(0, mention.start - 3) : mention.start])
        before = ends.get(mention.start - len(gap.group())) if gap else None
        if before and mention.type in ("ORG", "TREATY", "EVENT") and not cover.touches(mention.start, mention.end):
            name = text[before.start : mention.end]
            mention = mention._replace(start=before.start, text=name, entity=plain(name))
        joined.append(mention)
    return joined
