"""Facts out of scores: per sentence, then per document.

Mirrors `crates/entente-extract/src/reader/encoder/decode.rs` and the files in `decode/`, with the joining of equal facts
that the product's assembly does: thresholds and confidence are found with what stands here, and used there.
"""

import math
from itertools import combinations

import numpy as np

from .fillers import filler_ids
from .labels import (
    FIRST_PATTERN,
    GROUPS,
    KEY_ROLES,
    KIND_INDEX,
    KINDS,
    LABEL_INDEX,
    ROLE_COUNT,
    ROLES,
    VALUE_SORTS,
    VALUES,
)
from .passages import GENERAL

#: Least scores of a role, of a pair, of a value and of a time.
LEAST_ROLE, LEAST_PAIR, LEAST_VALUE, LEAST_TIME = 0.4, 0.5, 0.35, 0.3
#: A lesser fact goes where a greater one stands within so many sentences.
NEAR = 3

#: Roles that no one fills both of: the second loses.
OPPOSITES = [
    ("dependent", "supplier"),
    ("supplier", "recipient"),
    ("imposer", "target"),
    ("investor", "recipient"),
    ("initiator", "target"),
    ("member", "organisation"),
    ("speaker", "about"),
    ("actor", "away_from"),
    ("actor", "toward"),
]
#: Roles that a fact can lose so and still stand.
SPARE = ("about", "away_from", "toward", "host")
REQUIRED = {
    "partnership": ["party"],
    "cooperation": ["party", "topic"],
    "agreement": ["party"],
    "joint_body": ["party"],
    "project": ["party", "topic"],
    "dependence": ["dependent", "topic"],
    "production": ["producer", "topic"],
    "restriction": ["imposer", "topic"],
    "derisking": ["actor", "topic"],
    "supply": ["supplier", "recipient", "topic"],
    "investment": ["investor"],
    "meeting": ["participant"],
    "statement": ["speaker"],
    "dispute": [],
    "membership": ["member", "organisation"],
    "office": ["holder", "of"],
}
#: Parts of a fact's support, in the order of `decode/support.rs`.
SUPPORT = [
    "least role", "mean role", "least pair", "mean pair", "patterns agree", "patterns agree wholly", "own sentence",
    "fillers", "factuality", "candidates",
]  # fmt: skip


def document_facts(document, scored, canon, least=LEAST_ROLE, near=NEAR):
    """The facts of a document, from what the reader says of its sentences."""
    by_identity = {}
    for sentence in scored:
        for fact in Sentence(document, sentence, canon, least).facts():
            known = by_identity.setdefault(_identity(fact), fact)
            known.setdefault("sentences", []).append(fact["sentence"])
            if known is fact:
                continue
            if fact["score"] > known["score"]:
                known.update(score=fact["score"], support=fact["support"], attrs={**known["attrs"], **fact["attrs"]})
            known["time"] = known["time"] or fact["time"]
    return _without_lesser(list(by_identity.values()), near)


def _identity(fact):
    kind, attributes = fact["kind"], fact["attrs"]
    identity = [kind, *((role, tuple(sorted(fact["roles"].get(role, [])))) for role in KEY_ROLES[kind])]
    if kind == "office":
        return tuple(identity)
    identity += [fact["factuality"], attributes.get("change") if kind != "membership" else None]
    if kind == "restriction":
        identity.append(attributes.get("measure"))
    if kind == "agreement":
        identity += [tuple(fact["roles"].get("topic", [])), attributes.get("stage")]
    if kind == "statement":
        identity.append(attributes.get("stance"))
    return tuple(identity)


def _without_lesser(facts, near):
    """A fact that a greater one nearby tells, goes."""
    slots = [{(role, it) for role in KEY_ROLES[f["kind"]] for it in f["roles"].get(role, [])} for f in facts]

    def tells(greater, fact):
        return (
            min(abs(a - b) for a in fact["sentences"] for b in greater["sentences"]) <= near
            and fact["factuality"] == greater["factuality"]
            and fact["attrs"].get("change") in (None, greater["attrs"].get("change"))
            and fact["attrs"].get("stance") == greater["attrs"].get("stance")
        )

    def told(fact, own):
        return any(
            fact["kind"] == greater["kind"] and own < others and tells(greater, fact)
            for greater, others in zip(facts, slots, strict=True)
        )

    return [fact for fact, own in zip(facts, slots, strict=True) if not told(fact, own)]


class Sentence:
    """What the reader says of a sentence. Candidates are rows; those with the same ids make a group."""

    def __init__(self, document, scored, canon, least):
        self.mentions = document["mentions"]
        self.number = scored["sentence"]
        self.candidates = scored["candidates"]
        self.scores = scored["roles"]
        self.classes = scored["attributes"]
        self.all_pairs = scored["pairs"]
        self.features = scored["features"]
        self.canon = canon
        self.least = least

    def facts(self):
        """The facts of the sentence, kind by kind."""
        found = []
        for kind in KINDS:
            picked = {role: self._picked(kind, role) for role in ROLES[kind]}
            if not any(picked.values()):
                continue
            self.pairs = self.all_pairs[KIND_INDEX[kind]]
            topics = picked.get("topic", [])
            if len(topics) > 1:
                # `general` stands beside other topics only where it is the best of them.
                best = max(score for _, score in topics)
                picked["topic"] = [
                    (row, score) for row, score in topics if self.candidates[row][0] != GENERAL or score == best
                ]
            groups = {role: self._groups(kind, role, picked[role]) for role in ROLES[kind]}
            for filled in self._assembled(kind, groups):
                rows = {role: [row for group in chosen for row in group] for role, chosen in filled.items() if chosen}
                fact = self._fact(kind, rows)
                if fact:
                    found.append(fact)
        return found

    def _ids(self, kind, role, row):
        mention = self.candidates[row][0]
        if mention == GENERAL:
            return ["general"] if role == "topic" else []
        return filler_ids(self.mentions[mention], kind, role, self.canon)

    def _picked(self, kind, role):
        column = self.scores[:, LABEL_INDEX[kind, role]]
        return [(row, float(score)) for row, score in enumerate(column) if score > self.least and self._ids(kind, role, row)]

    def _groups(self, kind, role, picked):
        groups = {}
        for row, _ in picked:
            groups.setdefault(tuple(sorted(self._ids(kind, role, row))), []).append(row)
        return list(groups.values())

    def _link(self, left, right):
        return max(float(self.pairs[a, b]) if a != b else 1.0 for a in left for b in right)

    def _linked(self, groups, *others):
        """The groups that stand in one fact with each of the others."""
        return [group for group in groups if all(self._link(group, other) > LEAST_PAIR for other in others)]

    def _clusters(self, groups):
        """Groups that are linked, directly or over others."""
        left, clusters = list(groups), []
        while left:
            cluster = [left.pop(0)]
            grows = True
            while grows:
                grows = False
                for group in list(left):
                    if any(self._link(group, other) > LEAST_PAIR for other in cluster):
                        cluster.append(group)
                        left.remove(group)
                        grows = True
            clusters.append(cluster)
        return clusters

    def _assembled(self, kind, groups):
        """Which groups fill the roles of one fact."""
        topics = groups.get("topic", [])
        match kind:
            case "partnership" | "joint_body":
                for cluster in self._clusters(groups["party"]):
                    yield {"party": cluster, "topic": topics[:1]}
            case "meeting":
                for cluster in self._clusters(groups["participant"]):
                    hosts = [host for host in groups["host"] if self._any_link(host, cluster)]
                    yield {"participant": cluster, "host": hosts[:1]}
            case "agreement":
                for cluster in self._clusters(groups["party"]):
                    own = [topic for topic in topics if self._any_link(topic, cluster)]
                    for topic in own:
                        yield {"party": cluster, "topic": [topic]}
                    if not own:
                        yield {"party": cluster}
            case "cooperation" | "project":
                for topic in topics:
                    parties = self._linked(groups["party"], topic) or groups["party"]
                    if parties:
                        yield {"party": parties, "topic": [topic]}
            case "dependence":
                for dependent in groups["dependent"]:
                    for topic in self._linked(topics, dependent):
                        for supplier in self._linked(groups["supplier"], dependent, topic) or [None]:
                            yield {
                                "dependent": [dependent],
                                "topic": [topic],
                                "supplier": [supplier] if supplier else [],
                            }
            case "production":
                for producer in groups["producer"]:
                    for topic in self._linked(topics, producer):
                        yield {"producer": [producer], "topic": [topic]}
            case "derisking":
                for actor in groups["actor"]:
                    for topic in self._linked(topics, actor):
                        away, toward = (self._linked(groups[role], actor) for role in ("away_from", "toward"))
                        yield {"actor": [actor], "topic": [topic], "away_from": away, "toward": toward}
            case "restriction":
                for imposer in groups["imposer"]:
                    for topic in self._linked(topics, imposer):
                        targets = self._linked(groups["target"], imposer, topic)
                        yield {"imposer": [imposer], "topic": [topic], "target": targets}
            case "supply":
                for supplier in groups["supplier"]:
                    for recipient in self._linked(groups["recipient"], supplier):
                        for topic in self._linked(topics, supplier, recipient):
                            yield {"supplier": [supplier], "recipient": [recipient], "topic": [topic]}
            case "investment":
                for recipient in groups["recipient"]:
                    investors = self._linked(groups["investor"], recipient)
                    if investors:
                        topic = self._linked(topics, recipient)[:1]
                        yield {"investor": investors, "recipient": [recipient], "topic": topic}
                for investor in groups["investor"]:
                    if not self._linked(groups["recipient"], investor):
                        yield {"investor": [investor], "topic": self._linked(topics, investor)[:1]}
            case "statement":
                for speaker in groups["speaker"]:
                    about, topic = self._linked(groups["about"], speaker), self._linked(topics, speaker)[:1]
                    yield {"speaker": [speaker], "about": about, "topic": topic}
            case "dispute":
                for cluster in self._clusters(groups["party"]):
                    if len(cluster) > 1:
                        yield {"party": cluster}
                for initiator in groups["initiator"]:
                    targets = self._linked(groups["target"], initiator)
                    if targets:
                        yield {"initiator": [initiator], "target": targets}
            case "membership":
                for member in groups["member"]:
                    for organisation in self._linked(groups["organisation"], member):
                        yield {"member": [member], "organisation": [organisation]}
            case "office":
                for holder in groups["holder"]:
                    of = max(groups["of"], key=lambda group: self._link(group, holder), default=None)
                    if of and self._link(of, holder) > LEAST_PAIR:
                        yield {"holder": [holder], "of": [of]}
                    elif self._ids(kind, "of", holder[0]):
                        yield {"holder": [holder], "of": [holder]}

    def _any_link(self, group, cluster):
        return any(self._link(group, other) > LEAST_PAIR for other in cluster)

    def _fact(self, kind, rows):
        ids = self._role_ids(kind, rows)
        if ids is None:
            return None
        key = [(role, row) for role in KEY_ROLES[kind] if role in ids for row in rows.get(role, [])]
        key_rows = sorted({row for _, row in key})
        attributes, factuality, certainty = self._attributes(kind, key_rows)
        for name in VALUES.get(kind, []):
            sense = self._value(kind, name, key_rows, LEAST_VALUE)
            if sense:
                field = {"money": "amount", "level": "name", "instrument": "name"}.get(sense["sort"], "value")
                attributes[name] = sense[field]
        time = self._value(kind, "time", key_rows, LEAST_TIME)
        if kind == "office":
            for row in (row for role, row in key if role == "holder"):
                for reference in self.mentions[self.candidates[row][0]]["sense"].get("refs", []):
                    if reference.get("title"):
                        attributes.setdefault("title", reference["title"])
        support, score = self._support(kind, key, key_rows, certainty)
        return {
            "kind": kind,
            "roles": ids,
            "attrs": attributes,
            "factuality": factuality,
            "time": time and time["value"],
            "sentence": self.number,
            "support": support,
            "score": score,
        }

    def _role_ids(self, kind, rows):
        """The ids by role, or None where they make no fact."""
        ids = {}
        for role, chosen in rows.items():
            found = list(dict.fromkeys(it for row in chosen for it in self._ids(kind, role, row)))
            if found:
                ids[role] = found
        for role, opposite in OPPOSITES:
            if role in ids and opposite in ids:
                ids[opposite] = [it for it in ids[opposite] if it not in ids[role]]
                if not ids[opposite]:
                    if opposite not in SPARE:
                        return None
                    del ids[opposite]
        if any(role not in ids for role in REQUIRED[kind]):
            return None
        if kind == "dispute" and not (len(ids.get("party", [])) > 1 or ("initiator" in ids and "target" in ids)):
            return None
        if kind in ("partnership", "cooperation", "joint_body") and len(ids["party"]) < 2:
            # One party alone does so only where it is no country, but a bloc of them.
            if not any(char.islower() for it in ids["party"] for char in it):
                return None
        return ids

    def _attributes(self, kind, key_rows):
        """Attributes by name, factuality, and how certain this is."""
        mean = self.classes[key_rows].mean(0)
        attributes, factuality, certainty = {}, "actual", 0
        for of, name, start, classes in GROUPS:
            if of != kind:
                continue
            scores = mean[start : start + len(classes)]
            best = int(scores.argmax())
            if name == "factuality":
                odds = np.exp(scores - scores.max())
                factuality, certainty = classes[best], float(odds[best] / odds.sum())
            elif classes[best] != "-":
                attributes[name] = classes[best]
        return attributes, factuality, certainty

    def _value(self, kind, name, key_rows, least):
        """What the best mention for a value means: its score, times its best link to the fact."""
        best_score, best = None, None
        for row, (mention, _) in enumerate(self.candidates):
            if mention == GENERAL or self.mentions[mention]["sense"]["sort"] != VALUE_SORTS[name]:
                continue
            score = float(self.scores[row, LABEL_INDEX[kind, name]])
            if score < least:
                continue
            links = [float(self.pairs[row, other]) for other in key_rows if other != row]
            score *= max(links or [1])
            if best_score is None or score > best_score:
                best_score, best = score, self.mentions[mention]["sense"]
        return best

    def _support(self, kind, key, key_rows, certainty):
        """The parts of `SUPPORT`, and the mean score of the fillers."""
        best = {}
        for role, row in key:
            filler = (role, tuple(self._ids(kind, role, row)))
            best[filler] = max(best.get(filler, 0), float(self.scores[row, LABEL_INDEX[kind, role]]))
        roles = [_log_odds(score) for score in best.values()]
        pairs = [_log_odds(float(self.pairs[left, right])) for left, right in combinations(key_rows, 2)]
        patterns = self.features[:, FIRST_PATTERN : FIRST_PATTERN + ROLE_COUNT]
        agree = np.mean([patterns[row, LABEL_INDEX[kind, role]] for role, row in key])
        own = sum(self.candidates[row][1] == 0 for row in key_rows)
        support = [
            min(roles),
            float(np.mean(roles)),
            min(pairs) if pairs else 3.0,
            float(np.mean(pairs)) if pairs else 3.0,
            float(agree),
            float(agree > 0.99),
            own / len(key_rows),
            len(best),
            _log_odds(min(certainty, 0.999)),
            len(self.candidates),
        ]
        return support, float(np.mean(list(best.values())))


def _log_odds(share):
    return math.log(max(share, 1e-6) / max(1 - share, 1e-6))
