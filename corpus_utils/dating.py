"""When an article was published: candidates from the page, its metadata, its address and its content, and the choice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from corpus_utils.chronology import Window, bound_by_content, last_past_date
from corpus_utils.dates import find_dates, read_stamp, stamp_role
from corpus_utils.schema import BODY_KINDS, Block, Dating

PUBLISHED_KEYS = (
    "date published",
    "published",
    "date_published",
    "publication date",
    "publication_date",
    "publish_date",
    "published_at",
    "pubdate",
    "datepublished",
    "date",
    "datetime",
    "created",
)
UPDATED_KEYS = ("modified", "updated", "date modified", "last modified", "date_modified", "updated_at")
CRAWLED_KEYS = (
    "crawled",
    "scraped",
    "scraped at",
    "scraped_at",
    "retrieved",
    "accessed",
    "downloaded",
    "crawl_date",
    "crawled_at",
    "fetched",
)
ADDRESS_KEYS = ("url", "address", "link", "source url", "source_url", "canonical", "uri")

# How much each kind of evidence is worth: the best wins. Order, not size, matters.
WORTH = {
    "metadata": 9, "label": 8, "beside the title": 7, "above the text": 6, "wire dateline": 5, "address": 4, "byline": 4, "below the text": 2,
}  # fmt: skip
NEAR_DAYS = 2  # days: two stamps this near agree (time zones, an evening's wire and the morning's page)
ADDRESS_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[/_.-]?)(?P<m>0[1-9]|1[0-2]|(?<=[/-])[1-9])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01]|(?<=[/-])[1-9])(?=\d{0,10}(?!\d)|/|\b)"
)
WIRE = re.compile(r"^[^\W\d_a-z][\w .,/'’()-]{1,60}?,?\s+(?=\S)")
URL = re.compile(r"https?://\S+")


class Candidate(NamedTuple):
    """One date that the page or its metadata offers, and what it is taken for."""

    start: int | None  # evidence span in the raw text; None for metadata that the text does not show
    end: int | None
    text: str
    role: str  # published | updated | crawled | clock | teaser | event
    place: str  # where it stands: a key of WORTH, or the kind of block
    readings: tuple[tuple[int | None, int, int | None], ...]
    weekday: int | None
    reason: str


def date_article(text: str, blocks: Sequence[Block], metadata: Mapping[str, str]) -> Dating:
    """Return when the article was published, with its evidence, or bounds only, or nothing: never a guess as a date.

    A running site clock, a crawl stamp, the dates of other items and of events told are kept apart. Numeric dates are
    read day-first or month-first by evidence (see ``choose_reading``). A date in the text that is past bounds the
    article from below, a crawl or clock from above; a named, dated event called "last month" gives the month.

    >>> page = "Talks end\\n\\n08 June 2022\\n\\nThe talks that began in Minsk on Monday ended without any result at all."
    >>> from corpus_utils.cleaning import find_blocks
    >>> date_article(page, find_blocks(page), {})[:2]
    ('2022-06-08', 'day')
    """
    candidates = find_candidates(text, blocks, metadata)
    past = last_past_date(text, blocks)
    window = bound_by_content(text, blocks)
    offered = sorted((c for c in candidates if c.role == "published"), key=lambda c: -WORTH[c.place])
    for best in offered:
        reading, why = choose_reading(best, candidates, past)
        if reading is not None:
            return _dated(best, reading, why, offered, past, window)
    return _bounded(candidates, offered, past, window)


def find_candidates(text: str, blocks: Sequence[Block], metadata: Mapping[str, str]) -> list[Candidate]:
    """Return every date that could be the day of publication, or is mistaken for it, with the reason of its role."""
    return [*_from_metadata(text, blocks, metadata), *_from_address(text, blocks, metadata), *_from_page(text, blocks)]


def _from_metadata(text: str, blocks: Sequence[Block], metadata: Mapping[str, str]) -> Iterator[Candidate]:
    roles = (("published", PUBLISHED_KEYS), ("updated", UPDATED_KEYS), ("crawled", CRAWLED_KEYS))
    top = max((block.end for block in blocks if block.kind == "metadata"), default=0)
    for role, keys in roles:
        for key in keys:
            for found in list(find_dates(str(metadata.get(key, ""))))[:1]:
                at = text.find(found.text, 0, top)
                span = (at, at + len(found.text)) if at >= 0 else (None, None)
                yield Candidate(
                    span[0],
                    span[1],
                    found.text,
                    role,
                    "metadata",
                    found.readings,
                    found.weekday,
                    f"metadata field {key!r}",
                )


def _from_address(text: str, blocks: Sequence[Block], metadata: Mapping[str, str]) -> Iterator[Candidate]:
    for key in ADDRESS_KEYS:
        for match in list(ADDRESS_DATE.finditer(metadata.get(key, "")))[:1]:
            reading = (int(match["y"]), int(match["m"]), int(match["d"]))
            if _as_date(reading):
                at = text.find(match.group(), 0, max((b.end for b in blocks if b.kind == "metadata"), default=0))
                span = (at, at + len(match.group())) if at >= 0 else (None, None)
                yield Candidate(
                    span[0],
                    span[1],
                    match.group(),
                    "published",
                    "address",
                    (reading,),
                    None,
                    "date in the page's address",
                )


def _from_page(text: str, blocks: Sequence[Block]) -> Iterator[Candidate]:
    body = [i for i, block in enumerate(blocks) if block.kind in BODY_KINDS]
    first, last = (body[0], body[-1]) if body else (len(blocks), len(blocks))
    title = next((i for i, block in enumerate(blocks) if block.kind == "title"), None)
    for i, block in enumerate(blocks):
        line = text[block.start : block.end]
        if block.kind in ("dateline", "clock", "other item", "related", "navigation"):
            yield from _from_stamp(block, line, _place(i, title, first, last))
        elif block.kind in ("byline", "source note"):
            yield from _from_credit(block, line)
        elif i == first:
            yield from _from_wire(block, line)


def _place(i: int, title: int | None, first: int, last: int) -> str:
    if title is not None and abs(i - title) <= 3 and i <= first + 1:
        return "beside the title"
    return (
        "above the text"
        if i < first
        else "below the text"
        if i > last
        else "above the text"
        if i <= first + 2
        else "below the text"
    )


def _from_stamp(block: Block, line: str, place: str) -> Iterator[Candidate]:
    stamp = read_stamp(line.strip())
    if stamp is None:
        return
    role, offset = stamp[0], block.start + len(line) - len(line.lstrip())
    for n, found in enumerate(stamp[1]):
        between = line.strip()[stamp[1][n - 1].end : found.start] if n else ""
        said = stamp_role(" ".join(re.findall(r"[^\W\d_]+", between)).lower()) if n else role
        kind, reason = _role_of_stamp(block, role if said == "stamp" else said)
        worth = "label" if said == "published" and kind == "published" and place != "below the text" else place
        yield Candidate(
            offset + found.start, offset + found.end, found.text, kind, worth, found.readings, found.weekday, reason
        )


def _role_of_stamp(block: Block, role: str) -> tuple[str, str]:
    if block.kind == "clock":
        return "clock", "running clock of the site, not a posting stamp"
    if block.kind in ("other item", "related", "navigation"):
        return "teaser", "belongs to another item of the page"
    if role in ("updated", "crawled", "event", "clock"):
        return role, f"the words before it say: {role}"
    return "published", "labelled as the date of publication" if role == "published" else "date on its own line"


def _from_credit(block: Block, line: str) -> Iterator[Candidate]:
    for found in find_dates(line[:300]):
        crawled = stamp_role(" ".join(re.findall(r"[^\W\d_]+", line[: found.start])).lower()) == "crawled"
        role, reason = ("crawled", "a note of retrieval") if crawled else ("published", f"date in the {block.kind}")
        if found.form != "month":
            yield Candidate(
                block.start + found.start,
                block.start + found.end,
                found.text,
                role,
                "byline",
                found.readings,
                found.weekday,
                reason,
            )


def _from_wire(block: Block, line: str) -> Iterator[Candidate]:
    """A wire service's dateline: place, date and agency before the first sentence."""
    for found in list(find_dates(line[:120]))[:1]:
        head, rest = line[: found.start], line[found.end : found.end + 60]
        opens = re.fullmatch(r"\s*(?:[^\W\d_a-z][\w.'’-]*[\s,./-]*){1,6}[(]?", head) and not re.match(
            r"\s*(?:On|In|By|Since|From|Until|At)\b", head
        )
        if opens and re.match(r"\s*[.,]?\s*(?:[(/\[][^()/\[\]]{2,40}[)/\]]|[-–—]|\.|:)", rest):
            yield Candidate(
                block.start + found.start,
                block.start + found.end,
                found.text,
                "published",
                "wire dateline",
                found.readings,
                found.weekday,
                "dateline of the first sentence",
            )


def _as_date(reading: tuple[int | None, int, int | None]) -> date | None:
    year, month, day = reading
    try:
        return date(year, month, day) if year and day else None
    except ValueError:
        return None


def choose_reading(
    candidate: Candidate, candidates: Sequence[Candidate], past: tuple[date, str] | None
) -> tuple[tuple[int | None, int, int | None] | None, str]:
    """Return the reading of a candidate that the evidence supports, and that evidence; None where it stays open.

    In order: a weekday beside it; a past event told in the text; another numeric date of the page that has only one
    reading; an unambiguous candidate of the same day; dots between the numbers, which are always day-first.
    """
    readings = list(candidate.readings)
    if readings[0][0] is None:
        return None, "no year"
    if candidate.weekday is not None:
        fitting = [r for r in readings if (day := _as_date(r)) and day.weekday() == candidate.weekday]
        if len(fitting) == 1 or not fitting:
            return (fitting[0], "the weekday fits") if fitting else (None, "the weekday does not fit the date")
    if len(readings) == 1:
        return readings[0], ""
    if past:
        fitting = [r for r in readings if (day := _as_date(r)) and day >= past[0]]
        if len(fitting) == 1:
            return fitting[0], f"the other reading is before {past[1]}"
    known = {_as_date(c.readings[0]) for c in candidates if len(c.readings) == 1 and c.role in ("published", "updated")}
    agreeing = [r for r in readings if _as_date(r) in known]
    if len(agreeing) == 1:
        return agreeing[0], "another date of the page agrees"
    order = page_order(candidates)
    if order is None and "." in candidate.text:
        order = 0
    return (
        (readings[order], "day first" if order == 0 else "month first")
        if order is not None
        else (None, "day and month cannot be told apart")
    )


def page_order(candidates: Sequence[Candidate]) -> int | None:
    """Return 0 if the numeric dates of the page are day-first, 1 if month-first, None if they do not tell."""
    orders = set()
    for c in candidates:
        numbers = re.fullmatch(r"(?:\D*\s)?(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}", c.text)
        if numbers and len(c.readings) == 1 and numbers[1] != numbers[2]:
            orders.add(0 if int(numbers[1]) > 12 else 1)
    return orders.pop() if len(orders) == 1 else None


def _dated(
    best: Candidate,
    reading: tuple[int | None, int, int | None],
    why: str,
    offered: Sequence[Candidate],
    past: tuple[date, str] | None,
    window: Window | None,
) -> Dating:
    year, month, day = reading
    value = f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")
    chosen = Window.of(value)
    others = {c.text for c in offered if c is not best and all(_far(r, chosen) for r in c.readings)}
    conflicts = [f"also on the page: {other}" for other in sorted(others)]
    if past and past[0] > chosen.end:
        conflicts.append(f"earlier than {past[1]}")
    if window and not window.meets(chosen):
        conflicts.append(f"the text speaks for {window}")
    sure = WORTH[best.place] >= WORTH["above the text"] and not conflicts
    confidence = (
        "high" if sure else "medium" if WORTH[best.place] > WORTH["below the text"] and len(conflicts) < 2 else "low"
    )
    reason = f"{best.reason} ({best.place})" + (f"; {why}" if why else "")
    return Dating(
        value,
        "day" if day else "month",
        chosen.start.isoformat(),
        chosen.end.isoformat(),
        confidence,
        best.start,
        best.end,
        reason,
        "; ".join(conflicts),
    )


def _far(reading: tuple[int | None, int, int | None], chosen: Window) -> bool:
    day = _as_date(reading)
    return day is not None and not ((day - chosen.start).days >= -NEAR_DAYS and (day - chosen.end).days <= NEAR_DAYS)


def _bounded(
    candidates: Sequence[Candidate], offered: Sequence[Candidate], past: tuple[date, str] | None, window: Window | None
) -> Dating:
    ends = [
        day for c in candidates if c.role in ("updated", "crawled", "clock") for r in c.readings if (day := _as_date(r))
    ]
    not_after = min(ends, default=None)
    if window and (not_after is None or window.start <= not_after):
        value, precision = window.value()
        return Dating(
            value,
            precision,
            window.start.isoformat(),
            window.end.isoformat(),
            "medium" if value else "none",
            window.at[0],
            window.at[1],
            window.reason,
            "",
        )
    not_before = past[0] if past and (not_after is None or past[0] <= not_after) else None
    reason = (
        "no date of publication on the page" if not offered else f"a date without a sure reading: {offered[0].text}"
    )
    if not_before and past:
        reason += f"; not before {past[1]}"
    return Dating(
        None,
        None,
        not_before.isoformat() if not_before else None,
        not_after.isoformat() if not_after else None,
        "none",
        None,
        None,
        reason,
        "",
    )
