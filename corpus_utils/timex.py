"""TIMEX3 values of expressions that name a calendar date, a quarter, a length of time, or how a thing recurs."""

import datetime as dt
from collections.abc import Callable

from corpus_utils.calendars import iso_week
from corpus_utils.time_reference import (
    Reference,
    Slots,
    days,
    direction,
    first,
    iso,
    join,
    months,
    says,
    split,
    year_near,
)

MONTHS = 12
Value = Callable[[Slots, Reference], str | None]


def calendar(slots: Slots, ref: Reference) -> str | None:
    """Join year, month and day; take a missing year from the reference."""
    named, numbers = months(slots), days(slots)
    month, day = named[0] if named else None, numbers[0] if numbers else None
    year = int(slots["YEAR"][0]) if "YEAR" in slots else month and year_near(month, day, slots, ref)
    return join(iso(year, month, day), slots) if year else None


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
    """Read an all-digit date, day first unless the date or the text proves month first."""
    parts = [int(p) for p in slots["NUMDATE"][0].replace("/", ".").replace("-", ".").split(".")]
    year, a, b = parts if parts[0] > 31 else (parts[2], parts[1], parts[0])
    readings = [(a, b), (b, a)]  # (month, day)
    if ref.month_first and parts[0] <= 31:
        readings.reverse()
    return next((iso(year, month, day) for month, day in readings if 0 < month <= 12 and iso(year, month, day)), None)


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
    """Give ``first/last`` for a run of years; 2019-07, which runs to no later year, is a month."""
    begin, last = split(slots["YEARRANGE"][0])
    if len(last) == len("07") and last <= begin[2:]:
        return iso(int(begin), int(last)) if 0 < int(last) <= MONTHS else None
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


def quarter(slots: Slots, ref: Reference) -> str | None:
    """Give a quarter of a named year, or the last of that number that has begun."""
    number_of = slots["ORD"][0]
    year = int(slots["YEAR"][0]) if "YEAR" in slots else ref.year
    if year is None or number_of > 4:
        return None
    if "YEAR" not in slots:
        year += direction(slots) if says(slots, "year") and not says(slots, "ago", "earlier") else 0
        begun = ref.month is None or ref.month.month > 3 * (number_of - 1)
        year -= says(slots, "ago", "earlier") or (not begun and ref.verb <= 0 and not direction(slots))
    return f"{year}-Q{number_of}"


def half(slots: Slots, ref: Reference) -> str | None:
    """Give a half of a year."""
    year = int(slots["YEAR"][0]) if "YEAR" in slots else ref.year and ref.year + direction(slots)
    return f"{year}-H{1 if first(slots, 'ORD') == 1 else 2}" if year else None


def number(slots: Slots) -> float | None:
    """Give the number counted, None where it is vague ("several")."""
    if "VAGUE" in slots:
        return 2 if says(slots, "couple") else None
    half_more = 0.5 if says(slots, "half") else 0
    if slots["words"][0] == "half":
        return half_more
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
    rest = f"{round(part * smaller[1])}{smaller[0]}" if part and smaller else ""
    return f"{mark}{int(whole)}{letter}{rest}" if whole or not rest else f"{mark}{rest}"


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


CALENDAR_VALUES: dict[str, Value] = {
    function.__name__: function
    for function in (
        before_christ,
        calendar,
        calendar_range,
        century,
        decade,
        duration,
        every,
        half,
        listed,
        numeric,
        quarter,
        short_year,
        spelled_year,
        vague_duration,
        week_of,
        year_range,
    )
} | {
    "unknown": lambda slots, ref: None,
    "present": lambda slots, ref: "PRESENT_REF",
    "past": lambda slots, ref: "PAST_REF",
    "future": lambda slots, ref: "FUTURE_REF",
}
