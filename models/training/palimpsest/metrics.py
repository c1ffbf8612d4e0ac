"""Metrics of a held-out set, pixel by pixel (for map sets: cell by cell)."""

import math

import numpy

BINS = 4096
ALARM = 0.002


def f1(hits, called, altered):
    """F1 = 2 TP / (called + altered); NaN where nothing is altered."""
    return 2.0 * hits / (called + altered) if altered > 0 else math.nan


class Metrics:
    """Gathers pictures one by one; probabilities and targets are arrays [h, w], targets NaN where not scored.

    A pixel counts as altered where its target is at least 0.5, and as called where its probability is above 0.5. The
    counts of all thresholds are kept in a histogram of 4,096 steps, so the memory needed does not grow.
    """

    def __init__(self):
        self.histogram = numpy.zeros((2, BINS), numpy.int64)
        self.counts = numpy.zeros(3, numpy.int64)
        self.pictures = []
        self.alarms = []

    def add(self, probability, target, altered):
        """Adds one picture; ``altered`` tells whether it is a forged one."""
        scored = numpy.isfinite(target)
        p, truth = probability[scored].astype(numpy.float64), target[scored] >= 0.5
        if not p.size:
            return
        called = p > 0.5
        if not altered:
            self.alarms.append(called.mean() > ALARM)
            return
        steps = numpy.clip((p * BINS).astype(numpy.int64), 0, BINS - 1)
        self.histogram[0] += numpy.bincount(steps[~truth], minlength=BINS)
        self.histogram[1] += numpy.bincount(steps[truth], minlength=BINS)
        counts = numpy.array([(called & truth).sum(), called.sum(), truth.sum()])
        self.counts += counts
        # A forged picture whose altered part is smaller than half a cell has nothing to be found.
        if counts[2]:
            self.pictures.append(f1(*counts))

    def result(self):
        """{"f1" pooled over forged pictures at 0.5, "f1_mean" per picture, "f1_best", "auc" pooled, "alarms" share of
        authentic pictures with more than 0.2 % of their pixels above 0.5, "forged" and "authentic" pictures counted};
        NaN for what cannot be told."""
        negative, positive = self.histogram
        hits, false = positive[::-1].cumsum(), negative[::-1].cumsum()
        best = auc = math.nan
        if hits[-1]:
            best = float((2.0 * hits / (hits + false + hits[-1])).max())
        if hits[-1] and false[-1]:
            # A positive wins against all negatives of lower steps and half of those of its own.
            below = negative.cumsum() - negative
            auc = float((positive * (below + 0.5 * negative)).sum() / (float(hits[-1]) * float(false[-1])))
        return {
            "f1": f1(*(float(c) for c in self.counts)),
            "f1_mean": float(numpy.mean(self.pictures)) if self.pictures else math.nan,
            "f1_best": best,
            "auc": auc,
            "alarms": float(numpy.mean(self.alarms)) if self.alarms else math.nan,
            "forged": len(self.pictures),
            "authentic": len(self.alarms),
        }
