"""Draws recipes: histories of hosts and donors, what happens after the forging, and how the result is saved.

All draws come from the generator given; nothing here looks at pixels, so a recipe is the same on every device.
"""

from dataclasses import dataclass

from palimpsest.forge import jpeg
from palimpsest.forge.draws import chance, log_uniform, pick, seed_of, uniform, whole
from palimpsest.forge.history import (Blur, Colour, Denoise, History, Jpeg, Noise, Resize, Sharpen, Source, sizes_for)


@dataclass(frozen=True)
class Save:
    """How a picture is saved in the end: ``tables`` (luma, chroma; 64 ints each in rows) or None for PNG."""

    tables: tuple
    half_chroma: bool
    label: str

    def __str__(self):
        return f"jpeg {self.label} {'4:2:0' if self.half_chroma else '4:4:4'}" if self.tables else "png"


def draw_tables(rng, photographs, quality, own):
    """(tables, label): standard tables of this quality, or with probability ``own`` those of a camera."""
    index = whole(rng, 0, len(photographs) - 1)
    if chance(rng, own):
        tables = photographs.tables(index)
        if tables:
            return tables, f"tables of {photographs[index].name}"
    return jpeg.tables_of(quality), f"q{quality}"


def draw_save(rng, photographs):
    """PNG for one picture in five, else JPEG of quality 60..100 (a few with a camera's own tables).

    High qualities are more frequent (median 88), as editors save, so that in most pictures the last compression is
    finer than the one before and leaves its traces legible.
    """
    tables, label = draw_tables(rng, photographs, round(100 - 40 * uniform(rng, 0, 1) ** 1.7), 0.08)
    half = chance(rng, 0.6)
    return Save(None, False, "png") if chance(rng, 0.2) else Save(tables, half, label)


def draw_plain(rng):
    """(last step of the host, save) of the case that detectors of double compression assume: a host saved once, with
    its grid at the corner, and then saved more finely, or losslessly for one in seven."""
    first = whole(rng, 50, 90)
    host = Jpeg(jpeg.tables_of(first), chance(rng, 0.6), 0, 0, f"q{first}")
    last, half = whole(rng, first + 4, 100), chance(rng, 0.6)
    lossless = chance(rng, 1 / 7)
    return host, Save(None, False, "png") if lossless else Save(jpeg.tables_of(last), half, f"q{last}")


def _jpeg(rng, photographs, aligned):
    tables, label = draw_tables(rng, photographs, whole(rng, 50, 98), 0.2)
    half, top, left = chance(rng, 0.6), whole(rng, 0, 7), whole(rng, 0, 7)
    if chance(rng, aligned):
        top = left = 0
    return Jpeg(tables, half, top, left, label)


def _resize(rng, smallest):
    """Down to ``smallest``..1 or up to 1.5 times."""
    down = smallest < 0.95 and chance(rng, 0.6)
    factor = uniform(rng, max(0.5, smallest), 0.98) if down else uniform(rng, 1.03, 1.5)
    return Resize(factor, pick(rng, ("bicubic", "bilinear")))


def _noise(rng, strong=1.0):
    return Noise(log_uniform(rng, 0.4, 5) * strong, pick(rng, (0.0, uniform(rng, 0.005, 0.08) * strong)),
                 pick(rng, (0.0, 0.0, uniform(rng, 0.5, 1.0))), chance(rng, 0.3), seed_of(rng))


def _colour(rng, strength=1.0):
    def near_one(spread):
        return 1 + uniform(rng, -spread, spread) * strength
    return Colour(tuple(near_one(0.12) for _ in range(3)), near_one(0.2), near_one(0.25), near_one(0.3))


def _edit(rng, smallest):
    name = pick(rng, ("resize", "sharpen", "noise", "denoise", "colour", "blur"), (3, 2, 2.5, 1.5, 2, 0.7))
    if name == "resize":
        return _resize(rng, smallest)
    if name == "sharpen":
        return Sharpen(uniform(rng, 0.6, 2), uniform(rng, 0.2, 1.2))
    if name == "noise":
        return _noise(rng)
    if name == "denoise":
        return Denoise(log_uniform(rng, 1.5, 12))
    return _colour(rng) if name == "colour" else Blur(uniform(rng, 0.4, 1.2))


def draw_history(rng, photographs, index, height, width, aligned, only=None):
    """The history of picture ``index`` for a result of this size; ``aligned`` is the probability that the grid of its
    compressions begins at the top left corner.

    Half are taken at native resolution, so that the compression by the camera stays, mostly with its grid; the others
    are made smaller by 2 or more where the picture is large enough (else as much as it allows) for a clean start.
    ``only`` is a step to take after a clean start instead of any other.
    """
    item = photographs[index]
    if only:
        sizes = sizes_for((only,), height, width)
        return History(_source(rng, item, index, *sizes[0], False), (only,), sizes)
    native = chance(rng, 0.5)
    smallest = min(1.0, max(height / item.height, width / item.width) * 1.05)
    steps = [_edit(rng, smallest) for _ in range(pick(rng, (0, 1, 2), (0.6, 0.26, 0.14)))]
    if sum(isinstance(step, Resize) for step in steps) == 2:
        steps.pop()
    if chance(rng, 0.15):
        steps.insert(0, _jpeg(rng, photographs, aligned))
    if chance(rng, 0.3 if native and item.compressed else 0.7):
        steps.append(_jpeg(rng, photographs, aligned))
    sizes = sizes_for(steps, height, width)
    return History(_source(rng, item, index, *sizes[0], native), tuple(steps), sizes)


def _source(rng, item, index, height, width, native):
    room = min(item.height / height, item.width / width)
    if room < 1:
        factor = 1 / room
    elif native or room < 1.3:
        factor = 1.0
    else:
        factor = 1 / (uniform(rng, 2, min(room, 4)) if room > 2 else room)
    rows, columns = (min(limit, int(side / factor) + 1 if factor != 1 else side) for side, limit in
                     ((height, item.height), (width, item.width)))
    top, left = whole(rng, 0, item.height - rows), whole(rng, 0, item.width - columns)
    if factor == 1 and chance(rng, 0.85):
        top, left = top // 16 * 16, left // 16 * 16
    return Source(index, top, left, factor)


def draw_editing(rng, photographs):
    """The steps that whole photographs were edited by, for learning to tell such histories apart: nothing, or up to two
    edits, in three of ten after making smaller, in two of three saved as JPEG in the end. The draws are endless, where
    the paper on TruFor has a table of 512."""
    steps = [Resize(uniform(rng, 0.4, 0.7), pick(rng, ("bicubic", "bilinear")))] if chance(rng, 0.3) else []
    if chance(rng, 0.2):
        steps.append(_jpeg(rng, photographs, 0.0))
    for _ in range(pick(rng, (0, 1, 2), (0.35, 0.4, 0.25))):
        steps.append(_edit(rng, 1.0 if any(isinstance(step, Resize) for step in steps) else 0.5))
    if chance(rng, 0.65):
        steps.append(_jpeg(rng, photographs, 0.5))
    return tuple(steps)


def draw_after(rng, photographs):
    """What is done to the whole picture after the forging: mostly nothing, else one or two light steps."""
    if chance(rng, 0.8):
        return ()
    steps = []
    for _ in range(1 + chance(rng, 0.2)):
        name = pick(rng, ("resize", "blur", "noise", "colour", "sharpen", "jpeg"), (2, 1, 1.5, 1, 0.7, 2.5))
        if name == "resize":
            steps.append(Resize(uniform(rng, 0.85, 1.15), pick(rng, ("bicubic", "bilinear"))))
        elif name == "blur":
            steps.append(Blur(uniform(rng, 0.35, 0.8)))
        elif name == "noise":
            steps.append(_noise(rng, 0.5))
        elif name == "colour":
            steps.append(_colour(rng, 0.5))
        elif name == "sharpen":
            steps.append(Sharpen(uniform(rng, 0.6, 1.2), uniform(rng, 0.2, 0.6)))
        else:
            steps.append(_jpeg(rng, photographs, 0.5))
    return tuple(steps)
