"""CSTO events told without a date: dated by the meeting told before, or by the article that reports them."""

from collections.abc import Sequence
from itertools import islice

from corpus_utils.calendars import Extent, extent
from corpus_utils.event_dates import Told, dates_inside
from corpus_utils.event_rows import MEETINGS, row
from corpus_utils.event_words import WEAK_REACH, decides_more, has, is_csto, speaks
from corpus_utils.reference_events import ORGANISATION, runs_in
from corpus_utils.schema import Dating, Event, Time

MORE_REACH = 6  # sentences over which "were also approved" still belongs to a dated meeting
OPENING = 8  # body sentences in which an article says where its source spoke, or what it reports
VENUE = 2  # how well a sentence must date a statement: it names the place or the meeting
QUOTES = ('"', "“", "”", "«")


def find_undated(told: Sequence[Told], events: Sequence[Event], times: Sequence[Time], dating: Dating) -> list[Event]:
    """Find what the context dates: decisions, the sitting reported, operations under way, the statement reported."""
    taken = {event.start for event in events}
    sitting = find_sitting(told, events, dating, taken)
    decisions = find_decisions(told, [*events, *sitting], sitting, dating, taken | {e.start for e in sitting})
    found = [*sitting, *decisions]
    running = find_running(told, dating, taken | {e.start for e in found})
    statements = find_statements(told, times, dating, taken | {e.start for e in [*found, *running]})
    return [*found, *running, *statements]


def find_sitting(told: Sequence[Told], events: Sequence[Event], dating: Dating, taken: set[int]) -> list[Event]:
    """Find the sentence that tells of the session an article reports on; the article dates it.

    Only where the article is dated to the day and tells of no meeting with a date of its own.
    """
    when = extent(dating.published)
    if when is None or when.precision != "day" or any(e.kind in MEETINGS and e.modality == "happened" for e in events):
        return []
    opening = [one for one in told if one.sentence.kind == "body"][:OPENING]
    found = (
        one
        for one in opening
        if one.csto and one.sentence.start not in taken and has(one.words, "continuing", "sitting") and not quoted(one)
    )
    how = f"the article is of {dating.published}"
    return [row(one, when, how, "statement", dating) for one in islice(found, 1)]


def find_decisions(
    told: Sequence[Told], events: Sequence[Event], sitting: Sequence[Event], dating: Dating, taken: set[int]
) -> list[Event]:
    """Give decisions the date of the meeting told before: those without a date, and those that were "also" taken."""
    number_of = {one.sentence.start: number for number, one in enumerate(told)}
    meetings = [
        (number_of[e.start], e) for e in events if e in sitting or (e.kind in MEETINGS and e.modality == "happened")
    ]
    rows: list[Event] = []
    for number, one in enumerate(told):
        before = [e for at, e in meetings if 0 < number - at <= MORE_REACH]
        on_csto = any(o.csto for o in told[max(0, number - WEAK_REACH) : number + 1])
        undated = one.sentence.start not in taken and (has(one.words, "continuing", "decided") or sits(one))
        if on_csto and before and not quoted(one) and (undated or decides_more(one.words)):
            meeting = before[-1]
            when = Extent(meeting.date_start or "", meeting.date_end or "", meeting.precision or "")
            rows.append(row(one, when, f"the {meeting.kind} told before: {meeting.how}", meeting.lane, dating))
    return rows


def sits(one: Told) -> bool:
    """Say whether a sentence tells that a body of the CSTO met."""
    bodies = any(m.type == "ORG" and m.entity != ORGANISATION and is_csto(m.entity) for m in one.mentions)
    return bodies and has(one.words, "continuing", "sitting")


def find_running(told: Sequence[Told], dating: Dating, taken: set[int]) -> list[Event]:
    """Date what is told of a peacekeeping operation by the month of the article, if one is known to have run then."""
    month = (dating.published or "")[: len("2022-01")]
    if len(month) < len("2022-01") or not runs_in(month):
        return []
    how = f"the article is of {dating.published}, when the operation was under way"
    return [
        row(one, Extent(month, month, "month"), how, "statement", dating)
        for one in told
        if one.csto
        and one.sentence.start not in taken
        and has(one.words, "continuing", "running")
        and not has(one.words, "continuing", "possible")
        and not one.words.lstrip().startswith(QUOTES)
    ]


def find_statements(told: Sequence[Told], times: Sequence[Time], dating: Dating, taken: set[int]) -> list[Event]:
    """Find the first sentence that dates a statement itself, and the one that says where the article's source spoke."""
    opening = [one for one in told if one.sentence.kind == "body"][:OPENING]
    near = [one for n, one in enumerate(opening) if any(o.csto for o in opening[max(0, n - 1) : n + 2])]
    rows: list[Event] = []
    for one in near:
        day = own_day(one, times)
        if day and speaks(one.words) and one.sentence.start not in taken and not rows:
            rows.append(row(one, day[1], f"“{day[0].text}” ({day[0].rule})", "statement", dating, said=True))
    best = max(near, key=rate, default=None)
    when = extent(dating.published)
    if best is None or when is None or rate(best) < VENUE or best.sentence.start in taken:
        return rows
    told_day = any(t.value is None for t in dates_inside(best, times))  # "on Wednesday", of an article of a known month
    if (rows and rows[0].start == best.sentence.start) or not (when.precision == "day" or told_day):
        return rows
    return [*rows, row(best, when, f"the article is of {dating.published}", "statement", dating, said=True)]


def rate(one: Told) -> int:
    """Rate how well a sentence dates a statement; naming the outlet that was told is as good as naming the place."""
    told_outlet = any(m.type == "MEDIA" for m in one.mentions)
    return max(speaks(one.words), VENUE if told_outlet and speaks(one.words) else 0)


def own_day(one: Told, times: Sequence[Time]) -> tuple[Time, Extent] | None:
    """Give the first day named in a sentence."""
    found = ((t, when) for t in dates_inside(one, times) if (when := extent(t.value)) and when.precision == "day")
    return next(found, None)


def quoted(one: Told) -> bool:
    """Say whether a sentence is someone's words: an answer, or one that opens with a quotation mark."""
    return one.sentence.kind != "body" or one.words.lstrip().startswith(QUOTES)
