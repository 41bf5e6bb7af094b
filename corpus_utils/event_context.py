"""CSTO events told without a date: dated by the meeting told before, or by the article that reports them."""

import datetime as dt
from collections.abc import Sequence
from itertools import islice

from corpus_utils.calendars import Extent, extent, last_day, opening_day
from corpus_utils.event_dates import MEETINGS, Told, clause_of, dates_inside, fill, find_dates_told, without_names
from corpus_utils.event_words import (
    ORGANISATION,
    WEAK_REACH,
    decides_more,
    has,
    is_csto,
    kind_of,
    last_of,
    load_facts,
    modality_of,
    on_occasion,
    speaks,
)
from corpus_utils.schema import Dating, Event, Time

MORE_REACH = 6  # sentences over which "were also approved" still belongs to a dated meeting
OPENING = 8  # body sentences in which an article says where its source spoke, or what it reports
VENUE = 2  # how well a sentence must date a statement: it names the place or the meeting
REPORTED = 3  # days within which news tells of a session without its day: a Monday's paper has Friday's
QUOTES = ('"', "“", "”", "«")
EXACT = ("day", "month")  # precisions of a meeting that its decisions can have as well


def find_undated(told: Sequence[Told], events: Sequence[Event], times: Sequence[Time], dating: Dating) -> list[Event]:
    """Find what the context dates: decisions, the sitting reported, operations under way, the statement reported."""
    taken = {event.start for event in events}
    sitting = find_sitting(told, events, times, dating, taken)
    taken |= {event.start for event in sitting}
    meetings = [*sitting, *(e for e in events if leads_on(e))]
    decisions = find_decisions(told, meetings, times, taken)
    taken |= {event.start for event in decisions}
    running = find_running(told, dating, taken)
    taken |= {event.start for event in running}
    statements = find_statements(told, events, bool(meetings), times, dating, taken)
    return [*sitting, *decisions, *running, *statements]


def leads_on(event: Event) -> bool:
    """Say whether an event is a meeting that later sentences go on about, not one named in passing ("since May")."""
    before = event.text[: event.text.find(event.how[1:].partition("”")[0])].rpartition(", ")[2]
    return (
        event.kind in MEETINGS
        and event.modality == "happened"
        and event.precision in EXACT
        and last_of(before, "background") < 0
    )


def find_sitting(
    told: Sequence[Told], events: Sequence[Event], times: Sequence[Time], dating: Dating, taken: set[int]
) -> list[Event]:
    """Find the sentence that tells of the session an article reports on; the article dates it.

    Only where the article is dated to the day and tells of no meeting with a date of its own. A session told in the
    present is of that day, one told in the past of that day or the few before.
    """
    when = extent(dating.published)
    if when is None or when.precision != "day" or any(leads_on(e) for e in events):
        return []
    opening = [one for one in told if one.sentence.kind == "body"][:OPENING]
    found = (
        one
        for one in opening
        if one.csto and one.sentence.start not in taken and has(one.words, "continuing", "sitting") and not quoted(one)
        if not find_dates_told(one, times)
    )
    how = f"the article is of {dating.published}"
    rows = []
    for one in islice(found, 1):
        kind = kind_of(without_names(one), {m.entity for m in one.mentions})
        modality = modality_of(one.words, when.start, dating.published)
        if kind in (None, "statement") or modality != "happened":
            continue
        rows.append(fill(one, reported(one, when), how, "statement", kind, modality))
    return rows


def reported(one: Told, when: Extent) -> Extent:
    """Give the day of an article to what it tells in the present, and a few days more to what it tells in the past."""
    if has(one.words, "continuing", "present"):
        return when
    first = dt.date.fromisoformat(when.start) - dt.timedelta(days=REPORTED)
    return Extent(first.isoformat(), when.end, when.precision)


def find_decisions(
    told: Sequence[Told], meetings: Sequence[Event], times: Sequence[Time], taken: set[int]
) -> list[Event]:
    """Give decisions the date of the meeting told before: those without a date, and those that were "also" taken."""
    number_of = {one.sentence.start: number for number, one in enumerate(told)}
    goes_on = [(number_of[e.start], e) for e in sorted(meetings, key=lambda e: e.start)]  # decisions carry it further
    rows: list[Event] = []
    for number, one in enumerate(told):
        before = [(at, e) for at, e in goes_on if 0 < number - at <= MORE_REACH]
        on_csto = any(o.csto for o in told[max(0, number - WEAK_REACH) : number + 1])
        undated = one.sentence.start not in taken and (has(one.words, "continuing", "decided") or sits(one))
        undated = undated and not find_dates_told(one, times)
        if on_csto and before and not quoted(one) and (undated or decides_more(one.words)):
            _, meeting = max(before, key=lambda pair: pair[0])
            goes_on.append((number, meeting))
            when = Extent(meeting.date_start or "", meeting.date_end or "", meeting.precision or "")
            how = f"the {meeting.kind} told before: {meeting.how}"
            kind = kind_of(without_names(one), {m.entity for m in one.mentions}) or "document"
            rows.append(fill(one, when, how, meeting.lane, kind))
    return rows


def sits(one: Told) -> bool:
    """Say whether a sentence tells that a body of the CSTO met."""
    bodies = any(m.type == "ORG" and m.entity != ORGANISATION and is_csto(m.entity) for m in one.mentions)
    return bodies and has(one.words, "continuing", "sitting")


def runs_in(month: str) -> bool:
    """Say whether a peacekeeping operation of the CSTO is known to have run in a month.

    >>> runs_in("2022-01"), runs_in("2016-09")
    (True, False)
    """
    first, last = opening_day(month), last_day(month)
    force = "CSTO Collective Peacekeeping Forces"
    return any(
        f.kind == "operation" and force in f.entities and f.first <= last and first <= f.last for f in load_facts()
    )


def find_running(told: Sequence[Told], dating: Dating, taken: set[int]) -> list[Event]:
    """Date what is told of a peacekeeping operation by the month of the article, if one is known to have run then."""
    month = (dating.published or "")[: len("2022-01")]
    if len(month) < len("2022-01") or not runs_in(month):
        return []
    how = f"the article is of {dating.published}, when the operation was under way"
    return [
        fill(one, Extent(month, month, "month"), how, "statement", "operation")
        for one in told
        if one.csto
        and one.sentence.start not in taken
        and has(one.words, "continuing", "running")
        and not has(one.words, "continuing", "possible")
        and not one.words.lstrip().startswith(QUOTES)
    ]


def find_statements(
    told: Sequence[Told],
    events: Sequence[Event],
    met: bool,
    times: Sequence[Time],
    dating: Dating,
    taken: set[int],
) -> list[Event]:
    """Find the first sentence that dates a statement itself, and the one that says where the article's source spoke.

    The latter has the day of the statement told before, else the article's; where the article tells of a meeting
    (``met``), what was said at it is no event of its own.
    """
    opening = [one for one in told if one.sentence.kind == "body"][:OPENING]
    near = [one for n, one in enumerate(opening) if any(o.csto for o in opening[max(0, n - 1) : n + 2])]
    said = [e for e in events if e.kind == "statement" and e.precision == "day"]
    rows: list[Event] = []
    for one in near:
        day = own_day(one, times)
        if day and one.sentence.start not in taken and not rows and not any(e.start < one.start for e in said):
            rows.append(fill(one, day[1], f"“{day[0].text}” ({day[0].rule})", "statement", "statement"))
    best = max(near, key=rate, default=None)
    when = extent(dating.published)
    if best is None or when is None or rate(best) < VENUE or best.sentence.start in taken:
        return rows
    if (met and on_occasion(best.words)) or (said and speaks(best.words) < VENUE):
        return rows
    told_day = any(t.value is None for t in dates_inside(best, times))  # "on Wednesday", of an article of a known month
    if rows and rows[0].start == best.sentence.start:
        return rows
    kind = kind_of(without_names(best), {m.entity for m in best.mentions})
    kind = kind if kind in MEETINGS and on_occasion(best.words) else "statement"
    before = told_before(best, [*said, *rows])
    if before:
        when = Extent(before.date_start or "", before.date_end or "", before.precision or "")
        return [*rows, fill(best, when, f"the {before.kind} told before: {before.how}", before.lane, kind)]
    if not (when.precision == "day" or told_day):
        return rows
    return [*rows, fill(best, when, f"the article is of {dating.published}", "statement", kind)]


def told_before(one: Told, events: Sequence[Event]) -> Event | None:
    """Give the statement told before that a sentence goes on about: by "he", or by a name in common."""
    names = {m.entity for m in one.mentions}
    pronoun = one.words.startswith(("He ", "She ", "They ", "It "))
    same = [e for e in events if e.start < one.sentence.start and (pronoun or names & set(e.participants.split("; ")))]
    return max(same, key=lambda e: e.start, default=None)


def rate(one: Told) -> int:
    """Rate how well a sentence dates a statement; naming the outlet that was told is as good as naming the place."""
    told_outlet = any(m.type == "MEDIA" for m in one.mentions)
    return max(speaks(one.words), VENUE if told_outlet and speaks(one.words) else 0)


def own_day(one: Told, times: Sequence[Time]) -> tuple[Time, Extent] | None:
    """Give the first day in a sentence on which someone spoke."""
    for time in dates_inside(one, times):
        when = extent(time.value)
        first, last = clause_of(one, time)
        if when and when.precision == "day" and speaks(one.words[first:last]):
            return time, when
    return None


def quoted(one: Told) -> bool:
    """Say whether a sentence is someone's words: an answer, or one that opens with a quotation mark."""
    return one.sentence.kind != "body" or one.words.lstrip().startswith(QUOTES)
