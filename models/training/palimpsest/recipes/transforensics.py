"""TransForensics on scaled pictures: the paper's size and a smaller one, and what is left of it without each of its two
ideas."""

from dataclasses import replace

import torch
from torch.nn import functional

from palimpsest.nets.transforensics import BRANCHES, PAPER, READINGS, SMALL, TransForensics
from palimpsest.recipes.scaled import Scaled

LAMBDAS = (0.1, 0.2, 0.3, 0.4)
"""Weights of the losses of C2, C3, C4 and C5."""
DEFAULT = BRANCHES.index("C3")
LOSS = ("Masks are compared with the truth at the size of the input, enlarged by repetition, hence weights of 0.1, 0.2, 0.3 "
        "and 0.4 for C2 to C5; dice with squares in the denominator, of each picture; focal loss as the mean over pixels, "
        "altered ones weighing 0.25 and others 0.75.")


def focal(logits, share):
    """Mean of -0.25 (1 - p)^2 log(p) over altered pixels and -0.75 p^2 log(1 - p) over others; both float [n, 1, h, w].

    ``share``: how much of each pixel is altered, 0..1, which is exact for a pixel that stands for several equal ones.
    """
    p = torch.sigmoid(logits)
    altered = -0.25 * (1.0 - p) ** 2 * functional.logsigmoid(logits)
    other = -0.75 * p ** 2 * functional.logsigmoid(-logits)
    return (share * altered + (1.0 - share) * other).mean()


def branch_loss(logits, mask):
    """Dice and focal loss of one branch, logits [n, 1, h, w], enlarged by repetition to ``mask`` [n, 1, k h, k w] of 0 and 1.

    Nothing needs to be enlarged: over a block of one probability p, sum(p t) is p times the sum of t, and t^2 is t.
    """
    logits, share = logits.float(), functional.avg_pool2d(mask, mask.size(2) // logits.size(2))
    p, t = torch.sigmoid(logits).flatten(1), share.flatten(1)
    dice = 1.0 - 2.0 * (p * t).sum(1) / ((p * p).sum(1) + t.sum(1) + 1e-5)
    return dice.mean() + focal(logits, share)


class TransForensicsRecipe(Scaled):
    """The small size with AdamW, a rate that rises and falls, and limited gradients: a residual network that begins from
    nothing needs them.

    Settings beside those of palimpsest.recipes.scaled: ``adam`` 1 for the paper's Adam at a constant rate (of 1e-4, batches
    of 2) instead of AdamW; for a CPU, where attention over C2 takes nearly all of the time, ``fine``, the chance that a step
    trains C2 too, and ``crop``, the side of a random window of the scaled pictures (down to a multiple of 32).
    """

    name = "transforensics"
    title = "TransForensics, small"
    network = ("ResNet-18 with a stem for fine traces, self-attention over each of its four maps (2 layers, 128 channels), "
               "masks corrected from coarse to fine.")
    paper = ("J. Hao, Z. Zhang, S. Yang, D. Xie, S. Pu, TransForensics: image forgery localization with dense self-attention, "
             "ICCV 2021")
    side = 512
    channels_last = True
    size = SMALL
    changes = ("Other than the paper's: ResNet-18 instead of ResNet-50, its stem three 3x3 convolutions of strides 1, 2, 2, "
               "not begun from ImageNet; 128 channels, 2 layers, 4 heads and 512 hidden instead of 256, 6, 8 and 2048; AdamW "
               "with a rate that rises and falls.")
    defaults = {**Scaled.defaults, "batch": 16, "rate": 5e-4, "adam": 0, "fine": 1.0, "crop": 512}
    bounds = {**Scaled.bounds, "adam": (0, 1), "fine": (0.0, 1.0), "crop": (32, 512)}

    def build(self):
        return TransForensics(self.size)

    def loss(self, network, batch):
        pictures, mask = self.window(*batch)
        finest = int(float(torch.rand(1)) >= self.settings["fine"])
        # A method is called here, not the module, so there is nothing that torch.compile could do.
        masks = getattr(network, "_orig_mod", network).masks(pictures, finest)
        return sum(weight * branch_loss(logits, mask) for weight, logits in zip(LAMBDAS[finest:], masks))

    def window(self, pictures, mask):
        """A random square of the pictures and of the mask, or all of them."""
        whole = pictures.size(2)
        side = min(self.settings["crop"], whole) // 32 * 32
        if side == whole:
            return pictures, mask
        top, left = torch.randint(whole - side + 1, [2]).tolist()
        return [part[:, :, top:top + side, left:left + side] for part in (pictures, mask)]

    def optimiser(self, network):
        if self.settings["adam"]:
            return torch.optim.Adam(network.parameters(), lr=self.settings["rate"])
        return super().optimiser(network)

    def deployed(self, network):
        return network

    def probability(self, module, pictures):
        return module(pictures, torch.tensor([DEFAULT], device=pictures.device))

    def examples(self):
        """The branches on different pictures, the default one on two."""
        noise, ramp, black = super().examples()
        return [(picture, torch.tensor([BRANCHES.index(branch)])) for picture, branch in
                ((noise, "C2"), (ramp, "C3"), (noise, "C3"), (black, "C4"), (noise, "C5"))]

    def card(self):
        known = super().card()
        comments = f"{known['comments']} {self.changes} Where the paper is silent: {READINGS} {LOSS}"
        return {**known, "choices": [{"name": "branch", "values": list(BRANCHES), "default": BRANCHES[DEFAULT]}],
                "comments": comments}


class TransForensicsPaper(TransForensicsRecipe):
    """The paper's size and schedule, but begun from nothing."""

    name = "transforensics-paper"
    title = "TransForensics"
    network = ("ResNet-50, self-attention over each of its four maps (6 layers, 256 channels), masks corrected from coarse to "
               "fine.")
    size = PAPER
    changes = "Other than the paper's network, it was not begun from weights of ImageNet."
    defaults = {**TransForensicsRecipe.defaults, "batch": 2, "rate": 1e-4, "adam": 1, "clip": 0.0, "warm": 0}


class TransForensicsCnn(TransForensicsRecipe):
    """The small size without self-attention."""

    name = "transforensics-cnn"
    title = "TransForensics without self-attention"
    network = "ResNet-18 with a stem for fine traces, masks of its four maps corrected from coarse to fine."
    size = replace(SMALL, attention=False)
    changes = (TransForensicsRecipe.changes + " The encoders are left out, so that what is said of layers, heads and positions "
               "does not apply.")


class TransForensicsPlain(TransForensicsRecipe):
    """The small size without the correction of fine masks by coarse ones."""

    name = "transforensics-plain"
    title = "TransForensics without dense correction"
    network = ("ResNet-18 with a stem for fine traces, self-attention over each of its four maps (2 layers, 128 channels), "
               "each with a mask of its own.")
    size = replace(SMALL, dense=False)
    changes = TransForensicsRecipe.changes + " Nothing is corrected, so that what is said of corrections does not apply."
