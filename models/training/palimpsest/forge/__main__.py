"""``python -m palimpsest.forge``: writes a data set of forgeries."""

import argparse
import logging
import sys

import torch

from palimpsest.forge import KINDS, Forge
from palimpsest.forge.dataset import write
from palimpsest.photographs import SPLITS, Photographs

LARGEST = 4096


def parser():
    result = argparse.ArgumentParser(prog="python -m palimpsest.forge", description=__doc__)
    result.add_argument("--data", nargs="+", required=True, metavar="DIR", help="folders of pictures with manifest.csv")
    result.add_argument("--split", required=True, choices=SPLITS, help="which side of the split to draw from")
    result.add_argument("--count", required=True, type=int, help="number of pictures")
    result.add_argument("--out", required=True, metavar="DIR", help="new folder, or one to resume")
    result.add_argument("--seed", type=int, default=0)
    size = result.add_mutually_exclusive_group()
    size.add_argument("--size", type=int, help="side of square pictures in pixels")
    size.add_argument("--sizes", nargs=2, type=int, default=(384, 768), metavar=("MIN", "MAX"),
                      help="bounds of both sides in pixels (384 768)")
    result.add_argument("--kinds", metavar="LIST", help="kinds of forgery, separated by commas: " + ", ".join(KINDS))
    result.add_argument("--authentic", type=float, default=0.35, metavar="SHARE", help="share of untouched ones (0.35)")
    result.add_argument("--micrographs", type=float, default=0.3, metavar="SHARE", help="share of micrographs (0.3)")
    result.add_argument("--minutes", type=float, help="stop after this time; the folder can be resumed")
    result.add_argument("--resume", action="store_true", help="keep what is there and go on")
    result.add_argument("--device", default="cpu", help="cpu or cuda")
    result.add_argument("--threads", type=int, default=1, help="CPU threads (1)")
    return result


def main(arguments=None):
    """Returns the exit code: 0 done (or time over), 2 wrong usage or input."""
    options = parser().parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s", force=True)
    torch.set_num_threads(max(1, options.threads))
    sizes = (options.size, options.size) if options.size else tuple(options.sizes)
    try:
        if options.count < 0:
            raise ValueError(f"The count {options.count} is negative; give the number of pictures")
        if not 32 <= sizes[0] <= sizes[1] <= LARGEST:
            raise ValueError(f"The sizes {sizes[0]} to {sizes[1]} are not possible; "
                             f"give bounds within 32 and {LARGEST}")
        photographs = Photographs(options.data, options.split, options.device)
        for (split, domain), number in sorted(photographs.counts().items()):
            logging.info("%s: %d %ss", split, number, domain)
        kinds = options.kinds.split(",") if options.kinds else None
        forge = Forge(photographs, options.device, options.seed, kinds, options.authentic, options.micrographs)
        settings = {"data": [item.name for item in photographs.items], "split": options.split, "seed": options.seed,
                    "sizes": list(sizes), "kinds": kinds, "authentic": options.authentic,
                    "micrographs": options.micrographs, "device": forge.device.type}
        made, there, seconds = write(forge, options.out, options.count, options.split, sizes, settings,
                                     options.resume, options.minutes)
    except (ValueError, RuntimeError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    print(f"{made} pictures made in {seconds:.1f} s, {there} of {options.count} in '{options.out}'")
    return 0


if __name__ == "__main__":
    sys.exit(main())
