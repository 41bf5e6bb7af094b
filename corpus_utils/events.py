"""Dated happenings of the CSTO in one article: which sentences tell of them, when they were, and how that is known."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from corpus_utils.calendars import Extent, extent
from corpus_utils.event_merging import merge_events
from corpus_utils.event_words import (
    decides_more,
    goes_on,
    is_csto,
    kind_of,
    modality_of,
    on_occasion,
    speaks,
    tells_end,
)
from corpus_utils.reference_events import find_series
from corpus_utils.schema import BODY_KINDS, Dating, Event, Mention, Sentence, Time

__all__ = ["find_events", "merge_events"]

REACH = 4  # sentences over which "the operation" or "our countries" still speaks of the CSTO named before
MORE_REACH = 6  # sentences over which "were also approved" still belongs to a dated meeting
OPENING = 8  # body sentences in which an article says where its source spoke
DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}  # last digit of the first and last year
MEETINGS = ("summit", "meeting")
LONGEST_DATELINE = 60  # characters before the date of a dateline, and after it to its end
DATELINE_HEAD = re.compile(
    r"(?!On|In|At|By|Since|From|The)[A-ZА-Я][\w.’'-]*(?:[\s,(/.]+[A-ZА-Я][\w.’'/-]*)*\s*[,)(]\s*"
)  # "MOSCOW, "
DATELINE_TAIL = re.compile(r"[\s,.)]*[^.!?]{0,40}?(?:--|—|–|\s-\s|\)|/)")  # ", Agency -- "
SPAN_HEAD = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.I)
SPAN_JOINT = re.compile(r"\s+(?:to|until|till|through|and)\s+(?:the\s+)?")
JOINT = re.compile(r"[,;:]\s+|\s+(?:and|while|but|whereas)\s+")
LOCATIVE = re.compile(
    r"\b(?:in|at|near|hosted by)(?:\s+(?:the|capital|city|town|north|south|east|west|of|[A-Z][\w’'-]+)){0,4}\s*$"
)


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


def find_events(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], times: Sequence[Time], dating: Dating
) -> list[Event]:
    """Find the dated happenings of the CSTO that an article tells, one row a sentence and date, sorted by place.

    A sentence of the body counts when it names the CSTO, a body, force, treaty or exercise of it (``mentions``), or
    goes on about one named shortly before, and holds a date (``times``) or an exercise named with its year. "Were also
    approved" takes the date of the meeting told before. Lane ``statement``: the one sentence that says where the
    article's source spoke, dated by the article where it has no day of its own. Questions of an interview, datelines,
    ends of periods ("until 2025") and dates as vague as "recently" give no row. Method: rules over
    ``resources/events.toml``.
    """
    told = list(tell(text, sentences, mentions))
    events = [event for one in told for event in dated(one, times, dating)]
    events += more_decisions(told, events, dating)
    statement = find_statement(told, events, times, dating)
    rows = sorted(events + statement, key=lambda e: (e.start, e.date_start or "", e.lane))
    return list({(e.text, e.date_start, e.date_end, e.lane): e for e in reversed(rows)}.values())[::-1]


def tell(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Iterator[Told]:
    """Join the sentences of the body with their names."""
    last, rest = -REACH - 1, iter([*sorted(mentions, key=lambda m: m.start), None])
    mention = next(rest)
    for number, sentence in enumerate(s for s in sentences if s.kind in BODY_KINDS):
        inside = []
        while mention and mention.start < sentence.end:
            if mention.start >= sentence.start:
                inside.append(mention)
            mention = next(rest)
        words = text[sentence.start : sentence.end]
        inside = with_series(words, sentence.start, inside)
        named = any(is_csto(m.entity) for m in inside)
        last = number if named else last
        csto = named or (number - last <= REACH and goes_on(words))
        yield Told(sentence, words, sentence.start, sentence.end, inside, csto)


def with_series(words: str, offset: int, mentions: list[Mention]) -> list[Mention]:
    """Add the exercises named with their year, in place of shorter names at the same spot."""
    named = [
        Mention(offset + a, offset + b, words[a:b], entity, "EVENT", "name", "series")
        for a, b, entity in find_series(words)
    ]
    others = [m for m in mentions if not any(n.start < m.end and m.start < n.end for n in named)]
    return sorted([*others, *named], key=lambda m: m.start)


def dated(told: Told, times: Sequence[Time], dating: Dating) -> list[Event]:
    """Give one row for each date in a sentence on the CSTO; of two dates where one holds the other, the finer."""
    if not told.csto or told.sentence.kind == "question":
        return []
    found = join_spans(
        told, [(t, when) for t in dates_inside(told, times) if (when := narrow(extent(t.value), t.text))]
    )
    kept = [(t, when) for t, when in found if not any(holds(when, other) for _, other in found)]
    rows = {
        when: row(part, when, f"“{' '.join(time.text.split())}” ({time.rule})", "event", dating)
        for (time, when), part in zip(reversed(kept), reversed(parts(told, [t for t, _ in kept])), strict=True)
    }
    return [*reversed(rows.values())] or named_with_year(told, dating)


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


def dates_inside(told: Told, times: Sequence[Time]) -> list[Time]:
    """Give the dates in a sentence that an event can have: no dateline, no end of a period."""
    sentence, first = told.sentence, bisect_left(times, told.sentence.start, key=lambda t: t.start)
    inside = takewhile(lambda t: t.start < sentence.end, times[first:])
    dates = [(t, t.start - sentence.start, t.end - sentence.start) for t in inside if t.type in ("DATE", "TIME")]
    return [t for t, start, end in dates if not (tells_end(told.words[:start]) or in_dateline(told.words, start, end))]


def in_dateline(words: str, start: int, end: int) -> bool:
    """Say whether a date stands in a dateline: after names only, and before a dash or a bracket, or after a bracket.

    >>> text = "MOSCOW, May 15, Agency -- The pact was signed."
    >>> in_dateline(text, 8, 14), in_dateline("On May 15 it was signed - at last.", 3, 9)
    (True, False)
    """
    if not 0 < start <= LONGEST_DATELINE or not DATELINE_HEAD.fullmatch(words, 0, start):
        return False
    return words[:start].rstrip().endswith(")") or bool(DATELINE_TAIL.match(words, end))


def named_with_year(told: Told, dating: Dating) -> list[Event]:
    """Date a sentence without a date by the year in the name of its exercise ("Rubezh-2021")."""
    named = [m for m in told.mentions if m.rule == "series"]
    years = dict.fromkeys(m.entity[-4:] for m in named)
    how = "the year in the name “{}”"
    return [
        row(told, Extent(year, year, "year"), how.format(named[0].text), "event", dating)
        for year in years
        if len(years) == 1
    ]


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
    joints = [j for j in joints if not any(t.start < j <= t.end for t in dates)]
    cuts = [told.start]
    for left, right in pairwise(dates):  # the joint next before the later date, else the end of the earlier one
        cuts.append(max((j for j in joints if left.end <= j <= right.start), default=left.end))
    return [cut(told, a, b) for a, b in pairwise([*cuts, told.end])]


def cut(told: Told, start: int, end: int) -> Told:
    """Give a part of a sentence with its names; those of the whole where the part has none."""
    inside = [m for m in told.mentions if start <= m.start < end]
    return told._replace(start=start, end=end, mentions=inside or told.mentions)


def row(told: Told, when: Extent, how: str, lane: str, dating: Dating) -> Event:
    """Fill one row from the words and names that belong to a date."""
    place = place_of(told)
    names = (m.entity for m in told.mentions if m.type != "MEDIA" and m.entity != place)
    modality = modality_of(told.part, when.start, dating.published)
    treaty = any(m.type == "TREATY" for m in told.mentions)
    fallback = "document" if treaty else "plan" if modality == "planned" else "meeting"
    kind = kind_of(without_names(told), {m.entity for m in told.mentions}, fallback)
    if lane == "statement" and not (kind in MEETINGS and on_occasion(told.words)):
        kind = "statement"
    return Event(
        told.sentence.start,
        told.sentence.end,
        told.words,
        when.start,
        when.end,
        when.precision,
        kind,
        modality,
        lane,
        "; ".join(dict.fromkeys(names)),
        place,
        how,
    )


def place_of(told: Told) -> str | None:
    """Name the place that follows "in", "at" or "near"; of several the first."""
    places = [m for m in told.mentions if m.type == "PLACE" and m.form == "name" and told.start <= m.start < told.end]
    return next((m.entity for m in places if LOCATIVE.search(told.part, 0, m.start - told.start)), None)


def without_names(told: Told) -> str:
    """Blank the names of bodies and treaties, whose words ("treaty", "council") say nothing of an event's kind."""
    words = told.part
    for m in told.mentions:
        if m.type in ("ORG", "TREATY") and told.start <= m.start < told.end:
            words = words[: m.start - told.start] + "_" * len(m.text) + words[m.end - told.start :]
    return words


def more_decisions(told: Sequence[Told], events: Sequence[Event], dating: Dating) -> list[Event]:
    """Give a sentence that adds decisions ("were also approved") the date of the meeting told before it."""
    rows: list[Event] = []
    number_of = {one.sentence.start: number for number, one in enumerate(told)}
    meetings = [(number_of[e.start], e) for e in events if e.kind in MEETINGS and e.modality == "happened"]
    for number, one in enumerate(told):
        before = [e for at, e in meetings if 0 < number - at <= MORE_REACH]
        if one.csto and before and decides_more(one.words):
            meeting = before[-1]
            when = Extent(meeting.date_start or "", meeting.date_end or "", meeting.precision or "")
            rows.append(row(one, when, f"the {meeting.kind} told before: {meeting.how}", "event", dating))
    return rows


def find_statement(told: Sequence[Told], events: Sequence[Event], times: Sequence[Time], dating: Dating) -> list[Event]:
    """Find the sentence that says where the article's source spoke; the article dates it where it has no day."""
    opening = [one for one in told if one.sentence.kind == "body"][:OPENING]
    on_csto = [one for n, one in enumerate(opening) if any(near.csto for near in opening[max(0, n - 1) : n + 1])]
    best = max(on_csto, key=lambda one: speaks(one.words), default=None)
    if best is None or not speaks(best.words) or best.sentence.start in {event.start for event in events}:
        return []
    own = [(t, when) for t in dates_inside(best, times) if (when := extent(t.value)) and when.precision == "day"]
    if own:
        return [row(best, own[0][1], f"“{own[0][0].text}” ({own[0][0].rule})", "statement", dating)]
    when = extent(dating.published)
    return [row(best, when, f"the article is of {dating.published}", "statement", dating)] if when else []
