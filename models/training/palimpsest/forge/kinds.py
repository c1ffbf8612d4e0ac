"""The kinds of forgery: each changes a region of the canvas and returns a short description of what it did."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from palimpsest.forge import shapes
from palimpsest.forge.canvas import Transform, elsewhere, place, sample, small_copy, spread
from palimpsest.forge.draws import chance, log_uniform, noise, pick, seed_of, uniform, whole
from palimpsest.forge.fills import fill
from palimpsest.forge.history import Blur, Colour, Noise, Sharpen, blurred
from palimpsest.forge.plan import draw_history

LEAST, MOST = 0.01, 0.4
"""Bounds of the altered area as a share of the picture; some kinds have narrower ones."""

OUTLINES = (("blob", 3), ("outline", 2.5), ("polygon", 1), ("ellipse", 0.7), ("rectangle", 0.8), ("segment", 3))


def feather(rng):
    """Width of the soft edge in pixels: 0 for two in five, else up to 3."""
    return 0.0 if chance(rng, 0.4) else uniform(rng, 0.5, 3)


def _between(area, low, high):
    """Moves an area drawn between LEAST and MOST to the bounds of a kind, in proportion in its logarithm."""
    place = math.log(max(area, LEAST / 3) / LEAST) / math.log(MOST / LEAST)
    return low * (high / low) ** place


def _shape(rng, extra=()):
    names, weights = zip(*OUTLINES, *extra)
    return pick(rng, names, weights)


def _region(rng, canvas, shape, area):
    """A window of the shape with ``area`` as a share of the canvas, somewhere; segments follow the canvas."""
    height, width = shapes.box_of(rng, shape, area * canvas.height * canvas.width, canvas.height, canvas.width)
    top, left = place(rng, canvas, height, width)
    return canvas.window(_mask(rng, shape, canvas.part(top, left, height, width)), top, left, feather(rng))


def _mask(rng, shape, content):
    if shape == "segment":
        return shapes.segment(rng, small_copy(content), *content.shape[1:])
    return shapes.draw(rng, shape, *content.shape[1:])


def splice(rng, canvas, area, forge, host, donor):
    """Content of another picture, with a history of its own; letters are filled with one colour for one in two."""
    shape = _shape(rng, (("text", 1.2),))
    area = _between(area, 0.01, 0.1) if shape == "text" else area
    height, width = shapes.box_of(rng, shape, area * canvas.height * canvas.width, canvas.height, canvas.width)
    top, left = place(rng, canvas, height, width)
    history = draw_history(rng, forge.photographs, donor, height, width, 0.0)
    plain, matched, soft = chance(rng, 0.5), max(0.0, uniform(rng, -1, 1)), feather(rng)
    colour, grain, seed = [uniform(rng, 0, 255) for _ in range(3)], uniform(rng, 0, 2), seed_of(rng)
    if shape == "text" and plain:
        content = torch.tensor(colour, device=canvas.image.device).view(3, 1, 1).expand(3, height, width)
        content = content + grain * noise((3, height, width), seed, canvas.image.device)
        what = "one colour"
    else:
        content = history.render(forge.photographs)
        what = f"{forge.photographs[donor].name} ({history})"
    mask = _mask(rng, shape, content)
    content = _matched(content, canvas.part(top, left, height, width), matched)
    window = canvas.window(mask, top, left, soft)
    content = F.pad(content[None], (left - window.left, window.left + window.width - left - width,
                                    top - window.top, window.top + window.height - top - height), mode="replicate")[0]
    canvas.put(window, content)
    return f"{shape} of {what}, matched {matched:.2f}, edge {soft:.1f}"


def _matched(content, host, share):
    """Moves mean and spread of the content towards the host's, by ``share`` in 0..1."""
    if share == 0:
        return content
    mean, other = content.mean((1, 2), keepdim=True), host.mean((1, 2), keepdim=True)
    ratio = (host.std() / content.std().clamp(min=1)).clamp(0.4, 1.6)
    return mean + share * (other - mean) + (content - mean) * (1 + share * (ratio - 1))


def _transform(rng):
    angle = pick(rng, (0.0, uniform(rng, -0.6, 0.6), uniform(rng, -math.pi, math.pi)), (0.55, 0.3, 0.15))
    scale = pick(rng, (1.0, log_uniform(rng, 0.75, 1.35)), (0.6, 0.4))
    return Transform(angle, scale, chance(rng, 0.2))


def copy_move(rng, canvas, area, forge, host, donor):
    """A part of the picture itself, turned, scaled, mirrored; the mask is the copy, not its origin."""
    shape, transform = _shape(rng), _transform(rng)
    area = _between(area, 0.01, 0.2) * canvas.height * canvas.width
    height, width = shapes.box_of(rng, shape, area, canvas.height, canvas.width)
    top, left = place(rng, canvas, height, width)
    row, column = elsewhere(rng, canvas, top, left, height, width)
    mask = _mask(rng, shape, sample(canvas.image, row, column, height, width, transform))
    window = canvas.window(mask, top, left, feather(rng))
    row = min(max(0, row + window.top - top), canvas.height - window.height)
    column = min(max(0, column + window.left - left), canvas.width - window.width)
    canvas.put(window, sample(canvas.image, row, column, window.height, window.width, transform))
    return f"{shape} from {row},{column} {transform}"


def removal(rng, canvas, area, forge, host, donor):
    """Filled from the surroundings and from elsewhere."""
    window = _region(rng, canvas, _shape(rng), _between(area, 0.008, 0.12))
    texture = pick(rng, (1.0, uniform(rng, 0.3, 1), 0.0), (0.65, 0.2, 0.15))
    grain = pick(rng, (0.0, uniform(rng, 0.3, 3)))
    canvas.put(window, fill(rng, canvas, window, texture, grain))
    return f"texture {texture:.2f} grain {grain:.1f}"


def retouch(rng, canvas, area, forge, host, donor):
    """Blur, noise, sharpening, contrast and colour of a region."""
    window = _region(rng, canvas, _shape(rng), area)
    steps = {"blur": Blur(log_uniform(rng, 0.8, 5)),
             "noise": Noise(log_uniform(rng, 2, 12), 0.0, pick(rng, (0.0, uniform(rng, 0.5, 1.5))), chance(rng, 0.5),
                            seed_of(rng)),
             "sharpen": Sharpen(uniform(rng, 0.8, 2), uniform(rng, 0.8, 2.5)),
             "contrast": Colour((uniform(rng, 0.75, 1.3),) * 3, uniform(rng, 0.6, 1.6), uniform(rng, 0.65, 1.5), 1.0),
             "colour": Colour(tuple(uniform(rng, 0.7, 1.3) for _ in range(3)), 1.0, 1.0, uniform(rng, 0.3, 1.8))}
    step = steps[pick(rng, tuple(steps), (2, 1.5, 1, 1.5, 1))]
    canvas.put(window, step.apply(canvas.under(window).clone()))
    return str(step)


def lane_move(rng, canvas, area, forge, host, donor):
    """A strip (lane) or a short bar (band) copied along one direction, its brightness changed for one in three."""
    lane = chance(rng, 0.5)
    tall, wide = (uniform(rng, 0.4, 1), uniform(rng, 0.04, 0.2)) if lane else \
        (uniform(rng, 0.05, 0.15), uniform(rng, 0.12, 0.4))
    height, width = max(8, round(tall * canvas.height)), max(8, round(wide * canvas.width))
    top, left = place(rng, canvas, height, width)
    window = canvas.window(np.ones((height, width), dtype=bool), top, left, pick(rng, (0.0, uniform(rng, 0.5, 2))))
    other = [elsewhere(rng, canvas, window.top, window.left, window.height, window.width, 0.3) for _ in range(2)]
    row, column = (other[0][0], window.left) if not lane and chance(rng, 0.4) else (window.top, other[1][1])
    mirror, gain = chance(rng, 0.2), pick(rng, (1.0, uniform(rng, 0.7, 1.3)), (2, 1))
    patch = sample(canvas.image, row, column, window.height, window.width, Transform(mirror=mirror))
    canvas.put(window, patch * gain)
    return f"{'lane' if lane else 'band'} from {row},{column}{' mirrored' if mirror else ''} gain {gain:.2f}"


def _salient(rng, canvas):
    """A point (row, column) that differs from its wider surroundings, as a cell or a spot does."""
    small = small_copy(canvas.image, 96).mean(0)
    height, width = small.shape
    level = np.abs(small - np.median(small))
    edge = max(1, min(height, width) // 12)
    level = level[edge:-edge, edge:-edge]
    order = np.argsort(level, axis=None, kind="stable")[::-1]
    place = order[int(rng.random() * max(1, order.size // 10))]
    row, column = place // level.shape[1] + edge, place % level.shape[1] + edge
    return int((row + 0.5) / height * canvas.height), int((column + 0.5) / width * canvas.width)


def _object(rng, canvas, area):
    """(mask, top, left) of an object-like region around a salient point."""
    height, width = shapes.box_of(rng, "segment", area * canvas.height * canvas.width, canvas.height, canvas.width)
    row, column = _salient(rng, canvas)
    top = min(max(0, row - height // 2), canvas.height - height)
    left = min(max(0, column - width // 2), canvas.width - width)
    shape = pick(rng, ("segment", "ellipse", "blob"), (3, 1, 1))
    return _mask(rng, shape, canvas.part(top, left, height, width)), top, left


def cell_copy(rng, canvas, area, forge, host, donor):
    """An object of the picture, pasted one to three times more with a soft edge."""
    copies = pick(rng, (1, 2, 3), (3, 1, 1))
    mask, row, column = _object(rng, canvas, _between(area, 0.01, 0.15) / copies)
    source, places = canvas.image.clone(), []
    for _ in range(copies):
        transform = Transform(pick(rng, (0.0, uniform(rng, -math.pi, math.pi))), 1.0, chance(rng, 0.3))
        height, width = mask.shape
        top, left = elsewhere(rng, canvas, row, column, height, width, 0.8)
        shape = torch.from_numpy(mask).float()[None]
        turned = sample(shape, 0, 0, height, width, transform, "zeros")[0].numpy() > 0.5
        window = canvas.window(turned, top, left, pick(rng, (0.0, uniform(rng, 1, 3)), (1, 2)))
        down, right = row + window.top - top, column + window.left - left
        down = min(max(0, down), canvas.height - window.height)
        right = min(max(0, right), canvas.width - window.width)
        canvas.put(window, sample(source, down, right, window.height, window.width, transform))
        places.append(f"{top},{left} {transform}")
    return f"from {row},{column} to {'; '.join(places)}"


def spot_erase(rng, canvas, area, forge, host, donor):
    """One to three objects covered by background."""
    spots = pick(rng, (1, 2, 3), (3, 1, 1))
    for _ in range(spots):
        mask, top, left = _object(rng, canvas, _between(area, 0.006, 0.06) / spots)
        window = canvas.window(mask, top, left, feather(rng))
        texture = pick(rng, (0.0, uniform(rng, 0.3, 1), 1.0), (0.35, 0.3, 0.35))
        grain = pick(rng, (0.0, uniform(rng, 0.3, 4)))
        canvas.put(window, fill(rng, canvas, window, texture, grain))
    return f"{spots} covered"


def gradient(rng, canvas, area, forge, host, donor):
    """A region painted with a smooth gradient, or shaded by one."""
    window = _region(rng, canvas, pick(rng, ("rectangle", "blob", "ellipse", "outline")), _between(area, 0.01, 0.3))
    under = canvas.under(window)
    rows = torch.linspace(-1, 1, window.height, device=under.device).view(-1, 1)
    columns = torch.linspace(-1, 1, window.width, device=under.device).view(1, -1)
    angle, depth = uniform(rng, 0, 2 * math.pi), uniform(rng, 0.1, 0.5)
    ramp = math.cos(angle) * rows + math.sin(angle) * columns
    painted, grain, seed = chance(rng, 0.6), pick(rng, (0.0, uniform(rng, 0.2, 2))), seed_of(rng)
    if painted:
        known = (window.alpha == 0).float()[None]
        base = spread(under, known) if bool(known.any()) else under.mean((1, 2), keepdim=True).expand_as(under)
        content = blurred(base, 3.0) + 20 * depth * ramp + grain * noise(under.shape, seed, under.device)
    else:
        content = under * (1 + depth * ramp)
    canvas.put(window, content)
    return f"{'painted' if painted else 'shaded'} depth {depth:.2f}"


PHOTOGRAPH = {"splice": 4, "copy-move": 2.5, "removal": 2, "retouch": 1.5}
MICROGRAPH = {"splice": 2, "copy-move": 1.5, "removal": 1, "retouch": 1, "lane-move": 1.2, "cell-copy": 1.4,
              "spot-erase": 1.2, "gradient": 1}
"""How often each kind is drawn, per domain."""

KINDS = {"splice": splice, "copy-move": copy_move, "removal": removal, "retouch": retouch, "lane-move": lane_move,
         "cell-copy": cell_copy, "spot-erase": spot_erase, "gradient": gradient}
