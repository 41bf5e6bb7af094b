"""Calendar dates as pages write them: where they stand, what they can mean, and what they say of themselves."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

Reading = tuple[int | None, int | None, int | None]  # year, month, day; None where not written

MIN_YEAR = 1900  # a four-digit number below this is not the year of a web page or of an event told on it
MAX_YEAR = 2100
DATE_REACH = 40  # characters of a date before or after any of its digits, at most
DIGITS = re.compile(r"\d+")
CENTURY_SPLIT = 70  # "70" to "99" are of the 1900s, "00" to "69" of the 2000s: the POSIX rule for two-digit years


class DateExpression(NamedTuple):
    """A date as written, with what it can mean."""

    start: int
    end: int
    text: str
    form: str  # iso | numeric | year first | words | month
    readings: tuple[Reading, ...]  # numeric dates whose order is open have two, day-first first
    weekday: int | None  # Monday is 0


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


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words that looks at no letter twice: three times as fast as a plain list.

    >>> _any_of(["may", "march", "mar"])
    'ma(?:r(?:ch)?|y)'
    """
    tails: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        tails.setdefault(word[:1], []).append(word[1:])
    branches = [re.escape(letter) + _any_of(rest) for letter, rest in tails.items() if letter]
    if "" not in tails:
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{'|'.join(branches)})?" if branches else ""


@cache
def date_pattern() -> re.Pattern[str]:
    """Return the pattern of all written dates, with named groups for the parts."""
    month, weekday = _any_of(_numbers("months")), _any_of(_numbers("weekdays"))
    day = r"(?:st|nd|rd|th|\.|º)?"
    year, numeral = r"(?:19|20)\d\d", r"(?:3[01]|[12]\d|0?[1-9])"
    more = rf"(?:\s?(?:-|–|—|to|and|/)\s?{numeral}{day})?"  # "8 to 11 April": the first day is the date
    return re.compile(
        rf"(?:(?<!\w)|(?<=GMT)|(?<=UTC)|(?<=MSK))(?:(?P<weekday>{weekday})\.?,?\s{{1,3}})?(?:"
        rf"(?P<iy>{year})-(?P<im>[01]\d)-(?P<id>[0-3]\d)(?!\d)"
        rf"|(?P<yy>{year})(?P<ysep>[./])\s?(?P<ym>[01]?\d)(?P=ysep)\s?(?P<yd>[0-3]?\d)(?!\d)"
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
    matches = (m for a, b in _near_digits(text, start, end) for m in date_pattern().finditer(text, a, b))
    for match in matches:
        form, written = _read(match.groupdict())
        readings = tuple(reading for reading in dict.fromkeys(written) if _exists(reading))
        if readings:
            weekday = _numbers("weekdays").get((match["weekday"] or "").lower())
            yield DateExpression(match.start(), match.end(), match.group(), form, readings, weekday)


def _near_digits(text: str, start: int, end: int | None) -> Iterator[tuple[int, int]]:
    """Yield the stretches around digits: a date has one, and most of a text has none."""
    last = len(text) if end is None else end
    first = until = None
    for digits in DIGITS.finditer(text, start, last):
        if first is None or until is None or digits.start() - DATE_REACH > until:
            if first is not None and until is not None:
                yield first, until
            first = max(start, digits.start() - DATE_REACH)
        until = min(last, digits.end() + DATE_REACH)
    if first is not None and until is not None:
        yield first, until


def _read(part: dict[str, str | None]) -> tuple[str, list[Reading]]:
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


def _exists(reading: Reading) -> bool:
    found = as_date((reading[0] or 2000, reading[1], reading[2] or 1))
    return found is not None and MIN_YEAR <= found.year <= MAX_YEAR


def as_date(reading: Reading) -> date | None:
    """Return the day of a full reading; None where a part is missing or there is no such day.

    >>> as_date((2016, 2, 30)), as_date((2016, 2, 29))
    (None, datetime.date(2016, 2, 29))
    """
    year, month, day = reading
    try:
        return date(year, month, day) if year and month and day else None
    except ValueError:
        return None


ZONES = (
    "GMT", "UTC", "MSK", "CET", "CEST", "EET", "EEST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "BST",
    "IST", "МСК", "Z", "hrs", "hr", "Uhr",
)  # fmt: skip
CLOCK_TIME = re.compile(
    r"(?<!\d)(?:at\s)?(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:\.\d+)?\s?(?:[ap]\.?m\b\.?)?"
    rf"\s?\(?(?:(?:{'|'.join(ZONES)}|local time|Moscow time)(?![A-Za-z]{{2}})\s?)?(?:[+-]\d\d?:?(?:\d\d)?)?\)?",
    re.I,
)
STAMP_REST = re.compile(r"[\s|,;•·–—\-/()\[\].:©*_#>]+|\b(?:at|in|the|by|г|года|год|um|à|kl|t)\b\.?", re.I)
MAX_STAMP = 120  # characters: a longer line is not a stamp
LABEL_WORDS = 3  # words of the longest label, as in "date of publication"
MAX_REST = 3  # words beside date, time and label: a place, an agency, a name


@lru_cache(maxsize=4096)  # cleaning asks first, dating asks again
def read_stamp(line: str) -> tuple[str, tuple[DateExpression, ...]] | None:
    """Return the role and the dates of a line that holds little but dates and times; None for other lines.

    Roles: published, updated, crawled, clock, event (by the words before the date), stamp (no such words).

    >>> role, dates = read_stamp("Last updated: 10.01.2022 14:29:00 MSK")
    >>> role, dates[0].readings[0]
    ('updated', (2022, 1, 10))
    """
    if len(line) > MAX_STAMP or line.endswith(",") or not DIGITS.search(line):
        return None
    dates = tuple(find_dates(line))
    edges = [0, *(edge for found in dates for edge in (found.start, found.end)), len(line)]
    pieces = [line[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    roles = [stamp_role(piece) for piece in pieces]
    rest = sum(
        len(_words(piece)) - (0 if role == "stamp" else LABEL_WORDS) for piece, role in zip(pieces, roles, strict=True)
    )
    return (roles[0], dates) if dates and rest <= MAX_REST else None


def _words(piece: str) -> list[str]:
    return STAMP_REST.sub(" ", CLOCK_TIME.sub(" ", piece)).lower().split()


@cache
def _roles() -> dict[str, str]:
    return {phrase: role for role, phrases in load_calendar()["roles"].items() for phrase in phrases}


def stamp_role(before: str) -> str:
    """Return the role that the words before a date give it; ``stamp`` when they give none.

    A label that is not known ("Next meeting:") makes the date one of an event.

    >>> stamp_role("Last updated: "), stamp_role("Minsk, "), stamp_role("Deadline for bids: ")
    ('updated', 'stamp', 'event')
    """
    words = _words(before)
    for length in range(LABEL_WORDS, 0, -1):
        if len(words) >= length and (role := _roles().get(" ".join(words[-length:]))):
            return role
    return "event" if words and before.rstrip(" *_\u00a0").endswith(":") else "stamp"
