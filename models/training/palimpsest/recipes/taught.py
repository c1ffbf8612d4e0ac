"""Networks that learn from TruFor B0 first, what they alone would need far more pictures and time for: what traces of editing
look like (its fingerprint), and what it makes of them (its decoder's features).

Such a recipe is a phase before that of the same network which learns from masks alone."""

import math
import time

import torch
from torch import nn
from torch.nn import functional

from palimpsest.beginning import notes_of, weights_of
from palimpsest.nets.imagenet import normalised
from palimpsest.nets.trufor import DECODER, TruFor
from palimpsest.recipes.lstmendec import LstmEnDec, LstmEnDecCnn
from palimpsest.recipes.msds import MSDSBase, MSDSBaseTrans, MSDSPaper, MSDSRecipe
from palimpsest.recipes.scaled import HINTS, Scaled
from palimpsest.trouble import Trouble

TEACHER = "trufor-b0"
SPREAD = 0.06
"""About the deviation of a fingerprint of TruFor B0 within a picture."""


class Pupil(nn.Module):
    """What learns, a convolution 1x1 from its features to those of its teacher, and the teacher, which is kept."""

    def __init__(self, learner, inputs, outputs):
        super().__init__()
        self.learner, self.head, self.teacher = learner, nn.Conv2d(inputs, outputs, 1), TruFor("b0")
        self.teacher.requires_grad_(False)

    def train(self, mode=True):
        super().train(mode)
        self.teacher.eval()
        return self


class Taught(Scaled):
    """Base of such phases; a batch has the numbers of its pictures, too."""

    alone = False
    sources = (TEACHER,)

    def batch(self, step):
        """Pictures, masks, and the numbers of the pictures."""
        return (*super().batch(step), self.numbers(step))

    def start(self, network, source):
        network.teacher.load_state_dict(weights_of(source))


class MSDSFingerprint(Taught, MSDSRecipe):
    """The first stage of MSDS's encoder learns to give TruFor's fingerprint, on windows of ``crop`` pixels a side.

    What it learns from are fingerprints divided by ``SPREAD``, about their deviation over pictures; those of a picture weigh
    the less the more they vary in it.
    """

    name = "msds-fingerprint"
    title = "First stage of MSDS"
    network = "The first stage of MSDS's encoder and a convolution, which give the fingerprint of TruFor B0."
    measures = {"explained": "share of a fingerprint's variance that is explained, mean over pictures"}
    defaults = {**MSDSRecipe.defaults, "rate": 3e-3, "batch": 8, "warm": 30, "crop": 128}
    bounds = {**MSDSRecipe.bounds, "crop": (32, 256)}

    def build(self):
        stage = super().build().encoder[0]
        return Pupil(stage, stage.first[0].out_channels, 1)

    def loss(self, network, batch):
        pictures, _, numbers = batch
        network = getattr(network, "_orig_mod", network)
        teacher, crop = network.teacher, min(self.settings["crop"], self.side)
        wanted = self.once(teacher.dncnn, (1, self.side, self.side), pictures, numbers, teacher.fingerprint)
        top, left = torch.randint(self.side - crop + 1, [2]).tolist()
        wanted = wanted[:, :, top:top + crop, left:left + crop] / SPREAD
        found = self.found(network, pictures[:, :, top:top + crop, left:left + crop])
        weight = 1.0 / (wanted.var(dim=(1, 2, 3), keepdim=True) + 0.02)
        return (weight * (found - wanted) ** 2).mean()

    @staticmethod
    def found(network, pictures):
        """What the pupil takes for fingerprints / SPREAD."""
        pictures = normalised(pictures).contiguous(memory_format=torch.channels_last)
        return network.head(network.learner(pictures)).float()

    @torch.no_grad()
    def validate(self, network, deadline):
        shares, losses = [], []
        for picture, _ in self.held:
            if time.monotonic() > deadline:
                break
            picture = self.small(torch.from_numpy(picture).to(self.device).float()[None] / 255)
            wanted, found = network.teacher.fingerprint(picture).float() / SPREAD, self.found(network, picture)
            error, variance = float(((found - wanted) ** 2).mean()), float(wanted.var())
            losses.append(error / (variance + 0.02))
            shares.append(1.0 - error / max(variance, 1e-6))
        mean = [sum(values) / len(values) if values else math.nan for values in (losses, shares)]
        return {"loss": mean[0], "explained": mean[1], "score": mean[1], "whole": len(shares) == len(self.held)}

    def deployed(self, network):
        return nn.Sequential(network.learner, network.head)


class Hints(Taught):
    """A phase of another recipe (the class that stands behind this one), to whose loss is added, ``hint`` times, what its
    features at a quarter of the picture's size leave unexplained of those that TruFor's decoder has, 0 to 1."""

    def build(self):
        learner = super().build()
        return Pupil(learner, self.layer(learner)[1], DECODER["b0"])

    def layer(self, learner):
        """The module whose result, [n, width, side / 4, side / 4], is compared, and its width."""
        raise NotImplementedError

    def loss(self, network, batch):
        pictures, masks, numbers = batch
        network = getattr(network, "_orig_mod", network)
        teacher, side, seen = network.teacher, self.side // 8, []
        wanted = self.once(teacher, (DECODER["b0"], side, side), pictures, numbers, lambda picture: features(teacher, picture))
        hook = self.layer(network.learner)[0].register_forward_hook(lambda *given: seen.append(given[2]))
        try:
            loss = super().loss(network.learner, (pictures, masks))
        finally:
            hook.remove()
        found = functional.avg_pool2d(network.head(seen[0]).float(), 2)
        variance = (wanted - wanted.mean(dim=(0, 2, 3), keepdim=True)).square().mean()
        return loss + self.settings["hint"] * (found - wanted).square().mean() / variance

    def deployed(self, network):
        return super().deployed(network.learner)


class MSDSHintsOf(Hints):
    """Such a phase of MSDS, begun from the teacher, or from ``msds-fingerprint`` of the same width."""

    sources = (TEACHER, MSDSFingerprint.name)

    def layer(self, learner):
        stage = learner.decoder[1]
        return stage, stage.first[0].out_channels

    def start(self, network, source):
        if notes_of(source)["net"] == TEACHER:
            super().start(network, source)
            return
        network.teacher.load_state_dict(weights_of(source, "teacher"))
        try:
            network.learner.encoder[0].load_state_dict(weights_of(source, "learner"))
        except RuntimeError as reason:
            raise Trouble(f"{source} holds a stage of another width: give --set width as there.") from reason


class LstmEnDecHintsOf(Hints):
    """Such a phase of LSTM-EnDec."""

    def layer(self, learner):
        # The first of the decoder's enlargements, convolutions, normalisations and rectifications.
        return learner.decoder[3], learner.decoder[1].out_channels


def phase_of(kind, recipe):
    """The class of recipes that is such a phase of ``recipe``."""
    return type(recipe.__name__ + "Hints", (kind, recipe), {
        "name": recipe.name + HINTS, "title": f"{recipe.title}, taught by TruFor",
        "defaults": {**recipe.defaults, "hint": 1.0}, "bounds": {**recipe.bounds, "hint": (0.0, 100.0)}})


PHASES = tuple([phase_of(MSDSHintsOf, recipe) for recipe in (MSDSRecipe, MSDSPaper, MSDSBase, MSDSBaseTrans)]
              + [phase_of(LstmEnDecHintsOf, recipe) for recipe in (LstmEnDec, LstmEnDecCnn)])
"""For each of these networks the phase NAME-hints."""


@torch.no_grad()
def features(teacher, picture):
    """[n, 256, h / 8, w / 8]: what TruFor's decoder makes of a picture [n, 3, h, w] in 0..1, before the last layer."""
    seen = []
    hook = teacher.decode_head.linear_fuse[2].register_forward_hook(lambda *given: seen.append(given[2]))
    try:
        teacher.analyse(picture, teacher.fingerprint(picture))
    finally:
        hook.remove()
    return functional.avg_pool2d(seen[0].float(), 2)
