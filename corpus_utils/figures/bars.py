"""Bars: a ranking with its intervals, and parts of a whole, stance among them."""

import re
from collections.abc import Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corpus_utils.figures.style import (
    BLUE,
    COLOURS,
    INK,
    LABEL,
    ORANGE,
    About,
    Figure,
    drawing,
    finish,
    labelled,
    listing,
    number,
    shorten,
    tidy_axis,
    write,
)

SUFFIX = 16  # letters of what stands after the last comma of a name that is kept ("quoted voices")
BARS = 40  # bars that fit one figure; the table behind holds all
TIME = re.compile(r"\d{4}(-(\d\d|Q\d))?")  # labels that are years, quarters or months
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "++")
STANCES = {  # column: name, colour, hatch; told apart by place and hatch as well as by colour
    "-1": ("−1 negative", ORANGE, "///"),
    "1": ("+1 positive", BLUE, "..."),
    "0": ("0 neutral", "#c4c4c4", ""),
    "abstained": ("abstained", "white", "xxx"),
}


def ranked_bars(
    table: pd.DataFrame, value: str, label: str, low: str | None = None, high: str | None = None, **about: Unpack[About]
) -> Figure:
    """Draw one bar a row, in the order of the table, with its interval where ``low`` and ``high`` name columns.

    Shows the first 40 rows that have a value; the table behind the figure holds all.

    >>> names = pd.DataFrame({"name": ["NATO"], "mentions": [3]})
    >>> ranked_bars(names, "mentions", "name", title="NATO leads", unit="mentions", source="invented", n=3)
    Figure('NATO leads', n=3)
    """
    rows = table.dropna(subset=[value]).head(BARS)
    if rows.empty:
        return finish(table, **about)
    with drawing(0.8 + 0.27 * len(rows)) as (canvas, axes):
        axes.barh(range(len(rows)), rows[value], height=0.7, color=BLUE)
        _write_values(axes, rows[value], rows[high].fillna(rows[value]) if high else rows[value])
        if low and high:
            reach = [(rows[value] - rows[low]).clip(lower=0), (rows[high] - rows[value]).clip(lower=0)]
            axes.errorbar(rows[value], range(len(rows)), xerr=reach, fmt="none", ecolor=INK, capsize=3, lw=1.1)
        _name_rows(axes, rows[label].map(_name_row))
        axes.margins(x=0.16 if rows[value].min() < 0 else 0.08)  # numbers stand on both sides, or on one
        axes.axvline(0, color=INK, lw=1)
        tidy_axis(axes, about["unit"])
        if _are_counts(rows[[value]]):
            axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    values = f"{about['unit']}: {listing(rows[label], rows[value])}"
    return finish(table, canvas, "Bar chart", values, note=_cut_note(rows, table), **about)


def stacked_bars(frame: pd.DataFrame, **about: Unpack[About]) -> Figure:
    """Draw one stacked bar a row, one part a column; the columns −1, 0, 1, abstained make a stance chart.

    Labels are the index or the first column of text. In a stance chart −1 grows to the left and +1 to the right of one
    line; neutral and abstained stand apart, on the same scale, because they are on neither side.

    >>> parts = pd.DataFrame({"holder": ["A"], -1: [3], 0: [1], 1: [0], "abstained": [2]})
    >>> stacked_bars(parts, title="A is against", unit="sentences", source="invented", n=6)
    Figure('A is against', n=6)
    """
    whole = labelled(frame)
    rows = whole.fillna(0).head(BARS)
    if rows.empty or not rows.to_numpy().any():
        return finish(frame, **about)
    keys = [_stance_key(column) for column in rows.columns]
    draw = _draw_stances if set(keys) <= set(STANCES) else _draw_parts
    canvas = draw(rows.set_axis(keys, axis=1), about["unit"])
    values = f"{about['unit']}, all parts together: {listing(pd.Series(rows.index), rows.sum(axis=1))}"
    return finish(whole.reset_index(), canvas, "Stacked bar chart", values, note=_cut_note(rows, whole), **about)


def _draw_parts(rows: pd.DataFrame, unit: str) -> Canvas:
    """Draw bars from left to right, or upright where the rows are times, which run from left to right."""
    upright = len(rows) > 1 and all(TIME.fullmatch(str(name)) for name in rows.index)
    with drawing(3.6 if upright else 1.1 + 0.3 * len(rows)) as (canvas, axes):
        base = pd.Series(0.0, index=rows.index)
        for i, column in enumerate(rows.columns):
            turn = i // len(COLOURS)  # colours begin again with other hatches
            look = COLOURS[i % len(COLOURS)], HATCHES[(i + turn) % len(HATCHES)]
            _part(axes, rows[column], base, *look, shorten(column, 30), upright)
            base = base + rows[column]
        if upright:
            axes.set_xticks(range(len(rows)), rows.index, rotation=90 if len(rows) > 12 else 0)
        else:
            _name_rows(axes, _with_totals(rows))
        tidy_axis(axes, unit, "y" if upright else "x")
        if _are_counts(rows):
            (axes.yaxis if upright else axes.xaxis).set_major_locator(MaxNLocator(8, integer=True))
        canvas.legend(loc="outside upper center", ncols=min(4, rows.shape[1]))
    return canvas


def _draw_stances(rows: pd.DataFrame, unit: str) -> Canvas:
    """Draw two panels on one scale: for and against around zero, and what is on neither side."""
    rows = rows.reindex(columns=list(STANCES), fill_value=0)
    aside = rows["0"] + rows["abstained"]
    reach = max(rows["-1"].max(), 1), max(rows["1"].max(), 1), max(aside.max(), 1)
    widths = {"width_ratios": [reach[0] + reach[1], reach[2]]}
    with drawing(1.2 + 0.3 * len(rows), ncols=2, sharey=True, gridspec_kw=widths) as (canvas, (sides, apart)):
        zero = pd.Series(0.0, index=rows.index)
        starts = {"-1": -rows["-1"], "1": zero, "0": zero, "abstained": rows["0"]}
        for key, (name, colour, hatch) in STANCES.items():
            _part(sides if key in ("-1", "1") else apart, rows[key], starts[key], colour, hatch, name)
        sides.set_xlim(-1.06 * reach[0], 1.06 * reach[1])
        apart.set_xlim(0, 1.06 * reach[2])
        sides.axvline(0, color=INK, lw=1)
        _name_rows(sides, _with_totals(rows))
        for axes, words in ((sides, unit), (apart, "on neither side")):
            tidy_axis(axes, words)
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{abs(x):,.0f}"))
        keys = [Patch(fc=colour, hatch=hatch, ec=INK, lw=0.6, label=name) for name, colour, hatch in STANCES.values()]
        canvas.legend(handles=keys, loc="outside upper center", ncols=4)
    return canvas


def _part(
    axes: Axes, sizes: pd.Series, base: pd.Series, colour: str, hatch: str, name: str, upright: bool = False
) -> None:
    rows = np.flatnonzero(sizes)  # a part of no size would still draw its edge
    look: Any = {"color": colour, "hatch": hatch, "ec": INK, "lw": 0.6, "label": name}
    if upright:
        axes.bar(rows, sizes.to_numpy()[rows], bottom=base.to_numpy()[rows], width=0.8, **look)
    else:
        axes.barh(rows, sizes.to_numpy()[rows], left=base.to_numpy()[rows], height=0.7, **look)


def _stance_key(column: object) -> str:
    key = str(column).strip().lower().replace("−", "-").removeprefix("+").removesuffix(".0")
    return key if key in STANCES else str(column)


def _write_values(axes: Axes, values: pd.Series, tops: pd.Series) -> None:
    for y, (value, top) in enumerate(zip(values, tops, strict=True)):
        write(axes, number(value), min(value, 0) or max(top, 0), y, -5 if value < 0 else 5)


def _are_counts(rows: pd.DataFrame) -> bool:
    return bool((rows.to_numpy() % 1 == 0).all())


def _with_totals(rows: pd.DataFrame) -> list[str]:
    """Return the labels with the count of their row, so that a bar of three is not read like one of three hundred."""
    sums = rows.sum(axis=1)
    whole = _are_counts(rows)
    return [
        f"{_name_row(name)} ({total:,.0f})" if whole else _name_row(name)
        for name, total in zip(rows.index, sums, strict=True)
    ]


def _name_row(name: object) -> str:
    """Return a label that fits; of a name with a short suffix after a comma, the suffix stays.

    >>> _name_row("The Ministry of Foreign Affairs of a Far Country, own voice")
    'The Ministry of Foreign Affair…, own voice'
    """
    head, _, tail = str(name).rpartition(", ")
    if len(str(name)) <= LABEL or not head or len(tail) > SUFFIX:
        return shorten(name)
    return f"{shorten(head, LABEL - len(tail) - 2)}, {shorten(tail)}"


def _name_rows(axes: Axes, names: Iterable[object]) -> None:
    labels = [str(name) for name in names]
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def _cut_note(rows: pd.DataFrame, table: pd.DataFrame) -> str:
    return f"{len(rows):,} of {len(table):,} rows drawn." if len(rows) < len(table) else ""
