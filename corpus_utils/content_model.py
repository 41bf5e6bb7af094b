"""The content tagger: a small encoder that says which words are reported, by which cue, and what names the source."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus_utils.inference import Network, load_or_warn

MODEL_FOLDER = Path(__file__).parent / "resources" / "content_model"
MAX_TOKENS = 192  # word pieces; longer sentences are tables and lists as a rule, and left to the rules
LIKELY = 0.5  # a span more likely than this is a content; no two that overlap can be
DOUBT = 0.15  # a span less likely than this is held to be none
TAGS = 5  # outside, first and further tokens of reported speech without marks, the same of speech with marks
CUE, SOURCE = (5, 6), (7, 8)  # columns: not a cue, cue; not a source, source

Span = tuple[int, int]


class Tagged(NamedTuple):
    """What the tagger makes of a sentence; offsets into it."""

    contents: dict[Span, float]  # spans of reported speech outside quotation marks, those not below ``DOUBT``
    cues: list[Span]
    sources: list[Span]


class Tagger:
    """The model in memory."""

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        """Load network and tokenizer from a folder."""
        self.network = Network(folder)

    def tag(self, sentence: str) -> Tagged | None:
        """Return contents, cues and sources; None of a sentence beyond ``MAX_TOKENS``."""
        encoded = self.network.encode(sentence)
        if not 2 < len(encoded.ids) <= MAX_TOKENS:
            return None
        logits = self.network.run(encoded.ids)[1:-1].astype(float)
        offsets = encoded.offsets[1:-1]
        spans = span_shares(*fold_marked(logits[:, :TAGS]))
        return Tagged(
            {(offsets[i][0], offsets[j][1]): share for (i, j), share in spans.items()},
            _runs(logits[:, CUE[1]] > logits[:, CUE[0]], offsets),
            _runs(logits[:, SOURCE[1]] > logits[:, SOURCE[0]], offsets),
        )


def _runs(marked: np.ndarray, offsets: Sequence[Span]) -> list[Span]:
    """Return the runs of marked tokens."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(int), [0]])))
    return [(offsets[i][0], offsets[j - 1][1]) for i, j in zip(edges[::2], edges[1::2], strict=True)]


def fold_marked(logits: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each token's shares of being outside or in marked speech, of opening reported speech, of going on with it.

    >>> [round(float(share[0]), 2) for share in fold_marked(np.zeros((1, 5)))]
    [0.6, 0.2, 0.2]
    """
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares[:, [0, 3, 4]].sum(axis=1), shares[:, 1], shares[:, 2]


def span_shares(outside: np.ndarray, opens: np.ndarray, goes_on: np.ndarray) -> dict[tuple[int, int], float]:
    """Return how likely each run of tokens (first, last) is a whole content, over all ways to tag the sentence.

    A content goes on only where one is open (forward and backward sums: Rabiner 1989).

    >>> span_shares(np.array([1, 0.2, 0]), np.array([0, 0.8, 0]), np.array([0, 0, 1.0]))
    {(1, 2): 1.0}
    """
    n = len(outside)
    before = np.ones(n + 1)  # all ways up to a token, whatever stands there
    within = 0.0  # those of them in which a content is open
    for t in range(n):
        within, closed = before[t] * opens[t] + within * goes_on[t], before[t] * outside[t]
        before[t + 1] = within + closed
    if before[n] <= 0:  # no way at all: what goes on was never opened
        return {}
    after = np.ones((n + 1, 2))  # all ways from a token on, where no content is open and where one is
    for t in range(n - 1, -1, -1):
        closed = outside[t] * after[t + 1, 0] + opens[t] * after[t + 1, 1]
        after[t] = closed, closed + goes_on[t] * after[t + 1, 1]
    found = {}
    for first in range(n):
        share = before[first] * opens[first] / before[n]
        for last in range(first, n):
            if last > first:
                share *= goes_on[last]
            if share * after[last + 1, 1] < DOUBT:
                break
            if (whole := float(share * after[last + 1, 0])) >= DOUBT:
                found[first, last] = round(whole, 6)
    return found


@cache
def load_tagger() -> Tagger | None:
    """Return the tagger, or None with one warning where it cannot be loaded."""
    return load_or_warn(Tagger, "The content model is not used, the rules alone are")
