"""The encoder and its heads.

For each kind a query finds its trigger among the pieces of a sentence; roles and attributes of a candidate are scored
against it. A bilinear form by kind says whether two candidates stand in one fact.
"""

import math

import torch
import torch.nn.functional as functional
from torch import nn

from .labels import ATTRIBUTE_COUNT, FEATURE_COUNT, GROUPS, KIND_INDEX, KINDS, LABELS

#: Takes part in sums as "never".
NEVER = 1e4


class Heads(nn.Module):
    """Scores the candidates of a passage."""

    def __init__(self, width, hidden=384, pair_width=96, feature_width=64, trigger_width=96):
        super().__init__()
        kinds = len(KINDS)
        self.width = width
        self.of_features = nn.Linear(FEATURE_COUNT, feature_width)
        self.question = nn.Linear(width, width)
        self.joined = nn.Sequential(nn.Linear(width * 4 + feature_width, hidden), nn.GELU(), nn.Dropout(0.1))
        self.roles = nn.Linear(hidden, len(LABELS))
        self.attributes = nn.Linear(hidden, ATTRIBUTE_COUNT)
        self.left = nn.Linear(hidden, pair_width)
        self.right = nn.Linear(hidden, pair_width)
        self.pair_weights = nn.Parameter(torch.randn(kinds, pair_width) * 0.05)
        self.pair_bias = nn.Parameter(torch.zeros(kinds))
        self.trigger_query = nn.Parameter(torch.randn(kinds, width) * 0.02)
        self.kind_weights = nn.Parameter(torch.randn(kinds, width) * 0.02)
        self.kind_bias = nn.Parameter(torch.full((kinds,), -2.0))
        self.of_trigger = nn.Linear(width, trigger_width)
        self.of_candidate = nn.Linear(hidden, trigger_width)
        self.trigger_roles = nn.Parameter(torch.randn(len(LABELS), trigger_width) * 0.05)
        self.trigger_attributes = nn.Parameter(torch.randn(ATTRIBUTE_COUNT, trigger_width) * 0.02)
        nn.init.constant_(self.roles.bias, -3.0)
        label_kinds = [KIND_INDEX[kind] for kind, _ in LABELS]
        class_kinds = [KIND_INDEX[kind] for kind, _, _, classes in GROUPS for _ in classes]
        self.register_buffer("label_kinds", torch.tensor(label_kinds))
        self.register_buffer("class_kinds", torch.tensor(class_kinds))

    def forward(self, hidden, spans, sentence, owner, features):
        """Log-odds of roles, scores of classes, the two sides of the pair score, log-odds of kinds.

        `hidden` [pieces, width]; `spans` [candidates, pieces] and `sentence` [sentences, pieces], each row of which spreads
        1 over the pieces it means; `owner` [candidates, sentences], one of them 1; `features` [candidates, features].
        """
        mention, whole = spans @ hidden, sentence @ hidden
        mask = ((sentence > 0).to(hidden.dtype) - 1.0) * NEVER
        looks = torch.softmax((self.question(mention) @ hidden.t()) / math.sqrt(self.width) + owner @ mask, -1)
        opening = hidden[:1].expand(mention.shape[0], self.width)
        candidate = self.joined(torch.cat([mention, looks @ hidden, opening, owner @ whole, self.of_features(features)], -1))
        # Triggers, [sentences, kinds, pieces].
        looks = torch.softmax((self.trigger_query @ hidden.t()).unsqueeze(0) + mask.unsqueeze(1), -1)
        pooled = torch.matmul(looks, hidden)
        kinds = (pooled * self.kind_weights).sum(-1) + self.kind_bias
        trigger = torch.tanh(self.of_trigger(pooled))
        own = torch.matmul(owner, trigger.reshape(trigger.shape[0], -1)).reshape(mention.shape[0], len(KINDS), -1)
        meets = torch.tanh(self.of_candidate(candidate)).unsqueeze(1) * own
        roles = (
            self.roles(candidate)
            + (meets.index_select(1, self.label_kinds) * self.trigger_roles).sum(-1)
            + (owner @ kinds).index_select(1, self.label_kinds)
        )
        attributes = self.attributes(candidate) + (own.index_select(1, self.class_kinds) * self.trigger_attributes).sum(-1)
        return roles, attributes, self.left(candidate), self.right(candidate), kinds

    def pair(self, kind, left, right):
        """Log-odds that candidates stand in one fact of a kind, [candidates, candidates]."""
        scores = (left * self.pair_weights[kind]) @ right.t() + self.pair_bias[kind]
        return (scores + scores.t()) / 2

    def all_pairs(self, left, right):
        """The same for all kinds, [kinds, candidates, candidates]."""
        scores = torch.einsum("ih,kh,jh->kij", left, self.pair_weights, right) + self.pair_bias[:, None, None]
        return (scores + scores.transpose(1, 2)) / 2


def matrices(passage, pieces):
    """What the heads take besides `hidden`."""
    items = passage["items"]
    count = sum(len(item["candidates"]) for item in items)
    spans, sentence = torch.zeros(count, pieces), torch.zeros(len(items), pieces)
    owner, features, row = torch.zeros(count, len(items)), [], 0
    for number, item in enumerate(items):
        sentence[number, item["start"] : item["end"]] = 1.0 / (item["end"] - item["start"])
        for start, end in item["spans"]:
            spans[row, start:end] = 1.0 / (end - start)
            owner[row, number] = 1
            row += 1
        features.append(torch.from_numpy(item["features"]))
    return spans, sentence, owner, torch.cat(features)


def by_item(passage, outputs):
    """The heads' outputs for a passage, cut into those of its items."""
    row = 0
    for number, item in enumerate(passage["items"]):
        rows = slice(row, row + len(item["candidates"]))
        row = rows.stop
        yield (*(output[rows] for output in outputs[:4]), outputs[4][number])


class Reader(nn.Module):
    """Encoder and heads. Embeddings and the first `frozen` layers keep their pretrained weights: what they give is computed
    once a passage, and kept with it as `lower`."""

    def __init__(self, encoder, frozen):
        super().__init__()
        self.encoder = encoder
        self.frozen = frozen
        self.heads = Heads(encoder.config.hidden_size)
        for part in [encoder.embeddings, *encoder.encoder.layer[:frozen]]:
            for parameter in part.parameters():
                parameter.requires_grad = False

    @torch.no_grad()
    def warm(self, passages, most_pieces=4096):
        """Computes what the frozen layers give, passages of like length together."""
        self.encoder.eval()
        waiting = sorted((it for it in passages if "lower" not in it), key=lambda it: len(it["ids"]))
        at = 0
        while at < len(waiting):
            batch = [waiting[at]]
            at += 1
            while at < len(waiting) and (len(batch) + 1) * len(waiting[at]["ids"]) <= most_pieces:
                batch.append(waiting[at])
                at += 1
            ids, mask = _padded(batch)
            hidden = self.encoder.embeddings(ids)
            for layer in self.encoder.encoder.layer[: self.frozen]:
                hidden = _first(layer(hidden, _additive(mask)))
            for row, passage in zip(hidden, batch, strict=True):
                passage["lower"] = row[: len(passage["ids"])].clone()

    def forward(self, batch):
        """The heads' outputs for each item of each passage, in their order."""
        ids, mask = _padded(batch)
        hidden = torch.zeros(*ids.shape, self.encoder.config.hidden_size)
        for row, passage in enumerate(batch):
            hidden[row, : len(passage["ids"])] = passage["lower"]
        hidden = functional.dropout(hidden, 0.1, self.training)
        for layer in self.encoder.encoder.layer[self.frozen :]:
            hidden = _first(layer(hidden, _additive(mask)))
        out = []
        for row, passage in enumerate(batch):
            pieces = len(passage["ids"])
            out.extend(by_item(passage, self.heads(hidden[row, :pieces], *matrices(passage, pieces))))
        return out


def _padded(batch):
    longest = max(len(passage["ids"]) for passage in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, passage in enumerate(batch):
        ids[row, : len(passage["ids"])] = torch.tensor(passage["ids"])
        mask[row, : len(passage["ids"])] = 1
    return ids, mask


def _additive(mask):
    return (1.0 - mask[:, None, None, :].float()) * -NEVER


def _first(output):
    return output[0] if isinstance(output, tuple) else output
