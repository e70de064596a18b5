"""The columns of the heads."""

import unittest

from training.fillers import filler
from training.labels import (
    ATTRIBUTE_COUNT,
    FEATURE_COUNT,
    GROUPS,
    KEY_ROLES,
    LABEL_INDEX,
    LABELS,
    ROLE_COUNT,
    ROLES,
    VALUE_SORTS,
)
from training.tests.samples import reference


class Labels(unittest.TestCase):
    def test_every_label_has_one_column(self):
        self.assertEqual(len(set(LABELS)), len(LABELS))
        self.assertEqual(LABELS[0], ("partnership", "party"))
        self.assertEqual(LABELS[ROLE_COUNT], ("partnership", "level"))
        self.assertEqual(LABELS[-1], ("office", "time"))

    def test_key_roles_are_roles(self):
        for kind, roles in KEY_ROLES.items():
            self.assertLessEqual(set(roles), set(ROLES[kind]), kind)

    def test_every_value_has_its_sort_of_mention(self):
        for kind, name in LABELS[ROLE_COUNT:]:
            self.assertIn(name, VALUE_SORTS, kind)

    def test_groups_lie_side_by_side(self):
        end = 0
        for kind, name, start, classes in GROUPS:
            self.assertEqual(start, end, (kind, name))
            end += len(classes)
        self.assertEqual(end, ATTRIBUTE_COUNT)

    def test_numbers_that_the_product_expects(self):
        self.assertEqual((len(LABELS), ROLE_COUNT, FEATURE_COUNT), (69, 39, 84))
        self.assertEqual(LABEL_INDEX["office", "of"], ROLE_COUNT - 1)


class Fillers(unittest.TestCase):
    def test_people_speak_for_themselves_and_act_for_others(self):
        envoy = reference("ana-ruiz", "Person", acts_for="CHL")
        self.assertEqual(filler("statement", "speaker", envoy), "ana-ruiz")
        self.assertEqual(filler("restriction", "imposer", envoy), "CHL")

    def test_a_person_for_nobody_imposes_nothing(self):
        self.assertIsNone(filler("restriction", "imposer", reference("ana-ruiz", "Person")))

    def test_an_office_is_held_by_a_person(self):
        envoy = reference("ana-ruiz", "Person", acts_for="CHL", of="un")
        self.assertEqual(filler("office", "holder", envoy), "ana-ruiz")
        self.assertEqual(filler("office", "of", envoy), "un")
        self.assertIsNone(filler("office", "holder", reference("CHL")))
        self.assertEqual(filler("office", "of", reference("CHL")), "CHL")


if __name__ == "__main__":
    unittest.main()
