"""The stance classifier: a thin sentence encoder that reads marked targets, run with onnxruntime."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus_utils.inference import Network, load_or_warn
from corpus_utils.stance_rules import count_cues_by_distance, find_cues

MODEL_FOLDER = Path(__file__).parent / "resources" / "stance_model"
MARK_START, MARK_END = "[unused1]", "[unused2]"  # spare tokens of the encoder's vocabulary, round each target
MAX_TOKENS = 160  # word pieces, markers included; of longer sentences a window round the first target is read


class Prediction(NamedTuple):
    """What the model holds for likely; ``stance`` None below the threshold."""

    stance: int | None
    probability: float  # of the likeliest label, calibrated
    negative: float
    neutral: float
    positive: float

    @property
    def likeliest(self) -> int:
        """The likeliest label, sure or not."""
        return int(np.argmax([self.negative, self.neutral, self.positive])) - 1


def mark_targets(sentence: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put the target markers round the spans, which must not overlap.

    >>> mark_targets("They blame NATO.", [(11, 15)])
    'They blame [unused1] NATO [unused2].'
    """
    for start, end in sorted(spans, reverse=True):
        sentence = f"{sentence[:start]}{MARK_START} {sentence[start:end]} {MARK_END}{sentence[end:]}"
    return sentence


class Classifier:
    """The model in memory, with its calibration."""

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        """Load model, tokenizer and ``calibration.json`` (temperature, word-list weights, threshold) from a folder."""
        self.network = Network(folder)
        calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        self.temperature, self.threshold = calibration["temperature"], calibration["threshold"]
        self.cue_weights = calibration["cue_weights"]
        self.marker = self.network.tokenizer.token_to_id(MARK_START)

    def logits(self, sentence: str, spans: Sequence[tuple[int, int]]) -> np.ndarray:
        """Return the three logits."""
        return self.network.run(window(self.network.encode(mark_targets(sentence, spans)).ids, self.marker))

    def predict(self, sentence: str, spans: Sequence[tuple[int, int]]) -> Prediction:
        """Return the stance toward the target at ``spans``."""
        scaled = self.logits(sentence, spans) / self.temperature + weigh_cues(sentence, spans, self.cue_weights)
        return decide(scaled, self.threshold)


def weigh_cues(sentence: str, spans: Sequence[tuple[int, int]], weights: Sequence[float]) -> np.ndarray:
    """Return what the word list adds to the logits: ``weights`` for its words near the target, farther and beyond.

    >>> weigh_cues("They blame NATO.", [(11, 15)], [0.5, 0.2, 0.1]).tolist()
    [0.5, 0.0, 0.0]
    """
    if not spans:
        return np.zeros(3)
    negative, positive = count_cues_by_distance(find_cues(sentence, spans), spans)
    return np.array([np.dot(negative, weights), 0.0, np.dot(positive, weights)])


def decide(scaled: np.ndarray, threshold: float) -> Prediction:
    """Turn calibrated logits into shares, and into a stance where the likeliest share reaches the threshold.

    >>> decide(np.array([3.0, 0.0, 0.0]), threshold=0.6).stance
    -1
    >>> decide(np.array([3.0, 0.0, 0.0]), threshold=0.95).stance is None
    True
    """
    shares = np.exp(scaled - scaled.max())
    shares /= shares.sum()
    best = int(shares.argmax())
    return Prediction(best - 1 if shares[best] >= threshold else None, float(shares[best]), *map(float, shares))


def window(ids: list[int], marker: int | None, limit: int = MAX_TOKENS) -> list[int]:
    """Return at most ``limit`` ids, first and last kept, the rest round the first marker.

    >>> window([0, 5, 6, 7, 8, 1, 9, 2], marker=1, limit=6)
    [0, 7, 8, 1, 9, 2]
    """
    if len(ids) <= limit:
        return ids
    at = ids.index(marker) if marker is not None and marker in ids else 0
    inner = limit - 2
    start = min(max(at - inner // 2, 1), len(ids) - 1 - inner)
    return [ids[0], *ids[start : start + inner], ids[-1]]


@cache
def load_classifier() -> Classifier | None:
    """Return the model, or None with one warning where it cannot be loaded."""
    return load_or_warn(Classifier, "The stance model is not used, the word list is")
