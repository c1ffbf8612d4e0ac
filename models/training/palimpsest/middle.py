"""Maps that are blind to the picture, as a measure for others: ``python -m palimpsest.middle DATASET… --out DIR``.

What is altered lies more often in the middle of a picture than at its border. A map that knows this and nothing else is high in
the middle and zero at the border; ``evaluate DATASET… --maps DIR`` tells what it is worth on a data set, and a detector is worth
what it adds to that.
"""

import argparse
import io
import sys
from pathlib import Path

import numpy
from PIL import Image

from palimpsest.photographs import read_manifest
from palimpsest.trouble import write_whole

CELLS = 256


def middle():
    """(1 - x^2) (1 - y^2) / 2 for x and y from -1 to 1, float32 [CELLS, CELLS]: nothing of it is reported."""
    place = (numpy.arange(CELLS) + 0.5) / CELLS * 2 - 1
    slope = 1 - place**2
    return (numpy.outer(slope, slope) / 2).astype(numpy.float32)


def main(words=None):
    """Returns the exit code: 0 done, 2 wrong usage or input."""
    options = argparse.ArgumentParser(prog="python -m palimpsest.middle", description=__doc__.split(":")[0])
    options.add_argument("datasets", nargs="+", type=Path, metavar="DATASET", help="folders of pictures with manifest.csv")
    options.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the maps")
    given = options.parse_args(words)
    stream = io.BytesIO()
    Image.fromarray(middle()).save(stream, "TIFF")
    try:
        for dataset in given.datasets:
            for row in read_manifest(dataset):
                file = (given.out / dataset.resolve().name / row["image"]).with_suffix(".tif")
                file.parent.mkdir(parents=True, exist_ok=True)
                write_whole(file, stream.getvalue())
    except (ValueError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
