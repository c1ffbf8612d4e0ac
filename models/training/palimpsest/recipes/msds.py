"""MSDS, its ablations, and the paper's schedule."""

import torch
from torch.nn import functional

from palimpsest.beginning import notes_of, weights_of
from palimpsest.nets.msds import MSDS, MULTI, READINGS, SCALES_READING, SINGLE, SINGLE_READING, TRANSFORMER_READINGS, UNIT
from palimpsest.recipes.evidence import WithEvidence
from palimpsest.trouble import Trouble

PAPER_SCHEDULE = {"rate": 5e-4, "batch": 10, "ema": 0.0, "clip": 0.0, "compress": 0.0, "sgd": 1, "decay": 5e-4, "warm": 0,
                  "positive": 1.0}
"""SGD with momentum 0.9 and weight decay, at a constant rate, without an average of weights."""
BASE = "msds-base"
QUICK_SCHEDULE = {"rate": 2e-3, "batch": 10, "compress": 0.3, "sgd": 0, "decay": 0.01, "warm": 50, "positive": 3.0}
"""AdamW for runs of minutes; give ``span`` or ``horizon`` for the rate to fall. Altered pixels weigh more, since at the best
threshold for F1 a pixel is altered with a probability of less than one half."""


def supervision_loss(logits, mask, positive=1.0):
    """The sum over the five maps, all weights 1, of the binary cross-entropy, mean over pixels; the term of an altered pixel weighs
    ``positive``.

    ``logits``: [n, 5, h, w] as MSDS gives them; ``mask``: float [n, 1, h, w] of 0 and 1.
    """
    # From logits in single precision: a probability near 0 or 1 has no logarithm in bfloat16.
    each = functional.binary_cross_entropy_with_logits(logits.float(), mask.expand_as(logits), reduction="none",
                                                         pos_weight=torch.tensor(positive, device=logits.device))
    return each.mean(dim=[0, 2, 3]).sum()


class MSDSRecipe(WithEvidence):
    """The network that is shipped: half the paper's widths, QUICK_SCHEDULE, with evidence.

    Settings beside those of palimpsest.recipes.evidence: ``width``, factor of the paper's widths, a multiple of 1/16;
    ``positive``, weight of altered pixels (the paper's: 1).
    """

    name = "msds"
    title = "MSDS"
    network = "MSDS: U2-Net of five stages with a multi-scale transformer between encoder and decoder, and deep supervision."
    paper = ("S. Qin, C. Liang, Y. Luo, J. Liu, Q. Fu, X. Ouyang, Multi-scale and deeply supervised network for image splicing "
             "localization, Frontiers in Artificial Intelligence 8, 2025")
    channels_last = True
    divisions = MULTI
    readings = (READINGS, TRANSFORMER_READINGS, SCALES_READING)
    defaults = {**WithEvidence.defaults, **QUICK_SCHEDULE, "width": 0.5}
    bounds = {**WithEvidence.bounds, "width": (UNIT, 1.0), "positive": (0.01, 1000.0)}

    def __init__(self, changes=None):
        super().__init__(changes)
        if self.settings["width"] % UNIT:
            raise Trouble(f"width is {self.settings['width']:g}: give a multiple of {UNIT:g}.")

    @property
    def sources(self):
        return (*super().sources, BASE) if self.divisions else super().sources

    def start(self, network, source):
        """A run can also go on from one of the ablation without a transformer, of the same widths."""
        if notes_of(source)["net"] != BASE or not self.divisions:
            super().start(network, source)
            return
        own = {"transformer." + key: value for key, value in network.transformer.state_dict().items()}
        self.take(network, {**own, **weights_of(source)}, source)

    def build(self):
        return MSDS(self.settings["width"], self.own, self.divisions, self.evident)

    def compared(self, found, mask):
        return supervision_loss(found, mask, self.settings["positive"])

    def card(self):
        known, width = super().card(), f"Layers have {self.settings['width']:g} times the paper's channels."
        return {**known, "comments": " ".join([known["comments"], width, *self.readings])}


class MSDSPaper(MSDSRecipe):
    """The paper's widths and PAPER_SCHEDULE, without evidence."""

    name = "msds-paper"
    title = "MSDS, as in the paper"
    defaults = {**MSDSRecipe.defaults, **PAPER_SCHEDULE, "width": 1.0, "evidence": 0}


class MSDSBase(MSDSRecipe):
    """The ablation without a transformer."""

    name = BASE
    title = "MSDS without transformer"
    network = "U2-Net of five stages with deep supervision: MSDS without its transformer."
    divisions = ()
    readings = (READINGS,)


class MSDSBaseTrans(MSDSRecipe):
    """The ablation with a transformer of a single scale."""

    name = "msds-base-trans"
    title = "MSDS of a single scale"
    network = "MSDS with patches of 2 pixels alone in its transformer."
    divisions = SINGLE
    readings = (READINGS, TRANSFORMER_READINGS, SINGLE_READING)
