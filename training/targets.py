"""What the heads should say of each candidate, from the gold facts.

For every item of a passage: `roles` and `weights` of each cell; `pairs`, which candidates stand in one fact (-1: not
asked); `attributes`, candidates with the classes that are right; `told`, the kinds of its facts. A fact that the sentence
tells again, though it is not among the evidence, counts little against.
"""

from collections import defaultdict

import numpy as np

from .fillers import filler_ids
from .labels import GROUPS, KEY_ROLES, KIND_INDEX, KINDS, LABEL_INDEX, LABELS, VALUES
from .passages import GENERAL

#: Weights of cells: an optional filler, a fact told again, and the least of a cell that is asked for.
OPTIONAL, TOLD_AGAIN, LEAST = 0.3, 0.15, 0.3


def label(document, passages, facts, canon):
    """Adds the targets to the items of a document's passages."""
    gold = []
    for fact in facts:
        evidence = [(span["start_byte"], span["end_byte"]) for span in fact["evidence"]]
        sentences = {
            number
            for number, sentence in enumerate(document["sentences"])
            if any(start < sentence["oe"] and end > sentence["os"] for start, end in evidence)
        }
        gold.append((fact, sentences, {role: _accepted(value, canon) for role, value in fact["roles"].items()}))
    for passage in passages:
        for item in passage["items"]:
            _label_item(document["mentions"], item, gold, canon)


def _accepted(value, canon):
    """For each filler the ids that are right, and whether it may be left out."""
    fillers = [value] if isinstance(value, str) else value
    return [(frozenset(canon(it) for it in f.lstrip("?").split("|")), f.startswith("?")) for f in fillers]


def _label_item(mentions, item, gold, canon):
    count = len(item["candidates"])
    roles = np.zeros((count, len(LABELS)), np.float32)
    weights = np.ones((count, len(LABELS)), np.float32)
    told = np.zeros(len(KINDS), np.float32)
    attributes, members_by_kind = [], defaultdict(list)
    for fact, sentences, accepted in gold:
        kind = fact["kind"]
        members, found = _members(mentions, item, kind, accepted, canon)
        if item["sentence"] in sentences:
            told[KIND_INDEX[kind]] = 1
            for row, filled in members.items():
                for role, optional in filled:
                    roles[row, LABEL_INDEX[kind, role]] = 1
                    if optional:
                        weights[row, LABEL_INDEX[kind, role]] = OPTIONAL
            for name in [*VALUES.get(kind, []), "time"]:
                for row, (it, _) in enumerate(item["candidates"]):
                    if it != GENERAL and value_matches(mentions[it]["sense"], name, fact):
                        roles[row, LABEL_INDEX[kind, name]] = 1
                        members[row].add((name, False))
            key_rows = [row for row, filled in members.items() if any(r in KEY_ROLES[kind] for r, _ in filled)]
            if members:
                members_by_kind[kind].append(set(members))
            if key_rows:
                attributes.append((key_rows, _right_classes(fact)))
        else:
            keys = [role for role in KEY_ROLES[kind] if role in accepted]
            here = any(item["candidates"][row][1] == 0 for row in members)
            if all(found.get(role, 0) >= 1 for role in keys) and here:
                told[KIND_INDEX[kind]] = max(told[KIND_INDEX[kind]], 0.5)
                for row, filled in members.items():
                    for role, _ in filled:
                        if roles[row, LABEL_INDEX[kind, role]] == 0:
                            weights[row, LABEL_INDEX[kind, role]] = TOLD_AGAIN
    weights[roles > 0] = np.maximum(weights[roles > 0], LEAST)
    item.update(roles=roles, weights=weights, pairs=_pairs(members_by_kind, count), attributes=attributes, told=told)


def _members(mentions, item, kind, accepted, canon):
    """The candidates that stand in a fact, with their roles; and how many fillers of each role are among them."""
    members, found = defaultdict(set), {}
    for role, sets in accepted.items():
        if (kind, role) not in LABEL_INDEX:
            continue
        found[role] = 0
        for ids, optional in sets:
            got = False
            for row, (it, _) in enumerate(item["candidates"]):
                if it == GENERAL:
                    right = role == "topic" and "general" in ids
                else:
                    # A mention of many is right where more than half of them are.
                    named = filler_ids(mentions[it], kind, role, canon)
                    inside = sum(any(name in other for other, _ in sets) for name in named)
                    right = any(name in ids for name in named) and 2 * inside > len(named)
                if right:
                    members[row].add((role, optional))
                    got = True
            found[role] += got
    return members, found


def _right_classes(fact):
    """Groups of the fact's kind with the classes that are right; groups without a gold value are left out."""
    right = []
    for number, (kind, name, _, classes) in enumerate(GROUPS):
        if kind != fact["kind"]:
            continue
        if name == "factuality":
            value = fact.get("factuality", "actual")
        else:
            value = (fact.get("attrs") or {}).get(name)
        if value in (None, ""):
            if classes[0] != "-":
                continue
            value = "-"
        chosen = [classes.index(it) for it in str(value).split("|") if it in classes]
        if chosen:
            right.append((number, chosen))
    return right


def _pairs(members_by_kind, count):
    pairs = np.full((len(KINDS), count, count), -1, np.int8)
    for kind, facts in members_by_kind.items():
        asked = sorted(set().union(*facts))
        for left in asked:
            for right in asked:
                if left != right:
                    together = any(left in members and right in members for members in facts)
                    pairs[KIND_INDEX[kind], left, right] = int(together)
    return pairs


def value_matches(sense, name, fact):
    """Whether a mention gives a value of a fact."""
    sort = sense["sort"]
    if name == "time":
        return sort == "time" and bool(fact.get("time")) and _one_begins_the_other(fact["time"], sense["value"])
    wanted = (fact.get("attrs") or {}).get(name)
    if wanted in (None, ""):
        return False
    if name in ("share_pct", "rate_pct"):
        return sort == "percent" and _close(sense["value"], wanted)
    if name == "amount":
        return sort == "money" and _close(sense["amount"], wanted)
    if name == "quantity":
        return sort == "quantity" and _close(sense["value"], wanted)
    if name in ("level", "previous_level"):
        names = [it.casefold() for it in str(wanted).split("|")]
        return sort == "level" and sense["name"].casefold() in names
    if name in ("due", "since", "until"):
        return sort == "time" and _one_begins_the_other(str(wanted), sense["value"])
    if name == "name":
        if sort != "instrument":
            return False
        own, other = sense["name"].casefold(), str(wanted).casefold()
        return own in other or other in own
    return False


def _one_begins_the_other(left, right):
    return left.startswith(right) or right.startswith(left)


def _close(left, right):
    """Equal to two per cent."""
    try:
        return abs(float(left) - float(right)) <= 0.02 * max(1.0, abs(float(right)))
    except (TypeError, ValueError):
        return False
