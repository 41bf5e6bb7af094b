"""Turns of interviews, press conferences and speeches: whose words each stretch of such a page is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from corpus_utils.reporting import Attribution, load_lexicon, load_resource
from corpus_utils.schema import BODY_KINDS, Block, Mention
from corpus_utils.speakers import PERSONAL, Speakers

Span = tuple[int, int]

LEAD = 120  # characters before a name that may belong to its label ("President of the Republic of … Ann Lee:")
FIRST_PERSON = re.compile(r"\b(?:I|we|our|my|us|me|We|Our|My)\b")
SPEAKS = 0.2  # share of sentences with a first person from which a lone label opens a speech and not a list item
ANSWERS = 0.1  # share of sentences with a first person from which labelled paragraphs without questions are speech
AFTER_NAME = re.compile(r"(?P<rest>[^:.!?\n()]{0,90})(?:\([^)\n]{1,60}\))?\s?:\s+(?=[^\s\"“«'‘])")
TITLE_WORD = re.compile(r"[A-Z][\w'’-]*$|(?:of|the|and|for)$")
NOT_IN_LABEL = ("is", "are", "was", "were", "has", "have", "by", "to", "from", "says", "tells")
BREAK = re.compile(r"(?<!\bMr|\bMs|\bDr)(?<!\bMrs)[.!?…*\]\n”\"»>]")
CAPITALS = re.compile(r"(?<![^\n])[ \t*]*(?P<label>[A-Z][A-Z.'’\[\]\\ -]{2,60}|Q):?(?:(?<=:)|(?<=Q))\s+(?=\S)")
PAUSE = re.compile(r"\*\s?\*\s?\*|<…>|<\.\.\.>")
ASKER = 60  # characters before the name of a publication in which it is said to have asked
OPENING = 600  # characters at the start of a speech in which the listeners are addressed
SENTENCE = re.compile(r"[^.!?\n]{12,}")


class Turn(NamedTuple):
    """One stretch of speech by one speaker."""

    start: int  # where the label begins
    speech: int  # where the words begin
    end: int
    label: tuple[int, int] | None
    asks: bool
    rule: str


def find_turns(text: str, blocks: Sequence[Block], mentions: Sequence[Mention]) -> list[Turn]:
    """Return the turns of a page, sorted; none for an ordinary article.

    Turns begin at blocks that cleaning holds for a question or an answer, and at labels inside the running text: a
    person's name before a colon, "Question:", a name in capitals at the start of a line. One label alone counts only
    where what follows speaks in the first person. A page that addresses its listeners is one speech.
    """
    body = [b for b in blocks if b.kind in BODY_KINDS]
    interview = list(_block_marks(body))
    if not any(m.asks for m in interview) and _share(text, interview) < ANSWERS:
        interview = []  # labelled paragraphs in which no one asks and no one says "I": a report with headings
    marks = sorted([*interview, *_inline_marks(text, body, mentions)])
    spoken = [m for m in marks if m.rule != "interview"]
    if len(spoken) == 1 and first_person_share(text[spoken[0].speech : body[-1].end]) < SPEAKS:
        marks = interview
    if body and not marks and _is_speech(text, body, [b for b in blocks if b.kind == "title"]):
        return [Turn(b.start, b.start, b.end, None, False, "speech") for b in body]
    return list(_closed(text, marks, body))


def mark_retold(text: str, turns: Sequence[Turn], cues: Iterable[Attribution]) -> list[Turn]:
    """Give the answers of a page the rule "retold" where no one says "I" in them and "he" or "she" reports."""
    answers = [t for t in turns if not t.asks and t.rule != "speech"]
    index = TurnIndex(answers, [None] * len(answers))
    told = (c for c in cues if c.named and text[slice(*c.named)].lower() in PERSONAL and c.kind in ("said", "judged"))
    if _share(text, answers) > 0 or not any(index.at(c.cue[0]) is not None for c in told):
        return list(turns)
    return [t._replace(rule="retold") if t in answers else t for t in turns]


def _block_marks(body: Sequence[Block]) -> Iterator[Turn]:
    for block in body:
        if block.kind != "body":
            label = (block.start, block.speech) if block.speaker and block.speech > block.start else None
            yield Turn(block.start, block.speech, block.end, label, block.kind == "question", "interview")


def _inline_marks(text: str, body: Sequence[Block], mentions: Sequence[Mention]) -> Iterator[Turn]:
    persons = [m for m in mentions if m.type == "PERSON"]
    starts = [m.start for m in persons]
    for block in body:
        for name in persons[bisect_left(starts, block.speech) : bisect_left(starts, block.end)]:
            after = AFTER_NAME.match(text, name.end, block.end)
            if after is None or not all(TITLE_WORD.match(w) for w in after["rest"].split()):
                continue
            if (start := _label_start(text, name.start, block.start)) is not None:
                yield Turn(start, after.end(), block.end, (name.start, name.end), False, "transcript")
        yield from _word_marks(text, block)


def _word_marks(text: str, block: Block) -> Iterator[Turn]:
    """Find labels without a known name: "Question:", "MR. LEE:"."""
    for pattern in (_word_label(), CAPITALS):
        for match in pattern.finditer(text, block.speech, block.end):
            asks = match["label"].strip("* ").lower() in load_lexicon().asking
            yield Turn(match.start("label"), match.end(), block.end, match.span("label"), asks, "transcript")


@cache
def _word_label() -> re.Pattern[str]:
    words = [*load_resource()["turns"]["asking"], *load_resource()["turns"]["speaking"]]
    names = "|".join(sorted((w.capitalize() for w in words if len(w) > 1), key=len, reverse=True))
    return re.compile(rf"(?:(?<![^\n])|(?<=[.!?…*\]”\"»>] ))(?P<label>{names})(?: \([^)\n]{{1,60}}\))?\s?:\s+(?=\S)")


def _label_start(text: str, name: int, floor: int) -> int | None:
    """Return where the label around a name begins; None where the words before it are a clause and not a title."""
    first = max(floor, name - LEAD)
    start = max((b.end() for b in BREAK.finditer(text, first, name)), default=first)
    verbs = load_lexicon().verbs  # a title holds none; "Beginning of the talks" is no clause
    told = (w in NOT_IN_LABEL or (w in verbs and not w.endswith(("s", "ing"))) for w in text[start:name].split())
    if start == first > floor or any(told):
        return None
    return start + len(text[start:name]) - len(text[start:name].lstrip())


def _share(text: str, turns: Sequence[Turn]) -> float:
    return first_person_share("\n".join(text[t.speech : t.end] for t in turns))


def first_person_share(run: str) -> float:
    """Return the share of sentences with "I", "we" or their kin."""
    sentences = SENTENCE.findall(run)
    return sum(bool(FIRST_PERSON.search(s)) for s in sentences) / len(sentences) if sentences else 0.0


@cache
def _address() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load_resource()['speeches']['address'])})\b", re.IGNORECASE)


@cache
def _called() -> re.Pattern[str]:
    names = "|".join(load_resource()["speeches"]["names"])
    return re.compile(rf"\b(?:{names}) (?:by|of|from|to|at|in)\b|\bstatement,", re.IGNORECASE)


def _is_speech(text: str, body: Sequence[Block], titles: Sequence[Block]) -> bool:
    """Tell a speech given in full: it addresses its listeners or is called one, and speaks in the first person."""
    start, end = body[0].start, body[-1].end
    called = any(_called().search(text, b.start, b.end) for b in titles)
    addressed = _address().search(text, start, min(end, start + OPENING))
    return bool(called or addressed) and first_person_share(text[start:end]) >= SPEAKS


def _closed(text: str, marks: Sequence[Turn], body: Sequence[Block]) -> Iterator[Turn]:
    """End each turn where the next begins; a turn in running text goes on over the blocks after it."""
    for index, mark in enumerate(marks):
        following = marks[index + 1].start if index + 1 < len(marks) else body[-1].end
        end = min(mark.end, following) if mark.rule == "interview" else following
        pause = None if mark.rule == "interview" else PAUSE.search(text, mark.speech, end)
        yield mark._replace(end=pause.start() if pause else end)


class TurnIndex:
    """Who speaks at an offset of a transcript, and who answers there."""

    def __init__(self, turns: Sequence[Turn], names: Sequence[str | None]) -> None:
        """Take the turns in order with their speakers."""
        self.turns, self.names = turns, names

    def at(self, position: int) -> int | None:
        """Return the index of the turn at an offset."""
        index = bisect_right(self.turns, position, key=lambda t: t.start) - 1
        return index if index >= 0 and position < self.turns[index].end else None

    def answerer(self, index: int) -> str | None:
        """Return who answers at or after a turn: the "you" of a question."""
        following = zip(self.turns[index:], self.names[index:], strict=True)
        return next((name for turn, name in following if not turn.asks), None)


def divide(paragraphs: Sequence[Span], turns: Sequence[Turn]) -> tuple[list[tuple[int, int, int]], list[Span]]:
    """Cut paragraphs at the turns: pieces inside (start, end, index of the turn), and what is left outside.

    >>> divide([(0, 30)], [Turn(10, 14, 30, None, False, "transcript")])
    ([(14, 30, 0)], [(0, 10)])
    """
    inside: list[tuple[int, int, int]] = []
    outside: list[Span] = []
    index = 0
    for start, end in paragraphs:
        while index < len(turns) and turns[index].end <= start:
            index += 1
        here, turn = start, index
        while turn < len(turns) and turns[turn].start < end:
            outside.append((here, turns[turn].start))
            inside.append((max(start, turns[turn].speech), min(end, turns[turn].end), turn))
            here, turn = turns[turn].end, turn + 1
        outside.append((here, end))
    return [p for p in inside if p[0] < p[1]], [p for p in outside if p[0] < p[1]]


def name_turns(
    text: str, blocks: Sequence[Block], turns: Sequence[Turn], speakers: Speakers, outlet: str | None
) -> list[str | None]:
    """Return the speaker of each turn: by its label; who asks and who answers without one, from the page."""
    titles = [b for b in blocks if b.kind == "title"]
    heads = [m for m in speakers.people if any(b.start <= m.start < b.end for b in titles)]
    labels = [_label_name(text, t.label, speakers, heads) for t in turns]
    answering = {n for n, t in zip(labels, turns, strict=True) if n and not t.asks}
    asker = _asker(text, turns, speakers) or ("reporter" if len(answering) > 1 else outlet)
    last = _guest(heads, turns, speakers)
    names: list[str | None] = []
    for label, turn in zip(labels, turns, strict=True):
        last = last if turn.asks else label or last
        names.append(label or asker if turn.asks else last)
    return names


def _label_name(text: str, label: Span | None, speakers: Speakers, heads: Sequence[Mention]) -> str | None:
    """Return the entity a label names, or its own words; None for "Question" and its kin.

    A post alone ("THE VICE PRESIDENT") is looked for in the title ("Remarks by Vice President Lee").
    """
    if label is None:
        return None
    words = text[slice(*label)].strip(" :*\n\xa0")
    if words.lower() in load_lexicon().asking | load_lexicon().speaking:
        return None
    start = text.index(words, label[0])
    named = speakers.named(start, start + len(words), start + len(words) - 1)
    if named or not words:
        return named
    post = re.sub(r"^the\s+", "", words.lower())
    for mention in heads:
        if text[max(0, mention.start - len(post) - 1) : mention.start].lower().strip() == post:
            return mention.entity
    return speakers.by_surname(words.split()[-1]) or (words.title() if words.isupper() else words)


def _asker(text: str, turns: Sequence[Turn], speakers: Speakers) -> str | None:
    """Return the publication that the page says it was an interview with."""
    first = turns[0].speech if turns else len(text)
    media = (m for m in speakers.mentions if m.type == "MEDIA" and m.start < first)
    return next((m.entity for m in media if _asking().search(text[max(0, m.start - ASKER) : m.start])), None)


@cache
def _asking() -> re.Pattern[str]:
    phrases = "|".join(load_resource()["turns"]["asked_by"])
    return re.compile(rf"\b(?:{phrases})\b[^.]*$")


def _guest(heads: Sequence[Mention], turns: Sequence[Turn], speakers: Speakers) -> str | None:
    """Return the person a speech or an interview is by: named in the title, else before the first turn."""
    ahead = [m.entity for m in speakers.people if turns and m.start < turns[0].speech]
    if heads:
        return heads[0].entity
    return ahead[-1] if ahead and turns[0].rule != "speech" else None
