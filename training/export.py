"""Writes the trained reader as the product reads it: two graphs, the labels with the calibration, the vocabulary."""

import copy
import json
import warnings

import numpy as np
import torch
from torch import nn

from . import passages as cut
from . import quantise
from .fit import scored_item
from .labels import FEATURE_COUNT, GROUPS, KINDS, LABELS, ROLE_COUNT
from .model import by_item, matrices

NAME = "entente-encoder"
ENCODER, HEADS, LABELS_FILE, VOCABULARY = "encoder.onnx", "heads.onnx", "labels.json", "vocabulary.txt"


class _Encoder(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def export(reader, tokenizer, calibration, passages, folder, scratch, version, least_role):
    """Writes all files into `folder`. Gives how alike quantised and trained encoder are. `passages` are piece ids."""
    folder.mkdir(parents=True, exist_ok=True)
    trained = scratch / "encoder.f32.onnx"
    _export_encoder(reader, trained)
    quantise.quantise(trained, passages, folder / ENCODER)
    _export_heads(reader.heads, folder / HEADS)
    (folder / LABELS_FILE).write_text(
        json.dumps(_labels(reader.heads, calibration, version, least_role), separators=(",", ":"))
    )
    vocabulary = tokenizer.get_vocab()
    (folder / VOCABULARY).write_text("\n".join(sorted(vocabulary, key=vocabulary.get)) + "\n")
    return quantise.compare(trained, folder / ENCODER, passages)


def _export_encoder(reader, path):
    encoder = copy.deepcopy(reader.encoder).eval()
    encoder.config._attn_implementation = "eager"
    example = torch.ones(2, 9, dtype=torch.long)
    axes = {0: "b", 1: "n"}
    _onnx(
        _Encoder(encoder),
        (example, example),
        path,
        inputs={"input_ids": axes, "attention_mask": axes},
        outputs={"hidden": axes},
    )


def _export_heads(heads, path):
    candidates, pieces = 5, 9
    sentence, owner = torch.zeros(2, pieces), torch.zeros(candidates, 2)
    sentence[0, 1:4], sentence[1, 4:6] = 1 / 3, 1 / 2
    owner[:3, 0] = owner[3:, 1] = 1
    example = (
        torch.rand(pieces, heads.width),
        torch.rand(candidates, pieces),
        sentence,
        owner,
        torch.rand(candidates, FEATURE_COUNT),
    )
    rows = {0: "c"}
    _onnx(
        heads.eval(),
        example,
        path,
        inputs={
            "hidden": {0: "n"},
            "spans": {0: "c", 1: "n"},
            "sentence": {0: "s", 1: "n"},
            "owner": {0: "c", 1: "s"},
            "features": rows,
        },
        outputs={"roles": rows, "attributes": rows, "left": rows, "right": rows, "kinds": {0: "s"}},
    )


def _onnx(module, example, path, inputs, outputs):
    with warnings.catch_warnings():
        # The exporter that traces is the one whose graphs the runtime was measured with.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            example,
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**inputs, **outputs},
            opset_version=17,
            dynamo=False,
        )


def _labels(heads, calibration, version, least_role):
    weights, biases = heads.pair_weights.detach().numpy(), heads.pair_bias.detach().numpy()
    return {
        "name": NAME,
        "version": version,
        "passage": cut.PASSAGE,
        "context": cut.CONTEXT,
        "candidates": cut.CANDIDATES,
        "back": cut.BACK,
        "features": FEATURE_COUNT,
        "roles": [[kind, role, least_role] for kind, role in LABELS[:ROLE_COUNT]],
        "values": LABELS[ROLE_COUNT:],
        "attributes": [[kind, {"name": name, "start": start, "classes": classes}] for kind, name, start, classes in GROUPS],
        "pairs": [
            [kind, [round(float(it), 6) for it in own], round(float(bias), 6)]
            for kind, own, bias in zip(KINDS, weights, biases, strict=True)
        ],
        "calibration": calibration,
    }


def exported_scores(folder, heads, passages):
    """What the exported files say of each sentence, by document: like `fit.scores`, but from the files."""
    encoder, exported = quantise.session(folder / ENCODER), quantise.session(folder / HEADS)
    names = ["roles", "attributes", "left", "right", "kinds"]
    out = {}
    for passage in passages:
        hidden = encoder.run(["hidden"], quantise.feed(passage["ids"]))[0][0]
        given = [hidden, *(it.numpy() for it in matrices(passage, len(passage["ids"])))]
        taken = dict(zip(["hidden", "spans", "sentence", "owner", "features"], given, strict=True))
        outputs = [torch.from_numpy(np.array(it)) for it in exported.run(names, taken)]
        for item, own in zip(passage["items"], by_item(passage, outputs), strict=True):
            with torch.no_grad():
                scored = scored_item(item, heads, *own)
            out.setdefault(passage["document"], []).append(scored)
    return out
