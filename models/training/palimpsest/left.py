"""Tells a script how long to train: ``python -m palimpsest.left RUN MINUTES [--until SECONDS]`` prints ``done``, ``later`` or
the minutes that a run may take now.

``done``: the run in the folder RUN has trained for MINUTES, or nearly so. ``later``: too little is left until the moment
--until (seconds since 1970).
"""

import argparse
import sys
import time
from pathlib import Path

from palimpsest import shards
from palimpsest.trainer import CHECKPOINT
from palimpsest.trouble import Trouble

LEAST = 0.5


def trained(run):
    """Minutes that the run in a folder has trained; 0 if there is none."""
    folder = Path(run) / CHECKPOINT
    if not (folder / shards.INDEX).is_file():
        return 0.0
    return dict(shards.read_index(folder)["state"]["dict"])["minutes"]


def left(run, minutes, until=None):
    """What the command prints."""
    open_minutes = minutes - trained(run)
    if open_minutes < max(0.05 * minutes, 0.1):
        return "done"
    # Loading and saving count for the trainer's limit, not for what it has trained.
    wanted = open_minutes + LEAST
    here = wanted if until is None else min(wanted, (until - time.time()) / 60)
    return "later" if here < min(LEAST, wanted) else f"{here:.2f}"


def main(words=None):
    options = argparse.ArgumentParser(prog="python -m palimpsest.left", description="Tells a script how long to train.")
    options.add_argument("run", type=Path)
    options.add_argument("minutes", type=float)
    options.add_argument("--until", type=float)
    given = options.parse_args(words)
    try:
        print(left(given.run, given.minutes, given.until))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
