"""Calendar arithmetic: the first and last day of a value, steps there and back, holidays that move."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_utils.calendars import extent, first_day, moving_holiday, precision_of, shift


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019", ("2019", "2019", "year")),
        ("2019-W26", ("2019-06-24", "2019-06-30", "day")),
        ("2019-FA", ("2019-09-01", "2019-11-30", "month")),
        ("2019-WI", ("2019-12-01", "2020-02-29", "month")),
        ("2019-Q3", ("2019-07", "2019-09", "month")),
        ("200", ("2000", "2009", "decade")),
        ("2018-05/2018-06", ("2018-05", "2018-06", "month")),
        ("2019-07-02TEV", ("2019-07-02", "2019-07-02", "day")),
        ("PRESENT_REF", None),
        ("P3D", None),
        (None, None),
    ],
)
def test_extent(value: str | None, expected: tuple[str, str, str] | None) -> None:
    assert extent(value) == expected


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1)), st.integers(-40, 40))
def test_shifting_there_and_back_returns(day: dt.date, by: int) -> None:
    there = shift(day, "D", by)
    assert there and shift(first_day(there), "D", -by) == day.isoformat()
    week = shift(day, "W", by)
    assert week and precision_of(week) == "week"


@given(st.integers(1600, 2300))
def test_moving_holidays_fall_on_their_weekday(year: int) -> None:
    assert moving_holiday("EASTER", year).isoweekday() == 7
    assert moving_holiday("THANKSGIVING", year).isoweekday() == 4
