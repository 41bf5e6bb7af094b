"""What sets one group of articles apart from another: keyness of entities or words, with its effect size."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
from pandas import DataFrame, Series

PER_WORDS = 1_000  # rates are occurrences per so many words
KEY = 6.63  # log-likelihood that chance reaches for one row in a hundred (chi-square, one degree of freedom)
NONE_SEEN = 0.5  # stands for a count of 0 in the effect size, which has no value there (Hardie 2014)
FEWEST_ARTICLES = 2  # an entity or word of one article only says nothing of its group
WORD = re.compile(r"[^\W\d_][\w’'-]*\w")
COLUMNS = ["key", "count", "other_count", "rate", "other_rate", "log_likelihood", "log_ratio"]
COLUMNS += ["articles", "other_articles", "key_for"]

Side = tuple[Mapping[str, int], Mapping[str, int], int]  # counts, articles that hold each, size in words


def keyness(one: Mapping[str, int], other: Mapping[str, int], total: int, other_total: int) -> DataFrame:
    """Compare the counts of two groups, the most key to ``one`` first and the most key to ``other`` last.

    ``total`` and ``other_total`` are the sizes of the groups in words. Columns: ``key``, ``count, other_count`` (raw),
    ``rate, other_rate`` (per 1,000 words), ``log_likelihood`` (Dunning 1993; as of Rayson and Garside 2000, signed:
    below 0 where the key is rarer in ``one``), and ``log_ratio``, the effect size: the binary logarithm of the ratio of
    the rates (Hardie 2014): 1 is twice as often, -1 half as often.

    >>> table = keyness({"NATO": 30, "OSCE": 5}, {"NATO": 10, "OSCE": 5}, 1000, 1000)
    >>> table[["key", "log_ratio"]].round(2).to_dict("list")
    {'key': ['NATO', 'OSCE'], 'log_ratio': [1.58, 0.0]}
    """
    table = DataFrame({"count": Series(one, dtype=float), "other_count": Series(other, dtype=float)}).fillna(0)
    a, b = table["count"], table["other_count"]
    expected = [(a + b) * size / (total + other_total) for size in (total, other_total)]
    parts = [n * np.log((n / mean).where(n > 0, 1.0)) for n, mean in zip((a, b), expected, strict=True)]
    table["rate"], table["other_rate"] = PER_WORDS * a / total, PER_WORDS * b / other_total
    sign = np.where(table["rate"] >= table["other_rate"], 1, -1)
    table["log_likelihood"] = sign * 2 * (parts[0] + parts[1])
    table["log_ratio"] = np.log2((a.clip(lower=NONE_SEEN) / total) / (b.clip(lower=NONE_SEEN) / other_total))
    table = table.astype({"count": int, "other_count": int}).rename_axis("key").reset_index()
    return table.sort_values(["log_likelihood", "key"], ascending=[False, True], kind="stable", ignore_index=True)


def entity_keyness(
    mentions: DataFrame, articles: DataFrame, group: Collection[str], other: Collection[str]
) -> DataFrame:
    """Compare how often two groups of articles name each entity.

    ``group`` and ``other`` are the articles' names. Columns as in ``keyness``, and ``articles, other_articles`` that
    name the entity, and ``key_for``: "group", "other", or empty below 6.63 or where one article alone names it.
    Log-likelihood takes mentions for independent; in few and long articles they are not: read the articles with it.
    """
    words = articles.set_index("article")["words"]
    sides = []
    for names in (group, other):
        rows = mentions[mentions["article"].isin(list(names))].groupby("entity")["article"]
        counts, spread = ({str(key): int(n) for key, n in found.items()} for found in (rows.size(), rows.nunique()))
        sides.append((counts, spread, int(words.reindex(list(names)).sum())))
    return _compare(*sides)


def word_keyness(
    articles: DataFrame, sentences: DataFrame, group: Collection[str], other: Collection[str]
) -> DataFrame:
    """Compare how often two groups of articles use each word, in small letters; columns as in ``entity_keyness``."""
    texts = articles.set_index("article")["text"]
    sides = []
    for names in (group, other):
        words, spread = Counter[str](), Counter[str]()
        for article, part in sentences[sentences["article"].isin(list(names))].groupby("article"):
            spans = zip(part["start"].tolist(), part["end"].tolist(), strict=True)
            found = [word.lower() for start, end in spans for word in WORD.findall(texts[article], start, end)]
            words.update(found)
            spread.update(set(found))
        sides.append((words, spread, words.total()))
    return _compare(*sides)


def _compare(side: Side, other: Side) -> DataFrame:
    if not side[2] or not other[2]:
        return DataFrame(columns=COLUMNS)
    table = keyness(side[0], other[0], side[2], other[2])
    table["articles"], table["other_articles"] = (
        [spread.get(key, 0) for key in table["key"]] for spread in (side[1], other[1])
    )
    widest = table[["articles", "other_articles"]].max(axis=1)
    strong = (table["log_likelihood"].abs() >= KEY) & (widest >= FEWEST_ARTICLES)
    names = Series(np.where(table["log_likelihood"] > 0, "group", "other"), index=table.index)
    return table.assign(key_for=names.where(strong, ""))[COLUMNS]
