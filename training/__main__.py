"""`python -m training`: from the texts to the files that the product embeds."""

import argparse
import os
import time
from dataclasses import fields
from pathlib import Path

from . import fit, scorer, steps, texts


def main():
    """Reads the command line, and takes the steps."""
    arguments = _arguments()
    # Before torch is imported: its threads are counted then.
    os.environ.setdefault("OMP_NUM_THREADS", str(arguments.threads))
    import torch

    torch.set_num_threads(arguments.threads)
    places = steps.Places(texts.folder(arguments.texts), arguments.build.resolve())
    given = {it.name: getattr(arguments, it.name) for it in fields(fit.Settings)}
    settings = fit.Settings(**given)
    began = time.time()
    steps.prepare(places)
    one_run = arguments.fold is not None or arguments.part != 1.0 or arguments.documents is not None
    if one_run:
        _one(places, settings, arguments)
    else:
        _all(places, settings, arguments.folds)
    print(f"{(time.time() - began) / 60:.0f} minutes", flush=True)


def _one(places, settings, arguments):
    path = steps.train(places, settings, arguments.fold, arguments.part, arguments.documents)
    for use in ["train", "dev"] if arguments.fold else ["dev"]:
        report = steps.evaluate(places, path, use)
        print("held out" if use == "train" else "dev     ", scorer.line(report), flush=True)
    steps.write_report(places, path, report)


def _all(places, settings, folds):
    whole = steps.train(places, settings)
    held_out = [steps.train(places, settings, (number, 5)) for number in range(folds)]
    for path in held_out:
        print(path.name, scorer.line(steps.evaluate(places, path, "train")), flush=True)
    found = steps.calibrated(places, held_out, whole)
    print(f"least confidence for all {found.for_all}, by kind {found.by_kind}", flush=True)
    steps.export(places, whole, found, steps.product_version())


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m training", description=main.__doc__)
    parser.add_argument("--texts", help=f"folder with eval/ and model/; default: ${texts.VARIABLE}")
    parser.add_argument(
        "--build", type=Path, default=Path(__file__).parent / "build", help="folder for what is written on the way"
    )
    parser.add_argument("--threads", type=int, default=2, help="threads to compute on (2)")
    parser.add_argument("--folds", type=int, default=5, choices=range(1, 6), help="of five folds, how many to hold out")
    parser.add_argument("--fold", type=_fold, metavar="K/N", help="trains without every N-th document only, no export")
    parser.add_argument("--part", type=float, default=1.0, help="trains on that part of the documents only, no export")
    parser.add_argument("--documents", type=int, help="takes the first so many of each use only, no export")
    group = parser.add_argument_group("settings of the training")
    for field in fields(fit.Settings):
        name = "--" + field.name.replace("_", "-")
        group.add_argument(name, type=field.type, default=field.default, help=f"({field.default})")
    return parser.parse_args()


def _fold(text):
    number, of = map(int, text.split("/"))
    if not 0 <= number < of:
        raise argparse.ArgumentTypeError(f"{text}: the first of {of} folds is 0/{of}")
    return number, of


if __name__ == "__main__":
    main()
