"""Trains the reader, and scores with it.

AdamW ("Decoupled Weight Decay Regularization", Loshchilov and Hutter, 2019, arXiv:1711.05101) with a warm-up of 8 % of the
steps and a linear fall. The loss of a batch is a sum over its cells: roles, pairs, half the attributes, kinds; divided by
its sentences. In 3 sentences of 10 the patterns' features are left out, so that the reader does not lean on them.
"""

import random
import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from .labels import FIRST_PATTERN, GROUPS
from .model import Reader
from .targets import TOLD_AGAIN


@dataclass(frozen=True)
class Settings:
    """How to train."""

    epochs: int = 12
    seed: int = 0
    #: Learning rates of encoder and heads.
    encoder_rate: float = 2.5e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.08
    #: The learning rate never falls below this part of itself.
    least_rate: float = 0.02
    #: Layers that keep their pretrained weights, and how many there are (0: all).
    frozen: int = 1
    layers: int = 0
    #: Most pieces of a batch, filling included.
    batch_pieces: int = 1536
    #: How much more a role that is there counts than one that is not.
    positive_weight: float = 1.5
    kind_weight: float = 1.0
    attribute_weight: float = 0.5
    #: How often the patterns' features are left out.
    pattern_dropout: float = 0.3


def seed_all(settings):
    """Makes what follows reproducible. Call it before the encoder is loaded."""
    random.seed(settings.seed)
    torch.manual_seed(settings.seed)
    np.random.seed(settings.seed)


def split(count, fold=None, part=1.0):
    """Numbers of the documents to train on, and of those held out: `fold` is (k, n). `part` keeps that much of the first."""
    order = list(range(count))
    random.Random(7).shuffle(order)
    held_out = set(order[fold[0] :: fold[1]]) if fold else set()
    kept = [number for number in order if number not in held_out]
    return kept[: int(len(kept) * part)], sorted(held_out)


def train(encoder, passages, settings, also_warm=()):
    """The reader, trained on labelled passages."""
    reader = Reader(encoder, settings.frozen)
    reader.warm([*passages, *also_warm])
    encoder_weights = [it for name, it in reader.named_parameters() if name.startswith("encoder.") and it.requires_grad]
    head_weights = [it for name, it in reader.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder_weights, "lr": settings.encoder_rate},
            {"params": head_weights, "lr": settings.head_rate},
        ],
        weight_decay=settings.weight_decay,
        fused=True,
    )
    steps = settings.epochs * len(_batches(passages, settings))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1, step / (settings.warm_up * steps)) * max(settings.least_rate, (steps - step) / steps),
    )
    print(f"{len(passages)} passages, {sum(len(it['ids']) for it in passages)} pieces, {steps} steps", flush=True)
    for epoch in range(settings.epochs):
        reader.train()
        began, losses = time.time(), np.zeros(4)
        batches = _batches(passages, settings)
        for batch in batches:
            batch = [_without_some_patterns(passages[number], settings.pattern_dropout) for number in batch]
            parts, items = _losses(reader, batch, settings)
            role_loss, pair_loss, attribute_loss, kind_loss = parts
            loss = (
                role_loss + pair_loss + settings.attribute_weight * attribute_loss + settings.kind_weight * kind_loss
            ) / items
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses += [float(torch.as_tensor(it).detach()) / items for it in parts]
        roles, pairs, attributes, kinds = losses / len(batches)
        print(
            f"epoch {epoch + 1} of {settings.epochs}: roles {roles:.3f} pairs {pairs:.3f} "
            f"attributes {attributes:.3f} kinds {kinds:.3f}, {time.time() - began:.0f} s",
            flush=True,
        )
    return reader.eval()


def _batches(passages, settings):
    """Numbers of passages in batches: passages of like length, out of 64 drawn at random."""
    order = list(range(len(passages)))
    random.shuffle(order)
    batches = []
    for drawn in (order[start : start + 64] for start in range(0, len(order), 64)):
        drawn.sort(key=lambda number: len(passages[number]["ids"]))
        batch = []
        for number in drawn:
            if batch and (len(batch) + 1) * len(passages[number]["ids"]) > settings.batch_pieces:
                batches.append(batch)
                batch = []
            batch.append(number)
        batches.append(batch)
    random.shuffle(batches)
    return batches


def _without_some_patterns(passage, dropout):
    if not dropout:
        return passage
    items = []
    for item in passage["items"]:
        features = item["features"].copy()
        features[:, FIRST_PATTERN:] *= random.random() >= dropout
        items.append({**item, "features": features})
    return {**passage, "items": items}


def _losses(reader, batch, settings):
    """The losses of roles, pairs, attributes and kinds, summed over the sentences; and how many sentences these are."""
    outputs = reader(batch)
    items = [item for passage in batch for item in passage["items"]]
    cross_entropy = functional.binary_cross_entropy_with_logits

    def joined(name):
        return torch.cat([torch.from_numpy(item[name]) for item in items])

    role_loss = cross_entropy(
        torch.cat([output[0] for output in outputs]),
        joined("roles"),
        weight=joined("weights"),
        pos_weight=torch.tensor(settings.positive_weight),
        reduction="sum",
    )
    told = torch.stack([torch.from_numpy(item["told"]) for item in items])
    kind_loss = cross_entropy(
        torch.stack([output[4] for output in outputs]),
        (told > 0.9).float(),
        weight=torch.where((told > 0) & (told < 0.9), TOLD_AGAIN, 1.0),
        reduction="sum",
    )
    pair_loss = attribute_loss = 0
    for item, (_, attributes, left, right, _) in zip(items, outputs, strict=True):
        for kind in np.nonzero((item["pairs"] >= 0).any((1, 2)))[0].tolist():
            expected = torch.from_numpy(item["pairs"][kind])
            asked = expected >= 0
            scores = reader.heads.pair(kind, left, right)[asked]
            summed = cross_entropy(scores, expected[asked].float(), reduction="sum")
            pair_loss = pair_loss + summed / (1 + asked.sum() ** 0.5)
        for rows, right_classes in item["attributes"]:
            if not right_classes:
                continue
            mean = attributes[rows].mean(0)
            for group, chosen in right_classes:
                _, _, start, classes = GROUPS[group]
                log_odds = torch.log_softmax(mean[start : start + len(classes)], -1)
                attribute_loss = attribute_loss - torch.logsumexp(log_odds[chosen], 0)
    return (role_loss, pair_loss, attribute_loss, kind_loss), len(items)


@torch.no_grad()
def scores(reader, passages, batch_size=6):
    """What the reader says of each sentence, by document."""
    reader.eval()
    reader.warm(passages)
    out = {}
    for start in range(0, len(passages), batch_size):
        batch = passages[start : start + batch_size]
        outputs = iter(reader(batch))
        for passage in batch:
            for item in passage["items"]:
                scored = scored_item(item, reader.heads, *next(outputs))
                out.setdefault(passage["document"], []).append(scored)
    return out


def scored_item(item, heads, roles, attributes, left, right, kinds):
    """The outputs of the heads for a sentence as `decode` takes them."""
    return {
        "sentence": item["sentence"],
        "candidates": item["candidates"],
        "features": item["features"],
        "roles": torch.sigmoid(roles).numpy(),
        "attributes": attributes.numpy(),
        "pairs": torch.sigmoid(heads.all_pairs(left, right)).numpy().astype(np.float16),
        "kinds": torch.sigmoid(kinds).numpy(),
    }
