"""Fine-tune the encoder: first on NewsMTSC, then on the NATO labels and invented sentences, NewsMTSC replayed.

Weights half way back to the first stage, with a head that learnt again on them, hold better for new collections,
those of the second stage for sentences like the invented ones; the model is their mean.

``python -m training.train --stage news`` writes ``news.pt``; ``--stage cv`` cross-validates the second stage over
the collections of the NATO labels; ``--stage final`` trains it on all of them and writes ``final.pt``.
"""

import argparse
import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from torch import nn

from corpus_utils.stance_model import MARK_START
from training import data
from training.data import Example
from training.head import SMOOTHING, fit_head
from training.network import StanceNetwork, encode, tokenizer

BATCH = 32
NEWS_EPOCHS, NATO_EPOCHS = 4, 2
NEWS_RATE, NATO_RATE = 8e-5, 5e-5  # learning rate of the encoder's top layer
LAYER_DECAY = 0.9  # each layer below learns at this share of the rate above it
HEAD_RATE = 10.0  # times the encoder's rate
NEWS_AVERAGE, NATO_AVERAGE = 0.99, 0.98  # decay of the moving average of the weights, a step
REPLAY = 0.2  # NewsMTSC examples per NATO example in the second stage
HEAD_NEWS = 1500  # NewsMTSC examples that the head's last training draws from
LOG = logging.getLogger("training")


def batches(examples: Sequence[Example], draw: random.Random) -> Iterator[list[Example]]:
    """Yield shuffled batches of sentences of like length."""
    order = sorted(examples, key=lambda e: len(e.sentence) * draw.uniform(0.8, 1.2))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    draw.shuffle(groups)
    yield from groups


def parameter_groups(model: StanceNetwork, rate: float) -> list[dict]:
    """Return the optimiser's groups: the lower the layer, the lower its rate."""
    layers = [model.encoder.embeddings, *model.encoder.encoder.layer]
    top = len(layers) - 1
    groups = [
        {"params": [p for p in layer.parameters() if p.requires_grad], "lr": rate * LAYER_DECAY ** (top - i)}
        for i, layer in enumerate(layers)
    ]
    return [*groups, {"params": list(model.head.parameters()), "lr": rate * HEAD_RATE}]


def fit(
    model: StanceNetwork,
    epoch_examples: Callable[[random.Random], list[Example]],
    plan: tuple[int, float, float],
    seed: int,
    checkpoint: Path | None = None,
) -> StanceNetwork:
    """Train by ``plan`` (epochs, rate, average) with warm-up and linear decay; return the moving average."""
    epochs, rate, decay = plan
    draw = random.Random(seed)
    optimiser = torch.optim.AdamW(parameter_groups(model, rate), weight_decay=0.01)
    steps = epochs * (len(epoch_examples(random.Random(seed))) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps)))
    )
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay))
    for epoch in range(epochs):
        model.train()
        began, losses = time.time(), []
        for batch in batches(epoch_examples(draw), draw):
            losses.append(step(model, batch, optimiser))
            schedule.step()
            average.update_parameters(model)
        LOG.info("epoch %d loss %.3f %.0f s", epoch + 1, np.mean(losses), time.time() - began)
        if checkpoint:  # an interrupted run then leaves the epochs it finished
            torch.save(average.module.state_dict(), checkpoint)
    model.load_state_dict(average.module.state_dict())
    return model.eval()


def step(model: StanceNetwork, batch: Sequence[Example], optimiser: torch.optim.Optimizer) -> float:
    """Learn from one batch; return its loss."""
    labels = torch.tensor([e.label for e in batch])
    weights = torch.tensor([e.weight for e in batch])
    each = nn.functional.cross_entropy(model(*encode(batch)), labels, reduction="none", label_smoothing=SMOOTHING)
    loss = (each * weights).sum() / weights.sum()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


@torch.no_grad()
def predict(model: StanceNetwork, examples: Sequence[Example]) -> np.ndarray:
    """Return the logits, one row an example."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].sentence))
    out = np.zeros((len(examples), 3))
    for i in range(0, len(order), 64):
        part = order[i : i + 64]
        out[part] = model(*encode([examples[j] for j in part])).numpy()
    return out


def macro_f1(examples: Sequence[Example], logits: np.ndarray) -> float:
    """Return the macro-F1 of the most probable labels."""
    return float(f1_score([e.label for e in examples], logits.argmax(1), average="macro"))


def new_model(start: Path | None = None) -> StanceNetwork:
    """Return the network with the packaged encoder, or with the weights of an earlier stage."""
    model = StanceNetwork(tokenizer().token_to_id(MARK_START))
    if start:
        model.load_state_dict(torch.load(start))
    return model


def train_news(out: Path, seed: int) -> None:
    """First stage: NewsMTSC train."""
    train = data.repeat_contrasts(data.read_newsmtsc("train"))
    plan = (NEWS_EPOCHS, NEWS_RATE, NEWS_AVERAGE)
    model = fit(new_model(), lambda draw: [data.join(e, train, draw) for e in train], plan, seed, out / "news.pt")
    report(model)


def report(model: StanceNetwork) -> None:
    """Log what the model reaches on NewsMTSC's development parts."""
    for part in ("dev-rw", "dev-mt"):
        examples = data.read_newsmtsc(part)
        LOG.info("NewsMTSC %s macro-F1 %.3f", part, macro_f1(examples, predict(model, examples)))


def second_stage(out: Path, nato: Sequence[Example], seed: int) -> StanceNetwork:
    """Go on from the first stage with NATO sentences, the doubtful ones beside them, invented ones, and NewsMTSC."""
    news, groups = data.read_newsmtsc("train"), {e.group for e in nato}
    doubtful = [e for e in data.read_nato(doubtful=True) if e.group in groups]
    learnt = [*nato, *doubtful, *data.read_invented()]

    def epoch_examples(draw: random.Random) -> list[Example]:
        return [data.rename(e, draw) for e in learnt] + draw.sample(news, int(REPLAY * len(learnt)))

    model = new_model(out / "news.pt")
    model.encoder.embeddings.requires_grad_(False)  # words of few examples would drift from those of their meaning
    tuned = fit(model, epoch_examples, (NATO_EPOCHS, NATO_RATE, NATO_AVERAGE), seed)
    softened = mix(tuned, new_model(out / "news.pt"))
    softened.head = fit_head(softened, nato, random.Random(seed).sample(news, HEAD_NEWS), seed)
    return mix(tuned, softened)


def mix(one: StanceNetwork, other: StanceNetwork) -> StanceNetwork:
    """Return a network with the mean of two networks' weights (Wortsman et al. 2022)."""
    first, second = one.state_dict(), other.state_dict()
    mean = {k: (v + second[k]) / 2 if v.is_floating_point() else v for k, v in first.items()}
    mixed = new_model()
    mixed.load_state_dict(mean)
    return mixed.eval()


def cross_validate(out: Path, seed: int) -> None:
    """Predict every NATO sentence by a model that saw no sentence of its collection; folds already saved stay."""
    nato, path = data.read_nato(), out / "cv.json"
    groups = [e.group for e in nato]
    logits = json.loads(path.read_text(encoding="utf-8"))["logits"] if path.exists() else {}
    for train, test in GroupKFold(data.FOLDS).split(nato, groups=groups):
        held = [nato[i] for i in test]
        if all(e.name in logits for e in held):
            continue
        found = predict(second_stage(out, [nato[i] for i in train], seed), held)
        LOG.info("%s macro-F1 %.3f", sorted({e.group for e in held}), macro_f1(held, found))
        logits |= {e.name: row.round(3).tolist() for e, row in zip(held, found, strict=True)}
        path.write_text(json.dumps({"seed": seed, "logits": logits}, indent=0), encoding="utf-8")
    whole = np.array([logits[e.name] for e in nato])
    LOG.info("NATO cross-validated macro-F1 %.3f", macro_f1(nato, whole))


def train_final(out: Path, seed: int) -> None:
    """Second stage on all NATO labels."""
    model = second_stage(out, data.read_nato(), seed)
    torch.save(model.state_dict(), out / "final.pt")
    report(model)


def main() -> None:
    """Run one stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=["news", "cv", "final"], required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--threads", type=int, default=2, help="more than there are free cores costs more than it gains"
    )
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    {"news": train_news, "cv": cross_validate, "final": train_final}[args.stage](args.out, args.seed)


if __name__ == "__main__":
    main()
