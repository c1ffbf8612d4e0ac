"""Checks the training ground: ``python -m palimpsest.check`` runs all tests; ``--minutes M`` trains OwAF from scratch for
M minutes on made-up map sets, exports it and fails if it has not learnt them."""

import argparse
import contextlib
import sys
import tempfile
import time
import unittest
from pathlib import Path

import palimpsest.threads  # noqa: F401, I001 - before PyTorch
import torch

from palimpsest import export, madeup, train

TESTS = Path(__file__).resolve().parent.parent / "tests"
# What the trial run must reach: mean F1 of made-up held-out pictures; the best single map reaches 0.76.
ENOUGH = 0.85


def tests(pattern):
    """Runs the tests whose file names fit ``pattern``; tells whether all passed."""
    if not TESTS.is_dir():
        print(f"{TESTS} is missing: run this in the repository's folder models/training.", file=sys.stderr)
        return False
    began = time.monotonic()
    found = unittest.TestLoader().discover(str(TESTS), pattern=pattern, top_level_dir=str(TESTS))
    if not found.countTestCases():
        print(f"No test file fits {pattern}: give a pattern such as test_train.py.", file=sys.stderr)
        return False
    result = unittest.TextTestRunner(verbosity=1).run(found)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"{time.monotonic() - began:.0f} s")
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed, {len(result.skipped)} skipped")
    return result.wasSuccessful()


def trial(minutes, threads):
    """Trains and exports on made-up map sets; tells whether the network has learnt."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        maps = madeup.write(folder / "maps", 60)
        words = ["--net", "owaf", "--maps", str(maps), "--out", str(folder / "run"), "--minutes", str(minutes), "--every",
                 str(minutes / 5), "--set", "crop=32", "--set", "ema=0.98", "--threads", str(threads), "--device", "cpu"]
        if train.main(words):
            return False
        with contextlib.redirect_stdout(None):
            card = export.export("owaf", folder / "run", folder / "owaf", "trial", "BSD-2-Clause")
    reached = [entry["value"] for entry in card["accuracy"] if entry["measure"] == export.MEASURES["f1_mean"]]
    print(f"F1 {reached[0] if reached else 'unknown'} on made-up held-out pictures; {ENOUGH} was asked for")
    return bool(reached) and reached[0] >= ENOUGH


def main(words=None):
    options = argparse.ArgumentParser(prog="python -m palimpsest.check", description="Checks the training ground.")
    options.add_argument("--minutes", type=float, help="train from scratch for so long instead of running the tests")
    options.add_argument("--pattern", default="test_*.py", help="test files to run (default: all)")
    options.add_argument("--threads", type=int, default=1, help="threads to use (default 1)")
    given = options.parse_args(words)
    torch.set_num_threads(given.threads)
    return 0 if (trial(given.minutes, given.threads) if given.minutes else tests(given.pattern)) else 1


if __name__ == "__main__":
    sys.exit(main())
