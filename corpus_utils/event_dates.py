"""What a sentence holds for an event: the dates it can have, the words that belong to each, and the row they fill."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from corpus_utils.calendars import Extent, extent
from corpus_utils.event_words import has, is_csto, last_of, load_words, speaks
from corpus_utils.schema import Event, Mention, Sentence, Time

MEETINGS = ("summit", "meeting")
GATHERING = re.compile(r"Meeting|Seminar|Conference|Summit|Session|Exercise|Drill")  # what a model may take for a body
LOCATIVE = re.compile(
    r"\b(?:in|at|near|hosted by)(?:\s+(?:the|capital|city|town|north|south|east|west|of|[A-Z][\w’'-]+)){0,4}\s*$"
)
LONGEST_DATELINE = 60  # characters before the date of a dateline, and after it to its end
DATELINE_HEAD = re.compile(
    r"(?!On|In|At|By|Since|From|The)[A-ZА-Я][\w.’'-]*(?:[\s,(/.]+[A-ZА-Я][\w.’'/-]*)*\s*[,)(]\s*"
)  # "MOSCOW, "
DATELINE_TAIL = re.compile(r"[\s,.)]*[^.!?]{0,40}?(?:--|—|–|\s-\s|\)|/)")  # ", Agency -- "
SOURCE_HEAD = re.compile(r"\((?:[A-ZА-Я][\w.’'-]*\s*)+,\s*$")
SPAN_HEAD = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.I)
SPAN_JOINT = re.compile(r"\s+(?:to|until|till|through|and)\s+(?:the\s+)?")
BREAK = re.compile(
    r"[;:—–,]|\s-\s|\b(?:that|which|what|who|whose|when|where|whether|while|whereas|because|but)\b"
    r"|\band(?=\s+(?:in|on|by|at|since)\b)"
)
OPENING = 4  # words before a date that opens its sentence, fewer than these: "On 5 May, …" is no part of its own
ADVERB = 2  # words beside the date, at most, of a clause that only says when: "On Sunday", "in the city"
ASIDE = 2  # words of an aside between commas, at most: "he noted", "in Minsk"
FOR = re.compile(r"\bfor\s+(?:the\s+)?(?:year\s+)?$")
JOINT = re.compile(r"[,;:]\s+|\s+(?:and|while|but|whereas)\s+")


class Told(NamedTuple):
    """A sentence, or a part of it, with the names in it."""

    sentence: Sentence
    words: str  # of the whole sentence
    start: int  # offset of the part
    end: int
    mentions: list[Mention]  # of the part
    csto: bool  # the sentence names the CSTO, or goes on about it within REACH

    @property
    def part(self) -> str:
        """Words of the part."""
        return self.words[self.start - self.sentence.start : self.end - self.sentence.start]


def tells_end(words: str) -> bool:
    """Say whether the words before a date make it the end of a period ("the strategy until 2025").

    >>> tells_end("The strategy until "), tells_end("It was adopted in ")
    (True, False)
    """
    return any(match.end() >= len(words.rstrip()) for match in load_words()["continuing"]["until"].finditer(words))


def find_dates_told(told: Told, times: Sequence[Time]) -> list[tuple[Time, Extent]]:
    """Give the dates of a sentence with their extents, spans joined; of two where one holds the other, the finer."""
    found = [(t, when) for t in dates_inside(told, times) if (when := extent(t.value))]
    found = join_spans(told, found)
    return [(t, when) for t, when in found if not any(holds(when, other) for _, other in found)]


def dates_inside(told: Told, times: Sequence[Time]) -> list[Time]:
    """Give the dates in a sentence that an event can have: no dateline, no end of a period."""
    sentence, first = told.sentence, bisect_left(times, told.sentence.start, key=lambda t: t.start)
    inside = takewhile(lambda t: t.start < sentence.end, times[first:])
    happens = has(told.words, "continuing", "happens")
    events = [t for t in inside if happens or t.text.lower() != "today"]  # not "today the pact unites six states"
    dates = [(t, t.start - sentence.start, t.end - sentence.start) for t in events if t.type in ("DATE", "TIME")]
    return [t for t, start, end in dates if not is_no_event_date(told.words, start, end)]


def is_no_event_date(words: str, start: int, end: int) -> bool:
    """Say whether a date ends a period, stands in a dateline, or dates a source ("(Agency, February 4)")."""
    source = SOURCE_HEAD.search(words, 0, start) and words[end:].lstrip().startswith(")")
    return tells_end(words[:start]) or in_dateline(words, start, end) or bool(source)


def in_dateline(words: str, start: int, end: int) -> bool:
    """Say whether a date stands in a dateline: after names only, and before a dash or a bracket, or after a bracket.

    >>> text = "MOSCOW, May 15, Agency -- The pact was signed."
    >>> in_dateline(text, 8, 14), in_dateline("On May 15 it was signed - at last.", 3, 9)
    (True, False)
    """
    if not 0 < start <= LONGEST_DATELINE or not DATELINE_HEAD.fullmatch(words, 0, start):
        return False
    return words[:start].rstrip().endswith(")") or bool(DATELINE_TAIL.match(words, end))


def join_spans(told: Told, found: list[tuple[Time, Extent]]) -> list[tuple[Time, Extent]]:
    """Make one extent of "from 5 May to 3 June"."""
    joined: list[tuple[Time, Extent]] = []
    for time, when in found:
        if joined:
            first, begun = joined[-1]
            offset = told.sentence.start
            lead, between = told.words[: first.start - offset], told.words[first.end - offset : time.start - offset]
            if SPAN_HEAD.search(lead) and SPAN_JOINT.fullmatch(between) and begun.start <= when.end:
                text = told.words[first.start - offset : time.end - offset]
                span = Extent(begun.start, when.end, when.precision)
                joined[-1] = (time._replace(start=first.start, text=text, rule="span"), span)
                continue
        joined.append((time, when))
    return joined


def clause_of(part: Told, time: Time) -> tuple[int, int]:
    """Give the offsets, within the sentence, of the clause that a date stands in.

    A clause that only says when ("On Sunday, …") goes on to the next that is no aside, else back to the one before.
    """
    first, last = part.start - part.sentence.start, part.end - part.sentence.start
    start, end = time.start - part.sentence.start, time.end - part.sentence.start
    ends = [m.start() for m in BREAK.finditer(part.words, first, last) if not start <= m.start() < end]
    bounds = [first, *ends, last]
    at = next(n for n, (a, b) in enumerate(pairwise(bounds)) if a <= start < b or b == last)
    beside = part.words[bounds[at] : start] + part.words[end : bounds[at + 1]]
    if len(beside.split()) > ADVERB + 1 or speaks(beside):
        return bounds[at], bounds[at + 1]
    after = range(at + 1, len(bounds) - 1)
    main = next((n for n in after if len(part.words[bounds[n] : bounds[n + 1]].split()) > ASIDE + 1), None)
    return (bounds[main], bounds[main + 1]) if main is not None else (bounds[max(0, at - 1)], bounds[at + 1])


def meant_for(part: Told, time: Time, when: Extent) -> str | None:
    """Say what a year is for: ``plan`` for what comes about in it, ``scope`` for the rest ("the budget for 2017")."""
    before = part.words[: time.start - part.sentence.start]
    if when.precision != "year" or "period" in time.text or not FOR.search(before):
        return None
    return "scope" if last_of(before, "scope") >= last_of(before, "coming") else "plan"


def holds(outer: Extent, inner: Extent) -> bool:
    """Say whether one extent holds another that is finer.

    >>> holds(Extent("2019", "2019", "year"), Extent("2019-05-22", "2019-05-22", "day"))
    True
    """
    finer = len(outer.start) < len(inner.start)
    return finer and outer.start <= inner.start[: len(outer.start)] and inner.end[: len(outer.end)] <= outer.end


def parts(told: Told, dates: Sequence[Time]) -> list[Told]:
    """Cut a sentence into the parts that belong to each of its dates; whole where it has one."""
    if len(dates) < 2:
        return [told] * len(dates)
    offset = told.sentence.start
    joints = [m.end() + offset for m in JOINT.finditer(told.words)]
    opening = dates[0].end if len(told.words[: dates[0].start - offset].split()) < OPENING else offset
    joints = [j for j in joints if j > opening + ADVERB and not any(t.start < j <= t.end for t in dates)]
    cuts = [told.start]
    for left, right in pairwise(dates):  # the joint next before the later date, else the end of the earlier one
        end = right.start if left.end == opening else left.end
        cuts.append(max((j for j in joints if left.end <= j <= right.start), default=end))
    return [cut(told, a, b) for a, b in pairwise([*cuts, told.end])]


def cut(told: Told, start: int, end: int) -> Told:
    """Give a part of a sentence with its names; those of the whole where the part has none."""
    inside = [m for m in told.mentions if start <= m.start < end]
    return told._replace(start=start, end=end, mentions=inside or told.mentions)


def fill(told: Told, when: Extent, how: str, lane: str, kind: str, modality: str = "happened") -> Event:
    """Fill one row with the names that belong to a date."""
    place = place_of(told)
    names = (m.entity for m in told.mentions if m.type != "MEDIA" and m.entity != place)
    extent = told.sentence.start, told.sentence.end, told.words, when.start, when.end, when.precision
    return Event(*extent, kind, modality, lane, "; ".join(dict.fromkeys(names)), place, how)


def place_of(told: Told) -> str | None:
    """Name the first place that follows "in", "at" or "near"; none where each exercise named has its own."""
    if sum(m.rule == "series" for m in told.mentions) > 1 and len(told.mentions) and not one_place(told):
        return None
    places = [m for m in told.mentions if m.type == "PLACE" and m.form == "name" and told.start <= m.start < told.end]
    return next((m.entity for m in places if LOCATIVE.search(told.part, 0, m.start - told.start)), None)


def one_place(told: Told) -> bool:
    """Say whether no place stands between the exercises that a sentence names."""
    series = [m.start for m in told.mentions if m.rule == "series"]
    return not any(m.type == "PLACE" and min(series) < m.start < max(series) for m in told.mentions)


def without_names(told: Told, start: int | None = None, end: int | None = None) -> str:
    """Blank the names of bodies and treaties, whose words ("treaty", "council") say nothing of an event's kind.

    ``start`` and ``end`` are offsets within the sentence; without them it is the part.
    """
    first = told.start - told.sentence.start if start is None else start
    last = told.end - told.sentence.start if end is None else end
    words = told.words
    for m in told.mentions:
        if m.type == "TREATY" or (m.type == "ORG" and (is_csto(m.entity) or not GATHERING.search(m.text))):
            at = m.start - told.sentence.start
            words = words[:at] + "_" * len(m.text) + words[at + len(m.text) :]
    return words[first:last]
