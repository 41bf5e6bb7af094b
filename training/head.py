"""The head of the second stage, learnt on frozen sentence features: in minutes, and without forgetting the encoder."""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.data import Example
from training.network import StanceNetwork, encode, mean_of

EPOCHS, RATE, DECAY, BATCH = 8, 5e-4, 0.01, 64
SMOOTHING = 0.1
BESIDE = 16  # NewsMTSC examples beside each batch of NATO sentences
REPLAY_WEIGHT = 0.25


@torch.no_grad()
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


def fit_head(model: StanceNetwork, nato: Sequence[Example], news: Sequence[Example], seed: int) -> nn.Module:
    """Go on from the model's head on the NATO sentences, whose shares of labels are those of real texts."""
    torch.manual_seed(seed)
    model.eval()
    read, replayed = features(model, nato), features(model, news)
    labels, replayed_labels = (torch.tensor([e.label for e in part]) for part in (nato, news))
    head = copy.deepcopy(model.head).train()
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(nato) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(nato)).split(BATCH):
            drawn = torch.randint(len(news), (BESIDE,))
            loss = loss_of(head(read[batch]), labels[batch])
            loss = loss + REPLAY_WEIGHT * loss_of(head(replayed[drawn]), replayed_labels[drawn])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return head.eval()
