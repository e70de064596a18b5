"""Passages: what the encoder reads at once, and the candidates that the heads score.

Mirrors `crates/entente-extract/src/reader/encoder/passage.rs`; both must cut alike. A passage is whole sentences, with a
few before them as context. Each sentence is scored in the passage that owns it. Its candidates are its own mentions, then
those of the sentences before, the nearest first, and at last the topic `general`.
"""

from collections import defaultdict

import numpy as np

from .labels import (
    DISTANCES,
    FEATURE_COUNT,
    FIRST_DISTANCE,
    FIRST_FLAG,
    FIRST_PATTERN,
    FIRST_PATTERN_KIND,
    KIND_INDEX,
    LABEL_INDEX,
    SORTS,
)

#: Most pieces of a passage, without the two around it, and most of them that are context.
PASSAGE, CONTEXT = 224, 80
#: Most candidates of a sentence, and how many sentences back they may stand.
CANDIDATES, BACK = 44, 3
#: How many places of a sentence's candidates are kept for the sentences before it.
KEPT_FOR_OTHERS = 12
OPENING, CLOSING = 101, 102
#: Stands for the mention of the topic `general`.
GENERAL = -1


class Pieces:
    """Cuts text into word pieces, with their bytes."""

    def __init__(self, tokenizer):
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def __call__(self, document):
        """For each sentence the numbers of its pieces and their bytes in the document."""
        raw = document["text"].encode()
        texts = [raw[sentence["s"] : sentence["e"]].decode() for sentence in document["sentences"]]
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        out = []
        for sentence, text, pieces in zip(document["sentences"], texts, encoded, strict=True):
            byte_at = sentence["s"] + np.cumsum([0] + [len(char.encode()) for char in text])
            places = [(int(byte_at[start]), int(byte_at[end])) for start, end in pieces.offsets[:PASSAGE]]
            out.append((pieces.ids[:PASSAGE], places))
        return out


def build(document, pieces):
    """The passages of a document; `pieces` is [`Pieces`] or cuts like it."""
    sentences = document["sentences"]
    cut = pieces(document)
    patterns = PatternFeatures(document)
    passages, following = [], 0
    while following < len(sentences):
        first, length = following, 0
        while first > 0 and following - first < BACK and length + len(cut[first - 1][0]) <= CONTEXT:
            first -= 1
            length += len(cut[first][0])
        ids, places, owned = [], [], []
        for number in range(first, following):
            ids += cut[number][0]
            places += cut[number][1]
        while following < len(sentences) and (not owned or len(ids) + len(cut[following][0]) <= PASSAGE):
            start = len(ids)
            ids += cut[following][0]
            places += cut[following][1]
            owned.append((following, start, len(ids)))
            following += 1
        items = []
        for number, start, end in owned:
            if start == end:
                continue
            chosen = candidates(document, number, first)
            if not any(document["mentions"][mention]["sense"]["sort"] == "actors" for mention, _ in chosen):
                continue
            items.append(
                {
                    "sentence": number,
                    "start": start + 1,
                    "end": end + 1,
                    "candidates": [*chosen, (GENERAL, 0)],
                    "spans": _spans(document, chosen, places),
                    "features": patterns.features(number, chosen),
                }
            )
        if items:
            passages.append({"document": document["id"], "ids": [OPENING, *ids, CLOSING], "items": items})
    return passages


def candidates(document, number, first):
    """Mentions, with how many sentences back they stand: the sentence's own, then those before, each id once."""
    sentences, mentions = document["sentences"], document["mentions"]
    own = list(range(*sentences[number]["m"]))[: CANDIDATES - KEPT_FOR_OTHERS]
    seen = {_identity(mentions[it]) for it in own if mentions[it]["sense"]["sort"] in ("actors", "topic")}
    chosen = [(it, 0) for it in own]
    for back in range(1, BACK + 1):
        if number - back < first:
            break
        for it in reversed(range(*sentences[number - back]["m"])):
            sort = mentions[it]["sense"]["sort"]
            if not (sort == "actors" or (sort == "topic" and back <= 2)):
                continue
            identity = _identity(mentions[it])
            if identity in seen or len(chosen) >= CANDIDATES:
                continue
            seen.add(identity)
            chosen.append((it, back))
    return chosen


def _identity(mention):
    sense = mention["sense"]
    references = tuple((reference["id"], reference["for"]) for reference in sense.get("refs", []))
    return references or (sense.get("id"),)


def _spans(document, chosen, places):
    """The pieces of each candidate in the passage; the opening piece where it has none."""
    starts = np.array([start for start, _ in places])
    ends = np.array([end for _, end in places])
    spans = np.zeros((len(chosen) + 1, 2), np.int32)
    for row, (it, _) in enumerate(chosen):
        mention = document["mentions"][it]
        inside = np.nonzero((starts < mention["e"]) & (ends > mention["s"]))[0]
        spans[row] = (inside[0] + 1, inside[-1] + 2) if len(inside) else (0, 1)
    spans[-1] = (0, 1)
    return spans


def sort_of(mention):
    """What a mention is, as the first features say it."""
    sense = mention["sense"]
    if sense["sort"] != "actors":
        return sense["sort"]
    references = sense["refs"]
    if not references:
        return "Unlisted"
    form = references[0]["form"]
    if form == "StandIn" and len(references) > 1:
        return "StandIns"
    if form == "Person":
        return "PersonOf" if references[0]["for"] else "Person"
    return form


class PatternFeatures:
    """Features of candidates: what they are, where they stand, and what the product's patterns made of them."""

    def __init__(self, document):
        self.document = document
        self.roles = defaultdict(lambda: defaultdict(set))
        self.kinds = defaultdict(set)
        for reading in document["patterns"]:
            self.kinds[reading["sentence"]].add(reading["kind"])
            for role, (mention, _) in reading["fillers"]:
                self.roles[reading["sentence"]][mention].add((reading["kind"], role))

    def features(self, number, chosen):
        """A row for each candidate of a sentence, and one for `general`."""
        form = self.document["sentences"][number]["form"]
        rows = np.zeros((len(chosen) + 1, FEATURE_COUNT), np.float32)
        for row, (it, back) in zip(rows, chosen, strict=False):
            mention = self.document["mentions"][it]
            references = mention["sense"].get("refs") or [{}]
            row[SORTS.index(sort_of(mention))] = 1
            row[FIRST_FLAG : FIRST_FLAG + 6] = (
                bool(references[0].get("title")),
                bool(references[0].get("former")),
                len(references) > 1,
                bool(mention["alts"]),
                form == "Heading",
                form == "Item",
            )
            row[FIRST_DISTANCE + min(back, DISTANCES - 1)] = 1
        rows[-1, SORTS.index("general")] = 1
        for row, (it, _) in zip(rows, [*chosen, (GENERAL, 0)], strict=True):
            for label in self.roles[number].get(it, ()):
                row[FIRST_PATTERN + LABEL_INDEX[label]] = 1
        for kind in self.kinds[number]:
            rows[:, FIRST_PATTERN_KIND + KIND_INDEX[kind]] = 1
        return rows
