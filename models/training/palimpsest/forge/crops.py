"""Forged crops and scaled forged pictures as networks on pixels learn from, and whole ones as they are scored on."""

import tempfile

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
            image, mask = resized(image, mask, size)
        if quality is not None:
            image = jpeg.simulate(image[None], [jpeg.tables_of(quality)], half)[0]
        return image.byte().cpu().numpy(), mask.byte().cpu().numpy()


def resized(image, mask, size):
    """A picture [3, h, w] of 0..255 and its mask [1, h, w] of 0 and 1, scaled to ``size`` x ``size`` with a triangle filter."""
    image, mask = (F.interpolate(part[None], [size, size], mode="bilinear", antialias=True, align_corners=False)[0]
                   for part in (image, mask))
    return eight_bits(image), (mask > 0.5).float()


class Kept:
    """Up to ``count`` pictures with their masks that are made once, in a file without a name, which processes that are forked
    later share; 1 byte a value."""

    def __init__(self, count, channels, size):
        with tempfile.TemporaryFile() as file:
            # A sparse file reads as zeros: no picture is there yet. The map outlives the closed file.
            self.values = np.memmap(file, np.uint8, "w+", shape=(count, channels, size, size))
        with tempfile.TemporaryFile() as file:
            self.there = np.memmap(file, np.uint8, "w+", shape=(count,))

    def get(self, k, make):
        """(picture [channels - 1, size, size], mask [1, size, size]) number ``k``, by ``make(k)`` if it is not there."""
        if not self.there[k]:
            # Another process may do the same at the same time, and writes the same.
            self.values[k] = np.concatenate(make(k))
            self.there[k] = 1
        return self.values[k, :-1], self.values[k, -1:]


class Scaled:
    """Batches of pictures of ``smallest`` to ``largest`` pixels a side that are scaled to ``size`` x ``size``, whatever their
    aspect; batch k depends on the forge's seed and k alone.

    Before, a picture is saved once more as JPEG of quality 50 to 100 with the chance ``compress``; after, it is flipped in
    either direction with chance one half. ``reuse``: how many different pictures there are before the first comes again
    (flipped anew); 0: all are different.
    """

    def __init__(self, forge, size, count, smallest, largest, compress, reuse):
        self.forge, self.size, self.count = forge, size, count
        self.smallest, self.largest, self.compress, self.reuse = smallest, largest, compress, reuse
        self.kept = Kept(reuse, 4, size) if reuse else None

    def batch(self, step):
        """(pictures uint8 [n, 3, size, size], masks uint8 [n, 1, size, size] of 0 and 1)."""
        pairs = [self.picture(step * self.count + k) for k in range(self.count)]
        return tuple(np.stack(part) for part in zip(*pairs))

    def picture(self, i):
        pair = self.kept.get(i % self.reuse, self.scaled) if self.reuse else self.scaled(i)
        rng = generator(self.forge.seed, i, 43)
        flips = tuple(axis for axis in (1, 2) if chance(rng, 0.5))
        return tuple(np.flip(part, flips) for part in pair)

    def scaled(self, i):
        rng = generator(self.forge.seed, i, 47)
        quality = whole(rng, 50, 100) if chance(rng, self.compress) else None
        half = chance(rng, 0.5)
        picture = made(self.forge, i, *size_of(self.forge.seed, i, self.smallest, self.largest))
        image = picture.saved()
        if quality is not None:
            image = jpeg.simulate(image[None], [jpeg.tables_of(quality)], half)[0]
        return tuple(part.byte().cpu().numpy() for part in resized(image, picture.mask, self.size))


class Held:
    """Whole pictures of ``smallest`` to ``largest`` pixels a side to score on: batch k is picture k."""

    def __init__(self, forge, smallest, largest):
        self.forge, self.smallest, self.largest = forge, smallest, largest

    def picture(self, i):
        """(picture uint8 [3, h, w], mask uint8 [1, h, w] of 0 and 1)."""
        picture = made(self.forge, i, *size_of(self.forge.seed, i, self.smallest, self.largest))
        return picture.saved().byte().cpu().numpy(), picture.mask.byte().cpu().numpy()
