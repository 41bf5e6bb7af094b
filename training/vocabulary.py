"""Choose the word pieces that a small model keeps; each other piece takes the vector of the nearest that stays."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from corpus_utils.stance_model import MARK_END, MARK_START

WORDS = 7000  # they cover 94 % of the running text of the training sets; each costs 768 bytes in the package
INNER = "##"  # begins a piece inside a word
INNER_PENALTY = 0.3  # of the cosine: the inside of a word should not stand for the beginning of one
MARKS = (MARK_START, MARK_END)
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "[UNK]", "<mask>", *MARKS)
CHUNK = 2000  # pieces compared at once


def count_shares(tokenizer: Path, texts: Sequence[str]) -> Counter[str]:
    """Return each piece's share of the running text."""
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_truncation()
    reader.no_padding()
    counts: Counter[str] = Counter()
    for i in range(0, len(texts), CHUNK):
        for text in reader.encode_batch(texts[i : i + CHUNK], add_special_tokens=False):
            counts.update(text.tokens)
    total = counts.total()
    return Counter({piece: n / total for piece, n in counts.items()})


def choose(
    tokenizer: Path, samples: Iterable[Sequence[str]], size: int = WORDS, special: Sequence[str] = SPECIAL
) -> list[str]:
    """Return the pieces that are most frequent in the samples, each sample counting alike, in their old order."""
    shares: Counter[str] = Counter()
    for texts in samples:
        shares.update(count_shares(tokenizer, texts))
    ids = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    single = {p for p in ids if len(p.removeprefix(INNER)) == 1 and p.isascii()}  # what any word can be spelt with
    ranked = sorted(ids, key=lambda p: (p in special, shares[p] + (p in single) * 1e-9), reverse=True)
    return sorted(ranked[:size], key=ids.__getitem__)


def find_nearest(pieces: Sequence[str], kept: Sequence[str], vectors: Tensor, ids: dict[str, int]) -> list[int]:
    """Return for each piece the place in ``kept`` of the one with the most similar vector."""
    own = vectors[[ids[p] for p in kept]]
    unit, target = (nn.functional.normalize(v - own.mean(0), dim=1) for v in (vectors, own))
    inner = torch.tensor([p.startswith(INNER) for p in kept])
    found: list[int] = []
    for i in range(0, len(pieces), CHUNK):
        part = pieces[i : i + CHUNK]
        other = torch.tensor([p.startswith(INNER) for p in part])[:, None] != inner[None, :]
        likeness = unit[[ids[p] for p in part]] @ target.T - INNER_PENALTY * other.float()
        found += likeness.argmax(1).tolist()
    return found


def write_tokenizer(
    source: Path, kept: Sequence[str], vectors: Tensor, out: Path, marks: Sequence[str] = MARKS
) -> list[int]:
    """Write a tokenizer that gives the new ids; return the old ids of the kept pieces.

    Written by hand, not by the library: it would save one piece an id only.
    """
    settings = json.loads(source.read_text(encoding="utf-8"))
    old = settings["model"]["vocab"]
    new = {piece: i for i, piece in enumerate(kept)}
    rest = [piece for piece in old if piece not in new]
    new |= dict(zip(rest, find_nearest(rest, kept, vectors, old), strict=True))
    settings["model"]["vocab"] = {piece: new[piece] for piece in old}
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    spare = [{"id": new[mark], "content": mark, **plain} for mark in marks]
    added = [{**token, "id": new[token["content"]]} for token in settings["added_tokens"]]
    settings["added_tokens"] = sorted([*added, *spare], key=lambda token: token["id"])
    ends = settings["post_processor"]
    for end in ("sep", "cls"):  # as the tokenizers of MPNet and RoBERTa have it
        if end in ends:
            ends[end][1] = new[ends[end][0]]
    for piece, entry in ends.get("special_tokens", {}).items():  # as those of BERT have it
        entry["ids"] = [new[piece]]
    settings["truncation"] = settings["padding"] = None
    out.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return [old[piece] for piece in kept]
