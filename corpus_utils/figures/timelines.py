"""Timelines: dated events in lanes, each as wide as its date is uncertain."""

import calendar
import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DateFormatter, YearLocator
from matplotlib.figure import Figure as Canvas

from corpus_utils.event_merging import say_dates
from corpus_utils.figures.style import (
    BLUE,
    GRID,
    RED,
    Figure,
    drawing,
    listing,
    shorten,
    write,
)
from corpus_utils.tables import Links, is_missing

EPOCH = dt.date(1970, 1, 1).toordinal()  # matplotlib counts days from here
NAMED = 40  # events up to which each has a line with its words
DOT = 0.012  # share of the axis below which an extent is drawn as a dot
FEW_DAYS = 7  # up to which a date is called a day or few
LETTERS = 97  # letters of a small text that fit across the axis
READABLE = 24  # letters below which a shortened text says nothing; then only its date stands, or nothing
AXIS_DAYS = 30  # the shortest axis, so that a lone day has neighbours on it
SHOWN = ("date_start", "date_end", "precision", "kind", "modality", "sources", "summary", "text")


def timeline(
    events: pd.DataFrame,
    *,
    title: str,
    unit: str = "events",
    source: str,
    n: int | str,
    alt: str | None = None,
    links: Links | None = None,
    label: str | None = None,
) -> Figure:
    """Draw events in lanes by ``kind``, each as wide as its date is uncertain.

    ``events`` has ``date_start, date_end, precision, kind, modality`` as in ``schema.Event``, and where known ``lane``,
    ``sources`` (independent sources) and ``summary`` or ``text`` (or the column named by ``label``). Up to 40 events
    get a line each with their words; more are packed. Events without a date are counted in the note, never drawn.
    """
    marks = _marks(events, label)
    if marks.empty:
        return Figure(title, unit, source, n, "", events, None)
    canvas = _draw_named(marks) if len(marks) <= NAMED else _draw_packed(marks)
    note = _how_to_read(marks, len(events) - len(marks))
    first, last = (dt.date.fromordinal(int(day) + EPOCH).year for day in (marks["x0"].min(), marks["x1"].max() - 1))
    kinds = marks["row"].value_counts()
    by_kind = listing(pd.Series(kinds.index), kinds)
    words = alt or f"Timeline. {title}. {len(marks):,} {unit} from {first} to {last}; by kind: {by_kind}."
    shown = [column for column in SHOWN if column in events] or [str(column) for column in events]
    keys = [key if isinstance(key, str) else key[1] for key in (links or {}).values()]
    table = events[shown + [key for key in keys if key not in shown]]
    return Figure(title, unit, source, n, words, table, canvas, links, note)


def extent(start: object, end: object = None) -> tuple[int, int] | None:
    """Return the first and last day that an ISO date leaves open, as ordinals; None where it is no date.

    >>> [dt.date.fromordinal(day).isoformat() for day in extent("2018-05", "2018-06")]
    ['2018-05-01', '2018-06-30']
    >>> extent("last week") is None
    True
    """
    first, last = _days(start), _days(end) or _days(start)
    return (first[0], max(first[0], last[1])) if first and last else None


def label_dates(axes: Axes, years: bool = False) -> None:
    """Make the lower axis one of dates, as few of them as one can read; of ``years`` nothing finer than years."""
    axes.xaxis.axis_date()
    if years:
        axes.xaxis.set_major_locator(YearLocator(max(1, round(np.ptp(axes.get_xlim()) / 365.25 / 8))))
        axes.xaxis.set_major_formatter(DateFormatter("%Y"))
        return
    locator = AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def _days(value: object) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", str(value)[:10])
    if not match:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        last_month = month or 12
        last = day or calendar.monthrange(year, last_month)[1]
        return dt.date(year, month or 1, day or 1).toordinal(), dt.date(year, last_month, last).toordinal()
    except ValueError:  # 2022-13-40 is no date
        return None


def _marks(events: pd.DataFrame, label: str | None) -> pd.DataFrame:
    column = label or next((c for c in ("summary", "text") if c in events), None)
    records: list[dict[str, Any]] = []
    for event in events.to_dict("records"):
        days = extent(event.get("date_start"), event.get("date_end"))
        if days is None:
            continue
        kind, statement = str(event.get("kind", "event")), event.get("lane") == "statement"
        records.append(
            {
                "x0": days[0] - EPOCH,
                "x1": days[1] + 1 - EPOCH,
                "row": "statement" if statement else kind,
                "colour": RED if statement else BLUE,
                "modality": event.get("modality", "happened"),
                "weight": min(6, max(1, _sources(event))),
                "words": f"{_date_words(event)}  {event[column] if column else kind}",
            }
        )
    marks = pd.DataFrame(records)
    return marks.sort_values(["x0", "x1", "row"], kind="stable", ignore_index=True) if records else marks


def _how_to_read(marks: pd.DataFrame, undated: int) -> str:
    """Explain the signs that this very timeline uses."""
    spans = (marks["x1"] - marks["x0"] > FEW_DAYS).any()
    signs = {
        "A dot is a day or few, a bar the longer span that the words of the source leave open": spans,
        "A mark is the day, or the few days, of the date": not spans,
        "orange: a statement, on the day of its article": (marks["colour"] == RED).any(),
        "hollow: announced, not reported as done": (marks["modality"] == "planned").any(),
        "crossed: denied": (marks["modality"] == "denied").any(),
        "the larger the mark, the more independent sources": (marks["weight"] > 1).any(),
        f"{undated:,} without a date are in the table, not drawn": undated > 0,
    }
    return "; ".join(sign for sign, used in signs.items() if used) + "."


def _date_words(event: dict) -> str:
    start, end = str(event["date_start"]), event.get("date_end")
    return say_dates(start, start if is_missing(end) else str(end))


def _sources(event: dict) -> int:
    sources: Any = event.get("sources")
    return 0 if is_missing(sources) else int(sources)


def _draw_named(marks: pd.DataFrame) -> Canvas:
    """Give each event a line of its own, words beside it, lanes one under the other."""
    lanes = marks.groupby("row", sort=False)
    with drawing(0.7 + 0.25 * len(marks) + 0.12 * lanes.ngroups) as (canvas, axes):
        reach = _date_axis(axes, marks)
        y = 0.0
        for lane, part in lanes:
            axes.axhline(y - 0.6, color=GRID, lw=0.8)
            write(axes, shorten(lane, 16), 0, y, -6, xycoords=("axes fraction", "data"), fontweight="bold")
            for mark in part.to_dict("records"):
                _draw_mark(axes, y, 0.5, mark, reach)
                _write_words(axes, y, mark, reach)
                y += 1
            y += 0.5
        axes.set_ylim(y - 0.4, -0.8)
    return canvas


def _draw_packed(marks: pd.DataFrame) -> Canvas:
    """Pack the events of each lane into as few lines as leave none on another."""
    step = DOT * (marks["x1"].max() - marks["x0"].min())
    placed = pd.concat([_pack(part, step) for _, part in marks.groupby("row", sort=False)])
    depth = placed.groupby("row", sort=False)["line"].max() + 1
    tops = (depth.cumsum() - depth) + 2 * np.arange(len(depth))
    with drawing(min(14.0, 0.9 + 0.12 * float(tops.iloc[-1] + depth.iloc[-1]))) as (canvas, axes):
        reach = _date_axis(axes, marks)
        for mark in placed.to_dict("records"):
            _draw_mark(axes, tops[mark["row"]] + mark["line"], 0.6, mark, reach)
        names = [f"{shorten(lane, 16)} ({count})" for lane, count in placed.groupby("row", sort=False).size().items()]
        axes.set_yticks(tops + (depth - 1) / 2, names)
        for top in tops:
            axes.axhline(top - 1.5, color=GRID, lw=0.8)
        axes.set_ylim(tops.iloc[-1] + depth.iloc[-1] + 0.5, -1.5)
    return canvas


def _pack(part: pd.DataFrame, step: float) -> pd.DataFrame:
    free: list[float] = []  # where each line is free again
    chosen = []
    for x0, x1 in zip(part["x0"], part["x1"], strict=True):
        line = next((i for i, at in enumerate(free) if at <= x0), len(free))
        free[line : line + 1] = [max(x1, x0 + step)]
        chosen.append(line)
    return part.assign(line=chosen)


def _draw_mark(axes: Axes, y: float, height: float, mark: dict, reach: float) -> None:
    hollow = mark["modality"] in ("planned", "denied")
    face = "white" if hollow else mark["colour"]
    width, weight = mark["x1"] - mark["x0"], 0.55 + 0.09 * mark["weight"]
    if width < DOT * reach:
        sign = "X" if mark["modality"] == "denied" else "o"
        size = 8.5 * weight * (height + 0.4)
        axes.plot(mark["x0"] + width / 2, y, sign, ms=size, mfc=face, mec=mark["colour"], mew=1.3)
        return
    hatch = "xxx" if mark["modality"] == "denied" else None
    fill = {"fc": face, "ec": mark["colour"], "lw": 1.3, "hatch": hatch, "alpha": 1 if hollow else 0.75}
    axes.barh(y, width, left=mark["x0"], height=height * weight, **fill)


def _write_words(axes: Axes, y: float, mark: dict, reach: float) -> None:
    """Write the words of a mark where there is more room: all, cut, or only the date; nothing where not even that."""
    left, right = axes.get_xlim()
    after = right - mark["x1"] > mark["x0"] - left
    room = (right - mark["x1"]) if after else (mark["x0"] - left)
    width = int(LETTERS * room / (right - left)) - 3
    words = mark["words"] if width >= READABLE else mark["words"].split("  ")[0]
    if width >= min(READABLE, len(words)):
        write(axes, shorten(words, width), mark["x1"] if after else mark["x0"], y, 8 if after else -8)


def _date_axis(axes: Axes, marks: pd.DataFrame) -> float:
    """Span the axis over the marks with some air, label it with dates, and return its length in days."""
    first, last = marks["x0"].min(), marks["x1"].max()
    reach = max(AXIS_DAYS, last - first)
    air = (reach - (last - first)) / 2 + 0.03 * reach
    axes.set_xlim(first - air, last + air)
    label_dates(axes)
    axes.grid(True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    return float(reach)


def publication_dates(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the days on which articles were published, in the form of the timeline figure; some have no date.

    These are days of writing, not of events: they belong in a strip of their own.
    """
    return pd.DataFrame(
        {
            "article": articles["article"],
            "date_start": articles["published"],
            "date_end": articles["published"],
            "precision": articles["precision"],
            "kind": "published",
            "modality": "happened",
            "summary": articles["title"].fillna(articles["article"]),
        }
    )
