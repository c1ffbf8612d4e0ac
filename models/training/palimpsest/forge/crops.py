"""Forged crops and scaled forged pictures as networks on pixels learn from, and whole ones as they are scored on."""

import hashlib
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from palimpsest.forge import jpeg, shapes
from palimpsest.forge.dataset import size_of
from palimpsest.forge.draws import chance, generator, pick, uniform, whole
from palimpsest.forge.history import Resize, eight_bits, run, sizes_for
from palimpsest.forge.plan import draw_editing, draw_save
from palimpsest.photographs import Unreadable

SPARE = 1 << 40
"""Pictures that cannot be made are replaced by one with a number higher by this."""


def made(forge, i, height, width):
    """Picture i of the forge, or its replacement; raises RuntimeError if that cannot be made either."""
    try:
        return forge.picture(i, height, width)
    except RuntimeError:
        return forge.picture(i + SPARE, height, width)


ATTEMPTS = 12
"""Pairs of histories that are drawn for a picture that is large enough for both."""


class Kept:
    """Up to ``count`` arrays that are made once, in files which processes that are forked later share.

    With ``folder`` they lie there under a name made of ``source`` (words for all that they depend on), for other runs too;
    without, they are gone with the process.
    """

    def __init__(self, count, shape, dtype, folder=None, source=""):
        name = hashlib.sha256(f"{source} {shape} {np.dtype(dtype)}".encode()).hexdigest()[:16]
        with ExitStack() as files:
            def mapped(suffix, kind, extent):
                if folder is None:
                    file = files.enter_context(tempfile.TemporaryFile())
                else:
                    # Opened for appending, so that it is made if it is missing and never cut.
                    with open(Path(folder) / (name + suffix), "ab"):
                        pass
                    file = files.enter_context(open(Path(folder) / (name + suffix), "r+b"))
                # A sparse file reads as zeros: nothing is there yet. The map outlives the closed file.
                size = int(np.prod(extent)) * np.dtype(kind).itemsize
                file.truncate(max(size, file.seek(0, 2)))
                return np.memmap(file, kind, "r+", shape=extent)
            self.values = mapped(".values", dtype, (count, *shape))
            self.there = mapped(".there", np.uint8, (count,))

    def get(self, k, make):
        """Array number ``k``, by ``make(k)`` if it is not there."""
        if not self.there[k]:
            # Another process may do the same at the same time, and writes the same.
            self.values[k] = make(k)
            self.there[k] = 1
        return self.values[k]


class Batches:
    """Batches of ``count`` pictures of ``size`` x ``size`` that are forged anew for each step; batch k depends on the forge's
    seed and k alone. ``reuse``: how many different pictures there are before the first comes again; 0: all are different.
    ``keep``: a folder that they are kept in, then, or None.
    """

    def __init__(self, forge, size, count, reuse, keep, *rest):
        self.forge, self.size, self.count, self.reuse = forge, size, count, reuse
        # What a picture depends on, in words.
        self.source = " ".join(str(part) for part in (type(self).__name__, forge.source(), size, *rest))
        self.kept = Kept(reuse, (4, size, size), np.uint8, keep, self.source) if reuse else None

    def make(self, i):
        """Picture i with its mask below, uint8 [4, size, size]."""
        raise NotImplementedError

    def get(self, i):
        """Picture i as ``make`` gives it, or as it was kept."""
        return self.kept.get(i % self.reuse, self.make) if self.reuse else self.make(i)

    def flips(self, i):
        """Axes of [4, h, w] in which picture i is flipped by ``get``, other than it is kept."""
        return ()

    def batch(self, step):
        """(pictures uint8 [n, 3, size, size], masks uint8 [n, 1, size, size] of 0 and 1)."""
        batch = np.stack([self.get(step * self.count + k) for k in range(self.count)])
        return batch[:, :3], batch[:, 3:]


class Crops(Batches):
    """Square crops. After it was saved, a crop is scaled by 0.5 to 1.5 with the chance ``scale`` and saved as JPEG of quality
    30 to 100 with the chance ``compress`` (TruFor: one half each).

    With the chance ``patchwork`` it is one picture under two histories instead of a forgery (see ``patchwork``). Forgeries are
    1 to ``around`` times as large a side, and the crop lies anywhere in them: a whole one has its altered part mostly in the
    middle, which a network otherwise learns first and for long nothing else.
    """

    def __init__(self, forge, size, count, scale, compress, patchwork=0.0, around=1.0, reuse=0, keep=None):
        super().__init__(forge, size, count, reuse, keep, scale, compress, patchwork, around)
        self.scale, self.compress, self.patchwork, self.around = scale, compress, patchwork, around

    def make(self, i):
        rng = generator(self.forge.seed, i, 41)
        factor = uniform(rng, 0.5, 1.5) if chance(rng, self.scale) else 1.0
        quality = whole(rng, 30, 100) if chance(rng, self.compress) else None
        half, size = chance(rng, 0.5), self.size
        side = max(32, round(size / factor))
        patched = patchwork(rng, self.forge.photographs, side) if chance(rng, self.patchwork) else None
        if patched:
            image, mask = patched
        else:
            # What is scaled may be large already.
            whole_side = side if side != size else round(side * uniform(rng, 1.0, self.around))
            image, mask = window(rng, made(self.forge, i, whole_side, whole_side), side, side)
        if side != size:
            image, mask = resized(image, mask, size)
        if quality is not None:
            image = jpeg.simulate(image[None], [jpeg.tables_of(quality)], half)[0]
        return joined(image, mask)


def patchwork(rng, photographs, side):
    """A picture that had one history in some places, and another in the others: float [3, side, side] of 0..255, and where
    the lesser part is, [1, side, side] of 0 and 1. Nothing but the histories tells the parts from each other, unless they
    scale differently, and the parts lie anywhere. None if no picture is found that is large enough.
    """
    for _ in range(ATTEMPTS):
        histories = [draw_editing(rng, photographs) for _ in range(2)]
        if chance(rng, 0.7):
            histories = [tuple(step for step in steps if not isinstance(step, Resize)) for steps in histories]
        sizes = [sizes_for(steps, side, side) for steps in histories]
        largest = max(length for size in sizes for length in size[0])
        fitting = [k for k, item in enumerate(photographs.items) if min(item.height, item.width) >= largest]
        if str(histories[0]) == str(histories[1]) or not fitting:
            continue
        index = pick(rng, fitting)
        item = photographs[index]
        top, left = whole(rng, 0, item.height - largest) // 8 * 8, whole(rng, 0, item.width - largest) // 8 * 8
        try:
            pixels = photographs.pixels(index)
        except Unreadable:
            continue
        parts = [run(pixels[:, top:top + size[0][0], left:left + size[0][1]].float(), steps, size)
                 for steps, size in zip(histories, sizes)]
        mask = shapes.cut(shapes.smooth_noise(rng, side, side, whole(rng, 2, 4)), uniform(rng, 0.05, 0.45))
        mask = torch.as_tensor(mask, device=pixels.device).float()[None]
        image = eight_bits(torch.where(mask > 0, parts[1], parts[0]))
        save = draw_save(rng, photographs)
        if save.tables and chance(rng, 0.6):
            image = jpeg.simulate(image[None], [save.tables], save.half_chroma)[0]
        return image, mask
    return None


def joined(image, mask):
    """uint8 [4, h, w] of a picture and its mask."""
    return torch.cat([image, mask]).byte().cpu().numpy()


def window(rng, picture, height, width):
    """A window of this size anywhere in a forged picture: float [3, h, w] of 0..255 and its mask, [1, h, w] of 0 and 1."""
    image, mask = picture.saved(), picture.mask
    top, left = whole(rng, 0, image.size(1) - height), whole(rng, 0, image.size(2) - width)
    return [part[:, top:top + height, left:left + width] for part in (image, mask)]


def resized(image, mask, size):
    """A picture [3, h, w] of 0..255 and its mask [1, h, w] of 0 and 1, scaled to ``size`` x ``size`` with a triangle filter."""
    image, mask = (F.interpolate(part[None], [size, size], mode="bilinear", antialias=True, align_corners=False)[0]
                   for part in (image, mask))
    return eight_bits(image), (mask > 0.5).float()


class Scaled(Batches):
    """Pictures of ``smallest`` to ``largest`` pixels a side that are scaled to ``size`` x ``size``, whatever their aspect.

    Forgeries are 1 to ``around`` times as large either way, and the picture lies anywhere in them, for the reason that Crops
    gives. Before it is scaled, a picture is saved once more as JPEG of quality 50 to 100 with the chance ``compress``; after,
    it is flipped in either direction with chance one half, anew each time that it comes.
    """

    def __init__(self, forge, size, count, smallest, largest, compress, around=1.0, reuse=0, keep=None):
        super().__init__(forge, size, count, reuse, keep, smallest, largest, compress, around)
        self.smallest, self.largest, self.compress, self.around = smallest, largest, compress, around

    def make(self, i):
        rng = generator(self.forge.seed, i, 47)
        quality = whole(rng, 50, 100) if chance(rng, self.compress) else None
        half, factor = chance(rng, 0.5), uniform(rng, 1.0, self.around)
        height, width = size_of(self.forge.seed, i, self.smallest, self.largest)
        image, mask = window(rng, made(self.forge, i, round(height * factor), round(width * factor)), height, width)
        if quality is not None:
            image = jpeg.simulate(image[None], [jpeg.tables_of(quality)], half)[0]
        return joined(*resized(image, mask, self.size))

    def get(self, i):
        return np.flip(super().get(i), self.flips(i))

    def flips(self, i):
        rng = generator(self.forge.seed, i, 43)
        return tuple(axis for axis in (1, 2) if chance(rng, 0.5))


class Held:
    """Whole pictures of ``smallest`` to ``largest`` pixels a side to score on: batch k is picture k."""

    def __init__(self, forge, smallest, largest):
        self.forge, self.smallest, self.largest = forge, smallest, largest

    def picture(self, i):
        """(picture uint8 [3, h, w], mask uint8 [1, h, w] of 0 and 1)."""
        picture = made(self.forge, i, *size_of(self.forge.seed, i, self.smallest, self.largest))
        return picture.saved().byte().cpu().numpy(), picture.mask.byte().cpu().numpy()
