"""Removal: fills a region from its surroundings and from elsewhere in the picture.

``membrane``: smooth interpolation of the border, as diffusion gives. ``exemplar``: the whole picture is searched, at
low resolution, for the shifts whose content agrees best around the region; one or two of the best are taken, corrected
by the membrane of the difference along the border (the idea of Poisson cloning), and joined along a smooth random
boundary. An independent, light relative of patch-based inpainting.
"""

import torch
import torch.nn.functional as F

from palimpsest.forge.canvas import spread, surroundings
from palimpsest.forge.draws import noise, seed_of, uniform, whole
from palimpsest.forge.history import blurred
from palimpsest.forge.shapes import smooth_noise

BEST = 6
"""Of so many best shifts two are drawn."""


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
    # All draws are made in any case, so that their number does not depend on the options.
    boundary = torch.from_numpy(smooth_noise(rng, height, width, 3).copy()).to(around.device)[None]
    seed, sharpness, choice = seed_of(rng), uniform(rng, 2, 20), [whole(rng, 0, BEST - 1) for _ in range(2)]
    result = spread(around, known)
    if texture > 0:
        shifts = _search(canvas.image, known, top, left, window.height, window.width)
        first, second = (canvas.part(*shifts[place % len(shifts)], height, width) for place in choice)
        share = torch.sigmoid(boundary * sharpness)
        mixed = first * share + second * (1 - share)
        cloned = mixed + spread(around - mixed, known)
        if texture < 1:
            cloned = result + texture * (cloned - blurred(cloned, 2.0))
        result = cloned
    if grain > 0:
        result = result + grain * noise(result.shape, seed, result.device)
    return result[:, row:row + window.height, column:column + window.width]


def _search(image, known, top, left, hole_height, hole_width):
    """The best positions (top, left) from which to fill, best first, at most BEST.

    The squared difference over what is known, for all positions at once by correlation: sum(k p^2) - 2 sum(k p a).
    Positions that would show the hole itself are excluded as far as there are others.
    """
    height, width = known.shape[1:]
    step = max(1, round(max(height, width) / 28))
    if min(height, width) < step:
        return [(top, left)]
    start = top % step, left % step
    small = F.avg_pool2d(image[:, start[0]:, start[1]:], step) / 255
    weights = F.avg_pool2d(known, step)
    rows, columns = weights.shape[1:]
    own = top // step, left // step
    weighted = weights * small[:, own[0]:own[0] + rows, own[1]:own[1] + columns]
    costs = F.conv2d((small ** 2).sum(0)[None, None], weights[None]) - 2 * F.conv2d(small[None], weighted[None])
    costs = costs[0, 0]
    down = (torch.arange(costs.shape[0], device=costs.device) - own[0]).abs() * step
    across = (torch.arange(costs.shape[1], device=costs.device) - own[1]).abs() * step
    for share in (1.0, 0.5):
        near = (down < share * hole_height).view(-1, 1) & (across < share * hole_width).view(1, -1)
        costs = costs + near * 1e4
    order = torch.topk(costs.flatten(), min(BEST, costs.numel()), largest=False).indices.tolist()
    # The last position may reach over the border by less than a step.
    return [(min(start[0] + place // costs.shape[1] * step, image.shape[1] - height),
             min(start[1] + place % costs.shape[1] * step, image.shape[2] - width)) for place in order]
