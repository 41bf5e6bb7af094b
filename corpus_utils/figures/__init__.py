"""Static figures in one visual style, each with its alt text, its source and n, and the table behind it."""

from corpus_utils.figures.bars import ranked_bars, stacked_bars
from corpus_utils.figures.grids import heat_map, page_strip
from corpus_utils.figures.networks import network
from corpus_utils.figures.series import lines
from corpus_utils.figures.style import Figure
from corpus_utils.figures.timelines import publication_dates, timeline

__all__ = [
    "Figure", "heat_map", "lines", "network", "page_strip", "publication_dates", "ranked_bars", "stacked_bars",
    "timeline",
]  # fmt: skip
