"""Facts out of scores."""

import unittest

import numpy as np

from training.decode import SUPPORT, document_facts
from training.labels import ATTRIBUTE_COUNT, GROUPS, KIND_INDEX, KINDS, LABEL_INDEX, LABELS
from training.passages import build
from training.tests import samples


def scored(said, linked=()):
    """The second sentence of the sample, with the given (label, row) sure, and pairs of rows of one fact."""
    item = build(samples.document(), samples.pieces)[0]["items"][1]
    count = len(item["candidates"])
    roles = np.full((count, len(LABELS)), 0.01, np.float32)
    pairs = np.full((len(KINDS), count, count), 0.01, np.float32)
    classes = np.zeros((count, ATTRIBUTE_COUNT), np.float32)
    for label, row in said:
        roles[row, LABEL_INDEX[label]] = 0.95
    for kind, left, right in linked:
        pairs[KIND_INDEX[kind], left, right] = pairs[KIND_INDEX[kind], right, left] = 0.95
    for kind, name, start, names in GROUPS:
        if (kind, name) == ("statement", "stance"):
            classes[:, start + names.index("warning")] = 4
    names = {"sentence": 1, "candidates": item["candidates"], "features": item["features"]}
    return {**names, "roles": roles, "pairs": pairs, "attributes": classes}


def facts(said, linked=()):
    return document_facts(samples.document(), [scored(said, linked)], samples.same)


SPEAKER, ABOUT = (("statement", "speaker"), 0), (("statement", "about"), 1)


class Decoding(unittest.TestCase):
    def test_linked_fillers_make_one_fact(self):
        (fact,) = facts([SPEAKER, ABOUT], [("statement", 0, 1)])
        self.assertEqual(fact["roles"], {"speaker": ["NOR"], "about": ["CHL"]})
        self.assertEqual((fact["attrs"], fact["factuality"]), ({"stance": "warning"}, "actual"))
        self.assertEqual(len(fact["support"]), len(SUPPORT))

    def test_what_is_not_linked_stays_out(self):
        (fact,) = facts([SPEAKER, ABOUT])
        self.assertEqual(fact["roles"], {"speaker": ["NOR"]})

    def test_a_fact_without_what_it_needs_is_none(self):
        self.assertEqual(facts([ABOUT]), [])

    def test_one_country_alone_is_no_partner(self):
        self.assertEqual(facts([(("partnership", "party"), 0)]), [])
        both = [(("partnership", "party"), row) for row in (0, 1)]
        (fact,) = facts(both, [("partnership", 0, 1)])
        self.assertEqual(fact["roles"], {"party": ["NOR", "CHL"]})

    def test_equal_facts_of_two_sentences_are_one(self):
        one = scored([SPEAKER, ABOUT], [("statement", 0, 1)])
        (fact,) = document_facts(samples.document(), [one, {**one, "sentence": 4}], samples.same)
        self.assertEqual(fact["sentences"], [1, 4])

    def test_a_lesser_fact_goes_where_a_greater_one_is_near(self):
        lesser, greater = scored([SPEAKER]), scored([SPEAKER, ABOUT], [("statement", 0, 1)])
        near = document_facts(samples.document(), [lesser, {**greater, "sentence": 3}], samples.same)
        self.assertEqual([it["roles"] for it in near], [{"speaker": ["NOR"], "about": ["CHL"]}])
        far = document_facts(samples.document(), [lesser, {**greater, "sentence": 9}], samples.same)
        self.assertEqual(len(far), 2)


if __name__ == "__main__":
    unittest.main()
