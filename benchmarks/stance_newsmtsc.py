"""Targeted sentiment in news (NewsMTSC): macro-F1 of the stance model beside VADER, TF-IDF and the word list."""

import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.common import emit, parse
from corpus_utils.stance_model import Classifier
from corpus_utils.stance_rules import find_cues, judge
from training.data import Example, read_newsmtsc_file

TRAIN = "train-flat.jsonl"
LABELS = (-1, 0, 1)
VADER_NEUTRAL = 0.05  # compound score below which VADER's authors call a text neutral
COVERAGES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)


def macro_f1(gold: Sequence[int], predicted: Sequence[int]) -> float:
    """Return the mean of the three labels' F1."""
    return float(f1_score(gold, predicted, labels=LABELS, average="macro", zero_division=0))


def vader_labels(examples: Sequence[Example]) -> list[int]:
    """Return VADER's label of each sentence; it does not know of targets."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        sys.exit("vaderSentiment is missing: pip install -r benchmarks/requirements.txt")
    scores = [SentimentIntensityAnalyzer().polarity_scores(e.sentence)["compound"] for e in examples]
    return [int(s >= VADER_NEUTRAL) - int(s <= -VADER_NEUTRAL) for s in scores]


def tfidf_model() -> Pipeline:
    """Return TF-IDF of words and pairs with logistic regression, classes weighed alike."""
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(C=10, class_weight="balanced", max_iter=2000),
    )


def masked(example: Example) -> str:
    """Return the sentence with one word in place of each target, so that the simple model sees where it stands."""
    sentence = example.sentence
    for start, end in sorted(example.spans, reverse=True):
        sentence = f"{sentence[:start]}targetword{sentence[end:]}"
    return sentence


def coverage_errors(gold: Sequence[int], predicted: Sequence[int], sure: Sequence[float]) -> dict[str, float]:
    """Return the share of wrong labels among the surest sentences, for several shares kept."""
    wrong = np.array(gold) != np.array(predicted)
    order = np.argsort(-np.array(sure), kind="stable")
    return {
        f"error at coverage {c:.2f}": float(wrong[order[: max(1, round(c * len(order)))]].mean()) for c in COVERAGES
    }


def files_of(args: Namespace) -> list[Path]:
    """Return the parts to score: one file, or all of a folder but the training part."""
    return [args.data] if args.data.is_file() else sorted(p for p in args.data.glob("*flat.jsonl") if p.name != TRAIN)


def score(part: str, examples: Sequence[Example], simple: list[int] | None) -> dict[str, float | int | str]:
    """Return the figures of one part."""
    gold = [e.label - 1 for e in examples]
    model, began = Classifier(), time.perf_counter()
    predictions = [model.predict(e.sentence, e.spans) for e in examples]
    seconds = time.perf_counter() - began
    labels = [p.likeliest for p in predictions]
    kept = [i for i, p in enumerate(predictions) if p.stance is not None]
    rules = [judge(find_cues(e.sentence, e.spans), e.spans) or 0 for e in examples]
    figures: dict[str, float | int | str] = {
        "targets": len(examples),
        "model macro-F1": macro_f1(gold, labels),
        "word list macro-F1 (abstained as 0)": macro_f1(gold, rules),
        "VADER macro-F1": macro_f1(gold, vader_labels(examples)),
        **({"TF-IDF + LR macro-F1": macro_f1(gold, simple)} if simple else {}),
        "model coverage": len(kept) / len(gold),
        "model error where it decides": sum(labels[i] != gold[i] for i in kept) / max(1, len(kept)),
        **{f"model {k}": v for k, v in coverage_errors(gold, labels, [p.probability for p in predictions]).items()},
        "model targets a second, one core": len(examples) / seconds,
    }
    return {f"NewsMTSC {part} {name}": value for name, value in figures.items()}


def main() -> None:
    """Score every part named."""
    args = parse("stance-newsmtsc", __doc__ or "")
    train = (args.data if args.data.is_dir() else args.data.parent) / TRAIN
    model = None
    if train.exists():  # without it the part is still scored, less the simple model that would learn from it
        examples = read_newsmtsc_file(train)
        model = tfidf_model().fit([masked(e) for e in examples], [e.label - 1 for e in examples])
    figures: dict[str, float | int | str] = {"published best, RoBERTa (Hamborg and Donnay 2021), test": "0.83"}
    for path in files_of(args):
        examples = read_newsmtsc_file(path)
        simple = [int(x) for x in model.predict([masked(e) for e in examples])] if model else None
        figures |= score(path.name.removesuffix("-flat.jsonl"), examples, simple)
    emit(figures, args)


if __name__ == "__main__":
    main()
