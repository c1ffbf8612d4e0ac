"""MSDS, its ablations, and the paper's schedule."""

from torch.nn import functional

from palimpsest.nets.msds import (MULTI, READINGS, SCALES_READING, SINGLE, SINGLE_READING, TRANSFORMER_READINGS, UNIT, FusedMap,
                                  MSDS)
from palimpsest.recipes.scaled import Scaled
from palimpsest.trouble import Trouble

PAPER_SCHEDULE = {"rate": 5e-4, "batch": 10, "ema": 0.0, "clip": 0.0, "compress": 0.0, "sgd": 1, "decay": 5e-4, "warm": 0}
"""SGD with momentum 0.9 and weight decay, at a constant rate, without an average of weights."""
QUICK_SCHEDULE = {"rate": 2e-3, "batch": 10, "compress": 0.3, "sgd": 0, "decay": 0.01, "warm": 50}
"""AdamW for runs of minutes; give ``span`` or ``horizon`` for the rate to fall."""


def supervision_loss(logits, mask):
    """The sum over the five maps of the binary cross-entropy, mean over pixels, all weights 1.

    ``logits``: [n, 5, h, w] as MSDS gives them; ``mask``: float [n, 1, h, w] of 0 and 1.
    """
    # From logits in single precision: a probability near 0 or 1 has no logarithm in bfloat16.
    each = functional.binary_cross_entropy_with_logits(logits.float(), mask.expand_as(logits), reduction="none")
    return each.mean(dim=[0, 2, 3]).sum()


class MSDSRecipe(Scaled):
    """The network that is shipped: half the paper's widths, QUICK_SCHEDULE.

    Settings beside those of palimpsest.recipes.scaled: ``width``, factor of the paper's widths, a multiple of 1/16.
    """

    name = "msds"
    title = "MSDS"
    network = "MSDS: U2-Net of five stages with a multi-scale transformer between encoder and decoder, and deep supervision."
    paper = ("S. Qin, C. Liang, Y. Luo, J. Liu, Q. Fu, X. Ouyang, Multi-scale and deeply supervised network for image splicing "
             "localization, Frontiers in Artificial Intelligence 8, 2025")
    channels_last = True
    taught = True
    divisions = MULTI
    readings = (READINGS, TRANSFORMER_READINGS, SCALES_READING)
    defaults = {**Scaled.defaults, **QUICK_SCHEDULE, "width": 0.5}
    bounds = {**Scaled.bounds, "width": (UNIT, 1.0)}

    def __init__(self, changes=None):
        super().__init__(changes)
        if self.settings["width"] % UNIT:
            raise Trouble(f"width is {self.settings['width']:g}: give a multiple of {UNIT:g}.")

    def build(self):
        return MSDS(self.settings["width"], self.side, self.divisions)

    def loss(self, network, batch):
        pictures, masks = batch
        return supervision_loss(network(pictures), masks)

    def deployed(self, network):
        return FusedMap(network)

    def card(self):
        known, width = super().card(), f"Layers have {self.settings['width']:g} times the paper's channels."
        return {**known, "comments": " ".join([known["comments"], width, *self.readings])}


class MSDSPaper(MSDSRecipe):
    """The paper's widths and PAPER_SCHEDULE."""

    name = "msds-paper"
    title = "MSDS, as in the paper"
    defaults = {**MSDSRecipe.defaults, **PAPER_SCHEDULE, "width": 1.0}


class MSDSBase(MSDSRecipe):
    """The ablation without a transformer."""

    name = "msds-base"
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
