"""Outlines of altered regions, as boolean arrays in a box: blobs, drawn outlines, letters, rectangles, segments.

All are drawn with NumPy and Pillow on the CPU, so they are the same on every device.
"""

import math

import numpy as np
from PIL import Image, ImageDraw

from palimpsest.forge.draws import chance, pick, uniform, whole

SHAPES = ("blob", "outline", "polygon", "ellipse", "rectangle", "text")
FILL = {"blob": 0.5, "outline": 0.55, "polygon": 0.5, "ellipse": 0.7, "rectangle": 0.75, "text": 0.3, "segment": 0.45}
"""About which share of its box a shape covers."""


def box_of(rng, shape, area, height, width):
    """The box (height, width in pixels) for a shape of ``area`` pixels in a picture of this size; at least 8x8."""
    aspect = uniform(rng, 0.15, 0.5) if shape == "text" else math.exp(uniform(rng, -0.7, 0.7))
    surface = area / FILL[shape]
    tall, wide = math.sqrt(surface * aspect), math.sqrt(surface / aspect)
    if tall > height:
        tall, wide = height, surface / height
    if wide > width:
        tall, wide = surface / width, width
    return tuple(int(max(8, min(limit, round(side)))) for limit, side in ((height, tall), (width, wide)))


def draw(rng, shape, height, width):
    """A shape as a boolean array [height, width], never empty."""
    mask = {"blob": _blob, "outline": _outline, "polygon": _polygon, "ellipse": _ellipse, "rectangle": _rectangle,
            "text": _text}[shape](rng, height, width)
    if not mask.any():
        mask[height // 4:height - height // 4, width // 4:width - width // 4] = True
    return mask


def smooth_noise(rng, height, width, cells):
    """Smooth noise, about normal, float32 [height, width], with about ``cells`` cells along the longer side."""
    scale = cells / max(height, width)
    rows, columns = (max(2, round(side * scale) + 1) for side in (height, width))
    return _enlarge(rng.standard_normal((rows, columns)).astype(np.float32), height, width)


def _enlarge(field, height, width):
    return np.asarray(Image.fromarray(field).resize((width, height), Image.BICUBIC))


def _radius(height, width):
    """Squared distance from the centre, 1 at the middle of the box's sides."""
    rows = (np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1
    columns = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
    return rows[:, None] ** 2 + columns[None, :] ** 2


def cut(level, share):
    """The ``share`` of a level field that is highest, as a boolean array."""
    flat = level.ravel()
    place = min(flat.size - 1, max(0, int(flat.size * (1 - share))))
    return level > np.partition(flat, place)[place]


def _blob(rng, height, width):
    """The highest part of smooth noise of several scales on a dome."""
    small = max(16, min(96, height)), max(16, min(96, width))
    level = -2.0 * _radius(*small) ** uniform(rng, 0.7, 1.5)
    level = level + uniform(rng, 0.2, 0.8) * smooth_noise(rng, *small, uniform(rng, 2, 4))
    if chance(rng, 0.5):
        level = level + uniform(rng, 0.05, 0.3) * smooth_noise(rng, *small, uniform(rng, 6, 14))
    return cut(_enlarge(level.astype(np.float32), height, width), FILL["blob"])


def _fill(height, width, points):
    """A filled polygon of points (x, y) in -1..1."""
    image = Image.new("L", (width, height))
    pixels = [((x + 1) / 2 * (width - 1), (y + 1) / 2 * (height - 1)) for x, y in points]
    ImageDraw.Draw(image).polygon(pixels, fill=255)
    return np.array(image) > 0


def _fit(points):
    """Moves and stretches points so that they just fill the box -1..1."""
    points = np.asarray(points)
    low, high = points.min(0), points.max(0)
    return (points - low) / np.maximum(high - low, 1e-9) * 2 - 1


def _outline(rng, height, width):
    """A closed smooth curve around the centre: a circle with random harmonics."""
    angles = np.linspace(0, 2 * math.pi, 120, endpoint=False)
    radius = np.ones_like(angles)
    for order in range(1, 8):
        radius += uniform(rng, 0, 0.7 / order) * np.cos(order * angles + uniform(rng, 0, 2 * math.pi))
    radius = np.maximum(radius, 0.15)
    return _fill(height, width, _fit(np.stack((radius * np.cos(angles), radius * np.sin(angles)), 1)))


def _polygon(rng, height, width):
    """A star-shaped polygon of 3 to 9 corners, as of a lasso drawn in haste."""
    corners = whole(rng, 3, 9)
    moved = np.array([uniform(rng, -0.35, 0.35) for _ in range(corners)])
    angles = (np.arange(corners) + moved) * 2 * math.pi / corners
    radius = np.array([uniform(rng, 0.6, 1) for _ in range(corners)])
    return _fill(height, width, _fit(np.stack((radius * np.cos(angles), radius * np.sin(angles)), 1)))


def _ellipse(rng, height, width):
    angles = np.linspace(0, 2 * math.pi, 90, endpoint=False)
    turn = uniform(rng, 0, math.pi)
    x, y = np.cos(angles), uniform(rng, 0.5, 1) * np.sin(angles)
    return _fill(height, width, _fit(np.stack((x * math.cos(turn) - y * math.sin(turn),
                                               x * math.sin(turn) + y * math.cos(turn)), 1)))


def _rectangle(rng, height, width):
    """Half upright, half turned."""
    if chance(rng, 0.5):
        return np.ones((height, width), dtype=bool)
    turn = uniform(rng, -0.5, 0.5)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=float)
    rotation = np.array([(math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))])
    return _fill(height, width, _fit(corners @ rotation))


def _text(rng, height, width):
    """Rows of glyph-like strokes; no font, since fonts differ between machines."""
    image = Image.new("L", (width, height))
    pen = ImageDraw.Draw(image)
    rows = 1 if height < 24 else whole(rng, 1, min(3, height // 12))
    tall = height / rows
    wide = tall * uniform(rng, 0.45, 0.7)
    thick = max(2, round(tall * uniform(rng, 0.09, 0.2)))
    for row in range(rows):
        for column in range(max(1, int(width // wide))):
            if column and chance(rng, 0.12):
                continue
            left, top = column * wide + 0.15 * wide, row * tall + 0.12 * tall
            _glyph(rng, pen, left, top, left + 0.7 * wide, top + 0.76 * tall, thick)
    return np.array(image) > 0


def _glyph(rng, pen, left, top, right, bottom, thick):
    """One glyph of two or three strokes between the anchor points of its cell."""
    anchors = [(x, y) for x in (left, (left + right) / 2, right) for y in (top, (top + bottom) / 2, bottom)]
    if right - left > 4 and chance(rng, 0.4):
        start = whole(rng, 0, 3) * 90
        pen.arc((left, top, right, bottom), start, start + pick(rng, (180, 270, 360)), fill=255, width=thick)
    else:
        pen.line((pick(rng, ((left, top), (right, top))), pick(rng, ((left, bottom), (right, bottom)))), 255, thick)
    for _ in range(whole(rng, 1, 2)):
        pen.line((pick(rng, anchors), pick(rng, anchors)), 255, thick)


def segment(rng, small, height, width):
    """An object-like region of a picture: what resembles the middle of the box, and lies near it.

    small: the box's content, float [3, a, b] in 0..255, small (about 64 a side). Returns a boolean array
    [height, width]; it follows the content's edges.
    """
    rows, columns = small.shape[1:]
    row, column = (int(side * uniform(rng, 0.4, 0.6)) for side in (rows, columns))
    around = small[:, max(0, row - 2):row + 3, max(0, column - 2):column + 3].mean((1, 2))
    distance = np.sqrt(((small - around[:, None, None]) ** 2).sum(0))
    distance = distance / max(float(np.median(distance)), 4.0)
    level = -distance - uniform(rng, 1.0, 2.5) * _radius(rows, columns)
    level = level + 0.1 * smooth_noise(rng, rows, columns, 6)
    for _ in range(2):
        level[1:-1, 1:-1] = (4 * level[1:-1, 1:-1] + level[:-2, 1:-1] + level[2:, 1:-1]
                             + level[1:-1, :-2] + level[1:-1, 2:]) / 8
    # Clipped around the threshold, for the enlarging must not ring at the edge of the box.
    middle = float(np.quantile(level, 1 - FILL["segment"]))
    level = np.clip(level - middle, -0.3, 0.3)
    level[[0, -1]] = level[:, [0, -1]] = -0.3
    mask = _enlarge(level.astype(np.float32), height, width) > 0
    if not mask.any():
        mask[height // 4:height - height // 4, width // 4:width - width // 4] = True
    return mask
