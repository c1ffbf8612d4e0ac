"""Removal: fills a region from its surroundings and from elsewhere in the picture.

``membrane``: smooth interpolation of the border, as diffusion gives. ``exemplar``: of several shifts the one or two
whose content agrees best around the region, each corrected by the membrane of the difference along the border (the
idea of Poisson cloning), joined along a smooth random boundary. An independent, light relative of patch-based
inpainting.
"""

import torch
import torch.nn.functional as F

from palimpsest.forge.canvas import spread, surroundings
from palimpsest.forge.draws import noise, seed_of, uniform, whole
from palimpsest.forge.history import blurred
from palimpsest.forge.shapes import smooth_noise

TRIES = 12


def fill(rng, canvas, window, texture, grain=0.0):
    """The content of a removed region, [3, h, w] of the window's size.

    texture: 0 smooth, 1 the full texture of elsewhere, between: that share of it; grain: standard deviation of added
    noise in grey levels.
    """
    top, left, height, width = surroundings(rng, canvas, window.height, window.width, window.top, window.left)
    around = canvas.part(top, left, height, width)
    row, column = window.top - top, window.left - left
    hole = torch.zeros((1, height, width), device=around.device)
    hole[0, row:row + window.height, column:column + window.width] = (window.alpha > 0).float()
    known = 1 - hole
    shifts = [(whole(rng, 0, canvas.height - height), whole(rng, 0, canvas.width - width)) for _ in range(TRIES)]
    # smooth_noise and seed are drawn in any case, so that the number of draws does not depend on the options.
    boundary = torch.from_numpy(smooth_noise(rng, height, width, 3).copy()).to(around.device)[None]
    seed, sharpness = seed_of(rng), uniform(rng, 2, 20)
    result = spread(around, known)
    if texture > 0:
        patches = torch.stack([canvas.part(y, x, height, width) for y, x in shifts])
        costs = _costs(patches, around, known)
        # A shift by little would show the hole itself.
        near = [abs(y - top) < 0.5 * window.height and abs(x - left) < 0.5 * window.width for y, x in shifts]
        costs = torch.where(torch.tensor(near, device=costs.device), costs + 1e6, costs)
        best = torch.topk(costs, 2, largest=False).indices
        share = torch.sigmoid(boundary * sharpness)
        mixed = patches[best[0]] * share + patches[best[1]] * (1 - share)
        cloned = mixed + spread(around - mixed, known)
        if texture < 1:
            cloned = result + texture * (cloned - blurred(cloned, 2.0))
        result = cloned
    if grain > 0:
        result = result + grain * noise(result.shape, seed, result.device)
    return result[:, row:row + window.height, column:column + window.width]


def _costs(patches, around, known):
    """Mean squared difference over what is known, at low resolution; float [tries]."""
    size = tuple(min(48, side) for side in around.shape[1:])
    weights = F.adaptive_avg_pool2d(known, size)
    difference = F.adaptive_avg_pool2d(patches, size) - F.adaptive_avg_pool2d(around, size)
    return (difference ** 2 * weights).sum((1, 2, 3)) / weights.sum().clamp(min=1e-6)
