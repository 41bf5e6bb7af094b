"""The words behind the ledger: its most telling sentences, and the words of its negative and positive ones."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from sklearn.feature_extraction.text import CountVectorizer

SIDES = {-1: "negative", 1: "positive"}  # of the sentences: a word in them need not be said of the target
ENOUGH_SENTENCES = 5  # on each side, below which its words are those of single sentences
KEY = 6.63  # log-likelihood ratio that chance reaches for one word in a hundred (chi-square, one degree of freedom)
WORD = r"(?u)\b[^\W\d_][\w’'-]+\b"


def telling_sentences(stances: DataFrame, stance: int, n: int = 5) -> DataFrame:
    """Return the ``n`` sentences the method is surest of, an analyst's first; each article's best before its next."""
    rows = stances[stances["stance"] == stance].assign(
        sure=lambda t: t["probability"].where(t["method"] != "analyst", 1)
    )
    rows = rows.sort_values(["sure", "article", "start"], ascending=[False, True, True], kind="stable")
    turn = rows.groupby("article").cumcount()
    return rows.loc[turn.sort_values(kind="stable").index[:n]].drop(columns="sure")


def cue_sentences(stances: DataFrame) -> DataFrame:
    """Return the negative and the positive sentences, one row a word of the word list in them: ``side`` and ``cue``.

    Their words are those in ``cues``, which point the way of the label; one that is negated points the other way.
    """
    decided = stances[stances["stance"].isin([-1, 1])]
    rows = decided.assign(cue=decided["cues"].str.split("; "), side=decided["stance"].map(SIDES)).explode("cue")
    return rows[rows["cue"].astype(bool)]


def count_cues(stances: DataFrame) -> DataFrame:
    """Count the rows of `cue_sentences`: ``side, cue, sentences, distinct, articles``, most sentences first.

    >>> rows = DataFrame({"article": ["a"], "stance": [-1], "text": ["They sow discord."], "cues": ["sow; discord"]})
    >>> count_cues(rows)[["side", "cue", "sentences"]].to_dict("records")[0]
    {'side': 'negative', 'cue': 'sow', 'sentences': 1}
    """
    groups = cue_sentences(stances).groupby(["side", "cue"], sort=False)
    table = groups.agg(sentences=("text", "size"), distinct=("text", "nunique"), articles=("article", "nunique"))
    return table.reset_index().sort_values(["side", "sentences"], ascending=[True, False], kind="stable")


def key_words(stances: DataFrame, n: int = 15) -> DataFrame:
    """Return the words that set negative from positive sentences apart, strongest first on each side.

    Columns: ``side`` (of which it is typical), ``word``, ``negative`` and ``positive`` (sentences with the word),
    ``sentences`` (both), ``articles``, and ``keyness``, the log-likelihood ratio (Dunning 1993). Words below 6.63,
    which one word in a hundred reaches by chance, words of one sentence, names of the target and function words are
    left out. Empty when either side has fewer than five sentences.
    """
    decided = stances[stances["stance"].isin([-1, 1])].reset_index(drop=True)
    negative = (decided["stance"] == -1).to_numpy(bool)
    columns = ["side", "word", "negative", "positive", "sentences", "articles", "keyness"]
    if min(negative.sum(), (~negative).sum()) < ENOUGH_SENTENCES:
        return DataFrame(columns=columns)
    table = _count_words(decided, negative)
    table["sentences"] = table["negative"] + table["positive"]
    table["keyness"] = log_likelihood(table["negative"], table["positive"])
    more_negative = table["negative"] / table["negative"].sum() > table["positive"] / table["positive"].sum()
    table["side"] = np.where(more_negative, SIDES[-1], SIDES[1])
    kept = table[~table["word"].isin(_target_words(decided["target"])) & (table["keyness"] >= KEY)]
    ordered = kept.sort_values(["side", "keyness"], ascending=[True, False], kind="stable")
    return ordered.groupby("side").head(n)[columns].reset_index(drop=True)


def _count_words(decided: DataFrame, negative: np.ndarray) -> DataFrame:
    """Count the sentences of each side that hold a word, each word once a sentence."""
    counter = CountVectorizer(token_pattern=WORD, stop_words="english", binary=True)
    found = counter.fit_transform(decided["text"]).tocsc()
    often = np.flatnonzero(found.getnnz(axis=0) > 1)
    names, found = counter.get_feature_names_out()[often], found[:, often]
    articles = decided["article"].to_numpy()
    return DataFrame(
        {
            "word": names,
            "negative": np.asarray(found[negative].sum(axis=0)).ravel(),
            "positive": np.asarray(found[~negative].sum(axis=0)).ravel(),
            "articles": [len(set(articles[found[:, i].indices])) for i in range(len(names))],
        }
    )


def log_likelihood(one: Series, other: Series) -> Series:
    """Return Dunning's log-likelihood ratio of each word's two counts.

    >>> log_likelihood(Series([6, 5]), Series([0, 5])).round(1).tolist()
    [4.5, 1.5]
    """
    total = one.sum() + other.sum()
    expected = [(one + other) * side.sum() / total for side in (one, other)]
    parts = [
        side * np.log((side / mean).where(side > 0, 1.0)) for side, mean in zip((one, other), expected, strict=True)
    ]
    return 2 * (parts[0] + parts[1])


def _target_words(targets: Series) -> set[str]:
    words = {word.lower() for target in targets.unique() for word in str(target).split()}
    return words | {"nato", "alliance", "bloc", "organization", "organisation", "north", "atlantic", "treaty"}


def with_words(stances: DataFrame, words: Sequence[str]) -> DataFrame:
    """Return the positive and negative sentences that `key_words` counts for each word, with the column ``word``."""
    decided = stances[stances["stance"].isin([-1, 1])]
    tokens = decided["text"].str.lower().str.findall(WORD)
    held = [[word for word in words if word in found] for found in tokens]
    return decided.assign(word=pd.Series(held, index=decided.index, dtype=object)).explode("word").dropna(subset="word")
