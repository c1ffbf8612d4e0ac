"""Made up for the tests and the trial run: map sets, in which two detectors out of five tell where the altered square is, two are
noise, one is never known; and a TruFor B0 that was taught nothing."""

import csv
import json
from pathlib import Path

import numpy
import torch

from palimpsest import export
from palimpsest.nets.trufor import TruFor


def write(folder, count=24, seed=0, splits=("train", "train", "validation")):
    """Writes ``count`` map sets of 20..48 cells each side, every fourth authentic, with maps.csv and inputs.json."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(seed)
    rows = []
    for i in range(count):
        h, w = (int(n) for n in random.integers(20, 49, 2))
        values = numpy.zeros((11, h, w), numpy.float32)
        altered = i % 4 != 3
        target = values[10]
        if altered:
            y, x = int(random.integers(2, h - 12)), int(random.integers(2, w - 12))
            target[y:y + int(random.integers(6, 11)), x:x + int(random.integers(6, 11))] = 1
        values[:4] = random.uniform(0, 0.5, (4, h, w))
        values[5:9] = 0.8
        # A strong hint with speckle, a weak one without, two of mere noise, a fifth unknown.
        values[0] = numpy.where(random.random((h, w)) < 0.1, 1 - target, target) * 0.9
        values[1] += 0.3 * target
        target[:, 0] = numpy.nan
        name = f"set{i:03d}.npy"
        numpy.save(folder / name, values.astype(numpy.float16))
        # Kinds alternate with period four, splits with period three.
        rows.append([name, splits[i % len(splits)], "splice" if altered else "authentic",
                     "forged" if altered else "authentic", f"picture{i}.jpg"])
    with open(folder / "maps.csv", "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["file", "split", "kind", "label", "image"], *rows])
    names = ("ADQ1", "DCT", "BLK", "CAGI", "Splicebuster")
    scaling = [{"name": name, "scaling": "made up", "parameters": {"low": 0.0, "high": 1.0}} for name in names]
    (folder / "inputs.json").write_text(json.dumps(scaling), encoding="utf-8")
    return folder


def trufor(folder, seed=8):
    """Writes a model ``trufor-b0`` of random weights, for networks that begin with it or learn from it."""
    folder.mkdir(parents=True)
    torch.manual_seed(seed)
    (folder / "weights.pt").write_bytes(export.serialised(export.rounded(TruFor("b0").eval())))
    card = {"name": "trufor-b0", "file": "weights.pt", "training": {"minutes": 0, "command": "none", "notes": "Nothing."}}
    (folder / "card.json").write_text(json.dumps(card), "utf-8")
    return folder
