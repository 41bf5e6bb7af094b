"""How often entities are named: counts, share of articles, rate, dispersion, each with an interval by article."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series
from scipy.sparse import csr_matrix

from corpus_utils.reuse import COPIES

PER_WORDS = 1_000  # rates are mentions per so many words of body text
RESAMPLES, SEED = 1_000, 19920515
FEWER_RESAMPLES, MANY_ARTICLES = 200, 20_000  # in a large corpus intervals are narrow and need fewer draws
ENOUGH_ARTICLES = 3  # below this a bootstrap over articles knows too little of how articles differ
MEASURES = ("mentions", "share", "rate", "dp")
COLUMNS = ("entity", "type", "names", "demonyms", "nominals", "articles", "by_chance", "adjusted")

Vector = NDArray[np.float64]


def count_entities(
    mentions: DataFrame, articles: DataFrame, reprints: DataFrame | None = None, *, top: int = 40
) -> DataFrame:
    """Count the entities of a corpus; the most mentioned first, with intervals for the first ``top``.

    Takes ``article, entity, type, form`` of the mentions and ``article, words`` of the articles; returns one row an
    entity: ``mentions`` (all forms; ``names, demonyms, nominals`` apart), ``articles``, ``by_chance`` (articles that so
    many mentions would stand in, strewn over the words at random), ``share`` (of the articles, 0 to 1), ``rate``
    (mentions per 1,000 words of the corpus), ``dp`` and ``adjusted``: mentions when articles that reprint one another
    count as one (empty without ``reprints``). ``dp`` is Gries' deviation of proportions (2008), normalised (Lijffijt
    and Gries 2012): 0 where an entity is spread as the words are, 1 where one article holds all.
    Each measure has ``_low`` and ``_high``, its 95 % interval by bootstrap over articles: missing below three articles.

    >>> rows = DataFrame({"article": ["a", "a", "b"], "entity": "NATO", "type": "ORG", "form": "name"})
    >>> sizes = DataFrame({"article": ["a", "b"], "words": [100, 100]})
    >>> count_entities(rows, sizes)[["entity", "mentions", "share", "rate", "dp"]].round(2).to_dict("records")
    [{'entity': 'NATO', 'mentions': 3, 'share': 1.0, 'rate': 15.0, 'dp': 0.33}]
    """
    names, counts = count_matrix(mentions, articles)
    words = articles["words"].to_numpy(float)
    table = _plain_counts(mentions, names)
    every = np.ones(len(articles))
    for measure, values in _measure(counts, words, every).items():
        table[measure] = values
    table["articles"] = np.diff(counts.indptr)
    table["by_chance"] = articles_by_chance(counts.sum(axis=1).A1, words)
    table["adjusted"] = counts @ article_weights(articles, reprints) if reprints is not None else np.nan
    table = table.sort_values(["mentions", "articles", "entity"], ascending=[False, False, True], kind="stable")
    first = table.index[:top]
    intervals = _intervals(counts[first], words).set_index(first)
    table = table.join(intervals)
    table["mentions"] = table["mentions"].astype(int)
    bounds = [f"{measure}{end}" for measure in MEASURES for end in ("", "_low", "_high")]
    return table[[*COLUMNS[:2], *bounds, *COLUMNS[2:]]].reset_index(drop=True)


def count_matrix(mentions: DataFrame, articles: DataFrame) -> tuple[list[str], csr_matrix]:
    """Return the entities in alphabetic order, and their counts, one row an entity, one column an article."""
    entity = pd.Categorical(mentions["entity"])
    place = {article: i for i, article in enumerate(articles["article"])}
    column = mentions["article"].map(place).fillna(-1).to_numpy(int)
    inside = column >= 0
    cells = (np.ones(inside.sum()), (entity.codes[inside], column[inside]))
    return list(entity.categories), csr_matrix(cells, shape=(len(entity.categories), len(articles)))


def articles_by_chance(mentions: Vector, words: Vector) -> Vector:
    """Return in how many articles so many mentions would stand, were they strewn over the words at random.

    A rare name stands in few articles whatever it means, and its deviation of proportions is near 1: compare with this.

    >>> articles_by_chance(np.array([1.0, 2.0]), np.array([100.0, 100.0])).tolist()
    [1.0, 1.5]
    """
    shares = words / words.sum()
    expected = {n: float((1 - (1 - shares) ** n).sum()) for n in np.unique(mentions).tolist()}
    return np.array([expected[n] for n in mentions.tolist()])


def _plain_counts(mentions: DataFrame, names: list[str]) -> DataFrame:
    forms = pd.crosstab(mentions["entity"], mentions["form"]).reindex(index=names, fill_value=0)
    types = mentions.groupby(["entity", "type"]).size().sort_values(kind="stable").reset_index()
    kinds = types.drop_duplicates("entity", keep="last").set_index("entity")["type"]
    table = DataFrame({"entity": names, "type": kinds.reindex(names).to_numpy()})
    for form in ("name", "demonym", "nominal"):
        table[f"{form}s"] = forms[form].to_numpy() if form in forms else 0
    return table


def _measure(counts: csr_matrix, words: Vector, weights: Vector) -> dict[str, Vector]:
    """All measures, each article counted ``weights`` times."""
    total = counts @ weights
    size = words @ weights
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    drawn, held = weights[counts.indices], counts.data
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = words / size
        observed = held / total[rows]
        gap = drawn * (np.abs(observed - expected[counts.indices]) - expected[counts.indices])
        smallest = expected[weights > 0].min() if (weights > 0).any() else np.nan
        dp = 0.5 * (1 + np.bincount(rows, gap, counts.shape[0])) / (1 - smallest)
        share = np.bincount(rows, drawn, counts.shape[0]) / weights.sum()
        return {
            "mentions": total,
            "share": share,
            "rate": PER_WORDS * total / size,
            "dp": np.where(total > 0, dp, np.nan),
        }


def _intervals(counts: csr_matrix, words: Vector) -> DataFrame:
    n = counts.shape[1]
    columns = [f"{measure}{end}" for measure in MEASURES for end in ("_low", "_high")]
    if n < ENOUGH_ARTICLES or not counts.shape[0]:
        return DataFrame(np.nan, index=range(counts.shape[0]), columns=columns)
    rng = np.random.default_rng(SEED)
    draws = RESAMPLES if n <= MANY_ARTICLES else FEWER_RESAMPLES
    samples = []
    for _ in range(draws):
        weights = np.bincount(rng.integers(n, size=n), minlength=n).astype(float)
        samples.append(list(_measure(counts, words, weights).values()))
    # DP of a sample that misses an entity altogether is not defined; such samples are left out
    low, high = np.nanquantile(np.array(samples), [0.025, 0.975], axis=0)
    return DataFrame(
        {f"{m}{end}": bound[i] for i, m in enumerate(MEASURES) for end, bound in (("_low", low), ("_high", high))}
    )


def rate_difference(mentions: DataFrame, articles: DataFrame, one: str, other: str) -> tuple[float, float, float]:
    """Return by how many mentions per 1,000 words ``one`` is named more than ``other``, and the 95 % interval.

    The bootstrap draws articles, so what one article says of both stays together. NaN below three articles.

    >>> rows = DataFrame({"article": ["a", "b", "c"], "entity": "NATO"})
    >>> rate_difference(rows, DataFrame({"article": ["a", "b", "c"], "words": 100}), "NATO", "UN")
    (10.0, 10.0, 10.0)
    """
    names, counts = count_matrix(mentions, articles)
    zero = np.zeros(len(articles))
    rows = [np.asarray(counts[names.index(n)].todense()).ravel() if n in names else zero for n in (one, other)]
    gap, words = rows[0] - rows[1], articles["words"].to_numpy(float)
    found = float(PER_WORDS * gap.sum() / words.sum())
    if len(articles) < ENOUGH_ARTICLES:
        return found, float("nan"), float("nan")
    rng = np.random.default_rng(SEED)
    draws = (rng.integers(len(articles), size=len(articles)) for _ in range(RESAMPLES))
    low, high = np.quantile([PER_WORDS * gap[drawn].sum() / words[drawn].sum() for drawn in draws], [0.025, 0.975])
    return found, float(low), float(high)


def show_intervals(table: DataFrame) -> DataFrame:
    """Return ``entity`` and each measure as text with its interval, for reading: "80 (41 to 121)".

    >>> row = {f"{m}{end}": [2.0] for m in MEASURES for end in ("", "_low", "_high")}
    >>> show_intervals(DataFrame({"entity": ["NATO"], **row})).iloc[0].tolist()
    ['NATO', '2 (2 to 2)', '2.00 (2.00 to 2.00)', '2.0 (2.0 to 2.0)', '2.00 (2.00 to 2.00)']
    """
    forms = dict(zip(MEASURES, ("{:,.0f}", "{:.2f}", "{:.1f}", "{:.2f}"), strict=True))
    shown = DataFrame({"entity": table["entity"]})
    for measure, form in forms.items():
        cells = zip(*(table[f"{measure}{end}"].tolist() for end in ("", "_low", "_high")), strict=True)
        shown[measure] = [
            form.format(value) + ("" if np.isnan(low) else f" ({form.format(low)} to {form.format(high)})")
            for value, low, high in cells
        ]
    return shown


def article_weights(articles: DataFrame, reprints: DataFrame) -> Vector:
    """Return 1 for each article, shared among those that are exact or near copies of one another.

    >>> pairs = DataFrame({"article": ["a"], "other": ["b"], "kind": ["near"], "group": [1]})
    >>> article_weights(DataFrame({"article": ["a", "b", "c"]}), pairs).tolist()
    [0.5, 0.5, 1.0]
    """
    copies = reprints[reprints["kind"].isin(COPIES)]
    members = pd.concat([copies[["article", "group"]], copies[["other", "group"]].rename(columns={"other": "article"})])
    members = members.drop_duplicates()
    sizes = members["group"].map(members["group"].value_counts())
    weight = Series(1 / sizes.to_numpy(float), index=members["article"]).groupby(level=0).min()
    return np.asarray(articles["article"].map(weight).fillna(1), dtype=np.float64)


def rates_by(mentions: DataFrame, articles: DataFrame, by: str, entities: list[str]) -> DataFrame:
    """Return mentions per 1,000 words: one row an entity, in the order given, one column a group of ``by``.

    ``by`` is a column of ``articles`` ("outlet", "article", "year"); articles without a value are left out.

    >>> rows = DataFrame({"article": ["a", "b"], "entity": ["NATO", "CSTO"]})
    >>> sizes = DataFrame({"article": ["a", "b"], "words": [100, 200], "outlet": ["X", "Y"]})
    >>> rates_by(rows, sizes, "outlet", ["NATO", "CSTO"]).to_dict()
    {'X': {'NATO': 10.0, 'CSTO': 0.0}, 'Y': {'NATO': 0.0, 'CSTO': 5.0}}
    """
    known = articles.dropna(subset=[by])
    groups = mentions["article"].map(known.set_index("article")[by]) if by != "article" else mentions["article"]
    counts = pd.crosstab(mentions["entity"], groups).reindex(index=entities, fill_value=0)
    words = known.groupby(by, sort=True)["words"].sum()
    counts = counts.reindex(columns=words[words > 0].index, fill_value=0)
    return (PER_WORDS * counts / words[words > 0]).rename_axis(index=None, columns=None)


def unresolved(mentions: DataFrame, entities: Collection[str] = (), top: int = 25) -> DataFrame:
    """Return the names outside the register that are frequent enough for an analyst to look at.

    Columns: ``name, type, mentions, articles, rule`` (how it was found); ``entities`` are the register's, left out.
    """
    rows = mentions[~mentions["entity"].isin(list(entities))]
    groups = rows.groupby("entity", sort=False)
    table = groups.agg(
        type=("type", "first"), mentions=("entity", "size"), articles=("article", "nunique"), rule=("rule", "first")
    )
    table = table.rename_axis("name").reset_index()
    return table.sort_values(["mentions", "articles"], ascending=False, kind="stable").head(top).reset_index(drop=True)
