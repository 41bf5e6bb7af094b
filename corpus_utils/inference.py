"""The packaged networks (8-bit ONNX with a tokenizer), run with onnxruntime."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Model = TypeVar("Model")
SLOW_FUSIONS = ["SkipLayerNormFusion"]  # onnxruntime's joint kernel is slower than its parts: without it a sixth faster


class Network:
    """One network in memory."""

    def __init__(self, folder: Path) -> None:
        """Load ``model.onnx`` and ``tokenizer.json``; ImportError or FileNotFoundError where something is missing."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # articles run side by side; more threads here would only wait for each other
        model = (folder / "model.onnx").read_bytes()
        self.tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self.session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW_FUSIONS
        )

    def encode(self, text: str) -> Any:
        """Return the word pieces, their ids and offsets."""
        return self.tokenizer.encode(text.encode("utf-8", "replace").decode())  # the tokenizer refuses surrogates

    def run(self, ids: list[int]) -> np.ndarray:
        """Return what the network says of one text; one a run, since 8-bit scales would differ with the batch."""
        feed = np.array([ids], dtype=np.int64)
        return self.session.run(None, {"input_ids": feed, "attention_mask": np.ones_like(feed)})[0][0]


def load_or_warn(load: Callable[[], Model], consequence: str) -> Model | None:
    """Return a model, or None with a warning of the consequence where a library or a file is missing."""
    try:
        return load()
    except (ImportError, FileNotFoundError) as error:
        logging.getLogger(__name__).warning("%s (%s).", consequence, error)
        return None
