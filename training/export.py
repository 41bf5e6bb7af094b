"""Write the trained network as int8 ONNX with its tokenizer, as the package carries it."""

import argparse
import hashlib
import logging
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from corpus_utils.stance_model import MARK_START, MODEL_FOLDER
from training.network import Student, load_student

LOG = logging.getLogger("training")
OPSET = 17


def export_float(model: Student, out: Path) -> None:
    """Write the network in 32-bit floats; batch and length stay open."""
    ids = torch.tensor([model.tokenizer.encode(f"They saw {MARK_START} it.").ids])
    open_axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
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


def export(weights: Path, tokenizer: Path, folder: Path) -> str:
    """Write ``model.onnx`` and ``tokenizer.json``; return the model's sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        export_float(load_student(weights, tokenizer), Path(scratch) / "float.onnx")
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
    LOG.info("sha256 %s", export(args.weights, args.weights.with_name("tokenizer.json"), args.out))


if __name__ == "__main__":
    main()
