"""Choose temperature, word-list weights and abstention threshold, from the cross-validated predictions only."""

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from corpus_utils.stance_model import MODEL_FOLDER
from corpus_utils.stance_rules import count_cues_by_distance, find_cues
from training.data import FOLDS, Example, read_nato

LOG = logging.getLogger("training")
HIGHEST_ERROR = 0.10  # of the sentences that are labelled
HIGHEST_ABSTENTION = 0.15  # of all sentences: beyond it a reader learns too little, and the error is stated instead


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the shares of the labels, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def combine(logits: np.ndarray, cues: np.ndarray, temperature: float, weights: Sequence[float]) -> np.ndarray:
    """Return the logits with temperature and the word list's say, as ``stance_model`` puts them together."""
    say = cues @ np.array(weights)
    return logits / temperature + np.stack([say[:, 0], np.zeros(len(say)), say[:, 1]], axis=1)


def fit(logits: np.ndarray, cues: np.ndarray, labels: np.ndarray) -> tuple[float, list[float]]:
    """Return temperature and the three weights of the word list under which the true labels are likeliest."""

    def loss(parameters: np.ndarray) -> float:
        shares = softmax(combine(logits, cues, float(np.exp(parameters[0])), parameters[1:].tolist()))
        return float(-np.log(shares[np.arange(len(labels)), labels]).mean())

    best = minimize(loss, np.zeros(4), method="Nelder-Mead", options={"maxiter": 2000}).x
    return round(float(np.exp(best[0])), 3), [round(float(w), 3) for w in best[1:]]


def choose_threshold(sure: np.ndarray, right: np.ndarray) -> float:
    """Return the lowest share at which the error is low enough, or the one that abstains as often as is bearable."""
    limit = float(np.quantile(sure, HIGHEST_ABSTENTION))
    for threshold in np.unique(sure[sure <= limit].round(3)):
        if (~right[sure >= threshold]).mean() <= HIGHEST_ERROR:
            return float(threshold)
    return round(limit, 3)


def expected_calibration_error(sure: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Return the mean distance between what the model holds for likely and how often it is right."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in np.unique(place)]
    return float(sum(gaps))


def held_out(examples: Sequence[Example], predictions: dict[str, Sequence[float]]) -> np.ndarray:
    """Return the shares of each example, temperature and weights fitted on the other collections."""
    logits, labels, cues = _arrays(examples, predictions)
    shares = np.zeros_like(logits)
    for learnt, held in GroupKFold(FOLDS).split(logits, groups=[e.group for e in examples]):
        shares[held] = softmax(combine(logits[held], cues[held], *fit(logits[learnt], cues[learnt], labels[learnt])))
    return shares


def _arrays(
    examples: Sequence[Example], predictions: dict[str, Sequence[float]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    cues = [count_cues_by_distance(find_cues(e.sentence, e.spans), e.spans) for e in examples]
    return np.array([predictions[e.name] for e in examples]), np.array([e.label for e in examples]), np.array(cues)


def calibrate(predictions: dict[str, Sequence[float]]) -> dict[str, float | list[float]]:
    """Return what the package needs, and how well it does on collections that it was not fitted on."""
    examples = [e for e in read_nato() if e.name in predictions and e.spans]
    logits, labels, cues = _arrays(examples, predictions)
    temperature, weights = fit(logits, cues, labels)
    shares = held_out(examples, predictions)
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    threshold = choose_threshold(sure, right)
    kept = sure >= threshold
    return {
        "temperature": temperature,
        "cue_weights": weights,
        "threshold": threshold,
        "coverage": round(float(kept.mean()), 3),
        "error": round(float((~right[kept]).mean()), 3),
        "expected_calibration_error": round(expected_calibration_error(sure, right), 3),
        "sentences": len(examples),
    }


def main() -> None:
    """Read ``cv.json`` beside this file, write ``calibration.json`` beside the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--predictions", type=Path, default=Path(__file__).with_name("cv.json"))
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER / "calibration.json")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    found = calibrate(json.loads(args.predictions.read_text(encoding="utf-8"))["logits"])
    LOG.info("%s", found)
    args.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
