"""Other names of one thing in one article: surnames, given names, patronymics, acronyms in brackets, repeated names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpus_utils.name_patterns import words
from corpus_utils.schema import Mention
from corpus_utils.spans import Cover, Spans
from corpus_utils.spelling import surname_spellings

PATRONYMIC = re.compile(r"\b([A-Z][a-z]+) [A-Z][a-z]+(?:ovich|evich|ovna|evna|ichna)\b")
WORD_BEFORE = re.compile(r"([\w'’.-]+)\s+$")
ACRONYM = re.compile(r"\s\((?:the\s+|or\s+)?[\"“‘]?([A-Z][A-Za-z&-]{0,8}[A-Z])[\"”’]?(?=[,;)])")
INITIAL = re.compile(r"[A-Z]\.(?:[A-Z]\.)*")
LINKS = frozenset(("of", "the", "and", "for", "on", "in", "to", "de"))
SHORTEST_ALIAS = 3  # letters: a shorter surname or name is more often another word


def find_surnames(text: str, spans: Spans, mentions: Sequence[Mention]) -> list[Mention]:
    """Find bare surnames of persons whom the article names in full.

    The surname is the last word of the name, or the first if it stands alone after a title ("President Moon").
    A surname that two persons of the article share, or that stands after another capital word, is left alone.
    """
    full = [m for m in mentions if m.type == "PERSON" and " " in m.text]
    surnames = _by_word(full, -1)
    if not surnames:
        return []
    titled = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words('persons'))))})\s+([A-Z]\w+)(?!\s+[A-Z]|[\w-])"
    )
    alone = {match[1] for start, end in spans for match in titled.finditer(text, start, end)}
    surnames |= {word: entity for word, entity in _by_word(full, 0).items() if word in alone}
    spellings = {**surnames, **{name.upper(): entity for name, entity in surnames.items()}}
    cover = Cover(mentions)
    return [
        _person(match, spellings[match.group()], "surname")
        for match in _finditer(text, spans, spellings)
        if not cover.touches(*match.span()) and not _other_name(text, match.start())
    ]


def merge_persons(mentions: Sequence[Mention]) -> list[Mention]:
    """Give one entity to names of one person: with and without initials, and with words of a headline behind.

    >>> names = ("Ann B. Doe", "Ann Doe", "Ann Doe Memos")
    >>> [m.entity for m in merge_persons([Mention(0, 0, name, name, "PERSON", "name", "model") for name in names])]
    ['Ann Doe', 'Ann Doe', 'Ann Doe']
    """
    names = {m.entity for m in mentions if m.type == "PERSON" and " " in m.entity}
    plain = {name: " ".join(word for word in name.split() if not INITIAL.fullmatch(word)) for name in names}
    known = set(plain.values()) | names
    same = {}
    for name, short in plain.items():
        words_ = short.split()
        starts = (" ".join(words_[:count]) for count in range(2, len(words_)))
        same[name] = next((start for start in starts if start in known), short if " " in short else name)
    return [m._replace(entity=same.get(m.entity, m.entity)) if m.rule == "model" else m for m in mentions]


def find_patronymics(text: str, spans: Spans, mentions: Sequence[Mention]) -> list[Mention]:
    """Find given names with patronymics ("Ivan Petrovich") of persons whom the article names in full."""
    full = [m for m in mentions if m.type == "PERSON" and " " in m.text and not PATRONYMIC.fullmatch(m.text)]
    given = _by_word(full, 0)
    return [
        _person(match, given[match[1]], "patronymic")
        for start, end in spans
        for match in PATRONYMIC.finditer(text, start, end)
        if match[1] in given
    ]


def resolve_given_names(opened: Sequence[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """Give a person's given name, found by the model, to the one person of the article who bears it."""
    persons = [m._replace(text=m.entity) for m in mentions if m.type == "PERSON" and " " in m.entity]
    given = _by_word(persons, 0)
    return [
        m._replace(entity=given[m.text], type="PERSON", rule="given name") if m.text in given else m for m in opened
    ]


def _by_word(persons: Iterable[Mention], index: int) -> dict[str, str]:
    """Map each surname (or given name), in all spellings, to its one person; shared ones are left out."""
    owners: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        for full in (person.entity, person.text):
            word = full.split()[index]
            for spelling in surname_spellings(word) if index else [word]:
                owners[spelling].add(person.entity)
    return {w: next(iter(o)) for w, o in owners.items() if len(o) == 1 and len(w) >= SHORTEST_ALIAS and w[0].isupper()}


def _person(match: re.Match[str], entity: str, rule: str) -> Mention:
    return Mention(match.start(), match.end(), match.group(), entity, "PERSON", "name", rule)


def _other_name(text: str, at: int) -> bool:
    """Tell whether another given name stands before the surname."""
    before = WORD_BEFORE.search(text, max(0, at - 30), at)
    if before is None or not before[1][0].isupper() or "\n" in before.group():
        return False
    word = before[1]
    return not (word.isupper() or word.endswith(".") or word in words("titles") | words("ranks") | words("starters"))


def _finditer(text: str, spans: Spans, names: Iterable[str]) -> Iterable[re.Match[str]]:
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w'’-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w|-[a-z])")
    return (match for start, end in spans for match in pattern.finditer(text, start, end))


def find_acronyms(text: str, spans: Spans, mentions: Sequence[Mention]) -> list[Mention]:
    """Find acronyms that the article defines in brackets after a name, wherever they stand in it.

    The name is the mention before the bracket or, where there is none, the words before it whose initials are the
    acronym's letters (after Schwartz and Hearst 2003); those words then are a mention too.
    """
    meant: dict[str, Mention] = {}
    found: list[Mention] = []
    registered = Cover(m for m in mentions if m.rule == "register")
    ends = {m.end: m for m in mentions if m.type != "PERSON"}
    for start, end in spans:
        for match in ACRONYM.finditer(text, start, end):
            if registered.touches(*match.span(1)):
                continue
            before = ends.get(match.start())
            if before is None and (begin := _spelt_out(text, start, match.start(), match[1])) is not None:
                name = text[begin : match.start()]
                before = Mention(begin, match.start(), name, " ".join(name.split()), "ORG", "name", "acronym")
                found.append(before)
            if before is not None and _abbreviates(match[1], before.text):
                meant.setdefault(match[1], before)
    for match in _finditer(text, spans, meant) if meant else ():
        entity = meant[match.group()]
        found.append(entity._replace(start=match.start(), end=match.end(), text=match.group(), rule="acronym"))
    return found


def _abbreviates(acronym: str, name: str) -> bool:
    """Tell whether the acronym's letters stand in the name, in order, the first in front: "(Reuters)" is no acronym."""
    letters = iter(name.casefold())
    return name[:1] == acronym[0] and all(char in letters for char in acronym.casefold() if char.isalpha())


def _spelt_out(text: str, low: int, end: int, acronym: str) -> int | None:
    """Return where the words begin whose initials make the acronym."""
    letters = [char for char in acronym if char.isupper()]
    for word in reversed(list(re.finditer(r"[\w’'-]+", text[low:end]))):
        if letters and word.group()[0] == letters[-1]:
            letters.pop()
            if not letters:
                return low + word.start()
        elif word.group() not in LINKS:
            return None
    return None


def find_repeated(text: str, spans: Spans, names: Sequence[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """Find the other places where an open name of the article stands, in small letters or all capitals.

    Single words that the article also writes small are left out: they need not be names there.
    """
    known = {
        m.text: m for m in names if len(m.text) >= SHORTEST_ALIAS and (" " in m.text or not _is_common(text, m.text))
    }
    known |= {name.upper(): m for name, m in known.items() if len(name) > SHORTEST_ALIAS}
    if not known:
        return []
    cover = Cover(mentions)
    return [
        known[match.group()]._replace(start=match.start(), end=match.end(), text=match.group(), rule="repeated")
        for match in _finditer(text, spans, known)
        if not cover.touches(*match.span())
    ]


def _is_common(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", text) is not None
