"""Networks that look at a picture scaled to a square of fixed size, whatever its own."""

import torch
from torch.nn import functional

from palimpsest.beginning import CARD, weights_of
from palimpsest.forge.crops import Scaled as Pictures
from palimpsest.recipes.forged import MEASURES, Forged, Verdict
from palimpsest.recipes.noiseprint import RGB
from palimpsest.trouble import Trouble


class Scaled(Forged):
    """Base of such recipes. A subclass gives ``side``, ``build``, ``loss`` and ``deployed``, whose module takes
    [n, 3, side, side] in 0..1 and gives probabilities [n, 1, side, side]; it normalises by itself.

    Settings beside those of palimpsest.recipes.forged: pictures of ``least`` to ``most`` pixels a side are scaled, windows of
    forgeries that are 1 to ``around`` times as large; ``reuse``, how many different ones there are before the first comes
    again (0: all are different).
    """

    side = 256
    measures = {**MEASURES, "image_auc": "AUC of the map's maximum",
                "alarms": "share of authentic pictures with a map above 0.5 somewhere"}
    defaults = {**Forged.defaults, "batch": 10, "compress": 0.3, "least": 256, "most": 512, "around": 1.4, "reuse": 0}
    bounds = {**Forged.bounds, "least": (64, 4096), "most": (64, 4096), "around": (1.0, 4.0), "reuse": (0, 10**6)}

    def pictures(self, forge):
        s = self.settings
        return Pictures(forge, self.side, s["batch"], s["least"], max(s["least"], s["most"]), s["compress"],
                        s["around"], s["reuse"], self.keep)

    def largest_of_training(self):
        return round(max(self.settings["least"], self.settings["most"]) * self.settings["around"])

    def square(self, side, *parts):
        """What lies in a random square of ``side`` pixels, down to a multiple of 32, of ``parts`` of scaled pictures
        [n, C, h / s, w / s] with s = 1 or a divisor of 32."""
        side //= 32
        top, left = torch.randint(self.side // 32 - side + 1, [2]).tolist()
        scales = [part.size(2) / self.side * 32 for part in parts]
        return [part[:, :, int(top * s):int((top + side) * s), int(left * s):int((left + side) * s)]
                for part, s in zip(parts, scales)]

    def probability(self, module, pictures):
        """What the deployed ``module`` says of pictures [n, 3, side, side]: probabilities of the same size."""
        return module(pictures)

    @property
    def sources(self):
        return (self.name,)

    def start(self, network, source):
        """A run goes on from another, or from a model, of the same network and widths."""
        self.take(self.deployed(network) if (source / CARD).is_file() else network, weights_of(source), source)

    def take(self, module, weights, source):
        """Loads ``weights`` that come from the folder ``source``; Trouble if they do not fit."""
        try:
            module.load_state_dict(weights)
        except RuntimeError as reason:
            raise Trouble(f"{source} holds {self.name} of other sizes: give --from another folder, or the settings of that "
                          "one.") from reason

    def validate(self, network, deadline):
        return self.judge(self.deployed(network), deadline)

    @torch.no_grad()
    def judge(self, module, deadline=float("inf")):
        """Held-out metrics of a deployed or exported module, on maps brought back to the pictures' sizes; ``open`` came
        before."""
        return self.seen(lambda pictures: self.probability(module, pictures), deadline)

    def side_for(self, height, width):
        """The side that the network sees a picture of this size at."""
        return self.side

    def small(self, picture):
        """A picture [1, 3, h, w] at the size that the network sees."""
        side = self.side_for(*picture.shape[2:])
        return functional.interpolate(picture, [side, side], mode="bilinear", antialias=True, align_corners=False)

    def seen(self, probability, deadline):
        """Metrics of ``probability``, which takes held-out pictures, scaled, one after the other."""
        def run(picture, mask):
            large = functional.interpolate(probability(self.small(picture)).float(), mask.shape[2:], mode="bilinear",
                                           align_corners=False).clamp(0, 1)
            return Verdict(large, float(large.max()), None, functional.binary_cross_entropy(large, mask))
        return self.scored(run, deadline)

    def examples(self):
        random, side = torch.Generator().manual_seed(1), self.side
        ramp = torch.linspace(0, 1, side)
        return [torch.rand(1, 3, side, side, generator=random), (ramp[:, None] * ramp).expand(1, 3, side, side),
                torch.zeros(1, 3, side, side)]

    def card(self):
        return {
            "inputs": RGB,
            "tiling": {"mode": "scaled", "size": self.side},
            "outputs": [{"name": "probability", "kind": "map"}],
            "comments": f"The network sees every picture at {self.side}x{self.side} pixels, so fine traces and small regions "
                        "of large pictures are lost on it.",
        }
