"""Networks that may read, beside the picture, what TruFor B0's encoder sees in it."""

import torch

from palimpsest.beginning import notes_of, weights_of
from palimpsest.nets.forensic import AlteredMap, half_size
from palimpsest.recipes.scaled import Scaled

ENCODERS = {"transforensics": "backbone", "trufor-b0": None}
"""Networks that hold such an encoder, and in which part of them."""
REMARK = ("Other than the paper's network, which learns traces of editing from nothing, it is given what TruFor B0's encoder, its "
          "learned fingerprint included, sees of the picture at twice the network's own size: the encoder's four maps, each "
          "brought to its width by a convolution 1x1, are added after the network's own four halvings. That encoder was trained "
          "before and kept as it was. So this network and others with that encoder, TruFor among them, err together more often "
          "than others: that they agree is no independent confirmation.")


class WithEvidence(Scaled):
    """Base of such recipes. A subclass says what ``compared`` is descended, and its networks take the encoder's maps as a second
    argument.

    Settings beside those of palimpsest.recipes.scaled: ``evidence`` 1 for networks that read it: they are shown pictures of
    twice the paper's side, which they see at the paper's, and begin with the encoder of ``ENCODERS`` (--from) or go on from a
    run of the same network. The encoder is kept, so that its maps are computed once for each of ``reuse`` pictures. ``small``,
    the chance that a step shows squares of the paper's side and what the encoder saw there, as if these were small pictures; if
    not 0, pictures of at most the paper's side are later shown so, which takes a quarter of the time.
    """

    defaults = {**Scaled.defaults, "evidence": 1, "small": 0.0}
    bounds = {**Scaled.bounds, "evidence": (0, 1), "small": (0.0, 1.0)}

    def __init__(self, changes=None):
        super().__init__(changes)
        self.evident = bool(self.settings["evidence"])
        # Of the network itself, and of the pictures.
        self.own, self.side = self.side, 2 * self.side if self.evident else self.side
        self.alone = not self.evident

    @property
    def sources(self):
        return (self.name, *ENCODERS) if self.evident else (self.name,)

    def start(self, network, source):
        name = notes_of(source)["net"]
        if name not in ENCODERS:
            super().start(network, source)
            return
        network.evidence.encoder.take(weights_of(source, ENCODERS[name]))

    def open(self, maps, data, seed, device):
        super().open(maps, data, seed, device)
        self.held_maps = {}

    def batch(self, step):
        """Pictures, masks, and the numbers of the pictures."""
        return (*super().batch(step), self.numbers(step))

    def deployed(self, network):
        return AlteredMap(network)

    def side_for(self, height, width):
        # Enlarging a picture that is no larger than the network's own side shows nothing new.
        return self.own if self.settings["small"] and max(height, width) <= self.own else self.side

    def compared(self, found, mask):
        """The loss of what the network gives for pictures, from their masks, float [n, 1, own, own] of 0 and 1."""
        raise NotImplementedError

    def loss(self, network, batch):
        pictures, mask, numbers = batch
        if not self.evident:
            return self.compared(network(pictures), mask)
        encoder = getattr(network, "_orig_mod", network).evidence.encoder
        maps = self.once(encoder, encoder.shapes(self.side), pictures, numbers, encoder)
        if self.settings["small"] and float(torch.rand(1)) < self.settings["small"]:
            pictures, mask, *maps = self.square(self.own, pictures, mask, *maps)
            return self.compared(network(pictures, maps), mask)
        return self.compared(network(half_size(pictures), maps), (half_size(mask) >= 0.5).float())

    def validate(self, network, deadline):
        if not self.evident:
            return super().validate(network, deadline)
        # Held-out pictures come in the same order each time.
        module, number = self.deployed(network), iter(range(len(self.held)))

        def probability(pictures):
            k = next(number)
            if k not in self.held_maps:
                self.held_maps[k] = network.evidence.encoder(pictures)
            return module.probability(pictures, self.held_maps[k])
        return self.seen(probability, deadline)

    def examples(self):
        known = super().examples()
        return [*known, half_size(known[0])] if self.evident and self.settings["small"] else known

    def card(self):
        known = super().card()
        if not self.evident:
            return known
        known = {**known, "encoder": "TruFor", "comments": f"{known['comments']} {REMARK}"}
        if self.settings["small"]:
            known["tiling"] = {**known["tiling"], "small": self.own}
            known["comments"] += f" Pictures of at most {self.own} pixels a side it sees at {self.own}x{self.own}, the encoder too."
        return known
