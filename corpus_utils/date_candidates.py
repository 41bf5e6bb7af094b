"""Every date that could be the day of publication, or is mistaken for it: from metadata, address, and page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus_utils.articles import front_matter
from corpus_utils.corrections import MARK
from corpus_utils.dates import DIGITS, Reading, as_date, find_dates, read_stamp, stamp_role
from corpus_utils.furniture import COLUMNS
from corpus_utils.schema import BODY_KINDS, Block

# Where each kind of evidence is looked for in an article's metadata, best first.
FIELDS = {
    "published": (
        "date published", "date_published", "datepublished", "published", "published_at", "publication date",
        "publication_date", "publish_date", "pubdate", "pub_date", "date", "datetime", "created", "created_at",
    ),
    "updated": ("modified", "updated", "date modified", "date_modified", "last modified", "updated_at"),
    "crawled": (
        "crawled", "crawled_at", "crawl_date", "scraped", "scraped at", "scraped_at", "retrieved", "accessed",
        "downloaded", "fetched", "fetched_at", "warc_date",
    ),
    "address": ("url", "address", "link", "source url", "source_url", "canonical", "uri"),
}  # fmt: skip
MASTHEAD_LINES = 2  # navigation lines between a date and the title from which the date is the site's, not the article's
STANDFIRST_WORDS = 60  # words of text above a date up to which they are a standfirst, and the date is the article's
LINE_REACH = 400  # characters of a line in which a date is looked for
TAIL_LINES = 2  # lines between the text and a date below it up to which the date is the article's

ADDRESS_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[/_.-]?)(?P<m>0[1-9]|1[0-2]|(?<=[/-])[1-9])(?P=sep)"
    r"(?P<d>0[1-9]|[12]\d|3[01]|(?<=[/-])[1-9])(?=(?:[01]\d|2[0-3])[0-5]\d\d{0,6}(?!\d)|\d{8,10}(?!\d)|[/_.-]|\b)"
)
PART_OF_DATE = re.compile(r"\s*(?P<y>(?:19|20)\d\d)(?:-(?P<m>0[1-9]|1[0-2]))?\s*$")  # metadata: a year or a month


class Candidate(NamedTuple):
    """One date that the page or its metadata offers, and what it is taken for."""

    start: int | None  # evidence span in the raw text; None for metadata that the text does not show
    end: int | None
    text: str
    role: str  # published | updated | crawled | clock | masthead | teaser | event
    place: str  # metadata | address | label | between title and text | above the title | wire dateline | byline | …
    readings: tuple[Reading, ...]
    weekday: int | None
    reason: str


def find_candidates(text: str, blocks: Sequence[Block], metadata: Mapping[str, str]) -> list[Candidate]:
    """Return every date that could be the day of publication, or is mistaken for it, with the reason of its role.

    >>> page = "Talks end\\n\\n08 June 2022\\n\\nThe talks in Minsk on Monday ended without a result at all."
    >>> from corpus_utils.cleaning import find_blocks
    >>> [(c.text, c.role, c.place) for c in find_candidates(page, find_blocks(page), {})]
    [('08 June 2022', 'published', 'between title and text')]
    """
    known = {**front_matter(text)[0], **{key.lower(): str(value) for key, value in metadata.items()}}
    top = front_matter(text)[1]
    return [*_from_metadata(text[:top], known), *_from_address(text[:top], known), *_from_page(text, blocks)]


def _from_metadata(shown: str, metadata: Mapping[str, str]) -> Iterator[Candidate]:
    if value := metadata.get(f"{MARK}published"):
        yield Candidate(None, None, value, "published", "analyst", _read_field(value), None, "set by the analyst")
    crawled = {metadata[key][:10] for key in FIELDS["crawled"] if metadata.get(key)}
    for role in ("published", "updated", "crawled"):
        for key in FIELDS[role]:
            value = metadata.get(key, "")
            if readings := _read_field(value):
                stamped = role == "published" and key in ("date", "datetime", "created") and value[:10] in crawled
                reason = f"metadata field {key!r}" + (", the same as the crawl" if stamped else "")
                span = _span(shown, value)
                yield Candidate(
                    span[0], span[1], value, "crawled" if stamped else role, "metadata", readings, None, reason
                )
    if readings := _read_field(metadata.get("htmldate", "")):
        reason = "found by htmldate in the page as a whole"
        yield Candidate(None, None, metadata["htmldate"], "published", "htmldate", readings, None, reason)


def _read_field(value: str) -> tuple[Reading, ...]:
    if part := PART_OF_DATE.match(value):
        return ((int(part["y"]), int(part["m"]) if part["m"] else None, None),)
    return next((found.readings for found in find_dates(value[:200])), ())


def _span(shown: str, value: str) -> tuple[int, int] | tuple[None, None]:
    at = shown.find(value)
    return (at, at + len(value)) if at >= 0 else (None, None)


def _from_address(shown: str, metadata: Mapping[str, str]) -> Iterator[Candidate]:
    for key in FIELDS["address"]:
        address = metadata.get(key, "").split("?", 1)[0]
        for match in ADDRESS_DATE.finditer(address[:2000]):
            reading = (int(match["y"]), int(match["m"]), int(match["d"]))
            if as_date(reading):
                span = _span(shown, match.group())
                yield Candidate(
                    span[0], span[1], match.group(), "published", "address", (reading,), None, "date in the address"
                )
                break


def _from_page(text: str, blocks: Sequence[Block]) -> Iterator[Candidate]:
    first = next((i for i, block in enumerate(blocks) if block.kind in BODY_KINDS), len(blocks))
    places = _places(text, blocks, first)
    for i, block in enumerate(blocks):
        line = text[block.start : block.end].strip()
        if block.kind in BODY_KINDS or block.rule == "front matter" or not DIGITS.search(line, 0, LINE_REACH):
            continue
        if block.kind == "title" or block.rule in ("wire dateline", "headline again, with its date"):
            yield from _from_end_of_line(text, block, line)
        elif block.kind in ("dateline", "clock", "other item", "related", "navigation", "metadata"):
            yield from _from_stamp(text, block, line, places[i])
        elif block.kind in ("byline", "source note"):
            yield from _from_credit(text, block, line)


def _places(text: str, blocks: Sequence[Block], first: int) -> list[str]:
    """Say of each block where it stands toward title and text; each place is a key of ``dating.WORTH``, or apart."""
    places = ["between title and text"] * len(blocks)
    title = next((i for i, block in enumerate(blocks) if block.kind == "title"), first)
    lines = 0
    for i in range(min(title, first) - 1, -1, -1):
        places[i] = "above the title" if lines < MASTHEAD_LINES else "apart, above"
        lines += blocks[i].kind in ("navigation", "related")
    last = max((i for i, block in enumerate(blocks) if block.kind in BODY_KINDS), default=len(blocks))
    words = 0
    for i in range(first, min(last + 1, len(blocks))):
        places[i] = "between title and text" if words <= STANDFIRST_WORDS else "in the text"
        words += len(text[blocks[i].start : blocks[i].end].split()) if blocks[i].kind in BODY_KINDS else 0
    lines = 0
    for i in range(last + 1, len(blocks)):
        places[i] = "below the text" if lines <= TAIL_LINES else "apart, below"
        lines += TAIL_LINES + 1 if blocks[i].kind == "related" else 1
    return places


def _from_stamp(text: str, block: Block, line: str, place: str) -> Iterator[Candidate]:
    stamps = ((column, stamp) for column in (line, *COLUMNS.split(line)) if (stamp := read_stamp(column.strip())))
    column, stamp = next(stamps, (line, None))
    if stamp is None:  # a date among the words of a teaser tells the order of day and month
        for found in find_dates(line[:LINE_REACH]) if block.kind in ("other item", "related") else ():
            yield Candidate(None, None, found.text, "teaser", place, found.readings, found.weekday, "in a teaser")
        return
    line = column.strip()
    offset, role = text.index(line, block.start), stamp[0]
    for n, found in enumerate(stamp[1]):
        if n:  # "18:02 08.09.2016 (updated 18:30 08.09.2016)"
            said = stamp_role(line[stamp[1][n - 1].end : found.start])
            role = said if said != "stamp" else role
        kind, reason = _role(block, role, place)
        where = "label" if kind == role == "published" and not place.startswith("apart") else place
        span = (offset + found.start, offset + found.end)
        yield Candidate(*span, found.text, kind, where, found.readings, found.weekday, reason)


def _role(block: Block, role: str, place: str) -> tuple[str, str]:
    if block.kind == "clock" or role == "clock":
        return "clock", "running clock of the site, not a posting stamp"
    if role in ("updated", "crawled", "event"):
        return role, f"the words before it say: {role}"
    if block.kind in ("other item", "related", "navigation") or place in ("apart, below", "in the text"):
        return "teaser", "belongs to another item of the page"
    if place == "apart, above":
        return "masthead", "stands apart from title and text, as the date of a visit does"
    if role == "published":
        return "published", "labelled as the date of publication"
    return "published", f"date on its own line, {place}"


def _from_credit(text: str, block: Block, line: str) -> Iterator[Candidate]:
    for found in find_dates(line[:300]):
        role = stamp_role(line[: found.start])
        role, reason = (
            (role, f"the words before it say: {role}") if role in ("updated", "crawled") else ("published", "")
        )
        if found.form != "month":
            span = (text.index(line, block.start) + found.start, text.index(line, block.start) + found.end)
            reason = reason or f"date in the {block.kind}"
            yield Candidate(*span, found.text, role, "byline", found.readings, found.weekday, reason)


def _from_end_of_line(text: str, block: Block, line: str) -> Iterator[Candidate]:
    """A date that closes a headline, or that of a wire service's dateline."""
    if block.kind == "title":
        place, reason = "in the title", "date in the title"
    elif block.rule == "wire dateline":
        place, reason = "wire dateline", "date in the wire dateline"
    else:
        place, reason = "between title and text", "date at the end of the headline, which is there again"
    found = next(reversed(list(find_dates(line[:LINE_REACH]))), None)
    if found and (place == "wire dateline" or (found.end >= len(line) - 1 and found.readings[0][0])):
        offset = text.index(line, block.start)
        span = (offset + found.start, offset + found.end)
        yield Candidate(*span, found.text, "published", place, found.readings, found.weekday, reason)
