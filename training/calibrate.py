"""Choose temperature and abstention threshold from the cross-validated predictions; never from anything else."""

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus_utils.stance_model import MODEL_FOLDER
from training.data import read_nato

LOG = logging.getLogger("training")
HIGHEST_ERROR = 0.10  # of the sentences that are labelled
HIGHEST_ABSTENTION = 0.15  # of all sentences: beyond it a reader learns too little, and the error is stated instead
TEMPERATURES = np.arange(0.5, 3.0, 0.01)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the shares of the labels, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the divisor of the logits under which the true labels are likeliest (Guo and others 2017)."""
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(logits / t)[rows, labels]).mean() for t in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 2)


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


def calibrate(predictions: dict[str, Sequence[float]]) -> dict[str, float]:
    """Return what the package needs, and how well it does on the predictions themselves."""
    examples = [e for e in read_nato() if e.name in predictions]
    logits, labels = np.array([predictions[e.name] for e in examples]), np.array([e.label for e in examples])
    temperature = fit_temperature(logits, labels)
    shares = softmax(logits / temperature)
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    threshold = choose_threshold(sure, right)
    kept = sure >= threshold
    return {
        "temperature": temperature,
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
