"""Measure the methods: score a corpus against hand labels, with intervals that respect articles."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from corpus_utils.scoring import LAYERS, SCORERS, Counts

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

RESAMPLES = 1000  # bootstrap samples: the interval's ends move by less than a point between seeds
SEED = 20220110
COUNTED = 20  # entities whose counts are compared: the length of a frequency table that people read
COLUMNS = ["figure", "precision", "recall", "f1", "low", "high", "error", "n"]
TABLES = ("articles", "blocks", "mentions", "quotes", "stances", "times", "reports")

READABLE = {  # what the tables of the pages call the figures
    "body": "article text (characters)",
    "published": "date of publication",
    "mentions": "names: place and entity",
    "mentions_span": "names: place alone",
    "mentions_model": "names that the language model found: right",
    "nominals": "nouns for NATO and the CSTO",
    "mention_counts": "counts of the most named: mean error, as a share",
    "stances_found": "sentences on the target found",
    "stances_voice": "own or quoted voice",
    "stances_holder": "holder",
    "stances_answered": "share labelled, not abstained",
    "stances_right": "labels that are right",
    "times_relaxed": "date words: touching",
    "times_strict": "date words: exact place",
    "times_value": "date words: value",
    "events": "events",
}


class Scores(NamedTuple):
    """What an evaluation found: a table of figures, and what could not be scored."""

    table: pd.DataFrame
    problems: list[str]

    def figures(self) -> dict[str, float]:
        """Return the table flat: figure names to numbers, and n."""
        flat: dict[str, float] = {}
        for row in self.table.to_dict("records"):
            columns = [name for name in COLUMNS[1:] if pd.notna(row[name])]
            flat |= {f"{row['figure']}_{name}": round(row[name], 4) for name in columns}
        return flat


def evaluate(corpus: "Corpus", gold: str | Path, layers: Sequence[str] = LAYERS) -> Scores:
    """Score a corpus against a folder of hand labels, one JSON file an article.

    Returns ``figure, precision, recall, f1, low, high, error, n``: ``low`` and ``high`` bound F1 at 95 % (bootstrap by
    article), ``n`` is the number of labels (for ``body`` characters). ``mention_counts`` has only an ``error``: by what
    part the counts of its ``n`` most named entities are off, on average. Labels whose article is missing or differs
    from the labelled text, and files that are no labels, are named in ``problems``; they are not scored.
    """
    labels, problems = _read_labels(Path(gold), corpus.articles)
    per_article = [_score_article(corpus, label, layers) for label in labels]
    names = list(dict.fromkeys(name for scores in per_article for name in scores))
    rows = [_figure(name, [scores[name] for scores in per_article if name in scores]) for name in names]
    if "mentions" in layers and labels:
        rows.append(_count_error(corpus, labels))
    return Scores(pd.DataFrame(rows, columns=COLUMNS), problems)


def _read_labels(gold: Path, articles: pd.DataFrame) -> tuple[list[dict[str, Any]], list[str]]:
    paths = sorted(gold.glob("*.json")) if gold.is_dir() else [gold]
    hashes = dict(zip(articles["article"], articles["sha256"], strict=True))
    labels, problems = [], []
    for path in paths:
        problem, label = _read_label(path, hashes)
        if problem:
            problems.append(f"{path}: {problem}")
        else:
            labels.append(label)
    if not paths:
        problems.append(f"{gold}: no labels. Name a folder with one JSON file an article.")
    return labels, problems


def _read_label(path: Path, hashes: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return why the labels cannot be used (empty if they can), and the labels."""
    try:
        label = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return f"not readable as JSON ({error})", {}
    if not isinstance(label, dict) or "article" not in label:
        return 'no labels: expected an object with "article"', {}
    if label["article"] not in hashes:
        return f"article {label['article']!r} is not in the folder of articles", {}
    if label.get("sha256", hashes[label["article"]]) != hashes[label["article"]]:
        return f"article {label['article']!r} is not the text that was labelled (sha256 differs)", {}
    return "", label


def _score_article(corpus: "Corpus", label: dict[str, Any], layers: Sequence[str]) -> dict[str, Counts]:
    tables = {name: _rows(getattr(corpus, name), label["article"]) for name in TABLES}
    text = tables["articles"][0]["text"]
    scores: dict[str, Counts] = {}
    for layer in layers:
        if layer in label:
            scores |= SCORERS[layer](label, tables, text)
    return scores


def _rows(table: pd.DataFrame, article: str) -> list[dict[str, Any]]:
    rows = table[table["article"] == article]
    plain = rows.astype(object).where(rows.notna(), None)
    return [dict(zip(plain.columns.astype(str), row, strict=True)) for row in plain.itertuples(index=False)]


def _figure(name: str, scores: Sequence[Counts]) -> dict[str, Any]:
    total = _total(scores)
    low, high = _interval(scores)
    return {
        "figure": name,
        "precision": total.precision,
        "recall": total.recall,
        "f1": total.f1,
        "low": low,
        "high": high,
        "n": int(total.hit + total.missed),
    }


def _total(scores: Sequence[Counts]) -> Counts:
    total = Counts()
    for counts in scores:
        total = total.plus(counts)
    return total


def _interval(scores: Sequence[Counts]) -> tuple[float, float]:
    """Bound F1 by drawing articles with replacement; one article bounds nothing."""
    if len(scores) < 2:
        return float("nan"), float("nan")
    draws = np.random.default_rng(SEED).integers(0, len(scores), (RESAMPLES, len(scores)))
    hit, wrong, missed = np.array(scores, dtype=float)[draws].sum(axis=1).T
    with np.errstate(invalid="ignore"):
        values = 2 * hit / (2 * hit + wrong + missed)
    values = values[~np.isnan(values)]
    return (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))) if len(values) else (np.nan, np.nan)


def _count_error(corpus: "Corpus", labels: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Mean absolute error of the counts of the most frequent labelled entities, relative to the labelled count."""
    sure = [mention["entity"] for label in labels for mention in label["mentions"] if not mention.get("doubtful")]
    expected = pd.Series(sure, dtype=object).value_counts().head(COUNTED)
    rows = [row for label in labels for row in _countable(_rows(corpus.mentions, label["article"]), label["mentions"])]
    found = (
        pd.Series([row["entity"] for row in rows], dtype=object).value_counts().reindex(expected.index, fill_value=0)
    )
    error = float(((found - expected).abs() / expected).mean())
    return {"figure": "mention_counts", "error": error, "n": len(expected)}


def _countable(rows: Sequence[dict[str, Any]], labels: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the rows on labels that are doubtful, which the labelled counts leave out too."""
    doubtful = {(label["start"], label["end"]) for label in labels if label.get("doubtful")}
    return [row for row in rows if (row["start"], row["end"]) not in doubtful]


def measured_error(*figures: str) -> pd.DataFrame:
    """Return what ``make bench`` measured for these figures on hand-labelled articles.

    Columns as in ``evaluate``, with ``labels`` in front (which set of labelled articles), figures by the names that
    readers know (``READABLE``), and ``error`` only where one of them has it. Empty where nothing has been measured yet.

    >>> list(measured_error("mentions").columns)
    ['labels', 'figure', 'precision', 'recall', 'f1', 'low', 'high', 'n']
    """
    path = files("corpus_utils") / "resources" / "measured.csv"
    if not path.is_file():
        return pd.DataFrame(columns=["labels", *COLUMNS])
    with path.open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    chosen = table[table["figure"].isin(figures)].replace({"figure": READABLE}).reset_index(drop=True)
    return chosen if chosen["error"].notna().any() else chosen.drop(columns="error")
