"""Cut the student out of the teacher: every second layer first, then the heads and neurons that matter least.

What a head or neuron matters is the squared product of its output and the gradient there, labels drawn from the model's
own shares (Molchanov et al. 2019; heads: Michel, Levy and Neubig 2019). The output weights of what remains are refitted
by least squares, so that each layer gives what it gave before (He, Zhang and Sun 2017).
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from corpus_utils.stance_model import MAX_TOKENS
from training.data import Example
from training.network import HEAD_SIZE, WIDTH, Layer, Shape, Student, Teacher, hide_padding

LAYERS = (0, 1, 3, 5, 8, 11)  # of the teacher's twelve
HEADS, FEWEST_HEADS = 42, 4  # in all layers, in any one
NEURONS, FEWEST_NEURONS, MOST_NEURONS = 6144, 640, 1536
UNITS = 384  # of the head
RIDGE = 0.01  # of the mean square of what is refitted on
BATCH = 32
LOG = logging.getLogger("training")


class Parts(NamedTuple):
    """A number for each head and neuron by layer, and for each unit of the head: its worth, or that it is kept."""

    heads: list[Tensor]
    neurons: list[Tensor]
    units: Tensor


def copy(target: nn.Module, source: nn.Module, rows: Tensor | slice = slice(None)) -> None:
    """Copy weights and bias of a linear or a norm, or some of their rows."""
    target.weight.copy_(source.weight[rows])
    target.bias.copy_(source.bias[rows])


@torch.no_grad()
def cut(teacher: Teacher, tokenizer: Path, kept: Sequence[int]) -> Student:
    """Return the teacher's network with some of its layers and word vectors, all heads and neurons."""
    encoder, heads = teacher.encoder, teacher.encoder.config.num_attention_heads
    neurons = encoder.config.intermediate_size
    student = Student(tokenizer, Shape(((heads, neurons),) * len(LAYERS), len(kept), WIDTH))
    source, first = encoder.embeddings, encoder.config.pad_token_id + 1
    student.embeddings.words.weight.copy_(source.word_embeddings.weight[list(kept)])
    student.embeddings.places.copy_(source.position_embeddings.weight[first : first + MAX_TOKENS])
    copy(student.embeddings.norm, source.LayerNorm)
    for layer, number in zip(student.layers, LAYERS, strict=True):
        old = encoder.encoder.layer[number]
        scaled = (old.attention.attn.q, HEAD_SIZE**-0.5), (old.attention.attn.k, 1.0), (old.attention.attn.v, 1.0)
        layer.ask.weight.copy_(torch.cat([part.weight * scale for part, scale in scaled]))
        layer.ask.bias.copy_(torch.cat([part.bias * scale for part, scale in scaled]))
        layer.near.copy_(encoder.encoder.relative_attention_bias.weight)
        copy(layer.tell, old.attention.attn.o)
        copy(layer.norm1, old.attention.LayerNorm)
        copy(layer.up, old.intermediate.dense)
        copy(layer.down, old.output.dense)
        copy(layer.norm2, old.output.LayerNorm)
    student.head.load_state_dict(teacher.head.state_dict())
    return student.eval()


def batches(student: Student, examples: Sequence[Example]) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield ids and mask of sentences of like length."""
    order = sorted(examples, key=lambda e: len(e.sentence))
    for i in range(0, len(order), BATCH):
        yield student.encode(order[i : i + BATCH])


def weigh(student: Student, examples: Sequence[Example]) -> Parts:
    """Return what each part matters: the squared change of the loss, to the first order, were it not there."""
    shape = student.shape.layers
    worth = Parts([torch.zeros(h) for h, _ in shape], [torch.zeros(n) for _, n in shape], torch.zeros(WIDTH))
    for ids, mask in batches(student, examples):
        hidden, hide, told = student.embeddings(ids), hide_padding(mask), []
        for layer in student.layers:
            read = layer.attend(hidden, hide)
            hidden = layer.norm1(hidden + layer.tell(read))
            fired = layer.fire(hidden)
            hidden = layer.norm2(hidden + layer.down(fired))
            told.append((read, fired))
        units = student.head[:3](student.pool(hidden, ids, mask))
        logits = student.head[3:](units)
        drawn = torch.distributions.Categorical(logits=logits.detach()).sample()
        loss = nn.functional.cross_entropy(logits, drawn, reduction="sum")
        outputs = [units, *(part for pair in told for part in pair)]
        change = [o.detach() * g for o, g in zip(outputs, torch.autograd.grad(loss, outputs), strict=True)]
        worth.units.add_((change[0] ** 2).sum(0))
        for i in range(len(told)):
            by_head = change[2 * i + 1].unflatten(2, (-1, HEAD_SIZE)).sum((1, 3))
            worth.heads[i].add_((by_head**2).sum(0))
            worth.neurons[i].add_((change[2 * i + 2].sum(1) ** 2).sum(0))
    return worth


def keep_best(worth: Sequence[Tensor], total: int, fewest: int, most: int | None = None) -> list[Tensor]:
    """Return the numbers of the best parts of each layer: some in each, the rest where they matter most."""
    ranked = [w.argsort(descending=True) for w in worth]
    spare = [(float(w[n]), i) for i, w in enumerate(worth) for n in ranked[i][fewest:most]]
    counts = [fewest] * len(worth)
    for _, i in sorted(spare, reverse=True)[: total - sum(counts)]:
        counts[i] += 1
    return [r[:n].sort().values for r, n in zip(ranked, counts, strict=True)]


def refit(target: nn.Linear, inputs: Tensor, outputs: Tensor) -> float:
    """Set the weights under which the inputs best give the outputs; return the share that they leave unexplained."""
    given = torch.cat([inputs, torch.ones(len(inputs), 1)], dim=1).double()
    square = given.T @ given
    ridge = RIDGE * square.diagonal().mean() * torch.eye(len(square)).double()
    ridge[-1, -1] = 0.0  # the bias is free
    solution = torch.linalg.solve(square + ridge, given.T @ outputs.double()).float()
    target.weight.copy_(solution[:-1].T)
    target.bias.copy_(solution[-1])
    return float((target(inputs) - outputs).square().sum() / outputs.square().sum())


class State:
    """A batch on its way through the network as it was and as it becomes."""

    def __init__(self, student: Student, ids: Tensor, mask: Tensor) -> None:
        """Begin with the embeddings."""
        self.ids, self.mask, self.hide = ids, mask, hide_padding(mask)
        self.old = self.new = student.embeddings(ids)


def refit_all(target: nn.Linear, inputs: Sequence[Tensor], wanted: Sequence[Tensor], states: Sequence[State]) -> float:
    """Refit on the tokens of all batches, padding left out."""
    real = [s.mask.bool() for s in states]
    return refit(
        target,
        torch.cat([x[r] for x, r in zip(inputs, real, strict=True)]),
        torch.cat([y[r] for y, r in zip(wanted, real, strict=True)]),
    )


def thin_layer(new: Layer, old: Layer, heads: Tensor, neurons: Tensor, states: Sequence[State]) -> tuple[float, float]:
    """Fill a layer with the kept parts of another and move the batches on; return what the refits left unexplained."""
    rows = (heads[:, None] * HEAD_SIZE + torch.arange(HEAD_SIZE)).flatten()
    copy(new.ask, old.ask, torch.cat([rows + i * old.heads * HEAD_SIZE for i in range(3)]))
    new.near.copy_(old.near[:, heads])
    copy(new.up, old.up, neurons)
    copy(new.norm1, old.norm1)
    copy(new.norm2, old.norm2)
    read = [new.attend(s.new, s.hide) for s in states]
    sums = [s.old + old.tell(old.attend(s.old, s.hide)) for s in states]  # with what was there before the layer
    told = refit_all(new.tell, read, [y - s.new for y, s in zip(sums, states, strict=True)], states)
    for state, own, whole in zip(states, read, sums, strict=True):
        state.new, state.old = new.norm1(state.new + new.tell(own)), old.norm1(whole)
    fired = [new.fire(s.new) for s in states]
    sums = [s.old + old.down(old.fire(s.old)) for s in states]
    left = refit_all(new.down, fired, [y - s.new for y, s in zip(sums, states, strict=True)], states)
    for state, own, whole in zip(states, fired, sums, strict=True):
        state.new, state.old = new.norm2(state.new + new.down(own)), old.norm2(whole)
    return told, left


@torch.no_grad()
def thin_head(new: Student, old: Student, units: Tensor, states: Sequence[State]) -> None:
    """Fill the head with the kept units of another."""
    copy(new.head[1], old.head[1], units)
    inputs = torch.cat([new.head[:3](new.pool(s.new, s.ids, s.mask)) for s in states])
    refit(new.head[4], inputs, torch.cat([old.head(old.pool(s.old, s.ids, s.mask)) for s in states]))


def thin(old: Student, tokenizer: Path, examples: Sequence[Example]) -> Student:
    """Return a student with the parts that matter most on these examples."""
    old.eval()
    worth = weigh(old, examples)
    heads = keep_best(worth.heads, HEADS, FEWEST_HEADS)
    neurons = keep_best(worth.neurons, NEURONS, FEWEST_NEURONS, MOST_NEURONS)
    sizes = tuple((len(h), len(n)) for h, n in zip(heads, neurons, strict=True))
    new = Student(tokenizer, Shape(sizes, old.shape.words, UNITS)).eval()
    with torch.no_grad():
        new.embeddings.load_state_dict(old.embeddings.state_dict())
        states = [State(old, *batch) for batch in batches(old, examples)]
        for fresh, layer, *kept in zip(new.layers, old.layers, heads, neurons, strict=True):
            told, left = thin_layer(fresh, layer, *kept, states)
            LOG.info("%d heads, %d neurons; unexplained %.3f, %.3f", *map(len, kept), told, left)
        thin_head(new, old, worth.units.argsort(descending=True)[:UNITS].sort().values, states)
    return new
