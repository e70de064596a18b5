"""Confidence and thresholds, from held-out documents of the training sets.

Confidence is Platt scaling ("Probabilistic Outputs for Support Vector Machines", Platt, 1999) over the parts of a fact's
support: a logistic regression, with a bias by kind. The expected calibration error is that of "Obtaining Well Calibrated
Probabilities Using Bayesian Binning" (Naeini et al., 2015), over ten bins.
"""

import numpy as np

from . import scorer
from .decode import SUPPORT, document_facts
from .labels import KINDS

#: Least score of a role while candidates for facts are gathered: confidence decides afterwards.
LEAST_ROLE = 0.3
#: Least confidences that are tried.
GRID = [hundredths / 100 for hundredths in range(5, 75, 5)]
#: How much slot F1 a kind's own threshold must win for each step away from the one for all.
PULL = 0.08


def read_facts(texts, documents, gold, scores):
    """Documents with their facts, each marked as right or wrong."""
    score = scorer.load(texts)
    read = []
    for document in documents:
        facts = document_facts(document, scores.get(document["id"], []), score.canon, least=LEAST_ROLE)
        for kind in KINDS:
            own = [fact for fact in facts if fact["kind"] == kind]
            right = {
                number: exact
                for _, number, exact in score.align([f for f in gold[document["id"]] if f["kind"] == kind], own)
            }
            for number, fact in enumerate(own):
                fact["right"] = bool(right.get(number, False))
        read.append((document, facts))
    return read


def fit(read, inverse_penalty=0.3):
    """Weights of the support, and biases by kind."""
    from sklearn.linear_model import LogisticRegression

    facts = [fact for _, own in read for fact in own]
    rows, right = _rows(facts), np.array([fact["right"] for fact in facts])
    spread = np.ones(rows.shape[1])
    spread[: len(SUPPORT)] = rows[:, : len(SUPPORT)].std(0) + 1e-6
    regression = LogisticRegression(C=inverse_penalty, max_iter=2000).fit(rows / spread, right)
    weights = regression.coef_[0] / spread
    return {"weights": weights[: len(SUPPORT)], "bias": regression.intercept_[0] + weights[len(SUPPORT) :]}


def _rows(facts):
    return np.array([fact["support"] + [float(fact["kind"] == kind) for kind in KINDS] for fact in facts])


def add_confidence(read, fitted):
    """Gives every fact its confidence."""
    for _, facts in read:
        for fact in facts:
            log_odds = np.dot(fact["support"], fitted["weights"]) + fitted["bias"][KINDS.index(fact["kind"])]
            fact["confidence"] = float(1 / (1 + np.exp(-log_odds)))


def add_others_confidence(read, parts=5):
    """Gives every fact the confidence that the other documents teach: an honest one, to measure calibration with."""
    for part in range(parts):
        others = [it for number, it in enumerate(read) if number % parts != part]
        add_confidence(read[part::parts], fit(others))


def reliability(read, bins=10):
    """For each bin of confidence: from, to, facts, mean confidence, share that is right."""
    facts = [fact for _, own in read for fact in own]
    confidence = np.array([fact["confidence"] for fact in facts])
    right = np.array([fact["right"] for fact in facts], float)
    table = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = (confidence >= low) & ((confidence < high) | (number == bins - 1))
        if inside.any():
            table.append((low, high, int(inside.sum()), confidence[inside].mean(), right[inside].mean()))
    return table


def calibration_error(table):
    """The expected calibration error of a reliability table."""
    facts = sum(count for _, _, count, _, _ in table)
    return sum(count * abs(confidence - right) for _, _, count, confidence, right in table) / facts if facts else 0.0


def kept(read, least):
    """The facts with at least the confidence that their kind needs: one number, or one by kind."""
    of = least.get if isinstance(least, dict) else lambda _: least
    return [(document, [fact for fact in facts if fact["confidence"] >= of(fact["kind"])]) for document, facts in read]


def thresholds(texts, gold, read):
    """The least confidence for all kinds, and by kind, that give the best slot F1."""
    reports = {least: scorer.score(texts, gold, kept(read, least))["kinds"] for least in GRID}
    for_all = max(GRID, key=lambda least: reports[least]["total"]["slot_f1"])
    by_kind = {}
    for kind in KINDS:
        own = {least: reports[least].get(kind, {}).get("slot_f1", 0) for least in GRID}
        by_kind[kind] = max(GRID, key=lambda least, own=own: own[least] - PULL * abs(least - for_all))
    return for_all, by_kind


def as_labels(fitted, by_kind):
    """What the product reads: by kind the weights with the bias at their end, and the least confidence by preference
    (precision, balanced, recall)."""
    weights = [round(float(it), 5) for it in fitted["weights"]]
    return {
        kind: {
            "weights": [*weights, round(float(bias), 5)],
            "least": [
                round(min(0.9, by_kind[kind] + 0.25), 2),
                by_kind[kind],
                round(max(0.05, by_kind[kind] - 0.15), 2),
            ],
        }
        for kind, bias in zip(KINDS, fitted["bias"], strict=True)
    }
