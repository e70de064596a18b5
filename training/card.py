"""The model card, from its template and the figures of a training."""

import json
from pathlib import Path
from string import Template

from . import base, calibrate, texts
from .export import ENCODER, HEADS, LABELS_FILE, NAME, VOCABULARY
from .labels import KINDS
from .passages import BACK

TEMPLATE = Path(__file__).with_name("card.md.in")


def render(places, kept, found, alike, reports, version):
    """The text of the card."""
    settings, dev = kept["settings"], reports["dev"]
    honest, on_dev = found.reliability
    facts = sum(len(own) for own in found.held_out_gold.values())
    values = {
        "name": NAME,
        "version": version,
        "package": base.PACKAGE,
        "documents": kept["documents"],
        "facts": f"{facts:,}",
        "seed": settings["seed"],
        "epochs": settings["epochs"],
        "frozen": settings["frozen"],
        "minutes": f"{kept['minutes']:.0f}",
        "sizes": ", ".join(
            f"`{name}` {(places.model / name).stat().st_size / 1e6:.1f} MB"
            for name in (ENCODER, HEADS, LABELS_FILE, VOCABULARY)
        ),
        "sets": _sets(places),
        "scores": "\n".join(
            f"| {title} | {_figures(reports[name])} |"
            for name, title in (
                ("held out", f"train sets, held out ({len(found.held_out)} documents)"),
                ("dev", "dev sets"),
                ("exported", "dev sets, exported files"),
            )
        ),
        "attributes": ", ".join(
            f"{name} {it['accuracy']:.2f} of {it['n']}" for name, it in sorted(dev["attributes"].items())
        ),
        "kinds": "\n".join(_kind(kind, dev["kinds"].get(kind), found.by_kind[kind]) for kind in KINDS),
        "error_held_out": f"{calibrate.calibration_error(honest):.3f}",
        "error_dev": f"{calibrate.calibration_error(on_dev):.3f}",
        "reliability": _reliability(honest, on_dev),
        "cosine": f"{alike['mean']:.4f}",
        "percentile": f"{alike['first_percentile']:.4f}",
        "worst": f"{alike['worst']:.3f}",
        "relative": f"{alike['error']:.3f}",
        "exported_f1": f"{reports['exported']['kinds']['total']['slot_f1']:.3f}",
        "trained_f1": f"{dev['kinds']['total']['slot_f1']:.3f}",
        "back": BACK,
    }
    return Template(TEMPLATE.read_text()).substitute(values)


def _sets(places):
    rows = []
    for use in texts.SETS:
        for gold, _ in texts.files(places.texts, use):
            documents = [json.loads(line) for line in gold.read_text().splitlines()]
            facts = sum(len(document["facts"]) for document in documents)
            rows.append(f"| {gold.name.removesuffix('.gold.jsonl')} | {len(documents)} | {facts:,} |")
    return "\n".join(rows)


def _figures(report):
    total = report["kinds"]["total"]
    figures = [total["slot_p"], total["slot_r"], total["slot_f1"], total["strict_f1"], report["macro_slot_f1"]]
    return " | ".join(f"{it:.3f}" for it in figures)


def _kind(kind, scores, least):
    if not scores:
        return f"| {kind} | 0 | | | | | {least} |"
    figures = " | ".join(f"{scores[name]:.2f}" for name in ("slot_p", "slot_r", "slot_f1", "strict_f1"))
    return f"| {kind} | {scores['gold']} | {figures} | {least} |"


def _reliability(held_out, dev):
    tables = [{low: (high, *rest) for low, high, *rest in table} for table in (held_out, dev)]
    rows = []
    for low in sorted(tables[0].keys() | tables[1].keys()):
        high = next(table[low][0] for table in tables if low in table)
        cells = " | ".join(
            f"{table[low][1]} | {table[low][2]:.2f} | {table[low][3]:.2f}" if low in table else "0 | | " for table in tables
        )
        rows.append(f"| {low:.1f} to {high:.1f} | {cells} |")
    return "\n".join(rows)
