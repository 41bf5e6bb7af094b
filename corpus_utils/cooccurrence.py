"""Which entities are named together: in one sentence or one passage, beside what chance would give."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from pandas import DataFrame

UNITS = ("sentence", "passage")
MOST_NAMES = 25  # entities in one unit; a longer list (an audience, a table) ties everyone to everyone
KEY = 6.63  # log-likelihood that chance reaches for one pair in a hundred (chi-square, one degree of freedom)
COLUMNS = (
    "entity",
    "other",
    "together",
    "expected",
    "log_likelihood",
    "npmi",
    "articles",
    "n_entity",
    "n_other",
    "units",
)


def count_together(mentions: DataFrame, sentences: DataFrame, unit: str = "sentence") -> DataFrame:
    """Count the units that name two entities, pairs with the highest log-likelihood first.

    ``unit`` is "sentence" or "passage" (a block of the page: a paragraph, an answer). Each entity counts once a unit;
    units that name more than 25 entities are left out. Columns: ``entity, other`` (in alphabetic order), ``together``
    (units with both), ``expected`` by chance among units that name any entity, ``log_likelihood`` (Dunning 1993),
    ``npmi`` (normalised pointwise mutual information, Bouma 2009: 1 always together, 0 by chance, -1 never),
    ``articles`` with the pair, ``n_entity, n_other`` and ``units``. ``significant``: together more often than chance,
    log-likelihood of at least 6.63, in more than one unit.

    >>> rows = DataFrame({"article": "a", "start": [0, 5, 20], "end": [4, 9, 24], "entity": ["NATO", "CSTO", "UN"]})
    >>> spans = DataFrame({"article": "a", "start": [0, 15], "end": [12, 30], "block": [0, 1]})
    >>> count_together(rows, spans)[["entity", "other", "together", "units"]].to_dict("records")
    [{'entity': 'CSTO', 'other': 'NATO', 'together': 1, 'units': 2}]
    """
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r}: expected {' or '.join(UNITS)}.")
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    spread: dict[tuple[str, str], set[str]] = {}
    units = 0
    for article, names in _units(mentions, sentences, unit):
        units += 1
        alone.update(names)
        for pair in combinations(names, 2):
            pairs[pair] += 1
            spread.setdefault(pair, set()).add(article)
    rows = [(*pair, n, len(spread[pair]), alone[pair[0]], alone[pair[1]], units) for pair, n in pairs.items()]
    table = DataFrame(rows, columns=["entity", "other", "together", "articles", "n_entity", "n_other", "units"])
    return _judge(table)


def _units(mentions: DataFrame, sentences: DataFrame, unit: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each unit's article and the entities it names, in alphabetic order."""
    placed = locate(mentions, sentences)
    keys = ["article", "sentence" if unit == "sentence" else "block"]
    for (article, _), part in placed.groupby(keys, sort=True):
        names = sorted(set(part["entity"]))
        if len(names) <= MOST_NAMES:
            yield str(article), names


def locate(mentions: DataFrame, sentences: DataFrame) -> DataFrame:
    """Return the mentions with ``sentence`` (row label of ``sentences``) and ``block``; those outside are left out."""
    parts = []
    by_article = dict(list(sentences.groupby("article", sort=False)))
    for article, part in mentions.groupby("article", sort=False):
        if article not in by_article:
            continue
        spans = by_article[article].sort_values("start")
        place = np.searchsorted(spans["start"].to_numpy(), part["start"].to_numpy(), "right") - 1
        inside = (place >= 0) & (part["end"].to_numpy() <= spans["end"].to_numpy()[place])
        found = spans.iloc[place[inside]]
        parts.append(part[inside].assign(sentence=found.index.to_numpy(), block=found["block"].to_numpy()))
    return pd.concat(parts) if parts else mentions.iloc[:0].assign(sentence=0, block=0)


def _judge(table: DataFrame) -> DataFrame:
    both, a, b, n = (table[column].to_numpy(float) for column in ("together", "n_entity", "n_other", "units"))
    cells = (
        (both, a * b / n),
        (a - both, a * (n - b) / n),
        (b - both, b * (n - a) / n),
        (n - a - b + both, (n - a) * (n - b) / n),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        table["expected"] = a * b / n
        table["log_likelihood"] = 2 * sum(np.where(seen > 0, seen * np.log(seen / mean), 0) for seen, mean in cells)
        information = np.log(both * n / (a * b))
        table["npmi"] = np.where(both < n, information / -np.log(both / n), 0)
    more = table["together"] > table["expected"]
    table["significant"] = more & (table["log_likelihood"] >= KEY) & (table["together"] > 1)
    order = ["significant", "log_likelihood", "together", "entity", "other"]
    table = table.sort_values(order, ascending=[False, False, False, True, True], kind="stable", ignore_index=True)
    return table[[*COLUMNS, "significant"]]


def strongest(pairs: DataFrame, entities: Collection[str], apart: Collection[str] = (), most: int = 24) -> DataFrame:
    """Return the significant pairs among ``entities``, at most so many that a drawing stays readable.

    Pairs of two of ``apart`` are left out: states, say, that stand together in every list of members. The column
    ``pair`` ("A + B") is that of ``pair_sentences``.
    """
    one, other = (pairs[side].isin(list(entities)) for side in ("entity", "other"))
    both_apart = pairs["entity"].isin(list(apart)) & pairs["other"].isin(list(apart))
    kept = pairs[pairs["significant"] & one & other & ~both_apart].head(most).reset_index(drop=True)
    return kept.assign(pair=kept["entity"] + " + " + kept["other"])


def pair_sentences(mentions: DataFrame, sentences: DataFrame, pairs: DataFrame) -> DataFrame:
    """Return the mentions in sentences that name both entities of a pair, with the column ``pair`` ("A + B")."""
    placed = locate(mentions, sentences)
    parts = []
    for one, other in zip(pairs["entity"], pairs["other"], strict=True):
        rows = placed[placed["entity"].isin([one, other])]
        both = rows.groupby(["article", "sentence"])["entity"].transform("nunique") == 2
        parts.append(rows[both].assign(pair=f"{one} + {other}"))
    return pd.concat(parts) if parts else placed.iloc[:0].assign(pair="")
