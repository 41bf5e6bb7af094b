"""The date that an incomplete expression leans on, and what is read from an expression's words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from corpus_utils.calendars import first_day, precision_of, shift

Slots = dict[str, list[Any]]  # class -> values of its tokens; "words" -> all words of the expression in lower case
SURELY_BACK = -2  # "since May"
AGAINST_VERB = 3.0  # how many times farther off a date without a year counts on the side that the verb speaks against
FAR_AGAINST_VERB = 60  # days: farther off on that side it cannot be meant
LEAP_BACK, LEAP_ON = 2, 4  # years by which a chronicle goes back or on without leaping
LATE_MONTHS = 3  # a chronicle may step back so far; an earlier month belongs to the next year
FINE_ENOUGH = {"D": ("day",), "W": ("day", "week"), "M": ("day", "week", "month"), "Q": ("day", "week", "month")}
PREVIOUS, FOLLOWING = (
    {"last", "latest", "past", "previous", "preceding", "prior"},
    {"next", "coming", "following", "subsequent"},
)


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
    compared: str | None = None  # the quarter that figures are compared with, None where it is the year
    verb: int = 0  # the words before look ahead (1), back (-1), surely back (-2), or say nothing (0)
    month_first: bool = False  # the text proves that it writes 5/22/2019
    aside: str | None = None  # a date so far from the last one that it may be an aside

    def tell(self, value: str) -> None:
        """Remember a date as the last one told; a chronicle passes over plans and unconfirmed leaps."""
        strand = [date for date in (self.focus, self.aside) if date and date[:1].isdigit()]
        leaps = strand and not any(near(value, date) for date in strand)
        if self.chronicle and self.focus and (leaps or self.verb > 0):
            self.aside = value
        else:
            self.focus, self.aside = value, None

    @property
    def here(self) -> str | None:
        """The date that incomplete expressions lean on."""
        return self.focus if self.chronicle else self.anchor

    @property
    def told(self) -> str | None:
        """The last date told; in news the day of writing where there is none."""
        return self.aside or self.focus or (None if self.chronicle else self.anchor)

    @property
    def year(self) -> int | None:
        """Year of that date."""
        return int(self.here[:4]) if self.here and self.here[:4].isdigit() else None

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


def step(told: str | None, unit: str, by: int) -> str | None:
    """Go some units from the date told, None where it is too coarse for them."""
    precision, fine = precision_of(told) if told else None, FINE_ENOUGH.get(unit[-1])
    known = precision and (fine is None or precision in fine)
    return shift(first_day(told), unit, by) if told and known else None


def number(slots: Slots) -> float | None:
    """Give the number counted, None where it is vague ("several days") or not said ("for days")."""
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
    if not parts and "UNITS" in slots and not {"NUMW", "TENS", "BIG"} & slots.keys():
        return None
    total = sum(parts) + sum(slots.get("TENS", [])) + sum(slots.get("NUMW", []))
    return (total or 1) * first(slots, "BIG") + half_more if "BIG" in slots else (total or 1) + half_more


def fraction(figures: str) -> float:
    """Read 1/2."""
    upper, lower = figures.split("/")
    return int(upper) / int(lower)


def unit_of(slots: Slots) -> str:
    """Give the unit counted."""
    return first(slots, "UNITS", "UNIT", "COUNTUNIT", "DATEUNIT", "LONGUNIT")


def clock_time(slots: Slots) -> tuple[int, int]:
    """Read hour and minute."""
    figures = str(first(slots, "NOON", "CLOCK", "NUM", "NUMW")).lower()
    if figures.isdigit() and len(figures) > 2:  # 1430 GMT
        figures = f"{figures[:-2]}:{figures[-2:]}"
    hour, minute = [*figures.rstrip("apm").replace(".", ":").split(":"), "0"][:2]
    afternoon = "pm" in figures or says(slots, "pm", "p")
    if afternoon or "am" in figures or says(slots, "am", "a"):
        hour = str(int(hour) % 12 + 12 * afternoon)
    return int(hour), int(minute)


def join(day: str | None, slots: Slots) -> str | None:
    """Add the part of the day to a day."""
    part = first(slots, "PART", "TONIGHT")
    return f"{day}T{part}" if day and part and len(day) == 10 else day


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
    if direction(slots) or ref.verb == SURELY_BACK:
        return year_beside(month, day, direction(slots) or -1, start)
    middle = [
        (y, (dt.date(y, month, min(day or 15, 28)) - (ref.day or start)).days)
        for y in (ref.year - 1, ref.year, ref.year + 1)
    ]
    likely = [pair for pair in middle if pair[1] * ref.verb >= -FAR_AGAINST_VERB] or middle
    return min(likely, key=lambda pair: abs(pair[1]) * (AGAINST_VERB if pair[1] * ref.verb < 0 else 1))[0]


def year_beside(month: int, day: int | None, toward: int, start: dt.date) -> int:
    """Choose the year of "last May", "next 3 May"."""
    told, here = (month, day or 0), (start.month, start.day if day else 0)
    return start.year - (toward < 0 and told >= here) + (toward > 0 and told <= here)
