"""The words behind the ledger: its most telling sentences, what a target is blamed for and credited with."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from sklearn.feature_extraction.text import CountVectorizer

SIDES = {-1: "blamed for", 1: "credited with"}
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


def count_cues(stances: DataFrame) -> DataFrame:
    """Return the word list's words in negative and positive sentences: ``side, cue, sentences, distinct, articles``.

    >>> rows = DataFrame({"article": ["a"], "stance": [-1], "text": ["They sow discord."], "cues": ["sow; discord"]})
    >>> count_cues(rows)[["side", "cue", "sentences"]].to_dict("records")[0]
    {'side': 'blamed for', 'cue': 'sow', 'sentences': 1}
    """
    decided = stances[stances["stance"].isin([-1, 1])]
    cues = decided.assign(cue=decided["cues"].str.split("; "), side=decided["stance"].map(SIDES)).explode("cue")
    groups = cues[cues["cue"].astype(bool)].groupby(["side", "cue"], sort=False)
    table = groups.agg(sentences=("text", "size"), distinct=("text", "nunique"), articles=("article", "nunique"))
    return table.reset_index().sort_values(["side", "sentences"], ascending=[True, False], kind="stable")


def key_words(stances: DataFrame, n: int = 15) -> DataFrame:
    """Return the words that set negative from positive sentences apart, strongest first on each side.

    Columns: ``side`` ("blamed for", "credited with"), ``word``, ``negative`` and ``positive`` (sentences with the
    word), ``articles``, and ``keyness``, the log-likelihood ratio (Dunning 1993). Words below 6.63, which one word in a
    hundred reaches by chance, words of one sentence, names of the target and function words are left out. Empty when
    either side has fewer than five sentences.
    """
    decided = stances[stances["stance"].isin([-1, 1])].reset_index(drop=True)
    negative = (decided["stance"] == -1).to_numpy(bool)
    columns = ["side", "word", "negative", "positive", "articles", "keyness"]
    if min(negative.sum(), (~negative).sum()) < ENOUGH_SENTENCES:
        return DataFrame(columns=columns)
    table = _count_words(decided, negative)
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
    """Return the positive and negative sentences that hold each word, with the column ``word``."""
    decided = stances[stances["stance"].isin([-1, 1])]
    lower = decided["text"].str.lower()
    parts = [
        decided[lower.str.contains(rf"(?<!\w){re.escape(word)}(?!\w)", regex=True)].assign(word=word) for word in words
    ]
    return pd.concat(parts) if parts else decided.assign(word="").iloc[:0]
