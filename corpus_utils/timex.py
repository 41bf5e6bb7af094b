"""TIMEX3 values: what each rule of ``resources/times.toml`` computes from its words and the date they lean on."""

import datetime as dt

from corpus_utils.calendars import (
    HIGHEST_YEAR,
    SEASONS,
    iso_week,
    moving_holiday,
    period,
    precision_of,
    weekday_near,
)
from corpus_utils.time_reference import (
    FOLLOWING,
    PREVIOUS,
    Reference,
    Slots,
    clock_time,
    days,
    direction,
    first,
    iso,
    join,
    months,
    number,
    says,
    split,
    step,
    unit_of,
    year_near,
)

MONTHS = 12

# -- dates that are named ------------------------------------------------------


def calendar(slots: Slots, ref: Reference) -> str | None:
    """Join year, month and day; take a missing year from the reference. "The week of 3 May" is a week."""
    named, numbers = months(slots), days(slots)
    month, day = named[0] if named else None, numbers[0] if numbers else None
    year = int(slots["YEAR"][0]) if "YEAR" in slots else month and year_near(month, day, slots, ref)
    value = iso(year, month, day) if year else None
    return iso_week(dt.date.fromisoformat(value)) if value and says(slots, "week") else join(value, slots)


def calendar_range(slots: Slots, ref: Reference) -> str | None:
    """Give ``first/last`` for a run of days or months."""
    named, numbers = months(slots), days(slots)
    year = int(slots["YEAR"][0]) if "YEAR" in slots else year_near(named[0], None, slots, ref)
    if year is None:
        return None
    ends = [iso(year, named[0], day) for day in numbers] or [iso(year - (m > named[-1]), m) for m in named]
    return "/".join(end for end in ends if end) if all(ends) else None


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
    now = ref.year or 2000
    year = now // 100 * 100 + int(slots["NUM"][0])
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
    return f"{int(str(first(slots, 'ORD', 'ORDNUM')).rstrip('stndrh')) - 1:02d}"


def holiday(slots: Slots, ref: Reference) -> str | None:
    """Give the day of a named day, in a named year or the one nearest to the reference."""
    name, year = slots["HOLIDAY"][0], first(slots, "YEAR") or (ref.day and ref.year)
    if not year:
        return None
    years = [int(year)] if "YEAR" in slots else [year - 1, year, year + 1]
    found = [moving_holiday(name, y) if name.isupper() else dt.date.fromisoformat(f"{y}-{name}") for y in years]
    here = ref.day or found[0]
    past = [d for d in found if d < here] if direction(slots) < 0 else found
    return min(past, key=lambda d: abs((d - here).days)).isoformat()


# -- seasons, quarters, halves --------------------------------------------------


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


def year_ago(slots: Slots, ref: Reference) -> str | None:
    """Give the period that figures are compared with (a quarter, else the year), one year back or in a named year."""
    now = int(ref.compared[:4]) if ref.compared else ref.year
    year = first(slots, "YEAR") or (now and now - 1)
    return f"{year}{ref.compared[4:] if ref.compared else ''}" if year else None


# -- days and units told from another date ---------------------------------------


def deictic(slots: Slots, ref: Reference) -> str | None:
    """Give yesterday, today, tomorrow, this morning, last night: a day near that of writing, with its part."""
    near = ref.focus if says(slots, "that") else ref.anchor
    return join(step(near, "D", first(slots, "DEICTIC") or -says(slots, "last")), slots)


def weekday(slots: Slots, ref: Reference) -> str | None:
    """Give the day of that name: the last one, or the next where the clause looks ahead."""
    if ref.day is None:
        return None
    ahead = says(slots, "coming", "this") or (ref.verb > 0 and not direction(slots))
    toward = -1 if direction(slots) < 0 else 2 if direction(slots) > 0 else 1 if ahead else 0
    day = weekday_near(ref.day, slots["WEEKDAY"][0], toward)
    if len(slots["WEEKDAY"]) > 1:  # "Monday to Friday"
        return f"{day}/{weekday_near(day, slots['WEEKDAY'][1], 1)}"
    return join(day.isoformat(), slots)


def weekend(slots: Slots, ref: Reference) -> str | None:
    """Give the week of a weekend with its mark: the last one, or the next where the clause looks ahead."""
    if ref.day is None:
        return None
    toward = 1 if says(slots, *FOLLOWING) or ref.verb > 0 else -1
    return f"{iso_week(weekday_near(ref.day, 6, toward))}-WE"


def clock(slots: Slots, ref: Reference) -> str | None:
    """Give the time of a day that is named with it, or of the last day told."""
    hour, minute = clock_time(slots)
    named = {"MON": calendar, "MONABB": calendar, "WEEKDAY": weekday, "DEICTIC": deictic}
    rule = next((rule for slot, rule in named.items() if slot in slots), None)
    told = (date for date in (ref.focus, ref.anchor) if date and precision_of(date) == "day")
    day = rule(slots, ref) if rule else next(told, None)
    return f"{day[:10]}T{hour:02d}:{minute:02d}" if day else None


def shifted(slots: Slots, ref: Reference) -> str | None:
    """Give the unit that lies before, at or after the reference."""
    return step(ref.here, unit_of(slots), direction(slots))


def anaphoric(slots: Slots, ref: Reference) -> str | None:
    """Give "that year", "the same day", "the following month", "the day before" from the last date told."""
    unit = "Q" if says(slots, "period") else unit_of(slots) or "D"
    if unit == "Q":
        return ref.quarter or step(ref.here, unit, direction(slots))
    before = slots["words"][-1] in ("before", "earlier")
    ahead = {"next", "coming"} if unit == "D" else set()  # "over the next year" is told from the day of writing
    leans = before or ref.chronicle or says(slots, "that", "same", "following", "subsequent", *PREVIOUS, *ahead)
    return join(step(ref.told if leans else ref.anchor, unit, -1 if before else direction(slots)), slots)


def counted(slots: Slots, ref: Reference) -> str | None:
    """Go a counted number of units from the day of writing ("ago", "from now") or from the last date told ("later")."""
    count, unit, ahead = number(slots), unit_of(slots), says(slots, "later", "now")
    of_writing = says(slots, "ago", "now") or (unit == "Y" and not ahead and not ref.chronicle)
    if count is None:
        return "FUTURE_REF" if ahead else "PAST_REF"
    if of_writing and not ahead and (unit, count) == ("Y", 1) and ref.compared and not ref.chronicle:
        return year_ago(slots, ref)
    if unit.startswith("T") or count > HIGHEST_YEAR * 400:
        return None
    unit, count = ("Y", count * int(unit[:-1])) if unit in ("10Y", "100Y") else (unit, count)
    return step(ref.anchor if of_writing else ref.told, unit, int(count) if ahead else -int(count))


# -- lengths of time and what recurs ----------------------------------------------


def duration(slots: Slots, ref: Reference) -> str | None:
    """Give a period, ``X`` for a vague count."""
    return period(number(slots), unit_of(slots))


def every(slots: Slots, ref: Reference) -> str | None:
    """Give how a thing recurs: a period, or a day, month or season of any year."""
    if "UNIT" in slots or "UNITS" in slots:
        return period(number(slots) or 1, unit_of(slots))
    if value := first(slots, "SETADV"):
        return str(value)
    for name, form in (("WEEKDAY", "XXXX-WXX-{}"), ("WEEKDAYS", "XXXX-WXX-{}"), ("MON", "XXXX-{:02d}")):
        if name in slots:
            return form.format(slots[name][0])
    return f"XXXX-{slots['SEASON'][0]}" if "SEASON" in slots else f"XXXX-XX-XXT{first(slots, 'PART')}"
