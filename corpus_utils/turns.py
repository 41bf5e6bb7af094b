"""Interview turns: who asks, who answers, and where the words of a turn begin."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_utils.layout import Unit, make_unit

MIN_TURNS = 2  # turns of one label, or questions, from which a page counts as an interview
ASKS = 0.5  # share of a label's turns that end in a question mark from which it is the one who asks

DASH = re.compile(r"[-–—‒―−]\s+(?=\S)")
CAPITAL = r"[^\W\d_a-zа-яіїєґ]"
NAME = rf"{CAPITAL}[\w.'’-]*(?:[ \u00a0](?:of|the|de|al|bin|von|van|for|and|{CAPITAL}[\w.'’-]*)){{0,9}}"
LABEL = re.compile(rf"(?:\*\*|__)?(?P<name>{NAME})(?:\s?\([^)\n]{{1,60}}\))?(?:\*\*|__)?\s?:(?:\*\*|__)?\s+(?=\S)")
LETTER = re.compile(
    r"(?P<name>Q|A|В|О|F|Question|Answer|Вопрос|Ответ|Frage|Antwort)\s?(?P<sign>[.:)]|\s[-–—])\s*(?=\S)", re.I
)
BARE_Q = re.compile(r"(?P<name>Q)[\s\u00a0]{2,12}(?=[A-Z\"“‘–—])")  # transcripts of the White House
INLINE = re.compile(rf"(?:^|(?<=[.!?…”\"»)\]>])[\s\u00a0])(?P<name>{NAME}):\s")  # a turn that begins within a paragraph
INLINE_REACH = 110  # characters before a colon in which a label may begin
BOLD = re.compile(r"(?P<mark>\*\*|__)(?=\S).{8,400}(?P=mark)$", re.S)
ASKER = re.compile(
    r"^(?:Q|В|F|Question|Вопрос|Frage|Interviewer|Correspondent|Journalist|Reporter|Moderator|Host|Presenter|Anchor)\b",
    re.I,
)
NOT_SPEAKERS = re.compile(
    r"^(?:photo|image|source|tags?|topics?|note|read|see|related|updated?|posted|published|author|text|by|video|watch|keywords?|"
    r"location|date|time|place|analysis|opinion|exclusive|breaking|live|background|context|key|what|why|how|who|where|when)\b",
    re.I,
)


class Turn(NamedTuple):
    """What the marks of one unit say of it."""

    kind: str  # question | answer
    rule: str
    skip: int  # characters of the mark before the words begin
    speaker: str | None  # the label as written


def find_turns(units: Mapping[int, Unit]) -> dict[int, Turn]:
    """Return the turn that begins at each unit (by its index); empty for a page that is not an interview.

    Marks known: a dash before the question and a name before the answer, names before both, Q and A, questions in
    bold. A page is an interview from two turns of one label, or two questions, on.

    >>> lines = ["- Why?", "Ann Lee: For peace.", "- So?", "Ann Lee: Yes."]
    >>> find_turns({i: make_unit(0, line, 0) for i, line in enumerate(lines)})[1]
    Turn(kind='answer', rule='name before the words', skip=9, speaker='Ann Lee')
    """
    marks = {i: mark for i, unit in units.items() if (mark := _mark(unit))}
    labels = Counter(speaker for _, _, speaker in marks.values() if speaker)
    askers = _askers(units, marks, labels)
    turns = {i: turn for i, mark in marks.items() if (turn := _turn(units[i], mark, labels, askers))}
    has_answers = any(turn.kind == "answer" for turn in turns.values())
    if not has_answers and not _plain_alternation(units, turns):
        return {}
    return turns


def split_turns(units: Sequence[Unit]) -> list[Unit]:
    """Cut units in which several speakers talk, as in transcripts whose line breaks are lost.

    A cut is made before a name and colon that follow the end of a sentence, if the name speaks twice on the page.

    >>> unit = make_unit(0, "Ann Lee: Why? Bo Ray: For peace. Ann Lee: So be it. Bo Ray: Yes.", 0)
    >>> [part.text for part in split_turns([unit])]
    ['Ann Lee: Why?', 'Bo Ray: For peace.', 'Ann Lee: So be it.', 'Bo Ray: Yes.']
    """
    starts = {i: _inline_labels(unit.text) for i, unit in enumerate(units) if unit.text.count(":") >= MIN_TURNS}
    speakers = Counter(name.split()[-1] for labels in starts.values() for _, name in labels)
    parts: list[Unit] = []
    for i, unit in enumerate(units):
        cuts = [at for at, name in starts.get(i, []) if at and speakers[name.split()[-1]] >= MIN_TURNS]
        edges = [0, *cuts, len(unit.text)]
        texts = [unit.text[a:b] for a, b in pairwise(edges)]
        parts += (
            [
                make_unit(unit.start + a, part.rstrip(), 0 if a else unit.gap)
                for a, part in zip(edges, texts, strict=False)
            ]
            if cuts
            else [unit]
        )
    return parts


def _inline_labels(text: str) -> list[tuple[int, str]]:
    found = []
    for colon in re.finditer(r":\s", text):
        start = max(0, colon.start() - INLINE_REACH)
        matches = [m for m in INLINE.finditer(text, start, colon.end()) if m.end() == colon.end()]
        if matches and not NOT_SPEAKERS.match(matches[0]["name"]):
            found.append((matches[0].start("name"), matches[0]["name"]))
    return found


def _mark(unit: Unit) -> tuple[str, int, str | None] | None:
    """Return (kind of mark, length, label) of the mark that opens a unit."""
    head = unit.text[:140]
    if found := LETTER.match(head) or BARE_Q.match(head):
        return "letter", found.end(), found["name"]
    if found := DASH.match(head):
        return "dash", found.end(), None
    if found := LABEL.match(head):
        return ("label", found.end(), found["name"]) if not NOT_SPEAKERS.match(found["name"]) else None
    if unit.words <= 80 and BOLD.match(unit.text):
        return "bold", 2, None
    return None


def _askers(
    units: Mapping[int, Unit], marks: Mapping[int, tuple[str, int, str | None]], labels: Counter[str]
) -> set[str]:
    asked = Counter(label for i, (_, _, label) in marks.items() if label and _asks(units[i]))
    return {label for label, n in labels.items() if ASKER.match(label) or (len(labels) > 1 and asked[label] > ASKS * n)}


def _asks(unit: Unit) -> bool:
    return unit.text.rstrip("\"'”’»*_) ").endswith("?")


def _turn(unit: Unit, mark: tuple[str, int, str | None], labels: Counter[str], askers: set[str]) -> Turn | None:
    kind, skip, label = mark
    if kind == "letter":
        return Turn("question" if ASKER.match(label or "") else "answer", "Q and A", skip, label)
    if kind == "label":
        if labels[label or ""] < MIN_TURNS:
            return None
        return Turn("question" if label in askers else "answer", "name before the words", skip, label)
    if (kind == "dash" and _asks(unit)) or (kind == "bold" and _asks(unit)):
        return Turn("question", "dash before the question" if kind == "dash" else "question in bold", skip, None)
    return None


def _plain_alternation(units: Mapping[int, Unit], turns: dict[int, Turn]) -> bool:
    """Whether marked questions alone make an interview: the paragraphs between them are the answers."""
    questions = sorted(i for i, turn in turns.items() if turn.kind == "question")
    return len(questions) >= MIN_TURNS and all(b - a > 1 for a, b in pairwise(questions))


def carry_turns(order: Sequence[int], turns: Mapping[int, Turn]) -> dict[int, Turn]:
    """Return a turn for every unit from the first turn on: a paragraph without a mark goes on with the turn before it.

    Where answers carry no label, the unmarked paragraph after a question is the answer, of a speaker not named.
    """
    labelled = any(turn.kind == "answer" and turn.speaker for turn in turns.values())
    carried: dict[int, Turn] = {}
    current: Turn | None = None
    for i in order:
        if i in turns:
            current = turns[i]
        elif current is None:
            continue
        elif current.kind == "question" and not labelled:
            current = Turn("answer", "after a question", 0, None)
        else:
            current = current._replace(rule=f"goes on with the {current.kind}", skip=0)
        carried[i] = current
    return carried
