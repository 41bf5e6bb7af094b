"""Networks: who is named with whom, as arcs beside one list of names, each read like any other label."""

from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Arc
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from corpus_utils.figures.style import (
    BLUE,
    GREEN,
    MUTED,
    ORANGE,
    PINK,
    SKY,
    About,
    Figure,
    drawing,
    finish,
    listing,
    shorten,
)

NODES = 30  # names in one list; more arcs than these tie cannot be followed by eye
MARKS = {"ORG": ("o", BLUE), "PLACE": ("s", GREEN), "PERSON": ("^", ORANGE), "EVENT": ("D", PINK), "MEDIA": ("P", SKY)}
OTHER = ("X", MUTED)
SMALLEST, LARGEST = 25, 160  # area of a mark in square points
THINNEST, THICKEST = 0.7, 4.5  # width of an arc in points
FLATNESS = 0.5  # width of an arc as a share of its height: arcs stay inside the page


def network(pairs: pd.DataFrame, nodes: pd.DataFrame, weight: str = "together", **about: Unpack[About]) -> Figure:
    """Draw one arc a pair between the names of a list (arc diagram), the thicker the larger ``weight``.

    ``pairs`` has ``entity, other`` and ``weight``, ``nodes`` has ``entity, type, mentions``. Names that are often
    together stand near each other (hierarchical clustering, average linkage); the larger a mark, the more mentions.
    Draws the first pairs that need at most 30 names; the table behind holds all.

    >>> pairs = pd.DataFrame({"entity": ["CSTO"], "other": ["NATO"], "together": [3]})
    >>> nodes = pd.DataFrame({"entity": ["CSTO", "NATO"], "type": "ORG", "mentions": [5, 4]})
    >>> network(pairs, nodes, title="They meet", unit="sentences", source="invented", n=3)
    Figure('They meet', n=3)
    """
    drawn = _fitting(pairs)
    if drawn.empty:
        return finish(pairs, **about)
    place = {name: i for i, name in enumerate(_order(drawn, weight))}
    known = nodes.set_index("entity").reindex(list(place))
    with drawing(1.2 + 0.3 * len(place)) as (canvas, axes):
        widths = _scaled(drawn[weight].to_numpy(float), THINNEST, THICKEST)
        for one, other, width in zip(drawn["entity"], drawn["other"], widths, strict=True):
            _draw_arc(axes, place[one], place[other], width)
        _draw_names(axes, place, known)
        widest = max(abs(place[a] - place[b]) for a, b in zip(drawn["entity"], drawn["other"], strict=True))
        axes.set_xlim(-0.25, FLATNESS * widest / 2 + 0.3)
        canvas.legend(handles=_legend(known), loc="outside lower center", ncols=6)
    ties = drawn["entity"] + " with " + drawn["other"]
    note = f"The thicker the arc, the more {about['unit']}; the larger the mark, the more mentions."
    note += f" {len(drawn):,} of {len(pairs):,} pairs drawn." if len(drawn) < len(pairs) else ""
    words = f"{about['unit']}: {listing(ties, drawn[weight])}"
    return finish(pairs, canvas, "Arc diagram", words, note=note, **about)


def _fitting(pairs: pd.DataFrame) -> pd.DataFrame:
    names: set[str] = set()
    kept = []
    for position, pair in enumerate(zip(pairs["entity"], pairs["other"], strict=True)):
        if len(names.union(pair)) <= NODES:
            names.update(pair)
            kept.append(position)
    return pairs.iloc[kept]


def _order(pairs: pd.DataFrame, weight: str) -> list[str]:
    """Return the names in an order that puts those often together near each other."""
    names = sorted({*pairs["entity"], *pairs["other"]})
    if len(names) < 3:
        return names
    place = {name: i for i, name in enumerate(names)}
    distance = np.ones((len(names), len(names)))
    top = float(pairs[weight].max())
    for one, other, value in zip(pairs["entity"], pairs["other"], pairs[weight], strict=True):
        i, j = place[one], place[other]
        distance[i, j] = distance[j, i] = 1 - 0.9 * float(value) / top
    np.fill_diagonal(distance, 0)
    condensed = squareform(distance)
    leaves = leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))
    return [names[i] for i in leaves]


def _scaled(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    return low + (high - low) * np.sqrt(values / values.max())


def _draw_arc(axes: Axes, one: int, other: int, width: float) -> None:
    height = abs(one - other)
    middle = (0, (one + other) / 2)
    axes.add_patch(Arc(middle, FLATNESS * height, height, theta1=-90, theta2=90, color=MUTED, lw=width, alpha=0.55))


def _draw_names(axes: Axes, place: dict[str, int], known: pd.DataFrame) -> None:
    sizes = _scaled(known["mentions"].fillna(1).to_numpy(float), SMALLEST, LARGEST)
    for (name, y), size in zip(place.items(), sizes, strict=True):
        marker, colour = MARKS.get(str(known["type"].get(name)), OTHER)
        axes.scatter([0], [y], s=size, marker=marker, color=colour, ec="white", lw=0.8, zorder=3)
    axes.set_yticks(range(len(place)), [shorten(name) for name in place])
    axes.set_ylim(len(place) - 0.4, -0.6)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _legend(known: pd.DataFrame) -> list[Line2D]:
    kinds = set(known["type"].where(known["type"].isin(list(MARKS)), "OTHER"))
    marks = [(kind, *MARKS.get(kind, OTHER)) for kind in (*MARKS, "OTHER") if kind in kinds]
    names = {"ORG": "organisation"}
    return [
        Line2D([], [], ls="", marker=mark, color=colour, label=names.get(kind, kind.lower()))
        for kind, mark, colour in marks
    ]
