"""Synthetic pictures in the layout that ``Photographs`` reads, for tests and for trying things without a data set."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from palimpsest.forge.draws import generator, uniform, whole
from palimpsest.forge.shapes import draw, smooth_noise


def picture(seed, height, width, grey=False):
    """uint8 [height, width, 3]: smooth noise of several scales, some objects with sharp edges, fine noise."""
    rng = generator(seed, 77)
    channels = []
    shared = sum(smooth_noise(rng, height, width, cells) * 70 / (1 + k) for k, cells in enumerate((3, 9, 30)))
    for _ in range(1 if grey else 3):
        channels.append(110 + 0.7 * shared + 18 * smooth_noise(rng, height, width, 5)
                        + 2.5 * rng.standard_normal((height, width)))
    image = np.stack(channels * (3 if grey else 1), 2)
    for _ in range(8):
        tall, wide = whole(rng, height // 12, height // 4), whole(rng, width // 12, width // 4)
        top, left = whole(rng, 0, height - tall), whole(rng, 0, width - wide)
        part = image[top:top + tall, left:left + wide]
        part[draw(rng, ("outline", "polygon", "ellipse")[whole(rng, 0, 2)], tall, wide)] += uniform(rng, -80, 80)
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def write_photographs(folder, count, side=256, seed=0):
    """A folder of ``count`` JPEG photographs, each of a repository of its own; returns the folder."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    rows = []
    for i in range(count):
        Image.fromarray(picture(seed + i, side, side)).save(folder / f"p{i}.jpg", quality=92)
        rows.append((f"p{i}.jpg", f"someone/photographs{seed + i}", "maker", "model"))
    return _manifest(folder, ("image", "source_repo", "make", "model"), rows)


def write_micrographs(folder, count, side=256, seed=1000):
    """A folder of ``count`` micrographs, PNG or (every third) 16-bit TIFF, each a series of its own."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    rows = []
    for i in range(count):
        pixels, name = picture(seed + i, side, side, grey=True)[:, :, 0], f"m{i}.{'tif' if i % 3 == 2 else 'png'}"
        Image.fromarray(pixels.astype(np.uint16) * 16 if i % 3 == 2 else pixels).save(folder / name)
        rows.append((name, f"source{seed + i}", f"series{i}/picture.tif"))
    return _manifest(folder, ("image", "source", "original"), rows)


def _manifest(folder, columns, rows):
    with open(folder / "manifest.csv", "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
    return folder
