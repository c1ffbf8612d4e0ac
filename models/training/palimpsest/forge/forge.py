"""Synthesises forged and authentic pictures with exact masks."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from palimpsest.forge import jpeg
from palimpsest.forge.canvas import Canvas
from palimpsest.forge.draws import chance, generator, log_uniform, pick
from palimpsest.forge.history import run, sizes_for
from palimpsest.forge.kinds import KINDS, LEAST, MICROGRAPH, MOST, PHOTOGRAPH
from palimpsest.forge.plan import Save, draw_after, draw_history, draw_plain, draw_save
from palimpsest.photographs import Unreadable

AUTHENTIC = "authentic"
ATTEMPTS = 12
ALIGNED = 0.75
"""How often the grid of the host's own last compression begins at its corner, as in a picture that was not cropped."""

PLAIN = 0.3
"""How often the simple case is drawn that detectors of double compression assume, forged or not."""

LEAST_CHANGE = 2.0
"""Mean change within the region, in grey levels, below which an alteration is thought to be none and drawn anew."""


@dataclass(frozen=True)
class Picture:
    """One result. image: float [3, h, w], whole numbers 0..255, as it is before ``save``; mask: float [1, h, w];
    before, after, region: the picture just before and just after the forging and the mask then (for checks)."""

    image: torch.Tensor
    mask: torch.Tensor
    altered: bool
    kind: str
    domain: str
    source: str
    donor: str
    recipe: str
    save: Save
    before: torch.Tensor
    after: torch.Tensor
    region: torch.Tensor

    def saved(self):
        """The picture as a decoder shows it after ``save``, float [3, h, w], whole numbers 0..255."""
        return _saved([self])[0]


class Forge:
    """Forgeries of ``photographs`` (whose device must be ``device``).

    kinds: which kinds may be drawn (all); authentic: share of untouched pictures; micrographs: share of micrographs
    where there are both. Picture i of a size depends on (seed, i) alone, on one kind of device; on another device the
    recipe is the same, and pixels differ by rounding and noise.
    """

    def __init__(self, photographs, device="cpu", seed=0, kinds=None, authentic=0.35, micrographs=0.3):
        self.photographs, self.device, self.seed = photographs, torch.device(device), int(seed)
        if self.device.type != photographs.device.type:
            raise ValueError(f"The photographs are held on {photographs.device} and the forge works on {device}; "
                             "open them with the same device")
        unknown = sorted(set(kinds or ()) - set(KINDS))
        if unknown:
            raise ValueError(f"There is no kind of forgery '{unknown[0]}'; choose from {', '.join(KINDS)}")
        if not (0 <= authentic <= 1 and 0 <= micrographs <= 1):
            raise ValueError("The shares of authentic pictures and of micrographs must lie between 0 and 1")
        if self.seed < 0:
            raise ValueError(f"The seed {seed} is negative; give a whole number from 0")
        self.authentic, self.micrographs, self.position = authentic, micrographs, 0
        groups = Counter(item.group for item in photographs.items)
        self._weights = np.array([groups[item.group] ** -0.5 for item in photographs.items])
        self._domains = np.array([item.domain for item in photographs.items])
        self._sides = np.array([(item.height, item.width) for item in photographs.items])
        self._pools, self._kinds, self._shares = {}, {}, {}
        for domain, table, share in (("photograph", PHOTOGRAPH, 1 - micrographs),
                                     ("micrograph", MICROGRAPH, micrographs)):
            allowed = {kind: weight for kind, weight in table.items() if kinds is None or kind in kinds}
            if allowed and (self._domains == domain).any():
                self._kinds[domain], self._shares[domain] = allowed, share
        if not self._kinds:
            raise ValueError(f"None of the pictures suits {', '.join(kinds)}; add micrographs or other kinds")
        if sum(self._shares.values()) == 0:
            self._shares = dict.fromkeys(self._shares, 1.0)

    def source(self):
        """Words for all that picture i of a size depends on: the sources, the settings and this programme."""
        digest = hashlib.sha256()
        for file in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(file.read_bytes())
        digest.update(" ".join(item.name for item in self.photographs.items).encode())
        return f"{digest.hexdigest()} {self.seed} {self.authentic} {self.micrographs} {self._kinds} {self.device.type}"

    def batch(self, n, size):
        """The next n pictures of size x size (or (height, width)) as a dictionary of tensors on the device.

        image: float [n, 3, h, w] in 0..1, after the final save; mask: float [n, 1, h, w], 0 or 1; altered: bool [n];
        kind, domain, recipe: lists of str; save: list of Save, how each was saved.
        """
        height, width = (size, size) if isinstance(size, int) else size
        pictures = [self.picture(self.position + k, height, width) for k in range(n)]
        self.position += n
        return {"image": _saved(pictures) / 255, "mask": torch.stack([p.mask for p in pictures]),
                "altered": torch.tensor([p.altered for p in pictures], device=self.device),
                "kind": [p.kind for p in pictures], "domain": [p.domain for p in pictures],
                "recipe": [p.recipe for p in pictures], "save": [p.save for p in pictures]}

    @torch.no_grad()
    def picture(self, i, height, width):
        """Picture i of this size in pixels (at least 32 a side); raises ValueError if no source is large enough."""
        if min(height, width) < 32:
            raise ValueError(f"A picture of {width}x{height} pixels is too small to forge; give at least 32x32")
        head = generator(self.seed, i)
        domains = [domain for domain in self._kinds if self._pool(domain, height, width)[0].size]
        if not domains:
            raise ValueError(f"No picture is large enough for {width}x{height} pixels; choose a smaller size")
        domain = pick(head, domains, [self._shares[d] + 1e-9 for d in domains])
        kinds = self._kinds[domain]
        kind = AUTHENTIC if chance(head, self.authentic) else pick(head, tuple(kinds), tuple(kinds.values()))
        first, save = None, draw_save(head, self.photographs)
        if chance(head, PLAIN):
            first, save = draw_plain(head)
        trouble = "no alteration showed"
        for attempt in range(ATTEMPTS):
            try:
                picture = self._attempt(generator(self.seed, i, attempt + 1), domain, kind, first, save, height, width)
            except Unreadable as unreadable:
                trouble = str(unreadable)
                continue
            if picture is not None:
                return picture
        raise RuntimeError(f"Picture {i} of seed {self.seed} ({kind}) could not be made in {ATTEMPTS} attempts "
                           f"({trouble}); check the pictures, or use another seed")

    def _attempt(self, rng, domain, kind, first, save, height, width):
        host = self._draw(rng, domain, height, width)
        donor = self._draw(rng, domain, height, width, apart_from=host)
        after = () if first else draw_after(rng, self.photographs)
        sizes = sizes_for(after, height, width)
        history = draw_history(rng, self.photographs, host, *sizes[0], ALIGNED, first)
        before = history.render(self.photographs)
        canvas = Canvas(before)
        words = []
        if kind != AUTHENTIC:
            area = log_uniform(rng, LEAST, MOST)
            regions = 1 if kind in ("cell-copy", "spot-erase") else pick(rng, (1, 2, 3), (8, 1.5, 0.5))
            words = [KINDS[kind](rng, canvas, area / regions, self, host, donor) for _ in range(regions)]
        region = canvas.mask()
        mask = (run(region, after, sizes, masks=True) > 0.5).float()
        if kind != AUTHENTIC and not _shows(before, canvas.image, region, mask):
            return None
        recipe = " | ".join([f"host {history}", *(f"{kind} {word}" for word in words),
                             *(f"then {step}" for step in after), f"save {save}"])
        spliced = kind == "splice" and any(" of one colour" not in word for word in words)
        used = self.photographs[donor].name if spliced else ""
        return Picture(run(canvas.image, after, sizes), mask, kind != AUTHENTIC, kind, domain,
                       self.photographs[host].name, used, recipe, save, before, canvas.image, region)

    def _pool(self, domain, height, width):
        """Indices and weights of the pictures that can give this size: pictures that must be enlarged are rarer."""
        key = domain, height, width
        if key not in self._pools:
            if len(self._pools) > 4096:
                self._pools.clear()
            enlarged = (np.array([height, width]) / self._sides).max(1)
            chosen = np.flatnonzero((self._domains == domain) & (enlarged <= 2))
            weights = self._weights[chosen] * np.select([enlarged[chosen] <= 1, enlarged[chosen] <= 1.1], [1, 0.7], 0.3)
            self._pools[key] = chosen, weights
        return self._pools[key]

    def _draw(self, rng, domain, height, width, apart_from=None):
        """A picture of the pool, if possible another one than ``apart_from``."""
        chosen, weights = self._pool(domain, height, width)
        index = int(pick(rng, chosen, weights))
        for _ in range(8):
            if index != apart_from:
                break
            index = int(pick(rng, chosen, weights))
        return index


def _shows(before, after, region, mask):
    """Whether the region is not empty and its pixels really differ."""
    inside = region.sum()
    change = ((after - before).abs().amax(0, keepdim=True) * region).sum()
    return bool((mask.sum() > 16) & (change > LEAST_CHANGE * inside))


def _saved(pictures):
    images = torch.stack([picture.image for picture in pictures])
    for half in (False, True):
        chosen = [k for k, p in enumerate(pictures) if p.save.tables and p.save.half_chroma == half]
        if chosen:
            images[chosen] = jpeg.simulate(images[chosen], [pictures[k].save.tables for k in chosen], half)
    return images
