"""What all figures share: the colours, the canvas, and ``Figure``, which a notebook displays."""

import base64
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Required, TypedDict, Unpack

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from corpus_utils.safe_html import visible
from corpus_utils.tables import Links, clip, escape, show

WIDTH = 7.2  # inches: 10-point text stays readable on a page 700 pixels wide
LARGEST_SVG = 300_000  # bytes; above it a PNG is smaller and quicker to draw
LABEL = 42  # characters of a label beside an axis
INK, MUTED, GRID = "#222222", "#5f5f5f", "#d9d9d9"
# Okabe & Ito (2008), told apart by readers with any of the common colour deficiencies; black and yellow left out
# because they vanish on dark and on white.
BLUE, ORANGE, GREEN, RED, SKY, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"
COLOURS = (BLUE, ORANGE, GREEN, RED, SKY, PINK)
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a headline is a dollar sign
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelcolor": INK,
    "ytick.left": False,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "corpus_utils",  # the same figure gives the same bytes
    "svg.fonttype": "path",  # looks the same on every machine
}


class About(TypedDict, total=False):
    """What every figure is told beside its table."""

    title: Required[str]  # states the finding
    unit: str  # of the values drawn
    source: Required[str]
    n: Required[int | str]
    alt: str | None  # default: kind of figure, title, unit and first values
    links: Links | None  # of the table behind, as in ``tables.show``


@dataclass(frozen=True, repr=False, eq=False)
class Figure:
    """A figure as HTML: the finding, the image with its alt text, unit, source and n, and the table behind."""

    title: str  # states the finding
    unit: str
    source: str
    n: int | str
    alt: str
    table: pd.DataFrame
    canvas: Canvas | None  # None where there is nothing to show
    links: Links | None = None
    note: str = ""  # how to read the marks; what was left out

    def svg(self) -> bytes:
        """Return the image as SVG, the same bytes on every run."""
        return self._draw("svg", metadata={"Date": None, "Creator": None})

    def png(self) -> bytes:
        """Return the image as PNG at 200 dots an inch."""
        return self._draw("png", metadata={"Software": None}, dpi=200)

    def save(self, path: Path | str) -> None:
        """Write the image to a file; the suffix (.svg or .png) decides the format."""
        Path(path).write_bytes(self.png() if str(path).endswith(".png") else self.svg())

    def _draw(self, form: str, **options: Any) -> bytes:
        if self.canvas is None:
            raise ValueError(f"There is no image to write: the table behind {self.title!r} is empty.")
        out = io.BytesIO()
        with matplotlib.rc_context(STYLE), warnings.catch_warnings():
            # letters that the font lacks are drawn as boxes; the table behind the figure holds the text
            warnings.filterwarnings("ignore", message="Glyph .* missing")
            self.canvas.savefig(out, format=form, **options)
        return out.getvalue()

    def _uri(self) -> str:
        image, kind = self.svg(), "svg+xml"
        if len(image) > LARGEST_SVG:
            image, kind = self.png(), "png"
        return f"data:image/{kind};base64,{base64.b64encode(image).decode()}"

    def _repr_html_(self) -> str:
        n = f"n = {self.n:,}" if isinstance(self.n, int) else f"n = {self.n}"
        about = " · ".join(escape(clip(part, 400)) for part in (self.unit, self.source, n) if part)
        note = f"<br>{escape(self.note)}" if self.note else ""
        behind = show(self.table, self.title, self.links).html
        if self.canvas is None and len(self.table) and self.note:
            return f"<figure>{behind}<figcaption><small>{about}{note}</small></figcaption></figure>"
        if self.canvas is None:
            return (
                f"<figure><p><strong>Nothing to show.</strong> {escape(clip(self.title, 200))}.</p>"
                f"<figcaption><small>{about}</small></figcaption></figure>"
            )
        return (
            f"<figure><figcaption><strong>{escape(clip(self.title, 300))}</strong></figcaption>"
            f'<div class="plot"><img src="{self._uri()}" alt="{escape(self.alt)}"></div>'
            f"<p><small>{about}{note}</small></p>"
            f"<details><summary>Table behind the figure</summary>{behind}</details></figure>"
        )

    def __repr__(self) -> str:
        """Stay short where a program shows the plain form."""
        return f"Figure({clip(self.title, 80)!r}, n={self.n})"


def finish(
    table: pd.DataFrame, canvas: Canvas | None = None, *words: str, note: str = "", **about: Unpack[About]
) -> Figure:
    """Join a drawing, the table behind it and what was said of it; ``words`` (kind, values) make the usual alt text."""
    alt = about.get("alt") or ". ".join([*words[:1], about["title"], *words[1:]]) + "."
    told = about["title"], about["unit"], about["source"], about["n"]
    return Figure(*told, alt, table, canvas, about.get("links"), note)


@contextmanager
def drawing(height: float, **options: Any) -> Iterator[tuple[Canvas, Any]]:
    """Give a canvas of the common width and its axes, in the common style."""
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        yield canvas, canvas.subplots(**options)


def shorten(text: object, width: int = LABEL) -> str:
    """Return a text fit to stand beside an axis: one line, short, nothing hidden."""
    return clip(visible(text), width)


def write(axes: Axes, text: str, x: float, y: float, gap: int = 5, **options: Any) -> None:
    """Write a small text beside a point: to its right, or to its left where the gap (in points) is negative."""
    side = "left" if gap > 0 else "right"
    style = {"textcoords": "offset points", "va": "center", "ha": side, "fontsize": 8.5, "annotation_clip": False}
    axes.annotate(text, (x, y), (gap, 0), **{**style, **options})


def number(value: float) -> str:
    """Return a value as figures write it: whole numbers whole, others with the three digits that tell them apart."""
    return (f"{value:,.0f}" if value % 1 == 0 or abs(value) >= 100 else f"{value:.3g}").replace("-", "−")


def listing(names: pd.Series, values: pd.Series) -> str:
    """Return the first five values in words, for the alt text."""
    pairs = [f"{shorten(a)} {number(b)}" for a, b in zip(names[:5], values[:5], strict=True)]
    return "; ".join(pairs) + (f"; and {len(names) - 5:,} more" if len(names) > 5 else "")


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its labels as index, whether they came as index or as first column of text."""
    if frame.shape[1] and not pd.api.types.is_numeric_dtype(frame.dtypes.iloc[0]):
        return frame.set_index(frame.columns[0])
    return frame


def tidy_axis(axes: Axes, unit: str, across: str = "x") -> None:
    """Name the unit and draw light grid lines across the measured axis only."""
    (axes.set_xlabel if across == "x" else axes.set_ylabel)(shorten(unit, 90))
    axes.grid(True, axis="x" if across == "x" else "y")
    axes.spines["left" if across == "x" else "bottom"].set_visible(across != "x")
