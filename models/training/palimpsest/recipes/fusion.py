"""The networks that fuse the maps of five detectors: OwAF and Eff-B4-Unet, trained on map sets."""

import math
import time

import numpy
import torch
from torch.nn import functional

from palimpsest import mapsets
from palimpsest.metrics import Metrics
from palimpsest.nets.effb4unet import EffB4Unet
from palimpsest.nets.owaf import OwAF
from palimpsest.recipes.recipe import Recipe
from palimpsest.schedule import Plateau, Polynomial
from palimpsest.trouble import Trouble

PAPER = ("P. Charitidis, G. Kordopatis-Zilos, S. Papadopoulos, I. Kompatsiaris, Operation-wise attention network for "
         "tampering localization fusion, CBMI 2021")


class Probabilities(torch.nn.Module):
    """What is exported: maps [n, 10, h, w] -> probabilities [n, 1, h, w]."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(x))


def cross_entropy(logits, target, positive):
    """Binary cross-entropy with shares as targets, mean over the scored pixels (target not NaN); altered parts weigh
    ``positive`` times as much. All float32 [n, 1, h, w]."""
    scored = torch.isfinite(target)
    truth = torch.where(scored, target, torch.zeros_like(target))
    weight = torch.full((1,), positive, device=logits.device)
    each = functional.binary_cross_entropy_with_logits(logits.float(), truth, reduction="none", pos_weight=weight)
    return (each * scored).sum() / scored.sum().clamp(min=1)


class Fusion(Recipe):
    """Training as in the OwAF paper (binary cross-entropy, Adam at 1e-3, a tenth of it after five stagnating
    validations), on random crops with dropped detectors.

    Settings: ``crop`` in cells, ``authentic`` share of authentic pictures, ``dropout`` chance of each detector,
    ``positive`` weight of altered cells, ``horizon`` steps of a polynomial decay (0: the paper's plateaus), ``pictures``
    of the split validation that are scored at most.
    """

    paper = PAPER
    defaults = {**Recipe.defaults, "crop": 64, "authentic": 0.35, "dropout": 0.15, "positive": 1.0, "horizon": 0,
                "pictures": 400}
    bounds = {**Recipe.bounds, "crop": (8, 1024), "authentic": (0.0, 0.95), "dropout": (0.0, 0.9),
              "positive": (0.01, 1000.0), "horizon": (0, 10**9), "pictures": (1, 10**6)}

    def open(self, maps, data, seed, device):
        if maps is None or data:
            raise Trouble(f"{self.name} is trained on map sets: give --maps DIR and no --data.")
        sets = mapsets.read(maps)
        held = [s for s in sets["validation"] if s.altered]
        if not sets["train"] or not held:
            split = "train" if not sets["train"] else "validation"
            raise Trouble(f"{maps} holds no forged picture of the split {split}: export map sets of it too.")
        s = self.settings
        self.crops = mapsets.Crops(sets["train"], seed, s["crop"], s["authentic"], s["dropout"])
        self.held = spread(sets["validation"], s["pictures"])
        self.device = device

    def batch(self, step):
        inputs, target = self.crops.batch(step, self.settings["batch"])
        inputs, target = torch.from_numpy(inputs).to(self.device), torch.from_numpy(target).to(self.device)
        if self.channels_last:
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        return inputs, target

    def loss(self, network, batch):
        return cross_entropy(network(batch[0]), batch[1], self.settings["positive"])

    def validate(self, network, deadline):
        return score(lambda x: network(x.to(self.device)), self.held, deadline)

    def schedule(self):
        return Polynomial(self.settings["horizon"]) if self.settings["horizon"] else Plateau()

    def deployed(self, network):
        return Probabilities(network)

    def examples(self):
        random = torch.Generator().manual_seed(1)
        return [torch.rand(1, mapsets.INPUTS, h, w, generator=random) for h, w in ((1, 1), (7, 45), (97, 64))]

    def card(self):
        return {
            "tiling": {"mode": "whole", "multiple": 1, "limit": 1048576},
            "outputs": [{"name": "probability", "kind": "map"}],
            "comments": "One input pixel is a cell of 8x8 image pixels; the limit counts cells. Five maps, then the "
                        "reliability of each; a map that could not be made is 0 with reliability 0.",
        }


def spread(sets, count):
    """At most ``count`` of the sets, evenly spread over the list, so that every kind is there."""
    if len(sets) <= count:
        return sets
    return [sets[i * len(sets) // count] for i in range(count)]


@torch.no_grad()
def score(network, sets, deadline=math.inf, logits=True):
    """Held-out metrics of ``network`` ([1, 10, h, w] -> [1, 1, h, w]) on whole map sets; see Recipe.validate.

    "score" is the mean of pooled F1 and mean F1 per picture, both at 0.5; ``logits``: whether the network gives those.
    """
    metrics, losses, done = Metrics(), [], 0
    # Every part of the list gets its turn early, in case time runs out.
    order = numpy.random.Generator(numpy.random.Philox(key=[0, 0])).permutation(len(sets))
    for index in order:
        if time.monotonic() > deadline:
            break
        item = sets[int(index)]
        values = torch.from_numpy(item.values.astype(numpy.float32)).unsqueeze(0)
        output = network(values[:, :mapsets.INPUTS]).float().cpu()
        target = values[:, mapsets.INPUTS:]
        probability = torch.sigmoid(output) if logits else output
        if logits and torch.isfinite(target).any():
            losses.append(float(cross_entropy(output, target, 1.0)))
        metrics.add(probability[0, 0].numpy(), target[0, 0].numpy(), item.altered)
        done += 1
    result = metrics.result()
    result["loss"] = float(numpy.mean(losses)) if losses else math.nan
    result["score"] = 0.5 * (result["f1"] + result["f1_mean"])
    result["whole"] = done == len(sets)
    return result


class OwafRecipe(Fusion):
    """OwAF; further settings ``width`` and ``layers``."""

    name = "owaf"
    title = "OwAF"
    network = "Operation-wise attention fusion of five detectors' maps."
    defaults = {**Fusion.defaults, "width": 16, "layers": 4}
    bounds = {**Fusion.bounds, "width": (1, 512), "layers": (1, 16)}
    channels_last = True

    def build(self):
        return OwAF(mapsets.INPUTS, self.settings["width"], self.settings["layers"])


class EffB4UnetRecipe(Fusion):
    """Eff-B4-Unet; further setting ``drop``, the stochastic depth of the encoder."""

    name = "eff-b4-unet"
    title = "Eff-B4-Unet"
    network = "U-Net with an EfficientNet-B4 encoder that fuses five detectors' maps."
    defaults = {**Fusion.defaults, "drop": 0.2}
    bounds = {**Fusion.bounds, "drop": (0.0, 0.9)}
    channels_last = True

    def build(self):
        return EffB4Unet(mapsets.INPUTS, self.settings["drop"])
