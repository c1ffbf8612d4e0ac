"""Photographs and micrographs to synthesise from: folders with a manifest, decoded, split by source.

A folder holds pictures and ``manifest.csv`` with a column ``image``. Two kinds are told apart by their columns:
``source_repo`` (with ``make`` and ``model``) means photographs, ``source`` and ``original`` mean micrographs.

The split rule, in one place: a picture belongs to a *group*, and the whole group goes to one side, chosen by a hash of
the group's name (70 % of the groups train, 10 % validation, 20 % test). Groups are

- photographs: one repository is one group, because most are series of one place; the collections of unrelated pictures
  named in ``COLLECTIONS`` are divided by camera (make and model);
- micrographs: source and series, see ``micrograph_series``.
"""

import csv
import hashlib
import logging
import re
from collections import Counter, OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

SPLITS = ("train", "validation", "test")
SALT = "palimpsest-15"
SMALLEST = 64
"""Pictures with a shorter side than this are left out."""

COLLECTIONS = frozenset({
    "drewnoakes/metadata-extractor-images",
    "ianare/exif-py",
    "BuddiesOfBudgie/budgie-backgrounds",
})

log = logging.getLogger(__name__)


class Unreadable(ValueError):
    """A picture whose pixels cannot be decoded; the message is one sentence that names it."""


@dataclass(frozen=True)
class Photograph:
    """One picture of a folder; ``height`` and ``width`` in pixels, ``domain`` is ``photograph`` or ``micrograph``."""

    path: Path
    name: str
    domain: str
    group: str
    split: str
    height: int
    width: int
    compressed: bool


def domain_of(row):
    """``photograph`` or ``micrograph``, by the columns of the manifest."""
    return "photograph" if row.get("source_repo") else "micrograph"


def micrograph_series(source, original):
    """The series of a micrograph, by its original path: what was taken of one specimen in one go, or at least together.

    Blood smears (``bccd``): runs of 25 consecutive numbers. ``neubias``: the electron micrographs are one series and
    all others are one, because their names tell variants of the same picture apart in no regular way. Others: the first
    word of the file name without trailing digits (``banana0011`` is of ``banana``), which does not look at the folder,
    since one plate may be in several.
    """
    stem = original.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if source == "bccd":
        number = re.search(r"(\d+)$", stem)
        return str(int(number.group(1)) // 25) if number else stem
    if source == "neubias":
        return "electron" if re.search(r"(^|_)em_", stem) else "light"
    word = re.match(r"[A-Za-z0-9]*", stem).group()
    return re.sub(r"(?<=[A-Za-z])\d+$", "", word) or stem


def group_of(row):
    """The name of the group that a row of a manifest belongs to; pictures of a group are never on two sides."""
    if domain_of(row) == "photograph":
        repository = row["source_repo"]
        if repository in COLLECTIONS:
            return "/".join((repository, row.get("make", ""), row.get("model", "")))
        return repository
    source = row.get("source") or row["image"]
    return source + "/" + micrograph_series(source, row.get("original") or row["image"])


def split_of(row):
    """``train``, ``validation`` or ``test`` for a row of a manifest; depends on its group's name alone."""
    digest = hashlib.sha256((SALT + ":" + group_of(row)).encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2 ** 64
    return "train" if position < 0.7 else "validation" if position < 0.8 else "test"


def read_manifest(folder):
    """The rows of ``folder/manifest.csv`` as dictionaries; ValueError if it or its column ``image`` is missing."""
    file = Path(folder) / "manifest.csv"
    if not file.is_file():
        raise ValueError(f"There is no manifest.csv in '{folder}'; name a folder of pictures that has one")
    with open(file, newline="", encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        if "image" not in (reader.fieldnames or ()):
            raise ValueError(f"The manifest '{file}' has no column 'image'; name its columns in its first line")
        return list(reader)


def decode(path):
    """Decodes a picture to uint8 RGB, shape [h, w, 3]; raises Unreadable.

    One channel is repeated; more than 8 bits are stretched from the 0.1th to the 99.9th percentile; alpha is dropped;
    an orientation tag is not applied, because turning would move the compression grid.
    """
    try:
        with Image.open(path) as image:
            if image.mode in ("I", "F") or image.mode.startswith("I;"):
                values = np.array(image).astype(np.float64)
                low, high = np.percentile(values, (0.1, 99.9))
                values = (values - low) / max(high - low, 1e-9)
                grey = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
                return np.repeat(grey[:, :, None], 3, axis=2)
            return np.array(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as trouble:
        raise Unreadable(f"The picture '{path}' cannot be decoded ({trouble}); remove it or its row") from trouble


class Photographs:
    """The pictures of one or more folders, of one split or of all, decoded when asked for.

    ``pixels(i)`` is a uint8 tensor [3, h, w] on ``device``; the latest are kept while they take less than
    ``cache_bytes``. Pictures that are missing, unreadable or tiny are left out, each with a logged sentence
    (also in ``skipped``).
    """

    def __init__(self, folders, split=None, device="cpu", cache_bytes=3 << 30):
        if split is not None and split not in SPLITS:
            raise ValueError(f"There is no split '{split}'; choose one of {', '.join(SPLITS)}")
        self.device = torch.device(device)
        self.items, self.skipped = [], []
        self._cache, self._held, self._limit = OrderedDict(), 0, cache_bytes
        for folder in folders:
            for row in read_manifest(folder):
                if split is None or split_of(row) == split:
                    self._add(Path(folder), row)
        if not self.items:
            names = ", ".join(str(folder) for folder in folders)
            raise ValueError(f"No readable picture{f' of split {split}' if split else ''} in '{names}'; "
                             "name folders with more pictures")

    def _add(self, folder, row):
        path = folder / row["image"]
        try:
            with Image.open(path) as image:
                width, height = image.size
                compressed = image.format == "JPEG"
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as trouble:
            return self._skip(f"The picture '{path}' cannot be read ({trouble}) and is left out; repair or remove it")
        if min(width, height) < SMALLEST:
            return self._skip(f"The picture '{path}' is only {width}x{height} pixels and is left out; "
                              f"use pictures of at least {SMALLEST}x{SMALLEST}")
        self.items.append(Photograph(path, f"{folder.name}/{row['image']}", domain_of(row), group_of(row),
                                     split_of(row), height, width, compressed))
        return None

    def _skip(self, sentence):
        self.skipped.append(sentence)
        log.warning(sentence)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]

    def pixels(self, index):
        """uint8 tensor [3, h, w] on the device; raises Unreadable."""
        if index in self._cache:
            self._cache.move_to_end(index)
            return self._cache[index]
        array = np.ascontiguousarray(decode(self.items[index].path).transpose(2, 0, 1))
        tensor = torch.from_numpy(array).to(self.device)
        self._cache[index] = tensor
        self._held += tensor.numel()
        while self._held > self._limit and len(self._cache) > 1:
            self._held -= self._cache.popitem(last=False)[1].numel()
        return tensor

    def tables(self, index):
        """The quantisation tables of the picture's own file, luma and chroma, 64 ints each in rows; None if none."""
        if not self.items[index].compressed:
            return None
        with Image.open(self.items[index].path) as image:
            tables = getattr(image, "quantization", {})
        if 0 not in tables or max(tables[0]) > 255:
            return None
        luma, chroma = list(tables[0]), list(tables.get(1, tables[0]))
        return (luma, chroma) if max(chroma) <= 255 and min(luma + chroma) > 0 else None

    def counts(self):
        """How many pictures per (split, domain), as a Counter."""
        return Counter((item.split, item.domain) for item in self.items)


def main():
    """``python -m palimpsest.photographs DIR...`` prints how the pictures are split."""
    import sys
    rows = [row for folder in sys.argv[1:] for row in read_manifest(folder)]
    counts = Counter((domain_of(row), split_of(row)) for row in rows)
    groups = Counter((domain_of(row), split_of(row)) for row in {group_of(row): row for row in rows}.values())
    for key in sorted(counts):
        print(f"{key[0]} {key[1]}: {counts[key]} pictures in {groups[key]} groups")


if __name__ == "__main__":
    main()
