"""Calendar dates as pages write them: where they stand, what they can mean, and what they say of themselves."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

MIN_YEAR = 1900  # a four-digit number below this is not the year of a web page or of an event told on it
MAX_YEAR = 2100
CENTURY_SPLIT = 70  # "70" to "99" are of the 1900s, "00" to "69" of the 2000s: the POSIX rule for two-digit years


class DateExpression(NamedTuple):
    """A date as written. A numeric date whose order is open has its two readings in ``readings``, day-first first."""

    start: int
    end: int
    text: str
    form: str  # iso | numeric | year first | words | month
    readings: tuple[tuple[int | None, int, int | None], ...]  # (year, month, day); year or day None if not written
    weekday: int | None  # Monday is 0

    @property
    def ambiguous(self) -> bool:
        """Whether day-first and month-first give two different dates."""
        return len(self.readings) > 1


@cache
def load_calendar() -> dict[str, Any]:
    """Return the tables of ``resources/calendar.toml``."""
    return tomllib.loads(
        resources.files("corpus_utils").joinpath("resources/calendar.toml").read_text(encoding="utf-8")
    )


@cache
def _numbers(table: str) -> dict[str, int]:
    lists = load_calendar()[table].values()
    return {name: i for names in lists for i, row in enumerate(names) for name in row.split()}


@cache
def date_pattern() -> re.Pattern[str]:
    """Return the pattern of all written dates, with named groups for the parts."""
    month, day = "|".join(sorted(_numbers("months"), key=len, reverse=True)), r"(?:st|nd|rd|th|\.|º)?"
    weekday = "|".join(sorted(_numbers("weekdays"), key=len, reverse=True))
    year, numeral = r"(?:19|20)\d\d", r"(?:3[01]|[12]\d|0?[1-9])"
    more = rf"(?:\s?(?:-|–|—|to|and|/)\s?{numeral}{day})?"  # "8 to 11 April": the first day is the date
    return re.compile(
        rf"(?:(?<!\w)|(?<=GMT)|(?<=UTC)|(?<=MSK))(?:(?P<weekday>{weekday})\.?,?\s{{1,3}})?(?:"
        rf"(?P<iy>{year})-(?P<im>[01]\d)-(?P<id>[0-3]\d)(?!\d)"
        rf"|(?P<yy>{year})(?P<ysep>[./])(?P<ym>[01]?\d)(?P=ysep)(?P<yd>[0-3]?\d)(?!\d)"
        rf"|(?P<na>[0-3]?\d)(?P<nsep>[./-])(?P<nb>[0-3]?\d)(?P=nsep)(?P<ny>{year}|\d\d(?![\d./:-]))(?!\d)"
        rf"|(?P<dd>{numeral}){day}{more}[\s-](?:of\s|de\s)?(?P<dm>{month})\b\.?(?:,?[\s-](?:de\s|of\s)?(?P<dy>{year})(?!\d))?"
        rf"|(?P<mm>{month})\b\.?\s(?P<md>{numeral}){day}{more}(?!\d|\s?%)(?:,?\s(?P<my>{year})(?!\d))?"
        rf"|(?P<om>{month})\b\.?,?\s(?:of\s|de\s)?(?P<oy>{year})(?!\d)"
        r")",
        re.I,
    )


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[DateExpression]:
    """Yield the dates written in a text, from left to right, with offsets into the text.

    Dates without a year are given with year None; words that need an anchor ("yesterday") are not dates here.

    >>> [(found.text, found.readings) for found in find_dates("Posted: 03.07.2019; 8 Sept. 2016")]
    [('03.07.2019', ((2019, 7, 3), (2019, 3, 7))), ('8 Sept. 2016', ((2016, 9, 8),))]
    """
    for match in date_pattern().finditer(text, start, len(text) if end is None else end):
        form, written = _read(match.groupdict())
        readings = tuple(reading for reading in dict.fromkeys(written) if _exists(reading))
        if readings:
            weekday = _numbers("weekdays").get((match["weekday"] or "").lower())
            yield DateExpression(match.start(), match.end(), match.group(), form, readings, weekday)


def _read(part: dict[str, str | None]) -> tuple[str, list[tuple[int | None, int, int | None]]]:
    months = _numbers("months")

    def number(key: str) -> int:
        return int(part[key] or 0)

    def year(key: str) -> int | None:
        return _full_year(part[key]) if part[key] else None

    if part["iy"]:
        return "iso", [(number("iy"), number("im"), number("id"))]
    if part["yy"]:
        return "year first", [(number("yy"), number("ym"), number("yd"))]
    if part["na"]:
        return "numeric", [(year("ny"), number("nb"), number("na")), (year("ny"), number("na"), number("nb"))]
    if part["dd"]:
        return "words", [(year("dy"), months[(part["dm"] or "").lower()] + 1, number("dd"))]
    if part["mm"]:
        return "words", [(year("my"), months[(part["mm"] or "").lower()] + 1, number("md"))]
    return "month", [(year("oy"), months[(part["om"] or "").lower()] + 1, None)]


def _full_year(digits: str | None) -> int:
    number = int(digits or 0)
    return number if number >= 100 else number + (1900 if number >= CENTURY_SPLIT else 2000)


def _exists(reading: tuple[int | None, int, int | None]) -> bool:
    year, month, day = reading
    try:
        return MIN_YEAR <= date(year or 2000, month, day or 1).year <= MAX_YEAR
    except ValueError:
        return False


TIME = r"(?:at\s)?(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:\.\d+)?\s?(?:[ap]\.?m\.?)?"
ZONE = r"(?:(?:GMT|UTC|MSK|CES?T|EE?S?T|BST|[ECMP][SD]?T|IST|МСК|Z|hrs?|Uhr|local time|Moscow time)(?![A-Za-z]{2})\s?)?(?:[+-]\d\d?:?(?:\d\d)?)?"
CLOCK_TIME = re.compile(rf"(?<!\d){TIME}\s?\(?{ZONE}\)?", re.I)
STAMP_REST = re.compile(r"[\s|,;•·–—\-/()\[\].:©]+|\b(?:at|on|in|the|г|года|год|um|à|kl)\b\.?", re.I)


def read_stamp(line: str) -> tuple[str, list[DateExpression], str] | None:
    """Return role, dates and leftover words of a line that holds little but dates and times; None for other lines.

    Roles: published, updated, crawled, clock, event (what the words before the date say), stamp (no such words).

    >>> role, dates, rest = read_stamp("Last updated: 10.01.2022 14:29:00 MSK")
    >>> role, dates[0].readings[0], rest
    ('updated', (2022, 1, 10), '')
    """
    if len(line) > 120 or not any(character.isdigit() for character in line):
        return None
    dates = list(find_dates(line))
    if not dates:
        return None
    left, at = [], 0
    for found in dates:
        left.append(line[at : found.start])
        at = found.end
    words = [_words(CLOCK_TIME.sub(" ", piece)) for piece in (*left, line[at:])]
    role = stamp_role(words[0])
    rest = " ".join(
        filter(None, [("" if role != "stamp" else words[0]), *(w for w in words[1:] if stamp_role(w) == "stamp")])
    )
    return (role, dates, rest) if len(rest.split()) <= 3 else None


def _words(piece: str) -> str:
    return " ".join(STAMP_REST.sub(" ", piece).split()).lower()


def stamp_role(words: str) -> str:
    """Return the role that the words before a date give it; ``stamp`` when they give none.

    >>> stamp_role("last updated"), stamp_role("minsk")
    ('updated', 'stamp')
    """
    for role, phrases in load_calendar()["roles"].items():
        if words in phrases:
            return str(role)
    return "stamp"
