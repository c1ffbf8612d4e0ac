"""The fingerprint Noiseprint++, learned by contrast from authentic photographs: the first phase of TruFor."""

import time

import numpy
import torch
from torch import nn

from palimpsest.feed import Feed, workers_for
from palimpsest.forge.patches import FAMILY, SIDE, Patches
from palimpsest.nets.dncnn import DnCNN
from palimpsest.photographs import Photographs
from palimpsest.recipes.recipe import Recipe, careful
from palimpsest.schedule import Decay
from palimpsest.scoring import rank_auc
from palimpsest.trouble import Trouble

PAPER = ("F. Guillaro, D. Cozzolino, A. Sud, N. Dufour, L. Verdoliva, TruFor: leveraging all-round clues for trustworthy "
         "image forgery detection and localization, CVPR 2023")
RGB = [{"name": name, "scaling": "8-bit value / 255", "parameters": {}} for name in ("red", "green", "blue")]


class Fingerprint(nn.Module):
    """RGB [n, 3, h, w] in 0..1 -> fingerprint [n, 1, h, w] of any range; any size from 1x1."""

    def __init__(self):
        super().__init__()
        self.dncnn = DnCNN()
        with torch.no_grad():
            # Distances of patches are sums over 4,096 pixels: with small values at first, none of them is hopeless.
            self.dncnn[-1].weight.mul_(0.05)
            # The first layer begins with filters of mean zero, blind to what the picture shows at large. On a network of 16
            # features and 9 layers the held-out loss after 240 steps was then 1.48 instead of 2.20.
            first = self.dncnn[0].weight
            first.copy_(4.0 * (first - first.mean(dim=[2, 3], keepdim=True)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dncnn(x * (255.0 / 256.0))


def distances(prints):
    """Squared Euclidean distances [n, n] of the rows of float32 [n, N]."""
    squares = (prints * prints).sum(1)
    return (squares[:, None] + squares[None, :] - 2.0 * prints @ prints.t()).clamp(min=0)


def contrast(apart, family):
    """InfoNCE with several positives: mean over i of -log(sum over j alike of e^-d / sum over all j but i of e^-d).

    ``apart``: distances d [n, n]; ``family``: int64 [n], the same number for patches that are alike.
    """
    own = torch.eye(len(family), dtype=torch.bool, device=apart.device)
    alike = (family[:, None] == family[None, :]) & ~own
    every = (-apart).masked_fill(own, -torch.inf).logsumexp(1)
    return (every - (-apart).masked_fill(~alike, -torch.inf).logsumexp(1)).mean()


class NoiseprintRecipe(Recipe):
    """Contrastive learning as in the paper, with Noiseprint's squared Euclidean distances as the (negative) similarity and
    without its flattening of the spectrum, which the paper on TruFor does not mention.

    Settings: ``batch`` patches of a step (a multiple of 16), ``horizon`` and ``span`` and ``warm`` as in
    palimpsest.schedule.Decay, ``pictures`` batches of held-out patches. Single precision beside a GPU: bfloat16 rounds some of
    the picture's own noise away.
    """

    name = "noiseprint"
    title = "Noiseprint++"
    network = "DnCNN that leaves the traces of camera and editing history of a picture, and little of what it shows."
    paper = PAPER
    measures = {"auc_source": "AUC of patches of one family against such of other photographs under the same history",
                "auc_history": "AUC of patches of one family against the same places under another history",
                "auc": "AUC of patches of one family against all others"}
    defaults = {**Recipe.defaults, "rate": 3e-4, "batch": 160, "clip": 1.0, "horizon": 0, "span": 0.0, "warm": 200,
                "pictures": 12}
    bounds = {**Recipe.bounds, "horizon": (0, 10**9), "span": (0.0, 1e5), "warm": (0, 10**6), "pictures": (1, 10**4)}

    def build(self):
        return Fingerprint()

    def open(self, maps, data, seed, device):
        if maps is not None or not data:
            raise Trouble(f"{self.name} is trained on photographs: give --data DIR and no --maps.")
        if self.settings["batch"] % FAMILY:
            raise Trouble(f"batch is {self.settings['batch']}: give a multiple of {FAMILY}.")
        sources = self.settings["batch"] // FAMILY
        try:
            patches, held = (Patches(Photographs(data, split), seed if split == "train" else 0, sources)
                             for split in ("train", "validation"))
        except ValueError as reason:
            raise Trouble(f"{reason}.") from reason
        self.device, workers = device, workers_for(device)
        self.feed = Feed(patches.batch, workers)
        self.held = list(Feed(held.batch, workers).all(self.settings["pictures"]))

    def batch(self, step):
        return self.moved(self.feed.get(step))

    def moved(self, batch):
        patches, labels = (torch.from_numpy(part).to(self.device) for part in batch)
        return patches.float() / 255, labels

    def loss(self, network, batch):
        patches, labels = batch
        with careful(patches.device):
            prints = network(patches).float()
        with torch.autocast(patches.device.type, enabled=False):
            return contrast(distances(prints.flatten(1)), families(labels))

    @torch.no_grad()
    def validate(self, network, deadline):
        losses, values, kinds, done = [], [], [], 0
        for batch in self.held:
            if time.monotonic() > deadline:
                break
            patches, labels = self.moved(batch)
            apart = distances(network(patches).float().flatten(1))
            losses.append(float(contrast(apart, families(labels))))
            same = (labels[:, None] == labels[None, :]).cpu().numpy()
            upper = numpy.triu(numpy.ones(same.shape[:2], bool), 1)
            values.append(-apart.cpu().numpy()[upper])
            kinds.append(same[upper])
            done += 1
        result = dict.fromkeys(("loss", "score", "auc", "auc_source", "auc_history"), float("nan"))
        if done:
            values, (source, history, position) = numpy.concatenate(values), numpy.concatenate(kinds).T
            family = source & history & position
            result["loss"], result["auc"] = float(numpy.mean(losses)), rank_auc(values, family)
            for name, others in (("auc_source", history & ~source), ("auc_history", source & position & ~history)):
                chosen = family | others
                result[name] = rank_auc(values[chosen], family[chosen])
            result["score"] = 0.5 * (result["auc_source"] + result["auc_history"])
        return {**result, "patches": done * self.settings["batch"], "whole": done == len(self.held)}

    def schedule(self):
        return Decay(self.settings["horizon"], self.settings["span"], self.settings["warm"])

    def deployed(self, network):
        return network

    def judge(self, module):
        """Held-out metrics of an exported module; ``open`` came before."""
        return self.validate(lambda x: module(x), float("inf"))

    def examples(self):
        random = torch.Generator().manual_seed(1)
        return [torch.rand(1, 3, h, w, generator=random) for h, w in ((1, 1), (45, 70), (120, 96))]

    def card(self):
        return {
            "inputs": RGB,
            "tiling": {"mode": "tiled", "size": 1024, "overlap": 128, "multiple": 8},
            "outputs": [{"name": "fingerprint", "kind": "map"}],
            "comments": "The fingerprint has no scale of its own.",
        }


def families(labels):
    """A number for each row of int64 [n, 3], the same for equal rows."""
    return (labels[:, 0] * 4096 + labels[:, 1]) * 4096 + labels[:, 2]
