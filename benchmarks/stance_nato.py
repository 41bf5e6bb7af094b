"""Stance toward NATO on labelled sentences: cross-validated over their collections, beside VADER, TF-IDF, word list.

The labels at hand were trained on, so the model's figures for them come from ``training/cv.json``: what models that
saw no sentence of the same collection held for likely, as ``python -m training.train --stage cv`` writes it. Sentences
that are not in it (other files named with --data) are put to the packaged model.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from benchmarks.common import BENCH, emit, parse
from benchmarks.stance_newsmtsc import coverage_errors, macro_f1, masked, tfidf_model, vader_labels
from corpus_utils.stance_model import Classifier, Prediction, decide
from corpus_utils.stance_rules import find_cues, judge
from training.calibrate import held_out
from training.data import FOLDS, Example, read_nato

CROSS_VALIDATED = Path(__file__).resolve().parents[1] / "training" / "cv.json"


def predict(examples: Sequence[Example], model: Classifier) -> tuple[list[Prediction], int]:
    """Return a prediction for each sentence, and how many of them are cross-validated."""
    logits = json.loads(CROSS_VALIDATED.read_text(encoding="utf-8"))["logits"]
    known = [e for e in examples if e.name in logits]
    enough = len({e.group for e in known}) >= FOLDS
    shares = dict(zip([e.name for e in known], held_out(known, logits), strict=True)) if enough else {}
    predictions = [
        decide(np.log(shares[e.name]), model.threshold) if e.name in shares else model.predict(e.sentence, e.spans)
        for e in examples
    ]
    return predictions, len(shares)


def tfidf_labels(examples: Sequence[Example]) -> list[int] | None:
    """Return the simple model's labels by the same folds; None where there are too few collections."""
    groups = [e.group for e in examples]
    if len(set(groups)) < FOLDS:
        return None
    labels = np.zeros(len(examples), dtype=int)
    texts, gold = np.array([masked(e) for e in examples], dtype=object), np.array([e.label - 1 for e in examples])
    for train, test in GroupKFold(FOLDS).split(texts, groups=groups):
        labels[test] = tfidf_model().fit(texts[train], gold[train]).predict(texts[test])
    return labels.tolist()


def score(examples: Sequence[Example]) -> dict[str, float | int | str]:
    """Return the figures."""
    gold = [e.label - 1 for e in examples]
    predictions, held_out = predict(examples, Classifier())
    labels = [p.likeliest for p in predictions]
    kept = [i for i, p in enumerate(predictions) if p.stance is not None]
    rules = [judge(find_cues(e.sentence, e.spans), e.spans) for e in examples]
    ruled = [i for i, label in enumerate(rules) if label is not None]
    simple = tfidf_labels(examples)
    return {
        "sentences, doubtful ones left out": len(examples),
        "of these cross-validated over collections": held_out,
        "model macro-F1": macro_f1(gold, labels),
        "VADER macro-F1": macro_f1(gold, vader_labels(examples)),
        **({"TF-IDF + LR macro-F1, same folds": macro_f1(gold, simple)} if simple else {}),
        "word list macro-F1 (abstained as 0)": macro_f1(gold, [x or 0 for x in rules]),
        "word list coverage": len(ruled) / len(gold),
        "word list error where it decides": sum(rules[i] != gold[i] for i in ruled) / max(1, len(ruled)),
        "model coverage": len(kept) / len(gold),
        "model error where it decides": sum(labels[i] != gold[i] for i in kept) / max(1, len(kept)),
        **{f"model {k}": v for k, v in coverage_errors(gold, labels, [p.probability for p in predictions]).items()},
    }


def main() -> None:
    """Score the labels at hand, or a file or folder in their format."""
    args = parse(BENCH.parent / "gold", __doc__ or "")
    paths = [args.data] if args.data.is_file() else sorted(args.data.glob("nato_stance_*.jsonl"))
    examples = [e for e in read_nato(paths) if e.spans]
    if not examples:
        sys.exit(f"{args.data} holds no label that names NATO.")
    emit(score(examples), args)


if __name__ == "__main__":
    main()
