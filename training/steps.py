"""The steps of a training, each of which leaves files in the build folder for the next."""

import json
import pickle
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from . import base, calibrate, card, fit, scorer, targets, texts
from .decode import document_facts
from .passages import Pieces, build

REPOSITORY = texts.REPOSITORY


@dataclass(frozen=True)
class Places:
    """Where things are: the texts, what is written on the way, the product's model, the model card."""

    texts: Path
    build: Path
    model: Path = REPOSITORY / "crates" / "entente-extract" / "model"
    card: Path = REPOSITORY / "training" / "MODEL_CARD.md"


def prepare(places):
    """Fetches the base weights and dumps the texts, where this has not been done."""
    places.build.mkdir(parents=True, exist_ok=True)
    base.fetch(places.build)
    for use in texts.SETS:
        if not (places.build / f"{use}.dump.jsonl").is_file():
            print(f"dumping the {use} texts", flush=True)
            texts.dump(places.texts, use, places.build)


def passages_of(places, use, limit=None):
    """For each document of a use, its labelled passages."""
    documents, gold = texts.load(places.build, use)
    pieces = Pieces(base.fetch(places.build) / "tokenizer.json")
    canon = scorer.load(places.texts).canon
    out = []
    for document in documents[:limit]:
        own = build(document, pieces)
        targets.label(document, own, gold[document["id"]], canon)
        out.append(own)
    return out


def train(places, settings, fold=None, part=1.0, limit=None):
    """Trains, scores the held-out documents and the dev sets, and keeps both. Does nothing where that was done."""
    import torch

    name = run_name(settings, fold, part, limit)
    path = places.build / name
    if path.with_suffix(".scores").is_file():
        print(f"{name} is there", flush=True)
        return path
    fit.seed_all(settings)
    encoder = base.load(base.fetch(places.build), settings.layers)
    documents, dev = passages_of(places, "train", limit), passages_of(places, "dev", limit)
    kept, held_out = fit.split(len(documents), fold, part)
    own = [passage for number in kept for passage in documents[number]]
    other = [passage for number in held_out for passage in documents[number]]
    other += [passage for document in dev for passage in document]
    began = time.time()
    reader = fit.train(encoder, own, settings, also_warm=other)
    minutes = (time.time() - began) / 60
    kept_with_it = {"settings": asdict(settings), "minutes": minutes, "documents": len(kept)}
    torch.save({"weights": reader.state_dict(), **kept_with_it}, path.with_suffix(".pt"))
    with path.with_suffix(".scores").open("wb") as out:
        pickle.dump(fit.scores(reader, other), out)
    return path


def run_name(settings, fold, part, limit):
    """A name for a training that says what is special about it."""
    name = "whole" if fold is None else f"fold-{fold[0]}-of-{fold[1]}"
    name += "" if part == 1.0 else f"-part-{part:g}".replace(".", "_")
    name += "" if limit is None else f"-first-{limit}"
    for field, value in asdict(settings).items():
        if value != getattr(fit.Settings(), field):
            name += f"-{field}-{value:g}".replace(".", "_")
    return name


def load_reader(places, path):
    """A trained reader, and what was kept with it."""
    import torch

    from .model import Reader

    kept = torch.load(path.with_suffix(".pt"), weights_only=True)
    settings = fit.Settings(**kept["settings"])
    reader = Reader(base.load(base.fetch(places.build), settings.layers), settings.frozen)
    reader.load_state_dict(kept["weights"])
    return reader.eval(), kept


def load_scores(path):
    """What a training said of the documents that it did not see."""
    with path.with_suffix(".scores").open("rb") as scores:
        return pickle.load(scores)


def evaluate(places, path, use="dev", least=calibrate.LEAST_ROLE):
    """Scores a training by itself, without confidence: on the dev sets, or on what it held out of the train sets."""
    scores = load_scores(path)
    documents, gold = texts.load(places.build, use)
    if use == "train":
        documents = [document for document in documents if document["id"] in scores]
    canon = scorer.load(places.texts).canon
    read = [(it, document_facts(it, scores.get(it["id"], []), canon, least=least)) for it in documents]
    return scorer.score(places.texts, gold, read)


@dataclass
class Calibrated:
    """Confidence and thresholds, and the facts that they were found on and measured on."""

    fitted: dict
    for_all: float
    by_kind: dict
    held_out: list
    held_out_gold: dict
    dev: list
    dev_gold: dict
    reliability: tuple

    def reports(self, places):
        """Scores of the held-out documents and of the dev sets, with the thresholds by kind."""
        held_out = scorer.score(places.texts, self.held_out_gold, calibrate.kept(self.held_out, self.by_kind))
        return held_out, scorer.score(places.texts, self.dev_gold, calibrate.kept(self.dev, self.by_kind))


def calibrated(places, folds, whole):
    """Fits confidence on what the folds held out; measures it there, and on the dev sets as `whole` reads them."""
    scores = {}
    for path in folds:
        scores.update(load_scores(path))
    documents, gold = texts.load(places.build, "train")
    documents = [document for document in documents if document["id"] in scores]
    held_out = calibrate.read_facts(places.texts, documents, gold, scores)
    dev_documents, dev_gold = texts.load(places.build, "dev")
    dev = calibrate.read_facts(places.texts, dev_documents, dev_gold, load_scores(whole))
    calibrate.add_others_confidence(held_out)
    honest = calibrate.reliability(held_out)
    fitted = calibrate.fit(held_out)
    calibrate.add_confidence(held_out, fitted)
    calibrate.add_confidence(dev, fitted)
    for_all, by_kind = calibrate.thresholds(places.texts, gold, held_out)
    return Calibrated(fitted, for_all, by_kind, held_out, gold, dev, dev_gold, (honest, calibrate.reliability(dev)))


def export(places, whole, found, version):
    """Writes the product's files and the model card."""
    from . import export as writing

    reader, kept = load_reader(places, whole)
    documents = passages_of(places, "train")
    dev = [passage for document in passages_of(places, "dev") for passage in document]
    pieces = Pieces(base.fetch(places.build) / "tokenizer.json")
    alike = writing.export(
        reader,
        pieces.tokenizer,
        calibrate.as_labels(found.fitted, found.by_kind),
        [passage["ids"] for document in documents for passage in document],
        places.model,
        places.build,
        version,
        calibrate.LEAST_ROLE,
    )
    scores = writing.exported_scores(places.model, reader.heads, dev)
    dev_documents, gold = texts.load(places.build, "dev")
    read = calibrate.read_facts(places.texts, dev_documents, gold, scores)
    calibrate.add_confidence(read, found.fitted)
    exported = scorer.score(places.texts, gold, calibrate.kept(read, found.by_kind))
    held_out, trained = found.reports(places)
    print("trained ", scorer.line(trained), "\nexported", scorer.line(exported), flush=True)
    places.card.write_text(
        card.render(places, kept, found, alike, {"held out": held_out, "dev": trained, "exported": exported}, version)
    )


def product_version():
    """The version in the workspace's manifest: models are named after it."""
    manifest = (REPOSITORY / "Cargo.toml").read_text()
    return re.search(r'^version = "([^"]+)"', manifest, re.MULTILINE).group(1)


def write_report(places, path, report):
    """Keeps a report beside the training that it is of."""
    places.build.joinpath(path.name + ".report.json").write_text(json.dumps(report, indent=1))
