"""Map sets: what the detectors said about forged and authentic pictures, as the Java export writes it.

A folder holds ``maps.csv`` (columns file, split, kind, label, ...) and for each picture a NumPy file, float16 [11, h, w],
one cell for 8x8 pixels: 0..4 the scaled maps of ADQ1, DCT, BLK, CAGI, Splicebuster, 5..9 how far each can be trusted
(0 = nothing is known, the map is 0 too), 10 the share of the cell that is altered (NaN = not to be scored); all in [0, 1].
"""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy

from palimpsest.trouble import Trouble

MAPS = 5
INPUTS = 2 * MAPS
SPLITS = ("train", "validation", "test")


class MapSet(NamedTuple):
    """The maps of one picture; ``values`` float16 [11, h, w]."""

    file: str
    kind: str
    altered: bool
    values: numpy.ndarray


def read(folder):
    """All map sets of ``folder`` by split, {"train": [MapSet...], ...}, held in memory.

    Raises Trouble for a missing folder or list, missing columns, and any file that is not as the export writes it.
    """
    folder = Path(folder)
    listing = folder / "maps.csv"
    if not listing.is_file():
        raise Trouble(f"{folder} holds no maps.csv: give a folder that the export of map sets has written.")
    sets = {split: [] for split in SPLITS}
    with open(listing, newline="", encoding="utf-8") as stream:
        rows = csv.DictReader(stream)
        missing = {"file", "split", "kind", "label"} - set(rows.fieldnames or [])
        if missing:
            raise Trouble(f"{listing} has no column {', '.join(sorted(missing))}: export the map sets again.")
        for row in rows:
            if row["split"] not in sets or row["label"] not in ("forged", "authentic"):
                raise Trouble(f"{listing} line {rows.line_num} has split {row['split']} and label {row['label']}: "
                              "use train, validation or test, and forged or authentic.")
            values = load(folder / row["file"])
            sets[row["split"]].append(MapSet(row["file"], row["kind"], row["label"] == "forged", values))
    return sets


def load(path):
    """One map set, float16 [11, h, w]; Trouble if it is not one."""
    try:
        values = numpy.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as reason:
        raise Trouble(f"{path} cannot be read as a NumPy file ({reason}): export the map sets again.") from reason
    if not isinstance(values, numpy.ndarray) or values.ndim != 3 or values.shape[0] != INPUTS + 1 or 0 in values.shape:
        shape = list(getattr(values, "shape", []))
        raise Trouble(f"{path} has shape {shape} instead of [{INPUTS + 1}, h, w]: export the map sets again.")
    if values.dtype != numpy.float16:
        raise Trouble(f"{path} holds {values.dtype} instead of float16: export the map sets again.")
    target = values[INPUTS]
    # Comparisons with NaN are false: a NaN among the inputs is found as one outside of [0, 1].
    inside = (values[:INPUTS] >= 0) & (values[:INPUTS] <= 1)
    if not inside.all() or (target < 0).any() or (target > 1).any():
        raise Trouble(f"{path} holds values outside of [0, 1]: export the map sets again.")
    return values


def crop(values, random, size, dropout):
    """A random crop [11, size, size], flipped and turned at random, some detectors dropped; float16.

    What lies outside of the picture is "nothing known" (0) with a target that is not scored (NaN). Each detector, map and
    reliability together, is dropped with the chance ``dropout``, never so many that nothing is known any more.
    """
    result = numpy.zeros((values.shape[0], size, size), values.dtype)
    result[INPUTS] = numpy.nan
    source, place = [], []
    for length in values.shape[1:]:
        spare = abs(int(length) - size)
        offset = int(random.integers(spare + 1))
        inner = min(int(length), size)
        source.append(slice(offset, offset + inner) if length > size else slice(0, inner))
        place.append(slice(0, inner) if length > size else slice(offset, offset + inner))
    result[:, place[0], place[1]] = values[:, source[0], source[1]]
    kept = random.random(MAPS) >= dropout
    known = result[MAPS:INPUTS].any(axis=(1, 2))
    if (kept & known).any():
        result[:INPUTS][~numpy.concatenate([kept, kept])] = 0
    turn = int(random.integers(8))
    if turn & 1:
        result = result[:, ::-1]
    if turn & 2:
        result = result[:, :, ::-1]
    return result.transpose(0, 2, 1) if turn & 4 else result


class Crops:
    """Batches of random crops; batch ``k`` depends on the seed and k alone, so that a run can be resumed anywhere."""

    def __init__(self, sets, seed, size, authentic, dropout):
        """``authentic``: the share of authentic pictures in a batch, if there are any."""
        self.forged = [s for s in sets if s.altered]
        self.untouched = [s for s in sets if not s.altered]
        if not self.forged:
            raise Trouble("The map sets hold no forged picture of the split train: export some.")
        self.seed, self.size, self.dropout = seed, size, dropout
        self.authentic = authentic if self.untouched else 0.0

    def batch(self, step, count):
        """Inputs [count, 10, size, size] and targets [count, 1, size, size], float32."""
        random = numpy.random.Generator(numpy.random.Philox(key=[self.seed, step]))
        batch = numpy.empty((count, INPUTS + 1, self.size, self.size), numpy.float32)
        for i in range(count):
            pool = self.untouched if random.random() < self.authentic else self.forged
            batch[i] = crop(pool[int(random.integers(len(pool)))].values, random, self.size, self.dropout)
        return batch[:, :INPUTS], batch[:, INPUTS:]
