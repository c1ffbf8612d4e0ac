"""Small patches in families, for learning a fingerprint: those of a family have their origin and editing in common.

The families of D. Cozzolino, L. Verdoliva, "Noiseprint: a CNN-based camera model fingerprint", IEEE TIFS 2020, with the
editing history added by F. Guillaro et al., "TruFor", CVPR 2023: patches are alike if camera, position and history are.
Where a camera left several photographs cut out at the same place, a family takes the same position of different ones.
Most left one: there a family takes patches that lie near each other in it, do not overlap, are shifted by multiples of 16
pixels (so that the grid of its compression lies alike) and are edited each by itself from its own corner (so that the
phase of a later resizing or compression is alike, too).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from palimpsest.forge.draws import chance, generator, pick, seed_of, whole
from palimpsest.forge.history import Noise, run, sizes_for
from palimpsest.forge.plan import draw_editing
from palimpsest.photographs import read_manifest

SIDE, MARGIN, UNIT = 64, 4, 16
RENDERED = SIDE + 2 * MARGIN + 8
"""A patch is edited with a margin, so that what happens at the border is not part of it, and room for its position."""

HISTORIES, POSITIONS, MEMBERS = 2, 2, 4
FAMILY = HISTORIES * POSITIONS * MEMBERS
"""Patches of one source in a batch."""

PLAIN = 2.0
"""Standard deviation in grey levels below which a place is thought to be clipped or empty, and drawn anew."""


@dataclass(frozen=True)
class Source:
    """Photographs of one camera cut out at one place, or a single photograph."""

    indices: tuple
    height: int
    width: int


def sources_of(photographs):
    """The sources of the photographs (micrographs are left out), by the manifests beside them."""
    groups = defaultdict(list)
    rows = {}
    for folder in {Path(item.path).parent for item in photographs.items if item.domain == "photograph"}:
        rows.update({folder / row["image"]: row for row in read_manifest(folder)})
    for index, item in enumerate(photographs.items):
        row = rows.get(Path(item.path))
        if row is None:
            continue
        camera = tuple(row.get(name) for name in ("make", "model", "original_width", "original_height", "crop_x",
                                                  "crop_y"))
        # A picture that was processed before does not show its camera; one without an entry does not tell it.
        known = row.get("class") == "camera" and all(camera)
        groups[camera if known else index].append(index)
    sources = []
    for indices in groups.values():
        items = [photographs[index] for index in indices]
        sources.append(Source(tuple(indices), min(i.height for i in items), min(i.width for i in items)))
    return sources


class Patches:
    """Batches of families from ``photographs``; batch k depends on (seed, k) alone.

    A batch takes ``sources`` sources, each at two positions, all edited by the same two histories, four patches of each:
    so there are pairs that differ in nothing but the history, the position, or the source.
    """

    def __init__(self, photographs, seed, sources):
        self.photographs, self.seed, self.count = photographs, seed, sources
        self.sources = [s for s in sources_of(photographs) if min(s.height, s.width) >= 2 * 96]
        if not self.sources:
            raise ValueError("No photograph has 192 pixels a side, which learning a fingerprint needs; give larger ones")
        self.weights = [3.0 if len(s.indices) > 1 else 1.0 for s in self.sources]

    def batch(self, step):
        """Patches uint8 [n, 3, 64, 64], n = 16 * sources, and int64 [n, 3]: source, history and position of each; those
        with the same three are a family."""
        rng = generator(self.seed, step, 31)
        histories = [draw_editing(rng, self.photographs)]
        while len(histories) < HISTORIES:
            other = draw_editing(rng, self.photographs)
            if str(other) != str(histories[0]):
                histories.append(other)
        patches = np.empty((self.count * FAMILY, 3, SIDE, SIDE), np.uint8)
        labels = np.empty((self.count * FAMILY, 3), np.int64)
        done = 0
        for number in range(self.count):
            index = self._source(rng, histories)
            for position in range(POSITIONS):
                phase = whole(rng, 0, 7), whole(rng, 0, 7)
                places = self._places(rng, self.sources[index], histories)
                for edited, steps in enumerate(histories):
                    for place in places:
                        patches[done] = self._patch(rng, place, steps, phase)
                        # Sources drawn twice are one; positions of different sources never count as one.
                        labels[done] = index, edited, 2 * number + position
                        done += 1
        return patches, labels

    def _source(self, rng, histories):
        """A source that is large enough for the histories, if there is one among a few draws."""
        least = 2 * max(_side(steps) for steps in histories)
        for _ in range(20):
            index = int(pick(rng, range(len(self.sources)), self.weights))
            if min(self.sources[index].height, self.sources[index].width) >= least:
                return index
        return max(range(len(self.sources)), key=lambda i: min(self.sources[i].height, self.sources[i].width))

    def _places(self, rng, source, histories):
        """(picture, top, left) of the patches of a family."""
        side = max(_side(steps) for steps in histories)
        side = min(side, min(source.height, source.width) // 2 // UNIT * UNIT)
        for _ in range(10):
            top, left = whole(rng, 0, source.height - 2 * side), whole(rng, 0, source.width - 2 * side)
            near = [(top, left), (top, left + side), (top + side, left), (top + side, left + side)]
            if len(source.indices) >= MEMBERS and chance(rng, 0.8):
                chosen = rng.permutation(len(source.indices))[:MEMBERS]
                places = [(source.indices[int(k)], top, left) for k in chosen]
            else:
                index = int(pick(rng, source.indices))
                places = [(index, *corner) for corner in near]
            if all(self._pixels(place, SIDE).std() > PLAIN for place in places):
                break
        return places

    def _pixels(self, place, side):
        index, top, left = place
        return self.photographs.pixels(index)[:, top:top + side, left:left + side].float()

    def _patch(self, rng, place, steps, phase):
        """A patch uint8 [3, 64, 64] at ``place`` after ``steps``, moved by ``phase``."""
        sizes = sizes_for(steps, RENDERED, RENDERED)
        pixels = self._pixels(place, max(sizes[0]))[:, :sizes[0][0], :sizes[0][1]]
        if pixels.shape[1:] != torch.Size(sizes[0]):
            # Only where no source is large enough for a history that makes smaller.
            short = [max(0, want - have) for want, have in zip(sizes[0], pixels.shape[1:])]
            pixels = torch.nn.functional.pad(pixels[None], (0, short[1], 0, short[0]), mode="replicate")[0]
        # The noise is of the same kind for all patches of a family, and never the same noise.
        own = tuple(replace(step, seed=seed_of(rng)) if isinstance(step, Noise) else step for step in steps)
        top, left = MARGIN + phase[0], MARGIN + phase[1]
        return run(pixels.clone(), own, sizes)[:, top:top + SIDE, left:left + SIDE].byte().cpu().numpy()


def _side(steps):
    """Pixels a side that a patch needs before its history, as a multiple of 16."""
    return -(-max(sizes_for(steps, RENDERED, RENDERED)[0]) // UNIT) * UNIT
