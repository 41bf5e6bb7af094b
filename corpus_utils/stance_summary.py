"""What the ledger adds up to: shares by holder, voice and time, telling sentences, what a target is blamed for."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from sklearn.feature_extraction.text import CountVectorizer

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

LABELS = {-1: "negative", 0: "neutral", 1: "positive"}
VOICES = {"author": "own voice", "direct": "quoted voices", "indirect": "quoted voices"}
NOT_KNOWN = "not known"
ENOUGH_SENTENCES = 5  # labelled sentences below which a share is not put in words
ENOUGH_ARTICLES = 3  # articles below which a bootstrap over articles knows too little of how articles differ
RESAMPLES, SEED = 1000, 19490404
WORD = r"(?u)\b[^\W\d_][\w’'-]+\b"


def read_ledger(corpus: "Corpus") -> DataFrame:
    """Return the ledger with each article's ``outlet``, ``published`` and ``year``, and ``said_in``.

    ``said_in`` is "own voice" where the outlet itself speaks and "quoted voices" where it passes words on. What is not
    known reads "not known" in ``holder`` and ``outlet``; ``year`` is missing where the article has no date.
    """
    ledger = corpus.stances.merge(corpus.articles[["article", "outlet", "published"]], on="article", how="left")
    named = {name: ledger[name].astype(object).fillna(NOT_KNOWN) for name in ("holder", "outlet")}
    return ledger.assign(**named, said_in=ledger["voice"].map(VOICES), year=ledger["published"].str[:4])


def stance_shares(stances: DataFrame, by: str | Sequence[str]) -> DataFrame:
    """Return one row a group of ``by``, the group with most sentences first.

    Columns: ``sentences``, ``articles``, ``abstained`` and ``negative, neutral, positive`` (counts); ``balance``, the
    mean of the labels from -1 to 1, with ``low`` and ``high``, its 95 % interval by bootstrap over articles;
    ``enough``, False where fewer than five labelled sentences or three articles are too few to say.

    >>> rows = DataFrame({"article": ["a", "a"], "holder": ["X", "X"], "stance": [-1, None]})
    >>> stance_shares(rows, "holder")[["holder", "sentences", "abstained", "negative", "enough"]].to_dict("records")
    [{'holder': 'X', 'sentences': 2, 'abstained': 1, 'negative': 1, 'enough': False}]
    """
    keys = [by] if isinstance(by, str) else list(by)
    rows = [
        dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True)) | _add_up(part)
        for key, part in stances.groupby(keys, sort=True)
    ]
    columns = [*keys, "sentences", "articles", *LABELS.values(), "abstained", "balance", "low", "high", "enough"]
    table = DataFrame(rows, columns=columns).astype({"enough": bool})
    return table.sort_values("sentences", ascending=False, kind="stable", ignore_index=True)


def _add_up(part: DataFrame) -> dict[str, float | int | bool]:
    decided = part[part["stance"].notna()]
    low, high = balance_interval(decided)
    return {
        "sentences": len(part),
        "articles": part["article"].nunique(),
        **{name: int((decided["stance"] == value).sum()) for value, name in LABELS.items()},
        "abstained": len(part) - len(decided),
        "balance": float(decided["stance"].astype(float).mean()),
        "low": low,
        "high": high,
        "enough": len(decided) >= ENOUGH_SENTENCES and decided["article"].nunique() >= ENOUGH_ARTICLES,
    }


def balance_interval(decided: DataFrame) -> tuple[float, float]:
    """Return the 95 % interval of the mean label, articles drawn with replacement; missing where they are too few."""
    totals = decided["stance"].astype(float).groupby(decided["article"]).agg(["sum", "count"])
    if len(totals) < ENOUGH_ARTICLES:
        return float("nan"), float("nan")
    draws = np.random.default_rng(SEED).integers(len(totals), size=(RESAMPLES, len(totals)))
    sums, counts = totals["sum"].to_numpy()[draws].sum(axis=1), totals["count"].to_numpy()[draws].sum(axis=1)
    low, high = np.quantile(sums / counts, [0.025, 0.975])
    return float(low), float(high)


def telling_sentences(stances: DataFrame, stance: int, n: int = 5) -> DataFrame:
    """Return the ``n`` sentences the method is surest of, an analyst's first; each article's best before its next."""
    rows = stances[stances["stance"] == stance].assign(
        sure=lambda t: t["probability"].where(t["method"] != "analyst", 1)
    )
    rows = rows.sort_values(["sure", "article", "start"], ascending=[False, True, True], kind="stable")
    turn = rows.groupby("article").cumcount()
    return rows.loc[turn.sort_values(kind="stable").index[:n]].drop(columns="sure")


def blamed_and_credited(stances: DataFrame, n: int = 15) -> DataFrame:
    """Return the words that set negative from positive sentences apart, strongest first on each side.

    Columns: ``word``, ``side`` ("blamed for", "credited with"), ``negative`` and ``positive`` (sentences with the
    word), ``articles``, and ``z``: the log-odds ratio with an informative Dirichlet prior, in standard errors (Monroe,
    Colaresi and Quinn 2008). Words of one sentence only, names of the target and function words are left out. Empty
    when either side has fewer than five sentences.
    """
    decided = stances[stances["stance"].isin([-1, 1])].reset_index(drop=True)
    empty = DataFrame(columns=["word", "side", "negative", "positive", "articles", "z"])
    if decided["stance"].value_counts().reindex([-1, 1], fill_value=0).min() < ENOUGH_SENTENCES:
        return empty
    counter = CountVectorizer(token_pattern=WORD, stop_words="english", binary=True, min_df=2)
    try:
        found = counter.fit_transform(decided["text"]).toarray()
    except ValueError:  # every word stands in one sentence only
        return empty
    negative = (decided["stance"] == -1).to_numpy()
    table = DataFrame({"word": counter.get_feature_names_out()})
    table["negative"], table["positive"] = found[negative].sum(axis=0), found[~negative].sum(axis=0)
    table["articles"] = [decided["article"][column > 0].nunique() for column in found.T]
    table["z"] = log_odds(table["negative"], table["positive"])
    table["side"] = np.where(table["z"] > 0, "blamed for", "credited with")
    table = table[~table["word"].isin(_target_words(decided["target"]))]
    table = table.reindex(table["z"].abs().sort_values(ascending=False, kind="stable").index)
    return table.groupby("side", sort=True).head(n)[empty.columns].reset_index(drop=True)


def log_odds(one: Series, other: Series) -> Series:
    """Return the z-scores of the log-odds ratios of counts, the prior being the counts together."""
    prior = one + other
    total = prior.sum()

    def odds(counts: Series) -> Series:
        return (counts + prior) / (counts.sum() + total - counts - prior)

    return (np.log(odds(one)) - np.log(odds(other))) / np.sqrt(1 / (one + prior) + 1 / (other + prior))


def _target_words(targets: Series) -> set[str]:
    words = {word.lower() for target in targets.unique() for word in str(target).split()}
    return words | {"nato", "alliance", "bloc", "organization", "organisation", "north", "atlantic", "treaty"}


def describe_stances(corpus: "Corpus") -> list[str]:
    """Return the findings on the target as Markdown sentences, each with its n."""
    ledger = read_ledger(corpus)
    target = corpus.settings.target
    if ledger.empty:
        return [f"No sentence names {target}: nothing to say about stance."]
    decided = ledger[ledger["stance"].notna()]
    return [
        f"**{len(ledger)}** sentences of {ledger['article'].nunique()} articles name {target}; "
        f"{len(decided)} are labelled, on {len(ledger) - len(decided)} the method abstains.",
        *(_describe_voice(voice, decided[decided["said_in"] == voice]) for voice in dict.fromkeys(VOICES.values())),
        _describe_holders(stance_shares(ledger[ledger["said_in"] == "quoted voices"], "holder"), target),
        *_describe_time(stance_shares(ledger.dropna(subset="year"), "year")),
    ]


def _describe_voice(voice: str, decided: DataFrame) -> str:
    where = f"In {'the outlets’ ' if voice == 'own voice' else ''}{voice}"
    n, articles = len(decided), decided["article"].nunique()
    if n < ENOUGH_SENTENCES:
        return f"{where} there are too few labelled sentences to say ({n} in {articles} articles)."
    counts = Counter(decided["stance"].astype(int))
    shares = ", ".join(f"{counts[value] / n:.0%} {name}" for value, name in LABELS.items())
    low, high = balance_interval(decided)
    spread = "too few articles for an interval" if np.isnan(low) else f"95 % interval {low:+.2f} to {high:+.2f}"
    mean = decided["stance"].astype(float).mean()
    return f"{where}: {shares}; balance {mean:+.2f} ({spread}; n = {n} sentences, {articles} articles)."


def _describe_holders(holders: DataFrame, target: str) -> str:
    known = holders[(holders["holder"] != NOT_KNOWN) & (holders[list(LABELS.values())].sum(axis=1) > 0)]
    if known.empty:
        return f"No one who is quoted by name says anything of {target} that could be labelled."
    top = known.iloc[0]
    counts = ", ".join(f"{top[name]} {name}" for name in LABELS.values())
    caution = "" if top["enough"] else " (too few sentences or articles to generalise)"
    return f"Most often quoted on {target}: {top['holder']}, {top['sentences']} sentences: {counts}{caution}."


def _describe_time(years: DataFrame) -> list[str]:
    said = years[years["enough"]].sort_values("year")
    if len(said) < 2:  # a change takes two years to compare
        return ["Over time: too few labelled sentences in different years to say whether the stance changes."]
    first, last = said.iloc[0], said.iloc[-1]
    return [f"Balance {first['balance']:+.2f} in {first['year']} and {last['balance']:+.2f} in {last['year']}."]


def stance_bars(shares: DataFrame, row: str) -> DataFrame:
    """Return the counts of ``stance_shares`` as ``figures.stacked_bars`` takes them, one line a ``row``."""
    counts = shares.rename(columns={name: str(value) for value, name in LABELS.items()})
    return counts.set_index(row)[["-1", "0", "1", "abstained"]]


def headline(shares: DataFrame, row: str, target: str) -> str:
    """Return the title of a figure of shares: the finding, or that there is too little to say.

    >>> rows = DataFrame({"article": list("abcde"), "holder": ["X"] * 5, "stance": [-1] * 5})
    >>> headline(stance_shares(rows, "holder"), "holder", "NATO")
    'X speaks most of NATO, mostly against it (5 negative, 0 neutral, 0 positive)'
    """
    if shares.empty:
        return f"No one speaks of {target}"
    top = shares.iloc[0]
    counts = ", ".join(f"{top[name]} {name}" for name in LABELS.values())
    if not top["enough"]:
        return f"Too few labelled sentences or articles on {target} to say ({top[row]}: {counts})"
    high, low = top["high"], top["low"]
    leaning = "mostly against it" if high < 0 else "mostly for it" if low > 0 else "with no clear leaning"
    return f"{top[row]} speaks most of {target}, {leaning} ({counts})"


def with_words(stances: DataFrame, words: Sequence[str]) -> DataFrame:
    """Return the positive and negative sentences that hold each word, with the column ``word``."""
    decided = stances[stances["stance"].isin([-1, 1])]
    lower = decided["text"].str.lower()
    parts = [
        decided[lower.str.contains(rf"(?<!\w){re.escape(word)}(?!\w)", regex=True)].assign(word=word) for word in words
    ]
    return pd.concat(parts) if parts else decided.assign(word="").iloc[:0]
