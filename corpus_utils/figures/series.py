"""Series: values over time or over any other order."""

from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from corpus_utils.figures.style import (
    COLOURS,
    INK,
    About,
    Figure,
    drawing,
    finish,
    labelled,
    listing,
    shorten,
    tidy_axis,
)
from corpus_utils.figures.timelines import EPOCH, extent, label_dates

DASHES = ("-", "--", ":", "-.")
BAND = ["low", "high"]
YEAR, MONTH = 366, 31  # days beside a lone point, so that it has neighbours on the axis
MARKERS = ("o", "s", "^", "D", "v", "P")


def lines(frame: pd.DataFrame, **about: Unpack[About]) -> Figure:
    """Draw one line a column over the index (or the first column of text): dates as ISO text, numbers, or names.

    Lines differ in dash and marker as in colour. Missing values leave a gap. Columns named ``low`` and ``high`` beside
    one other column are its interval and become a band.

    >>> years = pd.DataFrame({"month": ["2022-01", "2022-02"], "NATO": [3, 5]})
    >>> lines(years, title="NATO rises", unit="mentions an article", source="invented", n=8)
    Figure('NATO rises', n=8)
    """
    rows = labelled(frame)
    if rows.empty or rows.isna().to_numpy().all():
        return finish(frame, **about)
    with drawing(3.4) as (canvas, axes):
        places = _places(axes, rows.index)
        drawn = rows.drop(columns=BAND) if set(BAND) < set(rows.columns) and rows.shape[1] == 3 else rows
        if drawn is not rows:
            _draw_band(axes, places, rows)
        for i, column in enumerate(drawn.columns):
            style = {"color": COLOURS[i % len(COLOURS)], "ls": DASHES[(i // len(COLOURS) + i) % len(DASHES)]}
            axes.plot(places, drawn[column], marker=MARKERS[i % len(MARKERS)], ms=5, label=shorten(column), **style)
        axes.axhline(0, color=INK, lw=1)
        tidy_axis(axes, about["unit"], "y")
        if drawn.shape[1] > 1:
            canvas.legend(loc="outside upper left", ncols=2)
    ends = drawn.ffill().iloc[-1]
    note = "" if drawn is rows else "Band: interval from low to high."
    values = f"{about['unit']}, last values: {listing(pd.Series(ends.index), ends)}"
    return finish(rows.reset_index(), canvas, "Line chart", values, note=note, **about)


def _draw_band(axes: Axes, places: Any, rows: pd.DataFrame) -> None:
    axes.fill_between(places, rows["low"], rows["high"], color=COLOURS[0], alpha=0.2, lw=0)
    axes.vlines(places, rows["low"], rows["high"], color=COLOURS[0], lw=1)  # a lone year has no band


def _places(axes: Axes, index: pd.Index) -> Any:
    """Return where the rows stand on the axis, and label it: by date, by number, or by name."""
    if pd.api.types.is_numeric_dtype(index):
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        return index
    days = [extent(value) for value in index]
    if all(days):
        places = [day[0] - EPOCH for day in days if day]
        years = all(len(str(value)) == len("2022") for value in index)
        air = (YEAR if years else MONTH) if len({*places}) == 1 else 0.05 * (max(places) - min(places))
        axes.set_xlim(min(places) - air, max(places) + air)
        label_dates(axes, years)
        return places
    axes.set_xticks(range(len(index)), [shorten(name, 20) for name in index], rotation=30, ha="right")
    return range(len(index))
