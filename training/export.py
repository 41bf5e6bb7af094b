"""Write the trained network as int8 ONNX with its tokenizer, as the package carries it."""

import argparse
import hashlib
import logging
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from corpus_utils.stance_model import MARK_START, MODEL_FOLDER
from training.data import read_newsmtsc
from training.network import load_student
from training.smooth import smooth

LOG = logging.getLogger("training")
OPSET = 17
SEEN, SEED = 500, 7  # sentences by which the sizes of inputs are known before they are rounded


def export_float(model: nn.Module, ids: Sequence[int], out: Path) -> None:
    """Write the network in 32-bit floats, batch and length open; ``ids`` are those of any sentence."""
    sentence, open_axes = torch.tensor([ids]), {0: "batch", 1: "tokens"}
    torch.onnx.export(
        model,
        (sentence, torch.ones_like(sentence)),
        str(out),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": open_axes, "attention_mask": open_axes, "logits": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(source: Path, out: Path) -> None:
    """Write the weights as 8-bit integers, a scale for each output channel."""
    quantize_dynamic(source, out, weight_type=QuantType.QInt8, per_channel=True)
    onnx.checker.check_model(str(out))


def export(model: nn.Module, ids: Sequence[int], tokenizer: Path, folder: Path) -> str:
    """Write ``model.onnx`` and ``tokenizer.json``; return the model's sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        export_float(model, ids, Path(scratch) / "float.onnx")
        quantise(Path(scratch) / "float.onnx", folder / "model.onnx")
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    return hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()


def main() -> None:
    """Export one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="final.pt, tokenizer.json beside it")
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tokenizer = args.weights.with_name("tokenizer.json")
    model = load_student(args.weights, tokenizer)
    model = smooth(model, random.Random(SEED).sample(read_newsmtsc("train"), SEEN))
    ids = model.tokenizer.encode(f"They saw {MARK_START} it.").ids
    LOG.info("sha256 %s", export(model, ids, tokenizer, args.out))


if __name__ == "__main__":
    main()
