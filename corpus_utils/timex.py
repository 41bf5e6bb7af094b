"""TIMEX3 values of date words: calendar arithmetic on what the pattern found and on the date it is told from."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Slots = dict[str, list]
SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first month of a season, northern hemisphere


@dataclass
class Reference:
    """The date an article is told from; ``focus`` is the last date it spoke of."""

    anchor: str | None
    focus: str | None = None
    future: bool = False  # the clause speaks of what is to come

    @property
    def year(self) -> int | None:
        """Year of the anchor."""
        return int(self.anchor[:4]) if self.anchor else None

    @property
    def month(self) -> int | None:
        """Month of the anchor, None where only its year is known."""
        return int(self.anchor[5:7]) if self.anchor and len(self.anchor) >= 7 else None

    @property
    def day(self) -> dt.date | None:
        """Day of the anchor, None where only its month or year is known."""
        return dt.date.fromisoformat(self.anchor[:10]) if self.anchor and len(self.anchor) >= 10 else None


def first(slots: Slots, *classes: str) -> Any:
    """Give the first value of the first class that is filled."""
    return next((slots[name][0] for name in classes if name in slots), None)


def month_of(slots: Slots) -> list[int]:
    """Give the months named, in order."""
    return slots.get("MON", []) + slots.get("MONABB", [])


def calendar(slots: Slots, ref: Reference) -> str | None:
    """Join year, month and day; take a missing year from the reference."""
    months, days = month_of(slots), [int(str(d).rstrip("stndrh")) for d in slots.get("DAY", [])]
    year = int(slots["YEAR"][0]) if "YEAR" in slots else None
    if not months:
        return f"{year:04d}" if year else None
    if year is None:
        year = year_near(months[0], days[0] if days else None, ref)
    if year is None:
        return None
    return f"{year:04d}-{months[0]:02d}" + (f"-{days[0]:02d}" if days else "")


def year_near(month: int, day: int | None, ref: Reference) -> int | None:
    """Choose the year that brings a month or day nearest to the reference."""
    if ref.year is None:
        return None
    if ref.day is None:
        return ref.year
    middle = dt.date(ref.year, month, min(day or 15, 28))
    distance = (middle - ref.day).days
    return ref.year + (distance < -183) - (distance > 183)


def calendar_range(slots: Slots, ref: Reference) -> str | None:
    """Give ``first/last`` for a run of days or months."""
    months = month_of(slots)
    days = [int(d) for d in slots.get("DAY", [])] or [int(d) for r in slots.get("DAYRANGE", []) for d in split(r)]
    year = int(slots["YEAR"][0]) if "YEAR" in slots else year_near(months[0], None, ref)
    if year is None:
        return None
    if days:
        return "/".join(f"{year:04d}-{months[0]:02d}-{d:02d}" for d in days)
    return "/".join(f"{year:04d}-{m:02d}" for m in months)


def split(pair: str) -> list[str]:
    """Split a range of numbers at its dash or slash."""
    for sign in "–-/":
        if sign in pair:
            return pair.split(sign)
    return [pair]


def numeric(slots: Slots, ref: Reference) -> str | None:
    """Read an all-digit date, day first unless only month first is possible."""
    parts = [int(p) for p in slots["NUMDATE"][0].replace("/", ".").replace("-", ".").split(".")]
    year, a, b = parts if parts[0] > 31 else (parts[2], parts[1], parts[0])
    month, day = (a, b) if a <= 12 else (b, a)
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def year_range(slots: Slots, ref: Reference) -> str | None:
    """Give ``first/last`` for a run of years."""
    begin, last = split(slots["YEARRANGE"][0])
    return f"{begin}/{begin[: 4 - len(last)]}{last}"


def decade(slots: Slots, ref: Reference) -> str | None:
    """Give the first three digits of a decade's years."""
    digits = slots["DECADE"][0][:-2]
    return digits if len(digits) == 3 else f"19{digits}"


def weekday(slots: Slots, ref: Reference) -> str | None:
    """Give the day of that name nearest to the anchor: the last one, or the next where the clause looks ahead."""
    if ref.day is None:
        return None
    number = slots["WEEKDAY"][0]
    back = (ref.day.isoweekday() - number) % 7
    if "NEXT" in slots or (ref.future and "PREV" not in slots):
        back -= 7 if back else 0
    if "PREV" in slots and back == 0:
        back = 7
    return (ref.day - dt.timedelta(days=back)).isoformat()


def deictic(slots: Slots, ref: Reference) -> str | None:
    """Give yesterday, today, tomorrow."""
    return (ref.day + dt.timedelta(days=slots["DEICTIC"][0])).isoformat() if ref.day else None


def shifted(slots: Slots, ref: Reference) -> str | None:
    """Give the unit that lies before, at or after the anchor."""
    by = first(slots, "PREV", "NEXT", "THIS")
    season = first(slots, "SEASON", "FALL")
    return season_near(season, by, ref) if season else move(ref, slots["UNIT"][0], by)


def season_near(season: str, by: int, ref: Reference) -> str | None:
    """Give the season last past, next to come, or of this year."""
    if ref.year is None or (by and ref.month is None):
        return None
    begun = ref.month is not None and ref.month > SEASON_MONTHS[season] + 2
    year = ref.year + (by > 0 and begun) - (by < 0 and not begun)
    return f"{year}-{season}"


def move(ref: Reference, unit: str, by: int) -> str | None:
    """Go some units from the anchor, in the unit's own precision."""
    if ref.year is None:
        return None
    if unit.endswith("Y"):
        years = int(unit[:-1] or 1)
        year = ref.year + by * years
        return f"{year:04d}" if years == 1 else f"{year:04d}"[: 3 if years == 10 else 2]
    if unit in "MQ" and ref.month:
        months = ref.year * 12 + ref.month - 1 + by * (3 if unit == "Q" else 1)
        return (
            f"{months // 12:04d}-Q{months % 12 // 3 + 1}"
            if unit == "Q"
            else f"{months // 12:04d}-{months % 12 + 1:02d}"
        )
    if ref.day is None:
        return None
    if unit == "D":
        return (ref.day + dt.timedelta(days=by)).isoformat()
    if unit.endswith("W"):
        year, week, _ = (ref.day + dt.timedelta(weeks=by * int(unit[:-1] or 1))).isocalendar()
        return f"{year}-W{week:02d}"
    return None


def number(slots: Slots) -> int | None:
    """Give the number counted, None where it is vague ("several")."""
    if "VAGUE" in slots:
        return None
    if "NUM" in slots:
        digits = slots["NUM"][0].replace(",", "")
        return int(digits) if digits.isdigit() else None
    total = sum(slots.get("TENS", [])) + sum(slots.get("NUMW", []))
    return (total or 1) * slots.get("BIG", [1])[0]


def ago(slots: Slots, ref: Reference) -> str | None:
    """Go back some units from the anchor."""
    count, unit = number(slots), first(slots, "UNIT", "UNITS")
    return "PAST_REF" if count is None else move(ref, unit, -count)


def season(slots: Slots, ref: Reference) -> str | None:
    """Give a season of a named year or of the anchor's."""
    name = first(slots, "SEASON", "FALL")
    return f"{slots['YEAR'][0]}-{name}" if "YEAR" in slots else season_near(name, 0, ref)


def duration(slots: Slots, ref: Reference) -> str | None:
    """Give a period, ``X`` for a vague count."""
    count, unit = number(slots), first(slots, "UNIT", "UNITS")
    factor = int(unit[:-1]) if unit[:-1].isdigit() else 1
    time, letter = ("T" if unit[0] == "T" else ""), unit[-1]
    return f"P{time}{'X' if count is None else count * factor}{letter}"


def every(slots: Slots, ref: Reference) -> str | None:
    """Give the period after which a thing recurs."""
    return duration({"UNIT": slots["UNIT"]}, ref)


def listed(slots: Slots, ref: Reference) -> str | None:
    """Give the value listed with the word."""
    return next(iter(slots.values()))[0]


VALUES: dict[str, Callable[[Slots, Reference], str | None]] = {
    f.__name__: f
    for f in (
        calendar,
        calendar_range,
        numeric,
        year_range,
        decade,
        weekday,
        deictic,
        shifted,
        ago,
        season,
        duration,
        every,
        listed,
    )
} | {
    "unknown": lambda slots, ref: None,
    "present": lambda slots, ref: "PRESENT_REF",
    "past": lambda slots, ref: "PAST_REF",
    "future": lambda slots, ref: "FUTURE_REF",
}
