"""Second stage, the light way: the encoder stays as NewsMTSC left it, only the head learns from the NATO labels.

``python -m training.head --out FOLDER`` reads ``news.pt``, writes ``final.pt`` and ``cv.json`` as ``training.train``
does with ``--stage final`` and ``--stage cv``, in a few minutes on one core.
"""

import argparse
import copy
import json
import logging
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from sklearn.model_selection import GroupKFold
from torch import Tensor, nn

from training import data
from training.data import Example
from training.network import StanceNetwork, mean_of
from training.train import SMOOTHING, encode, macro_f1, new_model, report

EPOCHS, RATE, DECAY = 10, 1e-3, 0.01
BATCH = 64
REPLAYED = 3000  # NewsMTSC targets from which half as many as NATO sentences are drawn at each step
BALANCE = 0.5  # power of the inverse share of a label in its weight: 0 none, 1 full
LOG = logging.getLogger("training")
Set = tuple[Tensor, Tensor]


@torch.inference_mode()
def features(model: StanceNetwork, examples: Sequence[Example]) -> Tensor:
    """Return what the head reads of each example: the mean of all tokens and of the markers."""
    out = torch.zeros(len(examples), 2 * model.encoder.config.hidden_size)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].sentence))
    for i in range(0, len(order), 32):
        part = order[i : i + 32]
        ids, mask = encode([examples[j] for j in part])
        hidden = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        out[part] = torch.cat([mean_of(hidden, mask), mean_of(hidden, (ids == model.marker).long())], 1)
    return out


def read_set(model: StanceNetwork, examples: Sequence[Example], cache: Path) -> Set:
    """Return features and labels, computed once."""
    if not cache.exists():
        torch.save((features(model, examples), torch.tensor([e.label for e in examples])), cache)
    loaded = torch.load(cache)
    return loaded[0], loaded[1]


def fit_head(start: nn.Module, nato: Set, news: Set, seed: int) -> nn.Module:
    """Go on from the head of the first stage."""
    torch.manual_seed(seed)
    head = copy.deepcopy(start).train()
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(nato[1]) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    shares = torch.bincount(nato[1], minlength=3) / len(nato[1])
    weighed = nn.CrossEntropyLoss(weight=(1 / (3 * shares)) ** BALANCE, label_smoothing=SMOOTHING)
    plain = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(nato[1])).split(BATCH):
            drawn = torch.randint(len(news[1]), (BATCH // 2,))
            loss = weighed(head(nato[0][batch]), nato[1][batch]) + plain(head(news[0][drawn]), news[1][drawn])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return head.eval()


def train(out: Path, seed: int) -> None:
    """Cross-validate over the collections, then train on all."""
    model, examples = new_model(out / "news.pt").eval(), data.read_nato()
    nato = read_set(model, examples, out / "features-nato.pt")
    replayed = random.Random(0).sample(data.read_newsmtsc("train"), REPLAYED)
    news = read_set(model, replayed, out / "features-news.pt")
    logits = torch.zeros(len(examples), 3)
    for learnt, held in GroupKFold(data.FOLDS).split(examples, groups=[e.group for e in examples]):
        head = fit_head(model.head, (nato[0][learnt], nato[1][learnt]), news, seed)
        with torch.inference_mode():
            logits[held] = head(nato[0][held])
    LOG.info("NATO cross-validated macro-F1 %.3f", macro_f1(examples, logits.numpy()))
    table = {e.name: [round(x, 3) for x in row] for e, row in zip(examples, logits.tolist(), strict=True)}
    (out / "cv.json").write_text(json.dumps({"seed": seed, "logits": table}, indent=0), encoding="utf-8")
    model.head = fit_head(model.head, nato, news, seed)
    torch.save(model.state_dict(), out / "final.pt")
    report(model)


def main() -> None:
    """Train the head."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder of training.train, with news.pt")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    train(args.out, args.seed)


if __name__ == "__main__":
    main()
