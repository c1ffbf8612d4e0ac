"""Metrics against their definitions, written out."""

import math
import unittest

import numpy

from palimpsest.metrics import Metrics


class MetricsTest(unittest.TestCase):
    def setUp(self):
        random = numpy.random.default_rng(2)
        self.pictures = []
        for i in range(4):
            target = (random.random((9, 7)) < 0.3).astype(numpy.float32)
            # Multiples of 1/64, so that there are ties and no rounding between thresholds.
            probability = numpy.clip(numpy.round(target * 20 + random.integers(0, 45, target.shape)), 0, 63) / 64
            target[0, i] = math.nan
            self.pictures.append((probability.astype(numpy.float32), target))

    def test_forged_pictures(self):
        metrics = Metrics()
        for probability, target in self.pictures:
            metrics.add(probability, target, True)
        result = metrics.result()
        scored = [numpy.isfinite(t) for _, t in self.pictures]
        p = [p[s] for (p, _), s in zip(self.pictures, scored)]
        t = [t[s] > 0.5 for (_, t), s in zip(self.pictures, scored)]
        f1 = lambda called, truth: 2 * (called & truth).sum() / (called.sum() + truth.sum())
        self.assertAlmostEqual(result["f1_mean"], numpy.mean([f1(a > 0.5, b) for a, b in zip(p, t)]), places=12)
        p, t = numpy.concatenate(p), numpy.concatenate(t)
        self.assertAlmostEqual(result["f1"], f1(p > 0.5, t), places=12)
        self.assertAlmostEqual(result["f1_best"], max(f1(p >= threshold, t) for threshold in numpy.unique(p)), places=12)
        wins = (p[t][:, None] > p[~t][None]).mean() + 0.5 * (p[t][:, None] == p[~t][None]).mean()
        self.assertAlmostEqual(result["auc"], wins, places=12)
        self.assertTrue(math.isnan(result["alarms"]))

    def test_authentic_pictures_count_alarms_alone(self):
        metrics = Metrics()
        calm, alarmed = numpy.zeros((40, 40), numpy.float32), numpy.zeros((40, 40), numpy.float32)
        calm[0, :3] = 0.9
        alarmed[0, :4] = 0.9
        for probability in (calm, calm, calm, alarmed):
            metrics.add(probability, numpy.zeros((40, 40), numpy.float32), False)
        result = metrics.result()
        self.assertEqual(result["alarms"], 0.25)
        self.assertTrue(math.isnan(result["f1"]) and math.isnan(result["auc"]))

    def test_picture_that_is_not_scored_at_all_does_not_count(self):
        metrics = Metrics()
        metrics.add(numpy.zeros((4, 4), numpy.float32), numpy.full((4, 4), math.nan, numpy.float32), True)
        self.assertEqual(metrics.result()["forged"], 0)


if __name__ == "__main__":
    unittest.main()
