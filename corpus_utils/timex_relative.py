"""TIMEX3 values of expressions told from the day of writing ("last week") or from the last date told ("that year")."""

import datetime as dt

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
from corpus_utils.time_reference import FOLLOWING, PREVIOUS, Reference, Slots, direction, first, join, months, says
from corpus_utils.timex import Value, calendar, number, unit_of


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


def deictic(slots: Slots, ref: Reference) -> str | None:
    """Give yesterday, today, tomorrow, with the part of the day."""
    if ref.anchor is None or precision_of(ref.anchor) != "day":
        return None
    return join(shift(first_day(ref.anchor), "D", slots["DEICTIC"][0]), slots)


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
    ahead = says(slots, "coming", "this") or (ref.verb > 0 and not direction(slots))
    toward = -1 if direction(slots) < 0 else 2 if direction(slots) > 0 else 1 if ahead else 0
    return join(weekday_near(ref.day, slots["WEEKDAY"][0], toward).isoformat(), slots)


def clock(slots: Slots, ref: Reference) -> str | None:
    """Give the time of a day that is named with it, or of the last day told."""
    hour, minute = clock_time(slots)
    if months(slots):
        day = calendar(slots, ref)
    elif "WEEKDAY" in slots:
        day = weekday(slots, ref)
    elif "DEICTIC" in slots:
        day = deictic(slots, ref)
    else:
        day = next((d for d in (ref.focus, ref.anchor) if d and precision_of(d) == "day"), None)
    return f"{day[:10]}T{hour:02d}:{minute:02d}" if day else None


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
    unit = first(slots, "DATEUNIT") or "D"
    if unit == "Q":
        return ref.quarter or shifted(slots, ref)
    ahead = {"next", "coming"} if unit == "D" else set()  # "over the next year" is told from the day of writing
    leans = ref.chronicle or says(slots, "that", "same", "following", "subsequent", *PREVIOUS, *ahead)
    told = ref.told if leans else ref.anchor
    needed = {"D": ("day",), "W": ("day", "week"), "M": ("day", "month", "week")}.get(unit)
    if told is None or precision_of(told) is None or (needed and precision_of(told) not in needed):
        return None
    return join(shift(first_day(told), unit, direction(slots)), slots)


def neighbour(slots: Slots, ref: Reference) -> str | None:
    """Give "the day before", "the year earlier" from the last date told."""
    units = {"day": "D", "week": "W", "month": "M", "year": "Y"}
    unit = next(units[w] for w in slots["words"] if w in units)
    told = ref.told
    if told is None or precision_of(told) is None or (unit == "D" and precision_of(told) != "day"):
        return None
    return shift(first_day(told), unit, 1 if says(slots, "after") else -1)


def weekend(slots: Slots, ref: Reference) -> str | None:
    """Give the week of a weekend with its mark: the last one, or the next where the clause looks ahead."""
    if ref.day is None:
        return None
    toward = 1 if says(slots, *FOLLOWING) or ref.verb > 0 else -1
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


def year_ago(slots: Slots, ref: Reference) -> str | None:
    """Give the same quarter, or the year, one year back."""
    if ref.compared:
        return f"{int(ref.compared[:4]) - 1}{ref.compared[4:]}"
    return str(ref.year - 1) if ref.year else None


def year_period(slots: Slots, ref: Reference) -> str | None:
    """Give the quarter spoken of, in a named year."""
    return f"{slots['YEAR'][0]}{ref.compared[4:]}" if ref.compared else str(slots["YEAR"][0])


def latest_quarter(slots: Slots, ref: Reference) -> str | None:
    """Give the quarter spoken of, else the last one that is over."""
    return ref.quarter or (shift(ref.month, "Q", -1) if ref.month else None)


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
    if unit_of(slots) == "Y" and number(slots) == 1 and ref.compared and not ref.chronicle:
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
    return moved(slots, start_for(slots, ref.told), sign)


def from_now(slots: Slots, ref: Reference) -> str | None:
    """Go on some units from the reference."""
    return moved(slots, start_for(slots, ref.anchor), 1)


RELATIVE_VALUES: dict[str, Value] = {
    function.__name__: function
    for function in (
        ago,
        anaphoric,
        clock,
        deictic,
        from_now,
        holiday,
        later,
        latest_quarter,
        neighbour,
        part_of_day,
        season,
        shifted,
        unit_end,
        weekday,
        weekend,
        year_ago,
        year_period,
    )
}
