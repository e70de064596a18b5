"""The scorer that stands beside the evaluation texts: it says which ids are the same, which facts match, and how well."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path


@lru_cache
def load(folder):
    """The scorer as a module; `folder` is that of the texts."""
    spec = importlib.util.spec_from_file_location("entente_scorer", Path(folder) / "model" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(folder, gold, read, as_text=False):
    """Scores documents with the facts read in them: the scorer's report, as a dictionary or as text."""
    with tempfile.TemporaryDirectory() as scratch:
        gold_file, read_file = Path(scratch, "gold.jsonl"), Path(scratch, "read.jsonl")
        fields = ("kind", "roles", "attrs", "factuality", "time")
        with gold_file.open("w") as gold_out, read_file.open("w") as read_out:
            for document, facts in read:
                gold_out.write(json.dumps({"id": document["id"], "facts": gold[document["id"]]}) + "\n")
                plain = [{**{field: fact[field] for field in fields}, "evidence": []} for fact in facts]
                read_out.write(json.dumps({"id": document["id"], "facts": plain}) + "\n")
        command = [sys.executable, Path(folder) / "model" / "score.py", gold_file, read_file]
        report = subprocess.run(command + ([] if as_text else ["--json"]), capture_output=True, text=True, check=True).stdout
    return report if as_text else json.loads(report)


def line(report):
    """The main figures of a report in one line."""
    total, attributes = report["kinds"]["total"], report["attributes"]
    figures = (
        f"slot P {total['slot_p']:.3f} R {total['slot_r']:.3f} F {total['slot_f1']:.3f} "
        f"strict {total['strict_f1']:.3f} macro {report['macro_slot_f1']:.3f} |"
    )
    for name in ("factuality", "change", "time", "stage", "measure", "level", "share_pct"):
        if name in attributes:
            figures += f" {name} {attributes[name]['accuracy']:.2f}"
    return figures
