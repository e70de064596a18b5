"""Passages, candidates, features and targets of a small document."""

import unittest

import numpy as np

from training.labels import FIRST_DISTANCE, FIRST_PATTERN, FIRST_PATTERN_KIND, KIND_INDEX, LABEL_INDEX, SORTS
from training.passages import CLOSING, GENERAL, OPENING, PASSAGE, build, candidates
from training.targets import label, value_matches
from training.tests import samples


def fact(**changes):
    evidence = [{"start_byte": 18, "end_byte": 43}]
    roles = {"speaker": "NOR", "about": ["CHL"], "topic": "natural-gas"}
    plain = {"kind": "statement", "roles": roles, "attrs": {"stance": "warning"}, "evidence": evidence}
    return {**plain, **changes}


class Passages(unittest.TestCase):
    def setUp(self):
        self.document = samples.document()
        self.passages = build(self.document, samples.pieces)

    def test_short_sentences_share_a_passage(self):
        (passage,) = self.passages
        self.assertEqual(passage["ids"], [OPENING, 6, 5, 4, 2, 6, 5, 5, 3, CLOSING])
        self.assertEqual([(it["start"], it["end"]) for it in passage["items"]], [(1, 4), (4, 9)])

    def test_a_passage_that_is_full_gives_its_end_as_context(self):
        long = [([7] * (PASSAGE - 10), [(0, 1)] * (PASSAGE - 10)), ([8] * 20, [(18, 19)] * 20)]
        self.assertEqual([len(it["ids"]) for it in build(self.document, lambda _: long)], [PASSAGE - 8, 22])
        middle = [([7] * 60, [(0, 1)] * 60), ([8] * 200, [(18, 19)] * 200)]
        first, second = build(self.document, lambda _: middle)
        self.assertEqual(len(first["ids"]), 62)
        self.assertEqual(second["ids"], [OPENING, *[7] * 60, *[8] * 200, CLOSING])
        self.assertEqual([it["sentence"] for it in second["items"]], [1])

    def test_candidates_are_own_mentions_then_those_before_each_id_once(self):
        # Norway is there as `It` already.
        self.assertEqual(candidates(self.document, 1, 0), [(2, 0), (3, 0), (1, 1)])
        self.assertEqual(candidates(self.document, 1, 1), [(2, 0), (3, 0)])

    def test_spans_are_pieces_after_the_opening_one(self):
        item = self.passages[0]["items"][1]
        self.assertEqual(item["candidates"], [(2, 0), (3, 0), (1, 1), (GENERAL, 0)])
        self.assertEqual(item["spans"].tolist(), [[4, 5], [6, 7], [3, 4], [0, 1]])

    def test_features_say_sort_distance_and_what_patterns_read(self):
        rows = self.passages[0]["items"][1]["features"]
        self.assertEqual([SORTS[int(row[: len(SORTS)].argmax())] for row in rows], [
            "StandIn", "Country", "topic", "general",
        ])  # fmt: skip
        self.assertEqual(rows[2, FIRST_DISTANCE:FIRST_PATTERN].tolist(), [0, 1, 0, 0])
        speaker = rows[:, FIRST_PATTERN + LABEL_INDEX["statement", "speaker"]]
        self.assertEqual(speaker.tolist(), [1, 0, 0, 0])
        self.assertTrue(rows[:, FIRST_PATTERN_KIND + KIND_INDEX["statement"]].all())

    def test_a_sentence_without_actors_is_not_scored(self):
        for mention in self.document["mentions"]:
            mention["sense"] = {"sort": "topic", "id": "natural-gas"}
        self.assertEqual(build(self.document, samples.pieces), [])


class Targets(unittest.TestCase):
    def labelled(self, *facts):
        document = samples.document()
        passages = build(document, samples.pieces)
        label(document, passages, facts, samples.same)
        return passages[0]["items"]

    def roles(self, item, role):
        return item["roles"][:, LABEL_INDEX["statement", role]].tolist()

    def test_fillers_stand_in_the_sentence_of_the_evidence(self):
        first, second = self.labelled(fact())
        self.assertFalse(first["roles"].any())
        self.assertEqual(self.roles(second, "speaker"), [1, 0, 0, 0])
        self.assertEqual(self.roles(second, "about"), [0, 1, 0, 0])
        self.assertEqual(self.roles(second, "topic"), [0, 0, 1, 0])
        self.assertEqual(second["told"][KIND_INDEX["statement"]], 1)

    def test_what_may_be_left_out_counts_less(self):
        _, second = self.labelled(fact(roles={"speaker": "NOR", "about": ["?CHL"]}))
        self.assertAlmostEqual(float(second["weights"][1, LABEL_INDEX["statement", "about"]]), 0.3, places=6)

    def test_fillers_of_two_facts_are_no_pair(self):
        _, second = self.labelled(
            fact(roles={"speaker": "NOR", "topic": "natural-gas"}), fact(roles={"speaker": "CHL", "topic": "general"})
        )
        pairs = second["pairs"][KIND_INDEX["statement"]]
        self.assertEqual((pairs[0, 2], pairs[1, 3], pairs[0, 1]), (1, 1, 0))
        self.assertTrue(np.array_equal(pairs, pairs.T))

    def test_values_are_compared_as_what_they_are(self):
        shares = fact(attrs={"share_pct": 40})
        self.assertTrue(value_matches({"sort": "percent", "value": "40.5"}, "share_pct", shares))
        self.assertFalse(value_matches({"sort": "percent", "value": "42"}, "share_pct", shares))
        dated = fact(time="2023-08-01")
        self.assertTrue(value_matches({"sort": "time", "value": "2023-08"}, "time", dated))
        self.assertFalse(value_matches({"sort": "time", "value": "2023-09"}, "time", dated))


if __name__ == "__main__":
    unittest.main()
