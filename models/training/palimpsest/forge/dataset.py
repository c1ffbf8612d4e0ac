"""Writes a data set of forgeries to a folder: true JPEG and PNG files, masks, ``manifest.csv``.

Picture i depends on the settings and i alone, so an interrupted run can be resumed and gives the same files. Every file
is written under a temporary name and then moved. The settings are kept in ``forge.json``; a folder is only resumed with
the same ones (the count may differ).
"""

import csv
import io
import json
import logging
import os
import time
from pathlib import Path

import numpy as np
from PIL import Image

from palimpsest.forge.draws import generator, log_uniform, uniform

COLUMNS = ("image", "mask", "label", "split", "kind", "source", "donor", "recipe")
FLUSH = 50
"""After so many new pictures the manifest is written."""

log = logging.getLogger(__name__)


def write_whole(path, data):
    """Writes bytes to ``path`` under a temporary name and then moves."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def size_of(seed, i, smallest, largest):
    """(height, width) of picture i: each side in [smallest, largest], width to height in 0.6..1.7."""
    rng = generator(seed, i, 0, 7)
    aspect = log_uniform(rng, max(0.6, smallest / largest), min(1.7, largest / smallest) + 1e-9)
    low = max(smallest, smallest / aspect)
    high = min(largest, largest / aspect)
    height = uniform(rng, low, max(low, high))
    return tuple(int(min(largest, max(smallest, round(side)))) for side in (height, height * aspect))


def encode(picture):
    """The bytes of the picture as its recipe's save says, and the file's ending."""
    array = np.ascontiguousarray(picture.image.permute(1, 2, 0).byte().cpu().numpy())
    stream = io.BytesIO()
    if picture.save.tables is None:
        Image.fromarray(array).save(stream, "PNG")
        return stream.getvalue(), "png"
    tables = [list(table) for table in picture.save.tables]
    Image.fromarray(array).save(stream, "JPEG", qtables=tables, subsampling=2 if picture.save.half_chroma else 0)
    return stream.getvalue(), "jpg"


def encode_mask(mask):
    """8-bit grey PNG, 0 or 255, of a mask [1, h, w]."""
    stream = io.BytesIO()
    Image.fromarray((mask[0] > 0.5).byte().mul(255).cpu().numpy()).save(stream, "PNG")
    return stream.getvalue()


class Dataset:
    """A folder being written. settings: a dictionary that must be the same when the folder is resumed."""

    def __init__(self, folder, settings, resume):
        self.folder = Path(folder)
        self.rows = {}
        if self.folder.exists() and not self.folder.is_dir():
            raise ValueError(f"'{folder}' is no folder; name a new or empty folder")
        kept = self.folder / "forge.json"
        if self.folder.is_dir() and any(self.folder.iterdir()):
            if not resume:
                raise ValueError(f"The folder '{folder}' is not empty; name another, or resume it with --resume")
            if not kept.is_file():
                raise ValueError(f"The folder '{folder}' has no forge.json, so it cannot be resumed; name another")
            try:
                earlier = json.loads(kept.read_text())
            except ValueError as broken:
                raise ValueError(f"'{kept}' cannot be read ({broken}); name another folder") from broken
            if earlier != settings:
                named = ", ".join(key for key in sorted({*settings, *earlier})
                                  if settings.get(key) != earlier.get(key))
                raise ValueError(f"The folder '{folder}' was begun with other settings ({named}); "
                                 "give the same ones, or name another folder")
            self._read()
        for name in ("images", "masks"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        write_whole(kept, json.dumps(settings, indent=1, sort_keys=True).encode())

    def _read(self):
        file = self.folder / "manifest.csv"
        if not file.is_file():
            return
        with open(file, newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                whole = all((self.folder / name).is_file() for name in (row["image"], row["mask"]) if name)
                if whole:
                    self.rows[int(Path(row["image"]).stem)] = row

    def add(self, i, picture, split):
        """Writes picture i and its mask; the manifest's row counts once ``flush`` was called."""
        data, ending = encode(picture)
        name, mask = f"images/{i:06d}.{ending}", f"masks/{i:06d}.png" if picture.altered else ""
        if mask:
            write_whole(self.folder / mask, encode_mask(picture.mask))
        write_whole(self.folder / name, data)
        self.rows[i] = dict(zip(COLUMNS, (name, mask, "forged" if picture.altered else "authentic", split, picture.kind,
                                          picture.source, picture.donor, picture.recipe)))

    def flush(self):
        """Writes the manifest, rows in order."""
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows[i] for i in sorted(self.rows))
        write_whole(self.folder / "manifest.csv", text.getvalue().encode())


def write(forge, folder, count, split, sizes, settings, resume=False, minutes=None):
    """Writes pictures 0..count-1 that are not there yet; returns (how many were made, how many there are, seconds)."""
    dataset = Dataset(folder, settings, resume)
    start, made, failed = time.monotonic(), 0, 0
    for i in range(count):
        if i in dataset.rows:
            continue
        if minutes is not None and time.monotonic() - start > 60 * minutes:
            break
        try:
            picture = forge.picture(i, *size_of(forge.seed, i, *sizes))
        except RuntimeError as trouble:
            log.warning(str(trouble))
            failed += 1
            if failed > 10 and failed > made:
                raise
            continue
        dataset.add(i, picture, split)
        made += 1
        if made % FLUSH == 0:
            dataset.flush()
            seconds = time.monotonic() - start
            log.info("%d of %d pictures, %.1f a second", len(dataset.rows), count, made / seconds)
    dataset.flush()
    return made, len(dataset.rows), time.monotonic() - start
