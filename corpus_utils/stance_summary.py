"""What the ledger adds up to: shares by holder, voice and time, with intervals by article."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

LABELS = {-1: "negative", 0: "neutral", 1: "positive"}
VOICES = {"author": "own voice", "direct": "quoted voices", "indirect": "quoted voices"}
NOT_KNOWN = "not known"
ENOUGH_SENTENCES = 5  # labelled sentences below which a share is not put in words
ENOUGH_ARTICLES = 3  # articles below which a bootstrap over articles knows too little of how articles differ
SHOWN = 25  # holders, outlets and words that a page lists, those with most sentences first
RESAMPLES, SEED = 1000, 19490404


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

    Columns: ``sentences``, ``distinct`` (the same words in two articles counted once, as in reprints), ``articles``,
    ``negative, neutral, positive, abstained`` (sentences); ``balance``, the mean of the labels from -1 to 1, with
    ``low`` and ``high``, its 95 % interval by bootstrap over articles; ``enough``, False where fewer than five labelled
    sentences or three articles are too few to say.

    >>> rows = DataFrame({"article": ["a", "a"], "holder": ["X", "X"], "stance": [-1, None], "text": ["One.", "Two."]})
    >>> stance_shares(rows, "holder")[["holder", "sentences", "abstained", "negative", "enough"]].to_dict("records")
    [{'holder': 'X', 'sentences': 2, 'abstained': 1, 'negative': 1, 'enough': False}]
    """
    keys = [by] if isinstance(by, str) else list(by)
    rows = [
        dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True)) | _add_up(part)
        for key, part in stances.groupby(keys, sort=True)
    ]
    columns = [
        *keys,
        "sentences",
        "distinct",
        "articles",
        *LABELS.values(),
        "abstained",
        "balance",
        "low",
        "high",
        "enough",
    ]
    table = DataFrame(rows, columns=columns).astype({"enough": bool})
    return table.sort_values("sentences", ascending=False, kind="stable", ignore_index=True)


def readable(shares: DataFrame) -> DataFrame:
    """Return the shares as a page shows them: balance and interval in one column, "too few to say" where they are.

    >>> rows = DataFrame({"article": list("abcde"), "holder": ["X"] * 5, "stance": [-1] * 5, "text": list("abcde")})
    >>> readable(stance_shares(rows, "holder"))["balance (95 % interval)"].tolist()
    ['-1.00 (-1.00 to -1.00)']
    """
    said = [
        f"{row['balance']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})" if row["enough"] else "too few to say"
        for row in shares.to_dict("records")
    ]
    kept = shares.drop(columns=["distinct", "balance", "low", "high", "enough"])
    return kept.rename(columns={"abstained": "unsure"}).assign(**{"balance (95 % interval)": said})


def _add_up(part: DataFrame) -> dict[str, float | int | bool]:
    decided = part[part["stance"].notna()]
    low, high = balance_interval(decided)
    return {
        "sentences": len(part),
        "distinct": part["text"].str.split().str.join(" ").nunique(),
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


def contrast(stances: DataFrame) -> str:
    """Return the title of a figure of own against quoted voices: the two balances, where there is enough to say."""
    shares = stance_shares(stances, "said_in").set_index("said_in")
    said = [
        f"{float(shares['balance'][voice]):+.2f} in {voice}"
        if voice in shares.index and shares["enough"][voice]
        else f"too few to say in {voice}"
        for voice in dict.fromkeys(VOICES.values())
    ]
    return "Balance from −1 to 1: " + ", ".join(said)


def stance_bars(shares: DataFrame, row: str) -> DataFrame:
    """Return the counts of ``stance_shares`` as ``figures.stacked_bars`` takes them, one line a ``row``."""
    counts = shares.rename(columns={name: str(value) for value, name in LABELS.items()})
    return counts.set_index(row)[["-1", "0", "1", "abstained"]]


def headline(shares: DataFrame, row: str, target: str) -> str:
    """Return the title of a figure of shares: the finding, or that there is too little to say.

    >>> rows = DataFrame({"article": list("abcde"), "holder": ["X"] * 5, "stance": [-1] * 5, "text": list("abcde")})
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
