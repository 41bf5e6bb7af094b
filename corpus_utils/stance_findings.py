"""The findings of the ledger in words, each number leading to its sentences on the page of the notebook."""

from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, Series

from corpus_utils.stance_summary import (
    ENOUGH_SENTENCES,
    LABELS,
    NOT_KNOWN,
    SHOWN,
    VOICES,
    balance_interval,
    read_ledger,
    stance_shares,
)
from corpus_utils.stance_words import SIDES, count_cues
from corpus_utils.tables import anchor, count, escape

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

NAMED = 3  # holders or words that one finding names
REPEATED = 2  # labelled sentences of one holder below which the findings do not name the holder


def describe_stances(corpus: "Corpus") -> list[str]:
    """Return the findings on the target as Markdown sentences, each with its n.

    Links lead to the lists of evidence of the notebook: by ``said_in``, ``holder``, and of words by the side of their
    sentences, ``negative`` or ``positive``.
    """
    ledger, target = read_ledger(corpus), corpus.settings.target
    if ledger.empty:
        return [f"No sentence names {target}: nothing to say about stance."]
    decided = ledger[ledger["stance"].notna()]
    holders = stance_shares(ledger, "holder").head(SHOWN)
    return [
        f"**{count(len(ledger), 'sentence')}** in the body of {count(ledger['article'].nunique(), 'article')} "
        f"{'names' if len(ledger) == 1 else 'name'} {target} (titles are not judged): "
        f"{len(decided):,} are labelled, {len(ledger) - len(decided):,} too unsure to label.",
        *(_on_voice(voice, decided[decided["said_in"] == voice], target) for voice in dict.fromkeys(VOICES.values())),
        _on_holders(holders[holders["holder"] != NOT_KNOWN], target),
        *_on_cues(ledger),
        _on_time(stance_shares(ledger.dropna(subset="year"), "year")),
    ]


def _on_voice(voice: str, decided: DataFrame, target: str) -> str:
    n, articles = len(decided), decided["article"].nunique()
    who = "The outlets themselves" if voice == "own voice" else "The people they quote"
    if n < ENOUGH_SENTENCES:
        return f"{who}: too few labelled sentences to say ({n})."
    counts = ", ".join(f"{(decided['stance'] == value).mean():.0%} {name}" for value, name in LABELS.items())
    low, high = balance_interval(decided)
    mean = decided["stance"].astype(float).mean()
    spread = "too few articles for an interval" if np.isnan(low) else f"95 % interval {low:+.2f} to {high:+.2f}"
    return (
        f"{who} {_leaning(low, high)} {target}: {counts} of {_link(f'{n:,} labelled sentences', 'said_in', voice)} "
        f"in {articles:,} articles (balance {mean:+.2f}, {spread})."
    )


def _leaning(low: float, high: float) -> str:
    if np.isnan(low):
        return "are too few to say how they lean on"
    return "speak against" if high < 0 else "speak for" if low > 0 else "show no clear leaning on"


def _on_holders(holders: DataFrame, target: str) -> str:
    """Name who leans which way beyond chance; where no one has enough, who says most on either side."""
    enough = holders[holders["enough"]]
    against, favour = enough["high"] < 0, enough["low"] > 0
    if enough.empty:
        return _on_few(holders, target)
    return (
        f"Against {target} beyond chance: {_names(enough[against], 'negative')}; "
        f"for it: {_names(enough[favour], 'positive')}; "
        f"no clear leaning: {_names(enough[~against & ~favour], 'negative')}."
    )


def _on_few(holders: DataFrame, target: str) -> str:
    critics, friends = (
        holders[holders[side] >= REPEATED].sort_values(side, ascending=False, kind="stable")
        for side in ("negative", "positive")
    )
    if critics.empty and friends.empty:
        return f"No one is labelled on the same side of {target} twice: too little to name critics or friends."
    return (
        f"Most sentences against {target}: {_names(critics, 'negative')}; most for it: {_names(friends, 'positive')} "
        f"(too few articles of each to call it a leaning)."
    )


def _names(rows: DataFrame, side: str) -> str:
    return ", ".join(_name(row, side) for _, row in rows.head(NAMED).iterrows()) or "no one"


def _name(row: Series, side: str) -> str:
    counts = f"{row[side]} {side} of {_labelled(row)}"
    return f"{escape(row['holder'])} ({_link(counts, 'holder', row['holder'])})"


def _labelled(row: Series) -> int:
    return int(sum(row[name] for name in LABELS.values()))


def _on_cues(ledger: DataFrame) -> list[str]:
    cues = count_cues(ledger).groupby("side").head(SHOWN)
    parts = []
    for side in SIDES.values():
        rows = cues[(cues["side"] == side) & (cues["articles"] >= REPEATED)].head(NAMED)
        words = [f"*{escape(row['cue'])}* ({_link(row['sentences'], side, row['cue'])})" for _, row in rows.iterrows()]
        if words:
            parts.append(f"in {side} sentences: {', '.join(words)}")
    return [f"Words of the word list that stand most often, {'; '.join(parts)}."] if parts else []


def _on_time(years: DataFrame) -> str:
    said = years[years["enough"]].sort_values("year")
    if len(said) < 2:  # a change takes two years to compare
        return f"Over time: too little to say ({len(said)} of {len(years)} years have enough labelled sentences)."
    first, last = said.iloc[0], said.iloc[-1]
    apart = first["high"] < last["low"] or last["high"] < first["low"]
    words = "The balance changed" if apart else "No change beyond chance"
    return (
        f"{words}: {first['balance']:+.2f} in {first['year']} (n = {_labelled(first)}), "
        f"{last['balance']:+.2f} in {last['year']} (n = {_labelled(last)})."
    )


def _link(words: object, column: str, key: object) -> str:
    return f"[{words}](#{anchor(column, key)})"
