"""Forged crops as networks on pixels learn from, and whole forged pictures as they are scored on."""

import numpy as np
import torch
import torch.nn.functional as F

from palimpsest.forge import jpeg
from palimpsest.forge.dataset import size_of
from palimpsest.forge.draws import chance, generator, uniform, whole
from palimpsest.forge.history import eight_bits

SPARE = 1 << 40
"""Pictures that cannot be made are replaced by one with a number higher by this."""


def made(forge, i, height, width):
    """Picture i of the forge, or its replacement; raises RuntimeError if that cannot be made either."""
    try:
        return forge.picture(i, height, width)
    except RuntimeError:
        return forge.picture(i + SPARE, height, width)


class Crops:
    """Batches of square crops that are forged anew for each step; batch k depends on the forge's seed and k alone.

    After it was saved, a crop is scaled by 0.5 to 1.5 with the chance ``scale`` and saved as JPEG of quality 30 to 100
    with the chance ``compress`` (TruFor: one half each).
    """

    def __init__(self, forge, size, count, scale, compress):
        self.forge, self.size, self.count = forge, size, count
        self.scale, self.compress = scale, compress

    def batch(self, step):
        """(pictures uint8 [n, 3, size, size], masks uint8 [n, 1, size, size] of 0 and 1)."""
        pictures = np.empty((self.count, 3, self.size, self.size), np.uint8)
        masks = np.empty((self.count, 1, self.size, self.size), np.uint8)
        for k in range(self.count):
            pictures[k], masks[k] = self.crop(step * self.count + k)
        return pictures, masks

    def crop(self, i):
        rng = generator(self.forge.seed, i, 41)
        factor = uniform(rng, 0.5, 1.5) if chance(rng, self.scale) else 1.0
        quality = whole(rng, 30, 100) if chance(rng, self.compress) else None
        half, size = chance(rng, 0.5), self.size
        side = max(32, round(size / factor))
        picture = made(self.forge, i, side, side)
        image, mask = picture.saved(), picture.mask
        if side != size:
            image = eight_bits(F.interpolate(image[None], [size, size], mode="bilinear", antialias=side > size,
                                             align_corners=False)[0])
            mask = (F.interpolate(mask[None], [size, size], mode="bilinear", antialias=side > size,
                                  align_corners=False)[0] > 0.5).float()
        if quality is not None:
            image = jpeg.simulate(image[None], [jpeg.tables_of(quality)], half)[0]
        return image.byte().cpu().numpy(), mask.byte().cpu().numpy()


class Held:
    """Whole pictures of ``smallest`` to ``largest`` pixels a side to score on: batch k is picture k."""

    def __init__(self, forge, smallest, largest):
        self.forge, self.smallest, self.largest = forge, smallest, largest

    def picture(self, i):
        """(picture uint8 [3, h, w], mask uint8 [1, h, w] of 0 and 1)."""
        picture = made(self.forge, i, *size_of(self.forge.seed, i, self.smallest, self.largest))
        return picture.saved().byte().cpu().numpy(), picture.mask.byte().cpu().numpy()
