"""A document as the product dumps it, small enough to read; and a stand-in for the tokenizer."""

TEXT = "Norway sells gas. It warned Chile about it."


def reference(identity, form="Country", acts_for=None, **title):
    """A reference of an actor mention."""
    return {"id": identity, "for": acts_for, "form": form, "title": None, "of": None, "former": None, **title}


def actor(text, words, sentence, *references, after=0):
    """A mention of an actor at the first place of `words` from `after` on."""
    start = text.index(words, after)
    sense = {"sort": "actors", "refs": list(references)}
    return {"s": start, "e": start + len(words), "sent": sentence, "sense": sense, "alts": []}


def document():
    """Two sentences: an own mention, a topic, a standing-in word, another country."""
    gas = {"s": 13, "e": 16, "sent": 0, "sense": {"sort": "topic", "id": "natural-gas"}, "alts": []}
    return {
        "id": "d",
        "text": TEXT,
        "sentences": [
            {"s": 0, "e": 17, "os": 0, "oe": 17, "form": "Prose", "m": [0, 2]},
            {"s": 18, "e": 43, "os": 18, "oe": 43, "form": "Prose", "m": [2, 4]},
        ],
        "mentions": [
            actor(TEXT, "Norway", 0, reference("NOR")),
            gas,
            actor(TEXT, "It", 1, reference("NOR", "StandIn")),
            actor(TEXT, "Chile", 1, reference("CHL")),
        ],
        "patterns": [{"kind": "statement", "sentence": 1, "fillers": [["speaker", [2, -1]]]}],
    }


def pieces(document):
    """Words as pieces, numbered by their length."""
    out = []
    for sentence in document["sentences"]:
        ids, places, start = [], [], sentence["s"]
        for word in document["text"][sentence["s"] : sentence["e"]].split(" "):
            ids.append(len(word))
            places.append((start, start + len(word)))
            start += len(word) + 1
        out.append((ids, places))
    return out


def same(identity):
    """Ids as they are."""
    return identity
