"""Fit a network to lessons: gold labels, a teacher's view of them, or both (Hinton, Vinyals and Dean 2015)."""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from sklearn.metrics import f1_score
from torch import Tensor, nn

from training.data import Example
from training.network import StanceNetwork

BATCH = 32
LAYER_DECAY = 0.9  # each layer below learns at this share of the rate above it
HEAD_RATE = 4e-4  # learning rate of the head, whatever that of the encoder
TEMPERATURE = 1.5  # by which the teacher's logits are softened
FEATURE_WEIGHT = 0.2  # of the distance to the teacher's features, in squares of their spread
FEATURE_SPREAD = 0.1  # standard deviation of a feature over sentences
LOG = logging.getLogger("training")


class Lesson(NamedTuple):
    """An example to learn from: its gold label counts by ``hard``, the teacher's shares by the rest.

    ``features`` is what the teacher's head reads, for the student to come near to (Romero et al. 2015).
    """

    example: Example
    shares: Tensor | None = None
    hard: float = 1.0
    features: Tensor | None = None


class Plan(NamedTuple):
    """How long and how boldly a stage learns."""

    epochs: int
    rate: float  # learning rate of the encoder's top layer
    average: float  # decay of the moving average of the weights, a step
    smoothing: float  # of the gold labels


Lessons = Callable[[random.Random], list[Lesson]]


def batches(lessons: Sequence[Lesson], draw: random.Random) -> Iterator[list[Lesson]]:
    """Yield shuffled batches of sentences of like length."""
    order = sorted(lessons, key=lambda one: len(one.example.sentence) * draw.uniform(0.8, 1.2))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    draw.shuffle(groups)
    yield from groups


def parameter_groups(model: StanceNetwork, rate: float) -> list[dict]:
    """Return the optimiser's groups: the lower the layer, the lower its rate; frozen ones are left out."""
    layers = model.stack()
    top = len(layers) - 1
    groups = [
        {"params": [p for p in layer.parameters() if p.requires_grad], "lr": rate * LAYER_DECAY ** (top - i)}
        for i, layer in enumerate(layers)
    ]
    return [*groups, {"params": list(model.head.parameters()), "lr": HEAD_RATE}]


def fit(model: StanceNetwork, lessons: Lessons, plan: Plan, seed: int, checkpoint: Path | None = None) -> StanceNetwork:
    """Train with warm-up and linear decay; return the moving average, saved after each epoch."""
    draw = random.Random(seed)
    optimiser = torch.optim.AdamW(parameter_groups(model, plan.rate), weight_decay=0.01)
    steps = plan.epochs * (len(lessons(random.Random(seed))) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps)))
    )
    keep = torch.optim.swa_utils.get_ema_multi_avg_fn(plan.average)
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=keep)
    for epoch in range(plan.epochs):
        model.train()
        began, losses = time.time(), []
        for batch in batches(lessons(draw), draw):
            losses.append(step(model, batch, optimiser, plan.smoothing))
            schedule.step()
            average.update_parameters(model)
        LOG.info("epoch %d loss %.3f %.0f s", epoch + 1, np.mean(losses), time.time() - began)
        if checkpoint:  # an interrupted run then leaves the epochs it finished
            torch.save(average.module.state_dict(), checkpoint)
    model.load_state_dict(average.module.state_dict())
    return model.eval()


def step(model: StanceNetwork, batch: Sequence[Lesson], optimiser: torch.optim.Optimizer, smoothing: float) -> float:
    """Learn from one batch; return its loss."""
    features = model.features(*model.encode([one.example for one in batch]))
    logits = model.head(features)
    gold = torch.tensor([one.example.label for one in batch])
    weights = torch.tensor([one.example.weight for one in batch])
    hard = torch.tensor([one.hard for one in batch])
    each = hard * nn.functional.cross_entropy(logits, gold, reduction="none", label_smoothing=smoothing)
    if any(one.shares is not None for one in batch):
        shares = torch.stack([torch.zeros(3) if one.shares is None else one.shares for one in batch])
        soft = torch.log_softmax(logits / TEMPERATURE, 1)
        divergence = nn.functional.kl_div(soft, shares, reduction="none").sum(1) * TEMPERATURE**2
        each = each + (1 - hard) * divergence
    if all(one.features is not None for one in batch):
        wanted = torch.stack([one.features.float() for one in batch if one.features is not None])
        each = each + FEATURE_WEIGHT * ((features - wanted) / FEATURE_SPREAD).square().mean(1)
    loss = (each * weights).sum() / weights.sum()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


@torch.no_grad()
def read(model: StanceNetwork, examples: Sequence[Example]) -> Tensor:
    """Return what the head reads, one row an example."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].sentence))
    out = torch.zeros(len(examples), model.head[1].in_features)
    for i in range(0, len(order), 64):
        part = order[i : i + 64]
        out[part] = model.eval().features(*model.encode([examples[j] for j in part]))
    return out


@torch.no_grad()
def predict(model: StanceNetwork, examples: Sequence[Example]) -> np.ndarray:
    """Return the logits, one row an example."""
    return model.head(read(model, examples)).numpy()


@torch.no_grad()
def ask(teacher: StanceNetwork, examples: Sequence[Example], hard: float) -> list[Lesson]:
    """Return the examples with the shares that the teacher gives each label, and what its head reads."""
    features = read(teacher, examples)
    shares = torch.softmax(teacher.head(features) / TEMPERATURE, 1)
    return [Lesson(*row) for row in zip(examples, shares, [hard] * len(examples), features.half(), strict=True)]


def macro_f1(examples: Sequence[Example], logits: np.ndarray) -> float:
    """Return the macro-F1 of the most probable labels."""
    return float(f1_score([e.label for e in examples], logits.argmax(1), average="macro"))
