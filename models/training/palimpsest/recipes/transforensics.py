"""TransForensics on scaled pictures: the paper's size and a smaller one, and what is left of it without each of its two
ideas."""

import itertools
from dataclasses import replace

import torch
from torch.nn import functional

from palimpsest.beginning import notes_of, weights_of
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


class TransForensicsPaper(Scaled):
    """The paper's size and schedule, but begun from nothing.

    Settings beside those of palimpsest.recipes.scaled: ``adam`` 1 for the paper's Adam at a constant rate (of 1e-4, batches
    of 2) instead of AdamW; for a CPU, where attention over C2 takes nearly all of the time, ``fine``, the chance that a step
    trains C2 too, and ``crop``, the side of a random window of the scaled pictures (down to a multiple of 32).
    """

    name = "transforensics-paper"
    title = "TransForensics"
    network = ("ResNet-50, self-attention over each of its four maps (6 layers, 256 channels), masks corrected from coarse to "
               "fine.")
    paper = ("J. Hao, Z. Zhang, S. Yang, D. Xie, S. Pu, TransForensics: image forgery localization with dense self-attention, "
             "ICCV 2021")
    side = 512
    channels_last = True
    size = PAPER
    changes = "Other than the paper's network, it was not begun from weights of ImageNet."
    defaults = {**Scaled.defaults, "batch": 2, "rate": 1e-4, "adam": 1, "clip": 0.0, "warm": 0, "fine": 1.0, "crop": 512}
    bounds = {**Scaled.bounds, "adam": (0, 1), "fine": (0.0, 1.0), "crop": (32, 512)}

    def build(self):
        return TransForensics(self.size)

    def loss(self, network, batch):
        finest = self.finest()
        pictures, mask = self.window(finest, *batch)
        # A method is called here, not the module, so there is nothing that torch.compile could do.
        network = getattr(network, "_orig_mod", network)
        return self.descended(network, network.backbone(pictures), mask, finest)

    def finest(self):
        """The finest level that the next step trains."""
        return int(float(torch.rand(1)) >= self.settings["fine"])

    def descended(self, network, maps, mask, finest):
        """The sum of the branches' losses, from the backbone's maps."""
        return sum(weight * branch_loss(logits, mask) for weight, logits in zip(LAMBDAS[finest:], network.masks(maps, finest)))

    def window(self, finest, *parts):
        """A random square of the pictures, or all of them, see ``square``. Where not all of them is looked at, it has half the side in steps that train C2, which has four times the places of C3."""
        side = min(self.settings["crop"], self.side)
        return self.square(side if finest or side == self.side else max(32, side // 2), *parts)

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


class TransForensicsRecipe(TransForensicsPaper):
    """The small size. Its backbone begins as TruFor B0's (--from ../trufor-b0); the fingerprint in it is kept, so that it is
    computed once for each of ``reuse`` pictures, and the encoder learns at ``encoder`` times the rate of the branches. AdamW, a
    rate that rises and falls, and limited gradients."""

    name = "transforensics"
    title = "TransForensics, small"
    network = ("The encoder of TruFor B0, its learned fingerprint included; self-attention over each of its four maps (2 layers, "
               "128 channels), masks corrected from coarse to fine.")
    size = SMALL
    alone = False
    changes = ("Other than the paper's: its maps are those of TruFor B0's encoder, begun with the weights that it has there and "
               "trained on at a lower rate, its fingerprint unchanged, instead of those of a ResNet-50 begun from ImageNet, so "
               "that the two networks err together more often than others; 128 channels, 2 layers, 4 heads and 512 hidden "
               "instead of 256, 6, 8 and 2048; AdamW with a rate that rises and falls.")
    defaults = {**TransForensicsPaper.defaults, "batch": 8, "rate": 5e-4, "adam": 0, "clip": 1.0, "warm": 200, "encoder": 0.2}
    bounds = {**TransForensicsPaper.bounds, "encoder": (0.0, 1.0)}

    def build(self):
        network = super().build()
        network.backbone.dncnn.requires_grad_(False)
        return network

    @property
    def sources(self):
        return (self.name, "trufor-b0")

    def start(self, network, source):
        if notes_of(source)["net"] == self.name:
            super().start(network, source)
        else:
            network.backbone.take(weights_of(source))

    def card(self):
        return {**super().card(), "encoder": "TruFor"}

    def parts_with_rates(self, network):
        rate = self.settings["rate"]
        return [(network.branches.parameters(), rate), (network.backbone.parameters(), rate * self.settings["encoder"])]

    def open(self, maps, data, seed, device):
        super().open(maps, data, seed, device)
        self.held_prints = {}

    def batch(self, step):
        """Pictures, masks, and the numbers of the pictures."""
        return (*super().batch(step), self.numbers(step))

    def loss(self, network, batch):
        pictures, mask, numbers = batch
        network = getattr(network, "_orig_mod", network)
        finest, backbone = self.finest(), network.backbone
        # What does not learn is kept whole: statistics of its normalisations, too.
        backbone.train(network.training and self.settings["encoder"] > 0)
        backbone.dncnn.eval()
        noise = self.once(backbone.dncnn, [(1, self.side, self.side)], pictures, numbers, lambda x: [backbone.fingerprint(x)])[0]
        pictures, mask, noise = self.window(finest, pictures, mask, noise)
        return self.descended(network, backbone.maps(pictures, noise), mask, finest)

    def validate(self, network, deadline):
        number, backbone = itertools.count(), network.backbone

        def probability(pictures):
            k = next(number)
            if k not in self.held_prints:
                self.held_prints[k] = backbone.fingerprint(pictures)
            return network.probability(backbone.maps(pictures, self.held_prints[k]), DEFAULT, self.side, self.side)
        return self.seen(probability, deadline)


class TransForensicsCnn(TransForensicsRecipe):
    """The small size without self-attention."""

    name = "transforensics-cnn"
    title = "TransForensics without self-attention"
    network = "The encoder of TruFor B0, its learned fingerprint included; masks of its four maps corrected from coarse to fine."
    size = replace(SMALL, attention=False)
    changes = (TransForensicsRecipe.changes + " The encoders are left out, so that what is said of layers, heads and positions "
               "does not apply.")


class TransForensicsPlain(TransForensicsRecipe):
    """The small size without the correction of fine masks by coarse ones."""

    name = "transforensics-plain"
    title = "TransForensics without dense correction"
    network = ("The encoder of TruFor B0, its learned fingerprint included; self-attention over each of its four maps (2 layers, "
               "128 channels), each with a mask of its own.")
    size = replace(SMALL, dense=False)
    changes = TransForensicsRecipe.changes + " Nothing is corrected, so that what is said of corrections does not apply."
