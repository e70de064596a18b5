"""Confidence and its measure."""

import random
import unittest

from training.calibrate import add_confidence, as_labels, calibration_error, fit, kept, reliability
from training.decode import SUPPORT
from training.labels import KINDS


def fact(confidence, right, kind="supply"):
    return {"kind": kind, "confidence": confidence, "right": right}


class Reliability(unittest.TestCase):
    def test_bins_give_mean_confidence_and_what_was_right(self):
        read = [({}, [fact(0.91, True), fact(0.97, False)]), ({}, [fact(0.25, False), fact(1.0, True)])]
        low, high = reliability(read)
        self.assertEqual(low, (0.2, 0.3, 1, 0.25, 0.0))
        self.assertEqual(high[:3], (0.9, 1.0, 3))
        self.assertAlmostEqual(high[3], 0.96)
        self.assertAlmostEqual(high[4], 2 / 3)

    def test_the_error_is_the_mean_distance(self):
        table = [(0.2, 0.3, 1, 0.25, 0.0), (0.9, 1.0, 3, 0.95, 0.75)]
        self.assertAlmostEqual(calibration_error(table), (0.25 + 3 * 0.2) / 4)
        self.assertEqual(calibration_error([]), 0)


class Thresholds(unittest.TestCase):
    def test_each_kind_has_its_own(self):
        read = [({}, [fact(0.3, True), fact(0.3, True, "office")])]
        ((_, facts),) = kept(read, {"supply": 0.2, "office": 0.4})
        self.assertEqual([it["kind"] for it in facts], ["supply"])

    def test_preferences_lie_around_the_balanced_one(self):
        fitted = {"weights": [0.0] * len(SUPPORT), "bias": [0.5] * len(KINDS)}
        labels = as_labels(fitted, dict.fromkeys(KINDS, 0.1))
        self.assertEqual(labels["supply"]["least"], [0.35, 0.1, 0.05])
        self.assertEqual(labels["supply"]["weights"], [0.0] * len(SUPPORT) + [0.5])


class Fitting(unittest.TestCase):
    def setUp(self):
        try:
            import sklearn  # noqa: F401
        except ImportError:
            self.skipTest("scikit-learn is not installed")

    def test_confidence_is_as_often_right_as_it_says(self):
        chance = random.Random(1)
        facts = []
        for _ in range(4000):
            sure = chance.random() < 0.5
            support = [2.0 if sure else -2.0, *(chance.gauss(0, 1) for _ in SUPPORT[1:])]
            right = chance.random() < (0.8 if sure else 0.3)
            facts.append({"kind": chance.choice(KINDS), "support": support, "right": right})
        read = [({}, facts)]
        add_confidence(read, fit(read))
        self.assertLess(calibration_error(reliability(read)), 0.03)
        sure = [it["confidence"] for it in facts if it["support"][0] > 0]
        self.assertAlmostEqual(sum(sure) / len(sure), 0.8, delta=0.05)


if __name__ == "__main__":
    unittest.main()
