"""The picture being forged, and the tools that the kinds of forgery share: regions, patches, fills."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from palimpsest.forge.draws import uniform, whole
from palimpsest.forge.history import blurred, eight_bits


@dataclass
class Window:
    """A part of the canvas and how much of it is replaced: alpha float [h, w] in 0..1."""

    top: int
    left: int
    alpha: torch.Tensor

    @property
    def height(self):
        return self.alpha.shape[0]

    @property
    def width(self):
        return self.alpha.shape[1]


class Canvas:
    """``image`` float [3, h, w] in 0..255 and ``alpha`` float [h, w]: how far each pixel was replaced."""

    def __init__(self, image):
        self.image = image.clone()
        self.alpha = torch.zeros(image.shape[1:], device=image.device)

    @property
    def height(self):
        return self.image.shape[1]

    @property
    def width(self):
        return self.image.shape[2]

    def part(self, top, left, height, width):
        return self.image[:, top:top + height, left:left + width]

    def under(self, window):
        """The canvas' content below a window, [3, h, w]."""
        return self.part(window.top, window.left, window.height, window.width)

    def window(self, mask, top, left, feather):
        """A window around a boolean array placed at (top, left), with a soft edge of about ``feather`` pixels."""
        margin = math.ceil(1.3 * feather) + 1
        height, width = mask.shape
        above, beside = min(margin, top), min(margin, left)
        bottom, right = min(self.height, top + height + margin), min(self.width, left + width + margin)
        alpha = torch.zeros((bottom - top + above, right - left + beside), device=self.image.device)
        alpha[above:above + height, beside:beside + width] = torch.from_numpy(mask).to(alpha)
        if feather > 0.2:
            alpha = blurred(alpha[None], feather / 2)[0]
            # Specks that the blur leaves below one half are no part of the mask, so they must not change the picture.
            near = F.max_pool2d((alpha > 0.5).float()[None], 2 * margin + 1, stride=1, padding=margin)[0]
            alpha = torch.where(alpha < 0.02, torch.zeros_like(alpha), alpha) * near
        return Window(top - above, left - beside, alpha)

    def put(self, window, content):
        """Replaces what is below the window by ``content`` [3, h, w], as far as alpha says."""
        old = self.under(window)
        mixed = eight_bits(old + window.alpha * (content - old))
        old.copy_(torch.where(window.alpha > 0, mixed, old))
        alpha = self.alpha[window.top:window.top + window.height, window.left:window.left + window.width]
        torch.maximum(alpha, window.alpha, out=alpha)

    def mask(self):
        """Float [1, h, w], 1 where more than half was replaced."""
        return (self.alpha > 0.5).float()[None]


def place(rng, canvas, height, width):
    """A random (top, left) for a box of this size within the canvas."""
    return whole(rng, 0, canvas.height - height), whole(rng, 0, canvas.width - width)


def small_copy(image, side=64):
    """At most ``side`` pixels a side, as a NumPy array [3, a, b]."""
    size = tuple(min(side, length) for length in image.shape[1:])
    return F.adaptive_avg_pool2d(image, size).cpu().numpy()


@dataclass(frozen=True)
class Transform:
    """Similarity: angle in radians, scale, mirrored left to right."""

    angle: float = 0.0
    scale: float = 1.0
    mirror: bool = False

    @property
    def plain(self):
        return self.angle == 0 and self.scale == 1

    def __str__(self):
        words = [f"turned {math.degrees(self.angle):.1f}"] if self.angle else []
        words += [f"scaled {self.scale:.3f}"] if self.scale != 1 else []
        return " ".join(words + ["mirrored"] * self.mirror) or "shifted"


def sample(image, top, left, height, width, transform, outside="reflection"):
    """The box at (top, left) of [c, h, w], turned and scaled about its own middle; bicubic; what lies outside is
    mirrored or, with ``zeros``, 0.

    Without turning and scaling pixels are copied as they are.
    """
    if transform.plain:
        patch = image[:, top:top + height, left:left + width]
        return patch.flip(2) if transform.mirror else patch.clone()
    rows, columns = image.shape[1:]
    cosine, sine = math.cos(transform.angle) / transform.scale, math.sin(transform.angle) / transform.scale
    side = -1 if transform.mirror else 1
    theta = [[side * cosine * width / columns, -sine * height / columns, (2 * left + width) / columns - 1],
             [side * sine * width / rows, cosine * height / rows, (2 * top + height) / rows - 1]]
    grid = F.affine_grid(torch.tensor([theta], device=image.device), (1, 1, height, width), align_corners=False)
    return F.grid_sample(image[None], grid, mode="bicubic", padding_mode=outside, align_corners=False)[0]


def elsewhere(rng, canvas, top, left, height, width, reach=1.0):
    """A (top, left) of another box of this size in the canvas, if possible apart from the one given.

    Draws a few and takes the first that is apart (by ``reach`` times the longer side), else the farthest.
    """
    best, farthest = (0, 0), -1.0
    for _ in range(6):
        row, column = place(rng, canvas, height, width)
        distance = math.hypot(row - top, column - left)
        if distance >= reach * max(height, width):
            return row, column
        if distance > farthest:
            best, farthest = (row, column), distance
    return best


def spread(values, known):
    """Fills what is not known from its surroundings by a pyramid of masked means (push and pull).

    values: float [c, h, w]; known: float [1, h, w], 1 or 0. Known values are kept.
    """
    height, width = values.shape[1:]
    filled = values * known
    if min(height, width) > 2:
        sums = F.avg_pool2d(filled[None], 2, ceil_mode=True, count_include_pad=False)[0]
        weights = F.avg_pool2d(known[None], 2, ceil_mode=True, count_include_pad=False)[0]
        coarse = spread(sums / weights.clamp(min=1e-6), (weights > 0).float())
        guess = F.interpolate(coarse[None], size=(height, width), mode="bilinear", align_corners=False)[0]
    else:
        guess = (filled.sum((1, 2)) / known.sum().clamp(min=1e-6)).view(-1, 1, 1).expand_as(values)
    filled = torch.where(known > 0, filled, guess)
    if min(height, width) > 4:
        smooth = F.avg_pool2d(F.pad(filled[None], (1, 1, 1, 1), mode="replicate"), 3, stride=1)[0]
        filled = torch.where(known > 0, filled, smooth)
    return filled


def surroundings(rng, canvas, box_height, box_width, top, left):
    """(top, left, height, width) of a box with a margin of a third around it, within the canvas."""
    margin = max(8, round(max(box_height, box_width) * uniform(rng, 0.2, 0.4)))
    first, start = max(0, top - margin), max(0, left - margin)
    last, end = min(canvas.height, top + box_height + margin), min(canvas.width, left + box_width + margin)
    return first, start, last - first, end - start
