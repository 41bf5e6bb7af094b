"""TIMEX3 values of date words: what the words of an expression mean on the date they are told from."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus_utils.calendars import (
    HIGHEST_YEAR,
    SEASONS,
    first_day,
    iso_week,
    moving_holiday,
    precision_of,
    shift,
    weekday_near,
)

Slots = dict[str, list[Any]]  # class -> values of its tokens; "words" -> all words of the expression in lower case
AGAINST_VERB = 3.0  # a date told without a year counts as so many times farther off on the side that the verb speaks against
LEAP_BACK, LEAP_ON = 2, 4  # years by which a chronicle goes back or on without leaping
LATE_MONTHS = 3  # a chronicle may step back so far; an earlier month belongs to the next year
PREVIOUS, FOLLOWING = {"last", "past", "previous", "preceding", "prior"}, {"next", "coming", "following", "subsequent"}


def near(value: str, other: str) -> bool:
    """Say whether two dates lie close enough to belong to one strand of a chronicle."""
    return -LEAP_BACK <= int(value[:4]) - int(other[:4]) <= LEAP_ON


@dataclass
class Reference:
    """The date an article is told from, and what the words around an expression say of its direction."""

    anchor: str | None
    chronicle: bool = False  # partial dates follow the last date told, not the day of writing
    focus: str | None = None  # the last date told
    quarter: str | None = None  # the last quarter told
    future: bool | None = None  # the nearest verb looks ahead (True), back (False), or there is none (None)

    aside: str | None = None  # a date so far from the last one that it may be an aside

    def tell(self, value: str) -> None:
        """Remember a date as the last one told; in a chronicle a leap counts only when a second date follows it."""
        if self.chronicle and self.focus and self.focus[:4].isdigit() and not near(value, self.focus) and not (
            self.aside and near(value, self.aside)
        ):
            self.aside = value
            return
        self.focus, self.aside = value, None

    @property
    def here(self) -> str | None:
        """The date that incomplete expressions lean on."""
        return self.focus if self.chronicle else self.anchor

    @property
    def year(self) -> int | None:
        """Year of that date."""
        return int(self.here[:4]) if self.here and self.here[:4].isdigit() and len(self.here) >= 4 else None

    @property
    def day(self) -> dt.date | None:
        """That date, None where only its month or year is known."""
        return first_day(self.here) if self.here and precision_of(self.here) in ("day", "week") else None

    @property
    def month(self) -> dt.date | None:
        """First day of that month, None where only its year is known."""
        known = self.here and precision_of(self.here) in ("day", "week", "month")
        return first_day(self.here) if known and self.here else None


def first(slots: Slots, *classes: str) -> Any:
    """Give the first value of the first class that is filled."""
    return next((slots[name][0] for name in classes if name in slots), None)


def says(slots: Slots, *words: str) -> bool:
    """Say whether one of the words stands in the expression."""
    return any(word in slots["words"] for word in words)


def direction(slots: Slots) -> int:
    """Read from "last", "next" and their kin whether an expression points back (-1), ahead (1) or nowhere (0)."""
    return -1 if says(slots, *PREVIOUS) else 1 if says(slots, *FOLLOWING) else 0


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Write a date of any precision; None for a day that no calendar has."""
    if day is None:
        return f"{year:04d}" if month is None else f"{year:04d}-{month:02d}"
    try:
        return dt.date(year, month or 1, day).isoformat()
    except ValueError:
        return None


# -- calendar dates -----------------------------------------------------------


def months(slots: Slots) -> list[int]:
    """Give the months named, in order."""
    return slots.get("MON", []) + slots.get("MONABB", [])


def days(slots: Slots) -> list[int]:
    """Give the days of the month named, in order."""
    ranges = [part for pair in slots.get("DAYRANGE", []) for part in split(pair)]
    return [int(str(day).rstrip("stndrh")) for day in slots.get("DAY", []) + slots.get("ORD", []) + ranges]


def split(pair: str) -> list[str]:
    """Split a range of numbers at its dash or slash."""
    return pair.replace("–", "-").replace("/", "-").split("-")


def calendar(slots: Slots, ref: Reference) -> str | None:
    """Join year, month and day; take a missing year from the reference."""
    named, numbers = months(slots), days(slots)
    month, day = named[0] if named else None, numbers[0] if numbers else None
    year = int(slots["YEAR"][0]) if "YEAR" in slots else month and year_near(month, day, slots, ref)
    return join(iso(year, month, day), slots) if year else None


def year_near(month: int, day: int | None, slots: Slots, ref: Reference) -> int | None:
    """Choose the year of a date that is told without one."""
    if ref.year is None:
        return None
    if says(slots, "year"):  # "March of that year", "in May last year"
        return ref.year + direction(slots)
    start = ref.month
    if start is None:
        return ref.year
    if ref.chronicle and not direction(slots):
        return ref.year + (month < start.month - LATE_MONTHS)
    if direction(slots):
        return year_beside(month, day, direction(slots), start)
    middle = [(y, (dt.date(y, month, min(day or 15, 28)) - (ref.day or start)).days) for y in (ref.year - 1, ref.year, ref.year + 1)]
    against = {True: -1, False: 1, None: 0}[ref.future]  # the side that the verb speaks against
    return min(middle, key=lambda pair: abs(pair[1]) * (AGAINST_VERB if pair[1] * against > 0 else 1))[0]


def year_beside(month: int, day: int | None, toward: int, start: dt.date) -> int:
    """Choose the year of "last May", "next 3 May"."""
    told, here = (month, day or 0), (start.month, start.day if day else 0)
    return start.year - (toward < 0 and told >= here) + (toward > 0 and told <= here)


def calendar_range(slots: Slots, ref: Reference) -> str | None:
    """Give ``first/last`` for a run of days or months."""
    named, numbers = months(slots), days(slots)
    year = int(slots["YEAR"][0]) if "YEAR" in slots else year_near(named[0], None, slots, ref)
    if year is None:
        return None
    ends = [iso(year, named[0], day) for day in numbers] or [iso(year - (m > named[-1]), m) for m in named]
    return "/".join(end for end in ends if end) if all(ends) else None


def week_of(slots: Slots, ref: Reference) -> str | None:
    """Give the week that holds a day."""
    value = calendar(slots, ref)
    return iso_week(dt.date.fromisoformat(value)) if value else None


def numeric(slots: Slots, ref: Reference) -> str | None:
    """Read an all-digit date, day first unless only month first is possible."""
    parts = [int(p) for p in slots["NUMDATE"][0].replace("/", ".").replace("-", ".").split(".")]
    year, a, b = parts if parts[0] > 31 else (parts[2], parts[1], parts[0])
    return iso(year, a, b) or iso(year, b, a) if 0 < min(a, b) <= 12 and max(a, b) <= 31 else None


def spelled_year(slots: Slots, ref: Reference) -> str | None:
    """Read "nineteen ninety-six" and "two thousand"."""
    if says(slots, "thousand"):
        return "2000"
    return f"19{slots['TENS'][0] + sum(n for n in slots.get('NUMW', []) if n < 10):02d}"


def short_year(slots: Slots, ref: Reference) -> str | None:
    """Read '99: the year of the reference's century, or of the one before."""
    short = int(slots["NUM"][0])
    now = ref.year or 2000
    year = now // 100 * 100 + short
    return str(year - 100 * (year > now + 10))


def year_range(slots: Slots, ref: Reference) -> str | None:
    """Give ``first/last`` for a run of years."""
    begin, last = split(slots["YEARRANGE"][0])
    return f"{begin}/{begin[: 4 - len(last)]}{last}"


def before_christ(slots: Slots, ref: Reference) -> str | None:
    """Write a year before Christ as TIMEX3 does."""
    named, season_name = months(slots), first(slots, "SEASON")
    year = f"BC{int(first(slots, 'NUM', 'YEAR')):04d}"
    return year + (f"-{named[0]:02d}" if named else f"-{season_name}" if season_name else "")


def decade(slots: Slots, ref: Reference) -> str | None:
    """Give the first three digits of a decade's years."""
    if "TENSS" in slots:
        return f"19{slots['TENSS'][0]}"
    digits = slots["DECADE"][0][:-2]
    return digits if len(digits) == 3 else f"19{digits}"


def century(slots: Slots, ref: Reference) -> str | None:
    """Give the first two digits of a century's years."""
    number_word = first(slots, "ORD", "ORDNUM")
    return f"{int(str(number_word).rstrip('stndrh')) - 1:02d}"


def holiday(slots: Slots, ref: Reference) -> str | None:
    """Give the day of a named day, in a named year or the one nearest to the reference."""
    name = slots["HOLIDAY"][0]
    if "YEAR" not in slots and ref.day is None:
        return None
    years = [int(slots["YEAR"][0])] if "YEAR" in slots else [ref.day.year - 1, ref.day.year, ref.day.year + 1]  # type: ignore[union-attr]
    found = [moving_holiday(name, y) if name.isupper() else dt.date.fromisoformat(f"{y}-{name}") for y in years]
    here = ref.day or found[0]
    past = [d for d in found if d < here] if direction(slots) < 0 else found
    return min(past, key=lambda d: abs((d - here).days)).isoformat()


# -- told from today or from the last date -----------------------------------


def deictic(slots: Slots, ref: Reference) -> str | None:
    """Give yesterday, today, tomorrow, with the part of the day."""
    if ref.anchor is None or precision_of(ref.anchor) != "day":
        return None
    return join(shift(first_day(ref.anchor), "D", slots["DEICTIC"][0]), slots)


def join(day: str | None, slots: Slots) -> str | None:
    """Add the part of the day to a day."""
    part = first(slots, "PART")
    return f"{day}T{part}" if day and part and len(day) == 10 else day


def part_of_day(slots: Slots, ref: Reference) -> str | None:
    """Give "this morning", "last night", "tonight"."""
    day = ref.focus if says(slots, "that") else ref.anchor
    if day is None or precision_of(day) != "day":
        return None
    night = first(slots, "PART") or "NI"
    return f"{shift(first_day(day), 'D', -1 if says(slots, 'last') else 0)}T{night}"


def weekday(slots: Slots, ref: Reference) -> str | None:
    """Give the day of that name: the last one, or the next where the clause looks ahead."""
    if ref.day is None:
        return None
    ahead = says(slots, "coming", "this") or (ref.future and not direction(slots))
    toward = -1 if direction(slots) < 0 else 2 if direction(slots) > 0 else 1 if ahead else 0
    return join(weekday_near(ref.day, slots["WEEKDAY"][0], toward).isoformat(), slots)


def clock(slots: Slots, ref: Reference) -> str | None:
    """Give the time of a day that is named with it, or of the last day told."""
    hour, minute = clock_time(slots)
    if "WEEKDAY" in slots:
        day = weekday(slots, ref)
    elif "DEICTIC" in slots:
        day = deictic(slots, ref)
    elif months(slots):
        day = calendar(slots, ref)
    else:
        day = next((d for d in (ref.focus, ref.anchor) if d and precision_of(d) == "day"), None)
    return f"{day[:10]}T{hour:02d}:{minute:02d}" if day else None


def clock_time(slots: Slots) -> tuple[int, int]:
    """Read hour and minute."""
    figures = str(first(slots, "NOON", "CLOCK", "NUM")).lower()
    hour, minute = (figures.rstrip("apm").replace(".", ":").split(":") + ["0"])[:2]
    afternoon = "pm" in figures or says(slots, "pm", "p")
    return int(hour) + (12 if afternoon and int(hour) < 12 else 0), int(minute)


def shifted(slots: Slots, ref: Reference) -> str | None:
    """Give the unit that lies before, at or after the reference."""
    unit = slots["DATEUNIT"][0]
    start = ref.day or (ref.month if unit[-1] in "MQY" else None)
    if start is None and ref.year and unit[-1] == "Y":
        start = dt.date(ref.year, 1, 1)
    if says(slots, "latest"):
        return shift(start, unit, -1) if start else None
    return shift(start, unit, direction(slots)) if start else None


def anaphoric(slots: Slots, ref: Reference) -> str | None:
    """Give "that year", "the same day", "the following month" from the last date told."""
    unit = slots["DATEUNIT"][0]
    if unit == "Q":
        return ref.quarter or shifted(slots, ref)
    told = ref.focus if says(slots, "that", "same", *PREVIOUS, *FOLLOWING) or ref.chronicle else ref.anchor
    told = told or (None if ref.chronicle else ref.anchor)
    needed = {"D": ("day",), "W": ("day", "week"), "M": ("day", "month", "week")}.get(unit)
    if told is None or precision_of(told) is None or (needed and precision_of(told) not in needed):
        return None
    return shift(first_day(told), unit, direction(slots))


def neighbour(slots: Slots, ref: Reference) -> str | None:
    """Give "the day before", "the year earlier" from the last date told."""
    units = {"day": "D", "week": "W", "month": "M", "year": "Y"}
    unit = next(units[w] for w in slots["words"] if w in units)
    told = ref.focus or (None if ref.chronicle else ref.anchor)
    if told is None or precision_of(told) is None or (unit == "D" and precision_of(told) != "day"):
        return None
    return shift(first_day(told), unit, 1 if says(slots, "after") else -1)


def weekend(slots: Slots, ref: Reference) -> str | None:
    """Give the week of a weekend with its mark: the last one, or the next where the clause looks ahead."""
    if ref.day is None:
        return None
    toward = 1 if says(slots, *FOLLOWING) or ref.future else -1
    return f"{iso_week(weekday_near(ref.day, 6, toward))}-WE"


def season(slots: Slots, ref: Reference) -> str | None:
    """Give a season of a named year, the last, the next, or that of the reference's year."""
    name = first(slots, "SEASON", "SAFESEASON") or "SP"
    if "YEAR" in slots:
        return f"{slots['YEAR'][0]}-{name}"
    if ref.year is None:
        return None
    if ref.month is None or not direction(slots) or says(slots, "this", "year"):
        return f"{ref.year + (direction(slots) if says(slots, 'year') else 0)}-{name}"
    begun, over = ref.month.month >= SEASONS[name][0], ref.month.month > SEASONS[name][0] + 2
    return f"{ref.year + (direction(slots) > 0 and begun) - (direction(slots) < 0 and not over)}-{name}"


def unit_end(slots: Slots, ref: Reference) -> str | None:
    """Give the year or month whose end is spoken of."""
    if says(slots, "year"):
        return str(ref.year) if ref.year else None
    return ref.month.isoformat()[:7] if ref.month else None


# -- quarters and halves ------------------------------------------------------


def quarter(slots: Slots, ref: Reference) -> str | None:
    """Give a quarter of a named year, or the last of that number that has begun."""
    number_of = slots["ORD"][0]
    year = int(slots["YEAR"][0]) if "YEAR" in slots else ref.year
    if year is None or number_of > 4:
        return None
    if "YEAR" not in slots:
        year += direction(slots) if says(slots, "year") and not says(slots, "ago", "earlier") else 0
        begun = ref.month is None or ref.month.month > 3 * (number_of - 1)
        year -= says(slots, "ago", "earlier") or (not begun and not ref.future and not direction(slots))
    return f"{year}-Q{number_of}"


def year_ago(slots: Slots, ref: Reference) -> str | None:
    """Give the same quarter, or the year, one year back."""
    if ref.quarter:
        return f"{int(ref.quarter[:4]) - 1}{ref.quarter[4:]}"
    return str(ref.year - 1) if ref.year else None


def year_period(slots: Slots, ref: Reference) -> str | None:
    """Give the quarter spoken of, in a named year."""
    return f"{slots['YEAR'][0]}{ref.quarter[4:]}" if ref.quarter else str(slots["YEAR"][0])


def latest_quarter(slots: Slots, ref: Reference) -> str | None:
    """Give the quarter spoken of, else the last one that is over."""
    return shift(ref.month, "Q", -1) if ref.month else None


def half(slots: Slots, ref: Reference) -> str | None:
    """Give a half of a year."""
    year = int(slots["YEAR"][0]) if "YEAR" in slots else ref.year and ref.year + direction(slots)
    return f"{year}-H{1 if first(slots, 'ORD') == 1 else 2}" if year else None


# -- counted ------------------------------------------------------------------


def number(slots: Slots) -> float | None:
    """Give the number counted, None where it is vague ("several")."""
    if "VAGUE" in slots:
        return 2 if says(slots, "couple") else None
    half_more = 0.5 if says(slots, "half") else 0
    parts = [fraction(f) for f in slots.get("FRACTION", [])]
    parts += [
        float(n.replace(",", "")) if n.replace(",", "").replace(".", "", 1).isdigit() else 0
        for n in slots.get("NUM", [])
    ]
    total = sum(parts) + sum(slots.get("TENS", [])) + sum(slots.get("NUMW", []))
    return (total or 1) * first(slots, "BIG") + half_more if "BIG" in slots else (total or 1) + half_more


def fraction(figures: str) -> float:
    """Read 1/2."""
    upper, lower = figures.split("/")
    return int(upper) / int(lower)


def unit_of(slots: Slots) -> str:
    """Give the unit counted."""
    return first(slots, "UNITS", "UNIT", "COUNTUNIT", "DATEUNIT", "LONGUNIT")


def moved(slots: Slots, start: dt.date | None, sign: int) -> str | None:
    """Go a counted number of units from a day."""
    count, unit = number(slots), unit_of(slots)
    if count is None:
        return "PAST_REF" if sign < 0 else "FUTURE_REF"
    if start is None or unit.startswith("T") or count > HIGHEST_YEAR * 400:
        return None
    unit, count = ("Y", count * int(unit[:-1])) if unit in ("10Y", "100Y") else (unit, count)
    return shift(start, unit, sign * int(count))


def ago(slots: Slots, ref: Reference) -> str | None:
    """Go back some units from the reference."""
    if unit_of(slots) == "Y" and number(slots) == 1 and ref.quarter and not ref.chronicle:
        return year_ago(slots, ref)
    return moved(slots, start_for(slots, ref.anchor), -1)


def start_for(slots: Slots, told: str | None) -> dt.date | None:
    """Give the day to count from, None where the date told is too coarse for the unit."""
    precision, unit = precision_of(told) if told else None, unit_of(slots)
    fine = {"D": ("day", "week"), "W": ("day", "week"), "M": ("day", "week", "month")}.get(unit[-1])
    return first_day(told) if told and precision and (fine is None or precision in fine) else None


def later(slots: Slots, ref: Reference) -> str | None:
    """Go on or back some units from the last date told."""
    sign = 1 if says(slots, "later", "after") else -1
    if unit_of(slots) == "Y" and sign < 0 and not ref.chronicle:
        return ago(slots, ref)
    return moved(slots, start_for(slots, ref.focus or (None if ref.chronicle else ref.anchor)), sign)


def from_now(slots: Slots, ref: Reference) -> str | None:
    """Go on some units from the reference."""
    return moved(slots, start_for(slots, ref.anchor), 1)


def duration(slots: Slots, ref: Reference) -> str | None:
    """Give a period, ``X`` for a vague count."""
    count, unit = number(slots), unit_of(slots)
    return period(count, unit)


def period(count: float | None, unit: str) -> str:
    """Write a period.

    >>> period(2.5, "Y"), period(None, "TH"), period(4, "10Y")
    ('P2Y6M', 'PTXH', 'P40Y')
    """
    factor = int(unit[:-1]) if unit[:-1].isdigit() else 1
    mark, letter = ("PT" if unit[0] == "T" else "P"), unit[-1]
    if count is None:
        return f"{mark}X{letter if factor == 1 else 'C' if factor == 100 else 'E'}"
    smaller = {"Y": ("M", 12), "TH": ("M", 60), "TM": ("S", 60)}.get(unit)
    whole, part = divmod(count * factor, 1)
    return f"{mark}{int(whole)}{letter}" + (f"{round(part * smaller[1])}{smaller[0]}" if part and smaller else "")


def vague_duration(slots: Slots, ref: Reference) -> str | None:
    """Give a period of no given length."""
    return period(None, unit_of(slots))


def every(slots: Slots, ref: Reference) -> str | None:
    """Give how a thing recurs: a period, or a day, month or season of any year."""
    if "UNIT" in slots or "UNITS" in slots:
        return duration(slots, ref)
    for name, form in (("WEEKDAY", "XXXX-WXX-{}"), ("WEEKDAYS", "XXXX-WXX-{}"), ("MON", "XXXX-{:02d}")):
        if name in slots:
            return form.format(slots[name][0])
    return f"XXXX-{slots['SEASON'][0]}" if "SEASON" in slots else f"XXXX-XX-XXT{first(slots, 'PART')}"


def listed(slots: Slots, ref: Reference) -> str | None:
    """Give the value listed with the word."""
    return next(values[0] for name, values in slots.items() if name != "words")


VALUES: dict[str, Callable[[Slots, Reference], str | None]] = {
    name: function
    for name, function in list(globals().items())
    if callable(function) and getattr(function, "__annotations__", {}).get("ref") is Reference
} | {
    "unknown": lambda slots, ref: None,
    "present": lambda slots, ref: "PRESENT_REF",
    "past": lambda slots, ref: "PAST_REF",
    "future": lambda slots, ref: "FUTURE_REF",
}
