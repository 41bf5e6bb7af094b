"""Grids: a matrix of values, and what was kept and cut of each page."""

import textwrap
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from corpus_utils.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    SKY,
    About,
    Figure,
    drawing,
    finish,
    labelled,
    listing,
    shorten,
    tidy_axis,
    write,
)
from corpus_utils.schema import BODY_KINDS

CELLS = 40  # rows or columns that stay readable; the table behind holds all
COMPARED = 2  # rows and columns that a grid needs
ROOMY = 4  # columns up to which their names stand level
NUMBERED = 14  # columns up to which the number stands in the cell
PAGES = 40
KEPT = ("title", *BODY_KINDS)
REST = "cut: navigation and the rest"
PARTS = {  # what the strip tells apart: colour, hatch, kinds of block
    "title": (ORANGE, "", ("title",)),
    "body": (BLUE, "", ("body",)),
    "question": (SKY, "", ("question",)),
    "answer": (GREEN, "", ("answer",)),
    "cut: date, byline": (
        "white",
        "",
        ("byline", "dateline", "clock", "tags", "heading", "source note", "metadata"),
    ),
    "cut: caption": ("white", "////", ("caption",)),
    "cut: other items, related headlines": ("white", "xxxx", ("other item", "related", "foreign")),
    REST: ("#b0b0b0", "", ("navigation",)),
}
PART_OF = {kind: part for part, (_, _, kinds) in PARTS.items() for kind in kinds}


def heat_map(frame: pd.DataFrame, **about: Unpack[About]) -> Figure:
    """Draw a matrix as shades, labels from the index (or the first column of text) and the columns.

    Values below zero give two hues around a white zero; missing cells stay grey. Shows the first 40 rows and columns.
    A single row or column compares nothing: then there is the table only.

    >>> pairs = pd.DataFrame({"name": ["NATO", "CSTO"], "NATO": [0, 2], "CSTO": [2, 0]})
    >>> heat_map(pairs, title="They meet twice", unit="sentences", source="invented", n=2)
    Figure('They meet twice', n=2)
    """
    whole = labelled(frame)
    part = whole.iloc[:CELLS, :CELLS]
    cells = part.to_numpy(float)
    if not cells.size or np.isnan(cells).all():
        return finish(frame, **about)
    if min(whole.shape) < COMPARED:
        return finish(whole.reset_index(), note="Too little to compare: the table holds what there is.", **about)
    with drawing(1.6 + 0.28 * len(part)) as (canvas, axes):
        top = float(np.nanmax(np.abs(cells))) or 1.0
        below = bool(np.nanmin(cells) < 0)
        shades = {"cmap": "PuOr_r", "vmin": -top} if below else {"cmap": "Blues", "vmin": 0}
        image = axes.imshow(cells, vmax=top, aspect="auto", **shades)
        axes.set_facecolor("#dddddd")
        crowded = part.shape[1] > NUMBERED
        _name_cells(axes, part, crowded)
        if not crowded:
            _write_cells(axes, cells, top)
        bar = canvas.colorbar(image, ax=axes, shrink=0.8)
        bar.set_label(textwrap.fill(shorten(about["unit"], 90), 12 + 4 * len(part)), fontsize=8.5)
        bar.outline.set_visible(False)
    cut = part.size < whole.size
    note = f"{len(part)} of {len(whole)} rows, {part.shape[1]} of {whole.shape[1]} columns drawn." if cut else ""
    values = f"Highest {about['unit']}: {_highest(part)}"
    return finish(whole.reset_index(), canvas, "Heat map", values, note=note, **about)


def page_strip(blocks: pd.DataFrame, **about: Unpack[About]) -> Figure:
    """Draw each page as one strip, from its first character to its last: what was kept, and what was cut as what.

    ``blocks`` has ``article, start, end, kind`` as in ``schema.Block``. Shows the first 40 pages.
    """
    table = _page_shares(blocks)
    about.setdefault("unit", "share of the characters of the page")
    if table.empty:
        return finish(table, **about)
    pages = table.head(PAGES)
    with drawing(1.5 + 0.34 * len(pages)) as (canvas, axes):
        for y, page in enumerate(pages.to_dict("records")):
            _draw_page(axes, y, blocks[blocks["article"] == page["article"]], page)
        axes.set_yticks(range(len(pages)), [shorten(name, 34) for name in pages["article"]])
        axes.set_ylim(len(pages) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        tidy_axis(axes, f"{about['unit']}, in %")
        present = {PART_OF.get(kind, REST) for kind in blocks["kind"]}
        keys = [Patch(fc=c, hatch=h, ec=INK, lw=0.6, label=p) for p, (c, h, _) in PARTS.items() if p in present]
        canvas.legend(handles=keys, loc="outside upper left", ncols=3)
    note = f"{len(pages):,} of {len(table):,} pages drawn. " if len(pages) < len(table) else ""
    note += "Right: characters of the page, and how much of it was kept as title, body, question or answer."
    values = f"Percent kept: {listing(table['article'], table['kept_percent'])}"
    return finish(table, canvas, "Strips of pages", values, note=note, **about)


def _highest(part: pd.DataFrame) -> str:
    cells = part.to_numpy(float)
    ranked = sorted(((v, ij) for ij, v in np.ndenumerate(cells) if not np.isnan(v)), key=lambda cell: -cell[0])
    pairs = [f"{shorten(part.index[i], 20)} × {shorten(part.columns[j], 20)}" for _, (i, j) in ranked]
    return listing(pd.Series(pairs), pd.Series([value for value, _ in ranked]))


def _page_shares(blocks: pd.DataFrame) -> pd.DataFrame:
    sizes = blocks.assign(size=blocks["end"] - blocks["start"], kept=blocks["kind"].isin(KEPT))
    total = sizes.groupby("article", sort=False)["size"].sum()
    kept = sizes[sizes["kept"]].groupby("article", sort=False)["size"].sum().reindex(total.index, fill_value=0)
    cut = sizes[~sizes["kept"]].groupby("article", sort=False).size().reindex(total.index, fill_value=0)
    shares = {"characters": total, "kept": kept, "kept_percent": (100 * kept / total).round(1), "blocks_cut": cut}
    return pd.DataFrame(shares).reset_index()


def _draw_page(axes: Axes, y: int, blocks: pd.DataFrame, page: dict) -> None:
    scale, first = 100 / page["characters"], blocks["start"].min()
    parts = blocks["kind"].map(lambda kind: PART_OF.get(kind, REST))
    runs = blocks.assign(part=parts).groupby((parts != parts.shift()).cumsum())  # neighbours of one part are one run
    for start, end, part in zip(runs["start"].min(), runs["end"].max(), runs["part"].first(), strict=True):
        colour, hatch, _ = PARTS[part]
        place = {"left": (start - first) * scale, "height": 0.66, "fc": colour, "hatch": hatch, "ec": INK, "lw": 0.4}
        axes.barh(y, (end - start) * scale, **place)
    words = f"{page['characters']:,} · {page['kept_percent']:.0f} %"
    write(axes, words, 100, y)


def _name_cells(axes: Axes, part: pd.DataFrame, crowded: bool) -> None:
    names = [shorten(name, 24) for name in part.columns]
    turn: dict = {"rotation": 40, "ha": "right"}
    if crowded:
        turn = {"rotation": 90, "fontsize": 6.5}
    elif part.shape[1] <= ROOMY:
        names, turn = [textwrap.fill(shorten(name, 48), 60 // part.shape[1]) for name in part.columns], {}
    axes.set_yticks(range(len(part)), [shorten(name) for name in part.index])
    axes.set_xticks(range(part.shape[1]), names, **turn)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _write_cells(axes: Axes, cells: np.ndarray, top: float) -> None:
    for (y, x), value in np.ndenumerate(cells):
        if not np.isnan(value):
            colour = "white" if abs(value) > 0.6 * top else INK
            axes.text(x, y, f"{value:,.3g}", ha="center", va="center", color=colour, fontsize=8.5)
