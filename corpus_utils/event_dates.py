"""Which dates of a sentence an event can have, and which part of the sentence belongs to each."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from corpus_utils.calendars import Extent, extent
from corpus_utils.event_words import has, last_of, speaks, tells_end
from corpus_utils.schema import Mention, Sentence, Time

DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}  # last digit of the first and last year
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


def find_dates_told(told: Told, times: Sequence[Time]) -> list[tuple[Time, Extent]]:
    """Give the dates of a sentence with their extents, spans joined; of two where one holds the other, the finer."""
    found = [(t, when) for t in dates_inside(told, times) if (when := narrow(extent(t.value), t.text))]
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


def narrow(when: Extent | None, words: str) -> Extent | None:
    """Narrow a decade to its early, middle or late years.

    >>> narrow(Extent("2000", "2009", "decade"), "the mid-2000s")
    Extent(start='2004', end='2006', precision='decade')
    """
    if when is None or when.precision != "decade":
        return when
    first, last = next((years for word, years in DECADE_PARTS.items() if word in words.lower()), (0, 9))
    return Extent(when.start[:3] + str(first), when.start[:3] + str(last), "decade")


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
