"""Held-out measures of TruFor, in small numbers that can be counted."""

import math
import unittest

import numpy
import torch

from palimpsest.scoring import Histogram, Scoring, rank_auc, scored


class ScoringTest(unittest.TestCase):
    def test_band_is_not_scored(self):
        mask = torch.zeros(1, 1, 60, 60)
        mask[:, :, 20:40, 20:40] = 1
        valid = scored(mask)[0, 0].numpy() > 0
        expected = numpy.ones((60, 60), bool)
        # Five pixels outside of the square and seven inside are left out.
        expected[15:45, 15:45] = False
        expected[27:33, 27:33] = True
        self.assertTrue((valid == expected).all())

    def test_mask_at_the_border_of_the_picture(self):
        mask = torch.zeros(1, 1, 40, 40)
        mask[:, :, :, :20] = 1
        valid = scored(mask)[0, 0].numpy() > 0
        self.assertTrue(valid[:, :13].all() and valid[:, 25:].all() and not valid[:, 13:25].any())

    def test_auc_counts_pairs(self):
        random = numpy.random.default_rng(1)
        values, positive = random.integers(0, 8, 60) / 8, random.random(60) < 0.4
        pairs = [(p > n) + 0.5 * (p == n) for p in values[positive] for n in values[~positive]]
        self.assertAlmostEqual(rank_auc(values, positive), numpy.mean(pairs), 12)
        self.assertAlmostEqual(Histogram().add(values, positive).auc(), numpy.mean(pairs), 12)
        self.assertTrue(math.isnan(rank_auc(values, numpy.ones(60, bool))))

    def test_best_f1_tries_all_thresholds(self):
        random = numpy.random.default_rng(2)
        values, positive = random.integers(0, 50, 80) / 50, random.random(80) < 0.3
        tried = []
        for t in numpy.unique(values):
            called = values >= t
            tried.append(2 * (called & positive).sum() / (called.sum() + positive.sum()))
        self.assertAlmostEqual(Histogram().add(values, positive).best_f1(), max(tried), 12)

    def test_pictures_are_put_together(self):
        scoring = Scoring()
        mask = numpy.zeros((4, 4), bool)
        valid = numpy.ones((4, 4), bool)
        authentic = numpy.full((4, 4), 0.2)
        authentic[0, 0] = 0.9
        # Unsure just where it is wrong.
        scoring.add(authentic, numpy.where(authentic > 0.5, 0.1, 0.8), 0.3, mask, valid)
        forged, mask = numpy.full((4, 4), 0.1), mask.copy()
        mask[:2] = True
        forged[0] = 0.7
        scoring.add(forged, numpy.full((4, 4), 0.6), 0.9, mask, valid)
        result = scoring.result()
        self.assertEqual([result["forged"], result["authentic"], result["alarms"], result["image_auc"]], [1, 1, 0.0, 1.0])
        self.assertAlmostEqual(result["f1"], 2 * 4 / (4 + 8))
        self.assertAlmostEqual(result["f1_best_mean"], max(2 * 4 / 12, 2 * 8 / 24))
        self.assertAlmostEqual(result["auc"], (4 * 8 + 0.5 * 4 * 8) / 64)
        # Wrong: one pixel at 0.1 and four at 0.6; right: fifteen at 0.8 and twelve at 0.6.
        self.assertAlmostEqual(result["reliability_auc"], (27 + 15 * 4 + 0.5 * 12 * 4) / (27 * 5))

    def test_mask_too_small_to_be_scored(self):
        scoring = Scoring()
        mask = numpy.zeros((9, 9), bool)
        mask[4, 4] = True
        scoring.add(numpy.zeros((9, 9)), numpy.ones((9, 9)), 0.1, mask, ~mask)
        result = scoring.result()
        self.assertEqual(result["forged"], 1)
        self.assertTrue(math.isnan(result["f1_best_mean"]) and math.isnan(result["auc"]))


if __name__ == "__main__":
    unittest.main()
