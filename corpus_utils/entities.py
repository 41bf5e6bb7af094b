"""Who is named: names, demonyms and nominals of an article's sentences, resolved to canonical entities."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.tokens import Doc

from corpus_utils import register as registers
from corpus_utils.aliases import (
    find_acronyms,
    find_patronymics,
    find_repeated,
    find_surnames,
    merge_persons,
    resolve_given_names,
)
from corpus_utils.name_patterns import extend_names, extend_places, find_marked, find_titled_persons
from corpus_utils.nominals import find_nominals
from corpus_utils.open_names import find_open_names, join_split, plain
from corpus_utils.register import Hit, Reading, Register
from corpus_utils.schema import Mention, Sentence
from corpus_utils.spans import beside, is_inside, prefer

CUE_REACH = 1_000  # characters: a cue farther away than about two paragraphs decides nothing
ONE_SENSE = 0.75  # share of an article's decided uses of a name from which all uses are taken to mean the same
DOMINANT = 0.5  # share of an article's mentions of states above which "the Defense Ministry" is that state's


def load_register(extra: Path | None = None) -> Register:
    """Read the register of the package, and an analyst's own file beside it; see ``register.load_register``."""
    return registers.load_register(extra)


def find_mentions(
    text: str, sentences: Sequence[Sentence], docs: Sequence[Doc] | None, register: Register
) -> list[Mention]:
    """Find every name of an entity in the sentences of one article.

    Returns rows of ``schema.Mention`` sorted by start, offsets into the raw text; names outside the sentences are
    dropped. ``docs`` holds one spaCy document a sentence; without them names outside the register are found only where
    their own words give them away (see ``name_patterns``).

    >>> page = "Lavrov met NATO's envoys. Sergei Lavrov said the alliance grows."
    >>> sentences = [Sentence(0, 25, 0, "body", None), Sentence(26, 64, 0, "body", None)]
    >>> rows = find_mentions(page, sentences, None, load_register())
    >>> [(row.text, row.entity) for row in rows]
    [('Lavrov', 'Sergey Lavrov'), ('NATO', 'NATO'), ('Sergei Lavrov', 'Sergey Lavrov'), ('the alliance', 'NATO')]
    """
    spans = [(s.start, s.end) for s in sentences]
    hits = [hit for hit in register.find(text) if is_inside(hit.start, hit.end, spans)]
    mentions = list(resolve_hits(text, hits, register))
    marked = find_marked(text, spans)
    starts = {m.start for m in mentions}
    mentions = prefer([m for m in marked if m.rule != "outlet word" or m.start not in starts], mentions)
    mentions = prefer(extend_names(text, spans, mentions), mentions)
    mentions = beside(find_titled_persons(text, spans), mentions)
    if docs is not None:
        mentions = _add_open_names(text, sentences, docs, mentions)
    mentions = prefer(extend_places(text, mentions, register.regions), mentions)
    mentions = prefer(find_patronymics(text, spans, mentions), mentions)
    mentions = beside(find_surnames(text, spans, mentions), mentions)
    mentions = prefer(find_acronyms(text, spans, mentions), mentions)
    mentions += find_repeated(text, spans, [m for m in mentions if m.rule in ("model", "title before")], mentions)
    mentions.sort()
    return sorted(mentions + find_nominals(text, spans, mentions, register))


def _add_open_names(
    text: str, sentences: Sequence[Sentence], docs: Sequence[Doc], mentions: list[Mention]
) -> list[Mention]:
    """Add the model's names; those of one word wait until surnames and given names are known."""
    mentions, opened = find_open_names(text, sentences, docs, mentions)
    full = [m for m in opened if " " in m.text]
    mentions = merge_persons(prefer(join_split(text, full, mentions), mentions))
    mentions = beside(find_surnames(text, [(s.start, s.end) for s in sentences], mentions), mentions)
    single = resolve_given_names([m for m in opened if " " not in m.text], mentions)
    return beside(single, mentions)


def resolve_hits(text: str, hits: Sequence[Hit], register: Register) -> Iterator[Mention]:
    """Choose one entity for each name of the register.

    A name with one sure reading is that. Of several readings the one whose cue stands nearest wins (its other names
    anywhere, its cue words within 1,000 characters); a state's body without its state ("the Defense Ministry") is that
    of the state that most of the article's mentions of states are of. What three quarters of a name's decided uses
    mean, all its uses in the article mean. Names of several words that nothing decides keep their own words as entity,
    rule ``open``; single words are dropped.
    """
    named: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        if len(hit.readings) == 1 and hit.readings[0].sure:
            named[hit.readings[0].entity].append(hit.start)
    state = _dominant_state(named, register)
    chosen = [_choose(text, hit, named, state, register) for hit in hits]
    senses = _senses(hits, chosen)
    for hit, (reading, rule) in zip(hits, chosen, strict=True):
        if hit.readings in senses:
            reading, rule = senses[hit.readings], "context"
        name = text[hit.start : hit.end]
        if reading:
            entry = register.entries[reading.entity]
            yield Mention(hit.start, hit.end, name, entry.entity, entry.type, reading.form, rule)
        elif " " in name:
            kind = register.entries[hit.readings[0].entity].type
            yield Mention(hit.start, hit.end, name, plain(name), kind, "name", "open")


def _choose(
    text: str, hit: Hit, named: dict[str, list[int]], state: str | None, register: Register
) -> tuple[Reading | None, str]:
    if len(hit.readings) == 1 and hit.readings[0].sure:
        return hit.readings[0], "register"
    return _by_context(text, hit, named, state, register)


def _senses(hits: Sequence[Hit], chosen: Sequence[tuple[Reading | None, str]]) -> dict[tuple[Reading, ...], Reading]:
    """One sense an article (Gale, Church and Yarowsky 1992): the reading that context mostly chose, for all."""
    votes: dict[tuple[Reading, ...], Counter[Reading]] = defaultdict(Counter)
    for hit, (reading, rule) in zip(hits, chosen, strict=True):
        if reading and rule == "context":
            votes[hit.readings][reading] += 1
    firsts = {readings: found.most_common(1)[0] for readings, found in votes.items()}
    return {readings: first for readings, (first, n) in firsts.items() if n >= ONE_SENSE * votes[readings].total()}


def _dominant_state(named: dict[str, list[int]], register: Register) -> str | None:
    counts = Counter({name: len(at) for name, at in named.items() if register.entries[name].group == "state"})
    return next((name for name, n in counts.most_common(1) if n > DOMINANT * counts.total()), None)


def _by_context(
    text: str, hit: Hit, named: dict[str, list[int]], state: str | None, register: Register
) -> tuple[Reading | None, str]:
    best, shortest = None, (len(text), True)
    for reading in hit.readings:
        entry = register.entries[reading.entity]
        if entry.near or entry.entity in named:
            distance = _cue_distance(text, hit.start, named.get(entry.entity, ()), entry.near)
            if (distance, not reading.sure) < shortest:
                best, shortest = reading, (distance, not reading.sure)
    if best:
        return best, "context"
    bodies = {register.entries[reading.entity].state: reading for reading in hit.readings}
    if state and state in bodies:
        return bodies[state], "context"
    return next(((reading, "register") for reading in hit.readings if reading.sure), (None, ""))


def _cue_distance(text: str, at: int, named: Sequence[int], cues: Sequence[str]) -> int:
    """Characters from a name to the nearest sure name or cue word of an entity; the text's length if there is none."""
    places = list(named)
    if cues:
        pattern = "|".join(re.escape(cue) if cue.isupper() else f"(?i:{re.escape(cue)})" for cue in cues)
        low = max(0, at - CUE_REACH)
        places += [low + m.start() for m in re.finditer(rf"\b(?:{pattern})\b", text[low : at + CUE_REACH])]
    return min((abs(place - at) for place in places), default=len(text))
