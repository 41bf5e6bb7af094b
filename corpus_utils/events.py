"""Dated happenings of the CSTO in one article: which sentences tell of them, when they were, and how that is known."""

import re
from collections.abc import Iterator, Sequence

from corpus_utils.calendars import Extent, extent
from corpus_utils.event_dates import Told, dates_inside, find_dates_told, parts
from corpus_utils.event_merging import merge_events
from corpus_utils.event_words import (
    decides_more,
    goes_on,
    is_csto,
    kind_of,
    modality_of,
    on_occasion,
    speaks,
)
from corpus_utils.reference_events import find_series
from corpus_utils.schema import BODY_KINDS, Dating, Event, Mention, Sentence, Time

__all__ = ["find_events", "merge_events"]

REACH = 4  # sentences over which "the operation" or "our countries" still speaks of the CSTO named before
MORE_REACH = 6  # sentences over which "were also approved" still belongs to a dated meeting
OPENING = 8  # body sentences in which an article says where its source spoke
MEETINGS = ("summit", "meeting")
LOCATIVE = re.compile(
    r"\b(?:in|at|near|hosted by)(?:\s+(?:the|capital|city|town|north|south|east|west|of|[A-Z][\w’'-]+)){0,4}\s*$"
)


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
    first: dict[tuple[str, str | None, str | None, str], Event] = {}
    for event in rows:  # a page may hold its text twice
        first.setdefault((event.text, event.date_start, event.date_end, event.lane), event)
    return list(first.values())


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
    kept = find_dates_told(told, times)
    rows = {
        when: row(part, when, f"“{' '.join(time.text.split())}” ({time.rule})", "event", dating)
        for (time, when), part in zip(reversed(kept), reversed(parts(told, [t for t, _ in kept])), strict=True)
    }
    return [*reversed(rows.values())] or named_with_year(told, dating)


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
