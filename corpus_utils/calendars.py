"""Calendar arithmetic on dates of any precision, as TIMEX3 writes them: 2019, 2019-07, 2019-W26, 2019-FA, 201."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}  # first and last month, northern hemisphere
WEEK, MONTH, YEAR = "W", "M", "Y"
FORMS = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)|(?P<month>\d{4}-\d\d)|(?P<year>\d{4})|(?P<decade>\d{3})|(?P<century>\d\d)"
    r"|(?P<week>\d{4}-W[0-5]\d)|(?P<season>\d{4}-(?:SP|SU|FA|WI))|(?P<quarter>\d{4}-Q[1-4])|(?P<half>\d{4}-H[12])"
)
HIGHEST_YEAR = 9998  # so that a step beyond never leaves the calendar of the standard library


class Extent(NamedTuple):
    """First and last day (or month, or year) of a date value."""

    start: str
    end: str
    precision: str  # day | month | year | decade


def extent(value: str | None) -> Extent | None:
    """Turn a TIMEX3 value into its first and last day, month or year; None for what is no calendar date.

    >>> extent("2019-W26")
    Extent(start='2019-06-24', end='2019-06-30', precision='day')
    >>> extent("2018-05/2018-06")
    Extent(start='2018-05', end='2018-06', precision='month')
    >>> extent("P17Y") is None
    True
    """
    if value is None:
        return None
    if "/" in value:
        first, last = (extent(part) for part in value.split("/", 1))
        return Extent(first.start, last.end, last.precision) if first and last else None
    value = re.sub(r"T.*", "", value.removesuffix("-WE"))
    precision = precision_of(value)
    if precision in ("day", "month", "year"):
        return Extent(value, value, precision)
    if precision == "week":
        monday = first_day(value)
        return Extent(monday.isoformat(), (monday + dt.timedelta(days=6)).isoformat(), "day")
    if precision in ("season", "quarter", "half"):
        return long_extent(value, precision)
    return Extent(f"{value}0", f"{value}9", "decade") if precision == "decade" else None


def long_extent(value: str, precision: str) -> Extent:
    """Give the extent of a season in days, of a quarter or half year in months; winter runs into the next year."""
    year = int(value[:4])
    if precision == "season":
        first, last = SEASONS[value[5:]]
        end_year = year + (last < first)
        return Extent(
            f"{year}-{first:02d}-01", f"{end_year}-{last:02d}-{calendar.monthrange(end_year, last)[1]}", "month"
        )
    months = 3 if precision == "quarter" else 6
    last = int(value[6]) * months
    return Extent(f"{year}-{last - months + 1:02d}", f"{year}-{last:02d}", "month")


def precision_of(value: str) -> str | None:
    """Name the precision of a TIMEX3 date value, None for what is no calendar date.

    >>> precision_of("2019-FA"), precision_of("P3D")
    ('season', None)
    """
    form = FORMS.fullmatch(value)
    return form.lastgroup if form else None


def first_day(value: str) -> dt.date:
    """Give the first day of a date value of any precision down from the century.

    >>> first_day("2019-Q3").isoformat()
    '2019-07-01'
    """
    precision = precision_of(value)
    if precision == "week":
        return dt.date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
    if precision in ("decade", "century"):
        return dt.date(max(int(value.ljust(4, "0")), 1), 1, 1)
    months = {"season": lambda: SEASONS[value[5:]][0], "quarter": lambda: int(value[6]) * 3 - 2}
    month = months[precision]() if precision in months else int(value[6]) * 6 - 5 if precision == "half" else 1
    if precision in ("month", "day"):
        month = int(value[5:7])
    return dt.date(int(value[:4]), month, int(value[8:10]) if precision == "day" else 1)


def shift(day: dt.date, unit: str, by: int) -> str | None:
    """Go some units from a day and give the result in the unit's own precision.

    >>> shift(dt.date(2016, 9, 8), "M", -1), shift(dt.date(2019, 7, 3), "W", -1), shift(dt.date(1998, 1, 8), "10Y", -1)
    ('2016-08', '2019-W26', '198')
    """
    years = int(unit[:-1] or 1) * by if unit.endswith(YEAR) else 0
    if unit.endswith(YEAR):
        year = f"{day.year + years:04d}"
        return {"Y": year, "10Y": year[:3], "100Y": year[:2]}[unit] if 0 < day.year + years < HIGHEST_YEAR else None
    if unit in ("M", "Q"):
        months = day.year * 12 + day.month - 1 + by * (1 if unit == MONTH else 3)
        if not 12 <= months < HIGHEST_YEAR * 12:
            return None
        year_month = f"{months // 12:04d}-{months % 12 + 1:02d}"
        return year_month if unit == MONTH else f"{months // 12:04d}-Q{months % 12 // 3 + 1}"
    return shift_days(day, by) if unit == "D" else shift_weeks(day, by * int(unit[:-1] or 1)) if WEEK in unit else None


def shift_days(day: dt.date, by: int) -> str | None:
    """Give the day some days away, None beyond the calendar."""
    ordinal = day.toordinal() + by
    return dt.date.fromordinal(ordinal).isoformat() if 0 < ordinal < HIGHEST_YEAR * 365 else None


def shift_weeks(day: dt.date, by: int) -> str | None:
    """Give the week some weeks away, None beyond the calendar."""
    moved = shift_days(day, 7 * by)
    return iso_week(dt.date.fromisoformat(moved)) if moved else None


def iso_week(day: dt.date) -> str:
    """Name the week of a day.

    >>> iso_week(dt.date(2021, 1, 2))
    '2020-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


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


def weekday_near(day: dt.date, number: int, direction: int) -> dt.date:
    """Give the day of the week nearest to a day: -1 before it, 0 at or before it, 1 at or after it, 2 after it.

    >>> weekday_near(dt.date(2016, 9, 8), 3, 0).isoformat()
    '2016-09-07'
    """
    back = (day.isoweekday() - number) % 7
    if direction == -1 and back == 0:
        back = 7
    if direction > 0 and (back or direction == 2):
        back -= 7
    return day - dt.timedelta(days=back)


def moving_holiday(name: str, year: int) -> dt.date:
    """Give Easter Sunday (western; Butcher's algorithm) or Thanksgiving (the fourth Thursday of November).

    >>> moving_holiday("EASTER", 2000).isoformat(), moving_holiday("THANKSGIVING", 1999).isoformat()
    ('2000-04-23', '1999-11-25')
    """
    if name == "THANKSGIVING":
        return weekday_near(dt.date(year, 11, 22), 4, 1)
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def opening_day(date: str) -> str:
    """Give the first day of a year, month or day.

    >>> opening_day("2018"), opening_day("2018-05")
    ('2018-01-01', '2018-05-01')
    """
    return (date + "-01-01")[: len("2018-05-01")]


def last_day(date: str) -> str:
    """Give the last day of a year, month or day.

    >>> last_day("2018"), last_day("2018-02")
    ('2018-12-31', '2018-02-28')
    """
    if len(date) == len("2018"):
        return f"{date}-12-31"
    return f"{date}-{calendar.monthrange(int(date[:4]), int(date[5:7]))[1]}" if len(date) == len("2018-02") else date
