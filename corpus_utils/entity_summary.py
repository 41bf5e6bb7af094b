"""What the counts of entities add up to: findings in words, titles of the figures, groups to compare."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame

from corpus_utils.entities import load_register
from corpus_utils.frequency import ENOUGH_ARTICLES, count_entities, rate_difference
from corpus_utils.syntax import load_model
from corpus_utils.tables import count

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

ENOUGH_MENTIONS = 5  # of an entity, below which its place in a ranking is chance
COLUMNS = 18  # articles that fit under one grid with readable names
ENOUGH_WORDS = 500  # of a group, below which rates per 1,000 words are those of a sentence or two
BOUND = 0.5  # share of the articles by chance up to which an entity is called bound to few articles
NAMED = 3  # entities that one finding names
EVEN = 0.3  # deviation of proportions below which an entity is spread about as evenly as the words


def describe_entities(corpus: "Corpus") -> list[str]:
    """Return the findings on who is named as Markdown sentences, each with its n."""
    mentions, articles = corpus.mentions, corpus.articles
    if mentions.empty:
        return ["No name was found: nothing to say about entities."]
    table = count_entities(mentions, articles, corpus.reprints)
    first = table.iloc[0]
    equal = table.loc[table["mentions"] == first["mentions"], "entity"].iloc[1:].tolist()
    beside = f" (as often: {_first(equal)})" if equal else ""
    return [
        f"**{len(mentions):,}** mentions of {len(table):,} entities in {count(len(articles), 'article')} "
        f"({int(articles['words'].sum()):,} words).",
        f"Most often named: **{first['entity']}**{beside}, {count(int(first['mentions']), 'time')} under all its names "
        f"({_forms(first)}), in {first['articles']:,} of {count(len(articles), 'article')}: "
        f"{_interval(first, 'rate', 'per 1,000 words')}.",
        *_compare_targets(corpus, table),
        *_describe_spread(table, len(articles)),
        *_describe_reprints(table),
        _describe_rest(corpus),
    ]


def _forms(row: pd.Series) -> str:
    return ", ".join(count(int(row[form]), form[:-1]) for form in ("names", "demonyms", "nominals") if row[form])


def _interval(row: pd.Series, measure: str, unit: str) -> str:
    if pd.isna(row[f"{measure}_low"]):
        return f"{row[measure]:.1f} {unit} (too few articles for an interval)"
    return f"{row[measure]:.1f} {unit} (95 % interval {row[f'{measure}_low']:.1f} to {row[f'{measure}_high']:.1f})"


def _compare_targets(corpus: "Corpus", table: DataFrame) -> list[str]:
    target, other = corpus.settings.target, "Collective Security Treaty Organization"
    counts = table.set_index("entity")["mentions"].reindex([target, other])
    if target == other or counts.isna().any():
        return [f"{name} is not named." for name in counts.index[counts.isna()]]
    words = f"{target} is named {count(int(counts.iloc[0]), 'time')}, the CSTO {count(int(counts.iloc[1]), 'time')}"
    gap, *bounds = rate_difference(corpus.mentions, corpus.articles, target, other)
    if np.isnan(bounds[0]):
        return [f"{words}: too few articles to say whether that would hold in others."]
    if bounds[0] <= 0 <= bounds[1]:
        between = f"{bounds[0]:+.1f} to {bounds[1]:+.1f}".replace("-", "−")
        return [f"{words}: no clear difference (95 % interval of the difference {between} per 1,000 words)."]
    low, high = sorted(abs(bound) for bound in bounds)
    more = "more" if gap > 0 else "fewer"
    return [f"{words}: {abs(gap):.1f} {more} per 1,000 words (95 % interval {low:.1f} to {high:.1f} {more})."]


def _describe_spread(table: DataFrame, articles: int) -> list[str]:
    if articles < ENOUGH_ARTICLES:
        return []
    often = table[(table["mentions"] >= ENOUGH_MENTIONS) & table["dp"].notna()]
    if often.empty:
        return ["No entity is named often enough to say how evenly it is spread."]
    even, bound = often[often["dp"] < EVEN], find_bound(table)
    told = [
        f"{row['entity']} ({row['mentions']:,} mentions in {count(row['articles'], 'article')}; "
        f"by chance they would be in {row['by_chance']:.0f})"
        for row in bound.to_dict("records")
    ]
    return [
        f"Of {len(often)} entities with at least {ENOUGH_MENTIONS} mentions, spread nearly as evenly as the words "
        f"(deviation of proportions below {EVEN}): {_first(even['entity'].tolist())}; "
        f"in at most half as many articles as by chance: {_first(told)}."
    ]


def _first(names: list[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more if names else "none"


def find_bound(table: DataFrame, fewest: int = ENOUGH_MENTIONS) -> DataFrame:
    """Return the entities that stand in at most half as many articles as chance would give, the most bound first."""
    often = table[table["mentions"] >= fewest]
    ratio = (often["articles"] / often["by_chance"]).sort_values(kind="stable")
    return often.loc[ratio.index[ratio <= BOUND]]


def _describe_reprints(table: DataFrame) -> list[str]:
    lost = table["mentions"].sum() - table["adjusted"].sum()
    if lost < 1:
        return []
    return [f"{lost:,.0f} mentions stand in copies of other articles; `adjusted` counts each text once."]


def _describe_rest(corpus: "Corpus") -> str:
    if load_model() is None:
        return "No language model is installed: names that neither register nor rules know are in no count."
    mentions = corpus.mentions
    outside = mentions[~mentions["entity"].isin(list(load_register(corpus.settings.register).entries))]
    guessed = outside["rule"].isin(["model", "repeated", "open"]).sum()
    share = f"{count(len(outside), 'mention')} ({len(outside) / len(mentions):.0%})"
    return (
        f"Names outside the register: {share}, {guessed:,} found by the language model. Their error is measured "
        "by itself, see the limits: that of all names is mostly that of the register. `rule` says which they are."
    )


def ranking_title(table: DataFrame) -> str:
    """Return the title of the ranking: the finding, or that there is too little to say.

    >>> ranking_title(DataFrame({"entity": ["NATO", "UN"], "mentions": [7, 3]}))
    'NATO is named most often (7 mentions), before UN (3)'
    >>> ranking_title(DataFrame({"entity": ["NATO", "UN", "CSTO"], "mentions": [3, 3, 1]}))
    'Named most often: NATO and UN, 3 mentions each'
    """
    if table.empty:
        return "No entity is named"
    mentions = table["mentions"].tolist()
    equal = table.loc[table["mentions"] == mentions[0], "entity"].tolist()
    if len(equal) > 1:
        names = " and ".join(equal) if len(equal) <= NAMED else f"{len(equal)} entities, {equal[0]} among them"
        return f"Named most often: {names}, {count(mentions[0], 'mention')} each"
    first = f"{table['entity'].iat[0]} is named most often ({mentions[0]:,} mentions)"
    return f"{first}, before {table['entity'].iat[1]} ({mentions[1]:,})" if len(table) > 1 else first


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

    >>> spread_title(DataFrame({"mentions": [9, 8], "articles": [1, 4], "by_chance": [4.5, 4.2]}))
    '1 of 2 entities with 5 mentions or more stands in at most half as many articles as chance would give'
    """
    bound, often = len(find_bound(table, fewest)), (table["mentions"] >= fewest).sum()
    return (
        f"{bound} of {often} entities with {fewest} mentions or more {'stands' if bound == 1 else 'stand'} in at most "
        "half as many articles as chance would give"
    )


def rates_title(rates: DataFrame, entity: str, groups: str) -> str:
    """Return the title of a figure of rates by group: where an entity is named most and least.

    >>> rates_title(DataFrame({"TASS": [9.0], "RFE/RL": [4.0]}, index=["NATO"]), "NATO", "outlets")
    'NATO: most in TASS (9.0), least in RFE/RL (4.0), of 2 outlets with enough text'
    """
    if rates.shape[1] < 2 or entity not in rates.index:
        return f"Too little to compare: {entity} by {groups}, {rates.shape[1]} of them with enough text"
    ranked = sorted(rates.T[entity].items(), key=lambda pair: -pair[1])
    most, least = (f"{name} ({rate:.1f})" for name, rate in (ranked[0], ranked[-1]))
    return f"{entity}: most in {most}, least in {least}, of {rates.shape[1]} {groups} with enough text"
