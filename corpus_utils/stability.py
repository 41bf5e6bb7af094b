"""How many topics a corpus carries: topics that come back when a fifth of the articles is left out.

Stability is the agreement of ranked top terms over resampled articles (Greene, O'Callaghan & Cunningham 2014, *How many
topics?*), coherence the mean NPMI of a topic's top terms over documents (Bouma 2009; Lau, Newman & Baldwin 2014).
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from corpus_utils.factorisation import factorise, latent_space

Matrix = NDArray[np.float64]

TOP_TERMS = 10  # terms by which topics are shown and compared
RESAMPLES = 10  # fits on part of the articles for each number of topics
KEPT_SHARE = 0.8  # share of the articles in each of them, as in Greene et al.
COHERENT = 0.1  # coherence below which the terms of a topic hardly keep company; 0 is chance
STABLE = 0.5  # stability, less a standard error, from which topics count as found: half of the ranked terms come back
SEED = 20140711  # resamples are drawn the same way on every run


def top_terms(components: Matrix) -> list[list[int]]:
    """Return the indices of the terms that name each topic best, the best first; of equals the first."""
    return [np.argsort(-row, kind="stable")[:TOP_TERMS].tolist() for row in distinctive(components)]


def distinctive(components: Matrix) -> Matrix:
    """Return the weights of terms by which a topic is named: those that it shares with other topics count less."""
    total = components.sum(axis=0)
    return components * np.sqrt(np.divide(components, total, out=np.zeros_like(components), where=total > 0))


def average_jaccard(a: Sequence[int], b: Sequence[int]) -> float:
    """Return the agreement of two ranked lists, 0 to 1: the mean Jaccard index of their first 1, 2, … items.

    >>> average_jaccard([1, 2], [1, 3])
    0.6666666666666666
    """
    depths = range(1, len(a) + 1)
    return sum(len({*a[:d]} & {*b[:d]}) / len({*a[:d]} | {*b[:d]}) for d in depths) / len(a)


def match_topics(reference: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> list[float]:
    """Return how well each topic of ``reference`` is found in ``other``, under the best one-to-one match."""
    agreement = np.array([[average_jaccard(a, b) for b in other] for a in reference])
    rows, columns = linear_sum_assignment(-agreement)
    found = np.zeros(len(reference))
    found[rows] = agreement[rows, columns]
    return found.tolist()


def coherence(matrix: csr_matrix, topics: Sequence[Sequence[int]]) -> list[float]:
    """Return the mean NPMI of each topic's pairs of top terms over the documents, -1 (never together) to 1 (always)."""
    return [_npmi((matrix[:, list(terms)] > 0).astype(np.float64)) for terms in topics]


def _npmi(present: csr_matrix) -> float:
    share = (present.T @ present).toarray() / present.shape[0]
    pairs = []
    for i, j in combinations(range(len(share)), 2):
        if share[i, j] in (0.0, 1.0):
            pairs.append(-1.0 if share[i, j] == 0 else 1.0)
        else:
            pairs.append(np.log(share[i, j] / (share[i, i] * share[j, j])) / -np.log(share[i, j]))
    return float(np.mean(pairs)) if pairs else 0.0


def resample(articles: Sequence[str], times: int = RESAMPLES) -> list[NDArray[np.intp]]:
    """Return the rows of each resample: all documents of four fifths of the articles; of a few articles all but one."""
    owner = np.asarray(articles, dtype=str)
    names = np.unique(owner)
    size = round(KEPT_SHARE * len(names))
    if size >= len(names) - 1:
        return [np.flatnonzero(owner != name) for name in names]
    random = np.random.default_rng(SEED)
    return [np.flatnonzero(np.isin(owner, random.choice(names, size, replace=False))) for _ in range(times)]


def topic_stability(matrix: csr_matrix, components: Matrix, articles: Sequence[str]) -> Matrix:
    """Return resamples x topics: how well each topic is found again in each resample, 0 to 1."""
    reference, k = top_terms(components), len(components)
    return np.array([match_topics(reference, top_terms(factorise(matrix[rows], k))) for rows in resample(articles)])


def survey(matrix: csr_matrix, articles: Sequence[str], grid: Iterable[int]) -> pd.DataFrame:
    """Return ``k, stability, error, coherence`` for each number of topics; ``error`` is a standard error."""
    space = latent_space(matrix)
    reference = {k: top_terms(factorise(matrix, k, space)) for k in grid}
    found: dict[int, list[float]] = {k: [] for k in reference}
    for rows in resample(articles):
        part, space = matrix[rows], latent_space(matrix[rows])
        for k, terms in reference.items():
            found[k].append(float(np.mean(match_topics(terms, top_terms(factorise(part, k, space))))))
    return pd.DataFrame(
        {
            "k": list(found),
            "stability": [np.mean(f) for f in found.values()],
            "error": [np.std(f, ddof=1) / len(f) ** 0.5 for f in found.values()],
            "coherence": [np.mean(coherence(matrix, terms)) for terms in reference.values()],
        }
    )


def choose_k(survey: pd.DataFrame, explore: bool = False) -> tuple[int, str]:
    """Return the number of topics and the reason; 0 where no number is stable, or to ``explore`` the most stable.

    Among the numbers that are stable, the one with the largest stability squared times coherence: stability alone
    favours two or three topics, coherence alone as many as there are; the square lets stability lead.

    >>> grid = pd.DataFrame({"k": [2, 3], "stability": [0.81, 0.8], "error": [0.02, 0.02], "coherence": [0.1, 0.2]})
    >>> choose_k(grid)
    (3, 'k = 3: stability 0.80 ± 0.02, coherence 0.20; the best of both among the 2 stable numbers of topics.')
    """
    best = survey.iloc[int(np.argmax(survey.stability))]
    stable = survey[survey.stability - survey.error >= STABLE]
    if stable.empty:
        why = (
            f"No stable topics: with a fifth of the articles left out, agreement of the top terms is at best "
            f"{best.stability:.2f} ± {best.error:.2f} of 1 (k = {best.k:.0f}); less that error it must reach {STABLE}."
        )
        shown = f" The {best.k:.0f} most stable are shown for exploration only."
        return (int(best.k), why + shown) if explore else (0, why)
    chosen = stable.iloc[int(np.argmax(stable.stability**2 * stable.coherence))]
    among = (
        f"the best of both among the {len(stable)} stable numbers"
        if len(stable) > 1
        else f"the only number whose stability less its error reaches {STABLE}, of those tried"
    )
    return int(chosen.k), (
        f"k = {chosen.k:.0f}: stability {chosen.stability:.2f} ± {chosen.error:.2f}, coherence {chosen.coherence:.2f}; "
        f"{among}{' of topics' if len(stable) > 1 else ''}."
    )
