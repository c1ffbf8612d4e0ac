"""Held-out measures of a network with an anomaly map, a reliability map and a score, as the paper on TruFor takes them.

F. Guillaro et al., "TruFor", CVPR 2023: pixels near the border of the altered part are not scored. Other than there, a map
is not also tried the other way round.
"""

import math

import numpy
from torch.nn import functional

from palimpsest.metrics import BINS, f1

EROSION, DILATION = 15, 11


def scored(mask):
    """Which pixels of masks, float [n, 1, h, w] of 0 and 1, are scored: 1 where a square of 15 pixels around the pixel is
    all altered, or one of 11 is all unaltered; else 0."""
    inside = -functional.max_pool2d(-mask, EROSION, 1, EROSION // 2)
    outside = 1 - functional.max_pool2d(mask, DILATION, 1, DILATION // 2)
    return inside + outside


class Histogram:
    """Counts values in 0..1 of two classes in 4,096 steps."""

    def __init__(self):
        self.counts = numpy.zeros((2, BINS), numpy.int64)

    def add(self, values, positive):
        """``values`` and booleans ``positive``, arrays of the same shape."""
        steps = numpy.clip((values.astype(numpy.float64) * BINS).astype(numpy.int64), 0, BINS - 1)
        for k, chosen in enumerate((~positive, positive)):
            self.counts[k] += numpy.bincount(steps[chosen], minlength=BINS)
        return self

    def auc(self):
        """The chance that a positive has the higher value, ties counted half; NaN if there is only one class."""
        negative, positive = self.counts
        pairs = float(negative.sum()) * float(positive.sum())
        below = negative.cumsum() - negative
        return float((positive * (below + 0.5 * negative)).sum()) / pairs if pairs else math.nan

    def best_f1(self):
        """The highest F1 of any threshold; NaN without positives."""
        negative, positive = self.counts
        hits, called = positive[::-1].cumsum(), self.counts.sum(0)[::-1].cumsum()
        return float((2.0 * hits / (called + hits[-1])).max()) if hits[-1] else math.nan


def rank_auc(values, positive):
    """The chance that a positive has the higher value, ties counted half, exactly; NaN if there is only one class."""
    values, positive = numpy.asarray(values, numpy.float64), numpy.asarray(positive, bool)
    negatives = numpy.sort(values[~positive])
    if not negatives.size or not positive.any():
        return math.nan
    wins = numpy.searchsorted(negatives, values[positive], "left") + numpy.searchsorted(negatives, values[positive], "right")
    return float(wins.mean()) / 2.0 / negatives.size


def mean(values):
    """The mean of a list; NaN of an empty one."""
    return float(numpy.mean(values)) if len(values) else math.nan


class Scoring:
    """Gathers pictures one by one."""

    def __init__(self):
        self.pixels, self.errors = Histogram(), Histogram()
        self.counts = numpy.zeros(3, numpy.int64)
        self.at_half, self.best, self.scores, self.altered = [], [], [], []

    def add(self, probability, reliability, score, mask, valid):
        """Adds a picture: maps float [h, w] in 0..1, ``reliability`` or None, ``score`` of the picture, ``mask`` and
        ``valid`` bool [h, w]."""
        self.scores.append(float(score))
        self.altered.append(bool(mask.any()))
        p, truth = probability[valid], mask[valid]
        called = p > 0.5
        if reliability is not None:
            self.errors.add(reliability[valid], called == truth)
        if not truth.any():
            return
        own = Histogram().add(p, truth)
        self.pixels.counts += own.counts
        counts = numpy.array([(called & truth).sum(), called.sum(), truth.sum()])
        self.counts += counts
        self.at_half.append(f1(*counts))
        self.best.append(own.best_f1())

    def result(self):
        """A dictionary; NaN for what cannot be told. Pixels of forged pictures that have any altered pixel to be scored:
        "f1" and "f1_mean" at 0.5, "f1_best" and "f1_best_mean" of the best threshold, pooled and mean over pictures,
        "auc" pooled. Of all pictures: "reliability_auc" of right against wrong pixels, "image_auc" of the score,
        "alarms" the share of authentic ones with a score above 0.5, "forged" and "authentic" pictures counted."""
        scores, altered = numpy.array(self.scores), numpy.array(self.altered, bool)
        return {
            "f1": f1(*(float(c) for c in self.counts)), "f1_mean": mean(self.at_half),
            "f1_best": self.pixels.best_f1(), "f1_best_mean": mean(self.best), "auc": self.pixels.auc(),
            "image_auc": rank_auc(scores, altered), "reliability_auc": self.errors.auc(),
            "alarms": mean(scores[~altered] > 0.5),
            "forged": int(altered.sum()), "authentic": int((~altered).sum()),
        }
