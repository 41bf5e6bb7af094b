"""What the counts of entities add up to: findings in words, titles of the figures, groups to compare."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame

from corpus_utils.frequency import ENOUGH_ARTICLES, count_entities, rate_difference
from corpus_utils.syntax import load_model

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

ENOUGH_MENTIONS = 5  # of an entity, below which its place in a ranking is chance
COLUMNS = 18  # articles that fit under one grid with readable names
ENOUGH_WORDS = 500  # of a group, below which rates per 1,000 words are those of a sentence or two
BOUND = 0.7  # deviation of proportions above which most of its mentions stand in few articles
EVEN = 0.3  # deviation of proportions below which an entity is spread about as evenly as the words


def describe_entities(corpus: "Corpus") -> list[str]:
    """Return the findings on who is named as Markdown sentences, each with its n."""
    mentions, articles = corpus.mentions, corpus.articles
    if mentions.empty:
        return ["No name was found: nothing to say about entities."]
    table = count_entities(mentions, articles, corpus.reprints)
    first = table.iloc[0]
    return [
        f"**{len(mentions):,}** mentions of {len(table):,} entities in {len(articles):,} articles "
        f"({int(articles['words'].sum()):,} words).",
        f"Most often named: **{first['entity']}**, {first['mentions']:,} times under all its names "
        f"({first['names']:,} names, {first['demonyms']:,} demonyms, {first['nominals']:,} nominals), "
        f"in {first['articles']:,} of {len(articles):,} articles{_interval(first, 'rate', 'per 1,000 words')}.",
        *_compare_targets(corpus, table),
        *_describe_spread(table, len(articles)),
        *_describe_reprints(table),
        *_describe_rest(mentions),
    ]


def _interval(row: pd.Series, measure: str, unit: str) -> str:
    if pd.isna(row[f"{measure}_low"]):
        return f"; {row[measure]:.1f} {unit} (too few articles for an interval)"
    return f"; {row[measure]:.1f} {unit} (95 % interval {row[f'{measure}_low']:.1f} to {row[f'{measure}_high']:.1f})"


def _compare_targets(corpus: "Corpus", table: DataFrame) -> list[str]:
    target, other = corpus.settings.target, "Collective Security Treaty Organization"
    counts = table.set_index("entity")["mentions"].reindex([target, other])
    if target == other or counts.isna().any():
        return [f"{name} is not named." for name in counts.index[counts.isna()]]
    words = f"{target} is named {int(counts.iloc[0]):,} times, the CSTO {int(counts.iloc[1]):,} times"
    gap, low, high = rate_difference(corpus.mentions, corpus.articles, target, other)
    if np.isnan(low):
        return [f"{words}: too few articles to say whether that would hold in others."]
    judged = "no clear difference" if low <= 0 <= high else f"{target if gap > 0 else 'the CSTO'} is named more"
    return [f"{words}: {gap:+.1f} per 1,000 words (95 % interval {low:+.1f} to {high:+.1f}), {judged}."]


def _describe_spread(table: DataFrame, articles: int) -> list[str]:
    if articles < ENOUGH_ARTICLES:
        return []
    often = table[(table["mentions"] >= ENOUGH_MENTIONS) & table["dp"].notna()]
    if often.empty:
        return ["No entity is named often enough to say how evenly it is spread."]
    clumped = often.sort_values("dp", ascending=False, kind="stable").iloc[0]
    even = (often["dp"] < EVEN).sum()
    return [
        f"{even} of {len(often)} entities with at least {ENOUGH_MENTIONS} mentions are spread over the articles about "
        f"as evenly as the words (deviation of proportions below {EVEN}); most bound to few articles: "
        f"{clumped['entity']} ({clumped['mentions']:,} mentions in {clumped['articles']:,} articles, "
        f"DP = {clumped['dp']:.2f})."
    ]


def _describe_reprints(table: DataFrame) -> list[str]:
    lost = table["mentions"].sum() - table["adjusted"].sum()
    if lost < 1:
        return []
    return [f"{lost:,.0f} mentions stand in copies of other articles; counts with copies collapsed are beside the raw."]


def _describe_rest(mentions: DataFrame) -> list[str]:
    if load_model() is None:
        return ["No language model is installed: names outside the register are missing from every count."]
    outside = mentions["rule"].isin(["model", "repeated", "open"])
    share = outside.mean()
    return [f"{outside.sum():,} mentions ({share:.0%}) are of names outside the register, found by the language model."]


def ranking_title(table: DataFrame) -> str:
    """Return the title of the ranking: the finding, or that there is too little to say.

    >>> ranking_title(DataFrame({"entity": ["NATO", "UN"], "mentions": [7, 3]}))
    'NATO is named most often (7 mentions), before UN (3)'
    """
    if table.empty:
        return "No entity is named"
    first = f"{table['entity'].iat[0]} is named most often ({table['mentions'].iat[0]:,} mentions)"
    return f"{first}, before {table['entity'].iat[1]} ({table['mentions'].iat[1]:,})" if len(table) > 1 else first


def counts_by_article(mentions: DataFrame, articles: DataFrame, entities: list[str], most: int = COLUMNS) -> DataFrame:
    """Return mentions, one row an entity, one column an article: the ``most`` articles that name them most, by name."""
    named = mentions[mentions["entity"].isin(entities) & mentions["article"].isin(articles["article"])]
    counts = pd.crosstab(named["entity"], named["article"]).reindex(index=entities, fill_value=0)
    chosen = counts.sum().sort_values(ascending=False, kind="stable").index[:most].sort_values()
    return counts[chosen].rename_axis(index=None, columns=None)


def comparable_groups(articles: DataFrame, by: str = "outlet", fewest: int = ENOUGH_ARTICLES) -> list[str]:
    """Return the groups with enough articles and words to be compared, the largest first.

    >>> rows = DataFrame({"outlet": ["X"] * 3 + ["Y"], "words": 400})
    >>> comparable_groups(rows)
    ['X']
    """
    sizes = articles.groupby(by)["words"].agg(["size", "sum"])
    enough = sizes[(sizes["size"] >= fewest) & (sizes["sum"] >= ENOUGH_WORDS)]
    return [str(name) for name in enough.sort_values(["size", "sum"], ascending=False, kind="stable").index]


def keyness_title(table: DataFrame, groups: Sequence[str]) -> str:
    """Return the title of a keyness figure: what is key to each of the first two groups."""
    if len(groups) < 2:
        return "Too few outlets with enough text to compare them"
    one, other = groups[:2]
    sides = [(one, table[table["key_for"] == "group"]), (other, table[table["key_for"] == "other"].iloc[::-1])]
    words = [f"{name} names {keys['key'].iat[0]} more" for name, keys in sides if len(keys)]
    return ", ".join(words) or f"Nothing sets {one} apart from {other} beyond chance"


def tie_title(pairs: DataFrame) -> str:
    """Return the title of the co-occurrence figure: the strongest tie, or that there is none."""
    if pairs.empty:
        return "No two entities are named together more often than chance"
    first = pairs.iloc[0]
    beside = f"{first['together']} times, {first['expected']:.1f} by chance"
    return f"The closest tie: {first['entity']} and {first['other']} are named together {beside}"


def spread_title(table: DataFrame, fewest: int = ENOUGH_MENTIONS) -> str:
    """Return the title of the grid of entities and articles: how many of the frequent ones are bound to few articles.

    >>> spread_title(DataFrame({"mentions": [9, 8], "dp": [0.9, 0.2], "articles": [1, 4]}))
    '1 of 2 entities with 5 mentions or more are bound to few articles (deviation of proportions above 0.7)'
    """
    often = table[table["mentions"] >= fewest]
    bound = (often["dp"] > BOUND).sum()
    rest = f"(deviation of proportions above {BOUND})"
    return f"{bound} of {len(often)} entities with {fewest} mentions or more are bound to few articles {rest}"
