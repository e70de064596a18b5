"""The texts with gold facts, and what the product sees in them."""

import json
import os
import re
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
VARIABLE = "ENTENTE_TEXTS"

#: Sets by their use: they are read in the order of their numbers.
SETS = {"train": ["train-"], "dev": ["seed", "dev-"]}


def folder(given=None):
    """The folder with `eval/` and `model/`: as given, or as the environment says."""
    path = given or os.environ.get(VARIABLE)
    if not path:
        raise SystemExit(f"no texts: give their folder with --texts or in {VARIABLE}")
    path = Path(path).resolve()
    if not (path / "eval").is_dir() or not (path / "model" / "score.py").is_file():
        raise SystemExit(f"{path} holds no eval/ with model/score.py: give the folder that does")
    return path


def files(texts, use):
    """Pairs of gold and documents of a use."""

    def place(path):
        """By prefix, then with numbers as numbers."""
        prefix = next(i for i, prefix in enumerate(SETS[use]) if path.name.startswith(prefix))
        return prefix, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", path.name)]

    found = [p for prefix in SETS[use] for p in (texts / "eval").glob(f"{prefix}*.docs.jsonl")]
    if not found:
        raise SystemExit(f"{texts / 'eval'} holds no {use} sets")
    own = sorted((Path(__file__).parent / "texts").glob("*.docs.jsonl")) if use == "train" else []
    docs = sorted(found, key=place) + own
    return [(p.with_name(p.name.replace(".docs.", ".gold.")), p) for p in docs]


def dump(texts, use, build):
    """Writes what the product sees in the texts of a use, and their gold facts."""
    pairs = files(texts, use)
    command = ["cargo", "xtask", "dump", *(str(docs) for _, docs in pairs)]
    build.mkdir(parents=True, exist_ok=True)
    with (build / f"{use}.dump.jsonl").open("wb") as out:
        subprocess.run(command, cwd=REPOSITORY, stdout=out, check=True)
    with (build / f"{use}.gold.jsonl").open("w") as out:
        for gold, _ in pairs:
            out.write(gold.read_text())


def load(build, use):
    """The dumped documents of a use, and their facts by document."""
    with (build / f"{use}.dump.jsonl").open() as lines:
        documents = [json.loads(line) for line in lines]
    with (build / f"{use}.gold.jsonl").open() as lines:
        gold = {entry["id"]: entry["facts"] for entry in map(json.loads, lines)}
    return documents, gold
