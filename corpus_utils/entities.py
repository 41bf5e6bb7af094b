"""Who is named: names, demonyms and nominals of an article's sentences, resolved to canonical entities."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spacy.tokens import Doc

from corpus_utils import register as registers
from corpus_utils.nominals import find_nominals
from corpus_utils.register import Hit, Reading, Register
from corpus_utils.schema import Mention, Sentence
from corpus_utils.spelling import read_toml, surname_spellings

CUE_REACH = 1_000  # characters: a cue farther away than about two paragraphs decides nothing
PATRONYMIC = re.compile(r"\b([A-Z][a-z]+) [A-Z][a-z]+(?:ovich|evich|ovna|evna|ichna)\b")
CAPITAL_BEFORE = re.compile(r"\b([A-Z][\w'’.-]*) $")


def load_register(extra: Path | None = None) -> Register:
    """Read the register of the package, and an analyst's own file beside it; see ``register.load_register``."""
    return registers.load_register(extra)


def find_mentions(
    text: str, sentences: Sequence[Sentence], docs: Sequence[Doc] | None, register: Register
) -> list[Mention]:
    """Find every name of an entity in the sentences of one article.

    Returns rows of ``schema.Mention`` sorted by start, offsets into the raw text; names outside the sentences are dropped.
    ``docs`` holds one spaCy document a sentence; without them only the register's names are found.

    >>> page = "Lavrov met NATO's envoys. Sergei Lavrov said the alliance grows."
    >>> sentences = [Sentence(0, 25, 0, "body", None), Sentence(26, 64, 0, "body", None)]
    >>> rows = find_mentions(page, sentences, None, load_register())
    >>> [(row.text, row.entity) for row in rows]
    [('Lavrov', 'Sergey Lavrov'), ('NATO', 'NATO'), ('Sergei Lavrov', 'Sergey Lavrov'), ('the alliance', 'NATO')]
    """
    spans = [(s.start, s.end) for s in sentences]
    hits = [hit for hit in register.find(text) if _inside(hit.start, hit.end, spans)]
    mentions = list(_resolve(text, hits, register))
    mentions += find_surnames(text, spans, mentions)
    mentions.sort()
    mentions += find_nominals(text, spans, mentions, register)
    return sorted(mentions)


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (start, len(spans) and spans[-1][1] + 1)) - 1
    return index >= 0 and spans[index][0] <= start and end <= spans[index][1]


def _resolve(text: str, hits: Sequence[Hit], register: Register) -> Iterator[Mention]:
    """One reading a name: the sure one, or the one whose cue stands nearest; none without a cue."""
    named = defaultdict(list)
    for hit in hits:
        if len(hit.readings) == 1 and hit.readings[0].sure:
            named[hit.readings[0].entity].append(hit.start)
    for hit in hits:
        sure = len(hit.readings) == 1 and hit.readings[0].sure
        reading, rule = (hit.readings[0], "register") if sure else _by_context(text, hit, named, register)
        if reading:
            entry = register.entries[reading.entity]
            yield Mention(hit.start, hit.end, text[hit.start : hit.end], entry.entity, entry.type, reading.form, rule)


def _by_context(text: str, hit: Hit, named: dict[str, list[int]], register: Register) -> tuple[Reading | None, str]:
    scored = [
        (_cue_distance(text, hit.start, named, register, reading), not reading.sure, reading)
        for reading in hit.readings
    ]
    distance, _, reading = min(scored, key=lambda item: item[:2])
    if distance <= CUE_REACH:
        return reading, "context"
    sure = [reading for reading in hit.readings if reading.sure]
    return (sure[0], "register") if sure else (None, "")


def _cue_distance(text: str, at: int, named: dict[str, list[int]], register: Register, reading: Reading) -> int:
    """Characters from the name to the nearest sure name or cue word of the entity."""
    entry = register.entries[reading.entity]
    places = list(named.get(entry.entity, ()))
    if entry.near:
        cues = "|".join(re.escape(cue) for cue in entry.near)
        low = max(0, at - CUE_REACH)
        places += [low + match.start() for match in re.finditer(rf"\b(?:{cues})\b", text[low : at + CUE_REACH])]
    return min((abs(place - at) for place in places), default=CUE_REACH + 1)


def find_surnames(text: str, spans: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> list[Mention]:
    """Find bare surnames, and given names with patronymics, of persons whom the article names in full."""
    persons = {m.entity: m.text for m in mentions if m.type == "PERSON" and " " in m.text}
    surnames, given = _by_word(persons, -1), _by_word(persons, 0)
    taken = [(m.start, m.end) for m in mentions]
    found = []
    if surnames:
        pattern = re.compile(r"(?<![\w'’-])(?:" + "|".join(map(re.escape, surnames)) + r")(?!\w|-\w)")
        for match in pattern.finditer(text):
            if not _overlaps(match.span(), taken) and not _other_person(text, match.start()):
                found.append(_person(match, surnames[match.group()], "surname"))
    for match in PATRONYMIC.finditer(text):
        if match[1] in given and not _overlaps(match.span(), taken):
            found.append(_person(match, given[match[1]], "patronymic"))
    return [m for m in found if _inside(m.start, m.end, spans)]


def _by_word(persons: dict[str, str], index: int) -> dict[str, str]:
    """Map each surname (or given name), in all spellings, to its one person; shared ones are left out."""
    owners = defaultdict(set)
    for entity, name in persons.items():
        for full in (entity, name):
            word = full.split()[index]
            for spelling in surname_spellings(word) if index else [word]:
                owners[spelling].add(entity)
    return {word: next(iter(found)) for word, found in owners.items() if len(found) == 1 and len(word) > 2}


def _person(match: re.Match[str], entity: str, rule: str) -> Mention:
    return Mention(match.start(), match.end(), match.group(), entity, "PERSON", "name", rule)


def _other_person(text: str, at: int) -> bool:
    """Tell whether another given name stands before the surname."""
    before = CAPITAL_BEFORE.search(text, max(0, at - 30), at)
    if before is None or before[1] in read_toml("titles.toml")["titles"]["words"]:
        return False
    return before.start() > 0 and text[before.start() - 2 : before.start()] not in (". ", "\n\n")


def _overlaps(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
