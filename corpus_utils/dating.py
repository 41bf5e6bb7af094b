"""When an article was published: the candidate that the evidence supports, with bounds, confidence and conflicts."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pandas import DataFrame, isna

from corpus_utils.content_dates import Past, Window, bound_by_content, find_past
from corpus_utils.corrections import MARK
from corpus_utils.date_candidates import Candidate, find_candidates
from corpus_utils.dates import Reading, as_date
from corpus_utils.schema import Block, Dating

__all__ = ["Candidate", "bound_by_retelling", "date_article", "find_candidates"]

# What each place of a candidate is worth; the best wins. The order matters, not the distance.
WORTH = {
    "analyst": 10, "metadata": 9, "label": 8, "between title and text": 7, "above the title": 6, "wire dateline": 5,
    "address": 4, "byline": 3, "below the text": 2, "in the title": 1, "htmldate": 1,
}  # fmt: skip
SURE = 4  # worth from which a candidate without conflicts is of high confidence
LIKELY = 2  # worth from which it is of medium confidence; below, of low
NEAR_DAYS = 2  # days: two stamps this near agree (time zones, an evening's wire and the morning's page)
MOST_OFFERED = 20  # candidates tried, best first: a page with more dates than that is a list
RETOLD = {"exact": "has the text of", "near": "has nearly the text of", "retelling": "retells"}  # by kind of reprint
YEAR_DAYS = 60  # days: a stamp without a year is of the year that puts it this soon after an event told as past


class Chosen(NamedTuple):
    """A candidate read one way, and why this way."""

    candidate: Candidate
    reading: Reading
    why: str
    sure: bool = True


def date_article(text: str, blocks: Sequence[Block], metadata: Mapping[str, str]) -> Dating:
    """Return when the article was published, with its evidence, or bounds only, or nothing: never a guess as a date.

    A running site clock, a masthead, a crawl stamp, the dates of other items and of events told are kept apart. Numeric
    dates are read day-first or month-first by evidence (see ``choose_reading``). A date that the text tells as past
    bounds the article from below, a crawl or clock from above; a named event called "last month" gives the month.

    >>> page = "Talks end\\n\\n08 June 2022\\n\\nThe talks in Minsk on Monday ended without a result at all."
    >>> from corpus_utils.cleaning import find_blocks
    >>> date_article(page, find_blocks(page), {})[:2]
    ('2022-06-08', 'day')
    """
    candidates = find_candidates(text, blocks, metadata)
    if metadata.get(f"{MARK}published") == "":
        return Dating(None, None, None, None, "none", None, None, "no date, as set by the analyst", "")
    offered = sorted((c for c in candidates if c.role == "published"), key=lambda c: -WORTH[c.place])
    past, window = find_past(text, blocks), bound_by_content(text, blocks)
    for candidate in offered[:MOST_OFFERED]:
        if chosen := choose_reading(candidate, candidates, past):
            return _dated(chosen, offered, past, window)
    return _bounded(candidates, offered, past, window)


def choose_reading(candidate: Candidate, candidates: Sequence[Candidate], past: Sequence[Past]) -> Chosen | None:
    """Return the reading of a candidate that the evidence supports; None where it stays open.

    In order: a weekday beside it; an event that the text tells as past; an unambiguous candidate of the same day;
    another numeric date of the page that has only one reading; dots between the numbers, which are day-first.
    A date without a year takes the year that puts it soon after an event told as past.
    """
    readings = _with_year(candidate, past)
    if candidate.weekday is not None:
        readings = [r for r in readings if (day := as_date(r)) and day.weekday() == candidate.weekday]
        if len(readings) != 1:
            return None
        return Chosen(candidate, readings[0], "the weekday fits")
    if len(readings) < 2:
        inferred = candidate.readings[0][0] is None
        return Chosen(candidate, readings[0], "year from the text" * inferred, not inferred) if readings else None
    fitting = [r for r in readings if (day := as_date(r)) and all(event.on(day.year) <= day for event in past)]
    if len(fitting) == 1:
        return Chosen(candidate, fitting[0], "the other reading is before an event that the text tells as past")
    agreeing = [r for r in readings if any(_agrees(r, c) for c in candidates if len(c.readings) == 1)]
    if len(agreeing) == 1:
        return Chosen(candidate, agreeing[0], "another date of the page agrees")
    order = page_order(candidates)
    if order is None and "." in candidate.text:
        order = 0
    return None if order is None else Chosen(candidate, readings[order], f"read {'month' if order else 'day'} first")


def _with_year(candidate: Candidate, past: Sequence[Past]) -> list[Reading]:
    if candidate.readings[0][0] is not None:
        return list(candidate.readings)
    told = max((event.on(event.year) for event in past if event.year), default=None)
    if told is None:
        return []
    guesses = ((year, *candidate.readings[0][1:]) for year in (told.year, told.year + 1))
    soon = timedelta(days=YEAR_DAYS)
    return [guess for guess in guesses if (day := as_date(guess)) and told <= day <= told + soon]


def _agrees(reading: Reading, other: Candidate) -> bool:
    year, *day = other.readings[0]
    return other.role in ("published", "updated") and list(reading[1:]) == day and year in (None, reading[0])


def page_order(candidates: Sequence[Candidate]) -> int | None:
    """Return 0 if the numeric dates of the page are day-first, 1 if month-first, None if they do not tell.

    Only dates with one possible order (a number above 12) tell; where they contradict one another, none do.
    """
    orders = set()
    for candidate in candidates:
        numbers = re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2\d{2,4}", candidate.text)
        if numbers and len(candidate.readings) == 1 and numbers[1] != numbers[3]:
            orders.add(0 if int(numbers[1]) > 12 else 1)
    return orders.pop() if len(orders) == 1 else None


def _dated(chosen: Chosen, offered: Sequence[Candidate], past: Sequence[Past], window: Window | None) -> Dating:
    best, reading = chosen.candidate, chosen.reading
    year, month, day = reading
    value = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    span = Window.of(value)
    conflicts = _conflicts(best, span, offered, past, window)
    sure = chosen.sure and WORTH[best.place] >= SURE
    likely = sure or (chosen.sure and not conflicts and WORTH[best.place] >= LIKELY)
    confidence = "high" if sure and not conflicts else "medium" if likely else "low"
    precision = "day" if day else "month" if month else "year"
    reason = "; ".join(filter(None, [best.reason, chosen.why]))
    bounds = (span.start.isoformat(), span.end.isoformat())
    return Dating(value, precision, *bounds, confidence, best.start, best.end, reason, "; ".join(conflicts))


def _conflicts(
    best: Candidate, span: Window, offered: Sequence[Candidate], past: Sequence[Past], window: Window | None
) -> list[str]:
    others = {c.text for c in offered if c is not best and not any(_near(r, span) for r in c.readings)}
    found = [f"also on the page: {other}" for other in sorted(others)]
    late = [event for event in past if event.year and event.on(event.year) > span.end]
    found += [f"earlier than {event.text}, which the text tells as past" for event in late[:1]]
    if window and not window.meets(span):
        found.append(f"the text speaks for {window}")
    return found


def _near(reading: Reading, span: Window) -> bool:
    year, month, day = reading
    if year is None or day is None:
        return True  # too coarse to contradict
    near = timedelta(days=NEAR_DAYS)
    return span.start - near <= date(year, month or 1, day) <= span.end + near


def _bounded(
    candidates: Sequence[Candidate], offered: Sequence[Candidate], past: Sequence[Past], window: Window | None
) -> Dating:
    """Return what can be said without a date of publication: a span by content, or bounds, or nothing."""
    visits = [c for c in candidates if c.role in ("updated", "crawled", "clock", "masthead")]
    ends = [(day, c) for c in visits if len(c.readings) == 1 and (day := as_date(c.readings[0]))]
    not_after, stamp = min(ends, key=lambda end: end[0], default=(None, None))
    if window and (not_after is None or window.start <= not_after):
        value, precision = window.value()
        bounds = (window.start.isoformat(), window.end.isoformat())
        return Dating(value, precision, *bounds, "medium" if value else "none", *window.at, window.reason, "")
    dated = [(event.on(event.year), event) for event in past if event.year]
    told = [(day, event) for day, event in dated if not_after is None or day <= not_after]
    not_before, event = max(told, key=lambda end: end[0], default=(None, None))
    reasons = [f"no sure reading of {offered[0].text!r}" if offered else "no date of publication on the page"]
    reasons += [f"not before {event.text}, which the text tells as past"] if event else []
    reasons += [f"not after {stamp.text} ({stamp.reason})"] if stamp else []
    lower, upper = (end.isoformat() if end else None for end in (not_before, not_after))
    return Dating(None, None, lower, upper, "none", None, None, "; ".join(reasons), "")


def bound_by_retelling(articles: DataFrame, reprints: DataFrame) -> DataFrame:
    """Return the articles, those without a date bounded by the dated articles that they copy or retell.

    ``articles`` has ``article, text, published, precision, not_before, reason``; ``reprints`` the columns of
    ``schema.Reprint``. The shorter of a pair is taken for the one that copies or retells. The bound is a day before the
    date of the other: a paper prints in the morning what stood on its site the evening before. Two articles that share
    but a part (kind ``partial``) may both have it from a third: they bound nothing.
    """
    result = articles.set_index("article", drop=False)
    for row in reprints[reprints["kind"].isin(RETOLD)].to_dict("records"):
        for name, other in ((row["article"], row["other"]), (row["other"], row["article"])):
            if name not in result.index or other not in result.index:
                continue
            own, told = result.loc[name], result.loc[other]
            if isna(own["published"]) and told["precision"] == "day" and len(own["text"]) < len(told["text"]):
                bound = (date.fromisoformat(told["published"]) - timedelta(days=1)).isoformat()
                if isna(own["not_before"]) or own["not_before"] < bound:
                    result.loc[name, "not_before"] = bound
                    result.loc[name, "reason"] = f"{own['reason']}; not before {bound}: {RETOLD[row['kind']]} {other}"
    return result.reset_index(drop=True)
