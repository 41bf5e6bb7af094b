"""What the ledger adds up to: shares by holder, voice and time, with intervals by article; findings in words."""

from collections import Counter
from collections.abc import Sequence
from html import escape
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
    return (
        f"Most often quoted on {target}: {escape(str(top['holder']))}, {top['sentences']} sentences: {counts}{caution}."
    )


def _describe_time(years: DataFrame) -> list[str]:
    said = years[years["enough"]].sort_values("year")
    if len(said) < 2:  # a change takes two years to compare
        return ["Over time: too few labelled sentences in different years to say whether the stance changes."]
    first, last = said.iloc[0], said.iloc[-1]
    return [f"Balance {first['balance']:+.2f} in {first['year']} and {last['balance']:+.2f} in {last['year']}."]


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
