"""Trains a network: ``python -m palimpsest.train --net NAME (--minutes M | --steps N) --out DIR --maps DIR``."""

import argparse
import dataclasses
import math
import platform
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Optional

import palimpsest.threads  # noqa: F401, I001 - before PyTorch
import numpy
import PIL
import torch

from palimpsest import shards
from palimpsest.beginning import notes_of
from palimpsest.journal import Journal
from palimpsest.recipes import RECIPES, recipe as recipe_of
from palimpsest.trainer import CHECKPOINT, Trainer
from palimpsest.trouble import Trouble, write_whole


@dataclasses.dataclass
class Limits:
    """When to stop and when to look: ``deadline`` a reading of time.monotonic, ``steps`` of this call, ``every`` seconds
    or ``every_steps`` between validations, ``tell`` seconds between readings of the training loss."""

    deadline: float
    total: float
    steps: Optional[int]
    every: float
    every_steps: Optional[int]
    tell: float = 15.0

    def due(self, step, seconds, validate_seconds):
        """Whether a validation is due, ``seconds`` after the last, which took ``validate_seconds`` (at most a tenth of the
        time goes into them); counted in steps alone where these are given, so that runs can be repeated."""
        if self.every_steps:
            return step % self.every_steps == 0
        return seconds >= max(self.every, 9.0 * validate_seconds)

    def reserve(self, validate_seconds):
        """Seconds to keep for the last validation: as long as the last took, at most a fifth of all."""
        return min(1.2 * validate_seconds if validate_seconds else 0.05 * self.total, 0.2 * self.total)


def parser():
    options = argparse.ArgumentParser(prog="python -m palimpsest.train", description=__doc__.split(":")[0])
    add = options.add_argument
    add("--net", required=True, help="network: " + ", ".join(RECIPES))
    add("--out", required=True, type=Path, help="folder of the run: checkpoint, best weights, log, curve")
    add("--minutes", type=float, help="stop after so many minutes, loading and saving included")
    add("--steps", type=int, help="stop after so many steps")
    add("--resume", action="store_true", help="go on from the last checkpoint in --out")
    add("--maps", type=Path, help="folder of map sets (fusion networks)")
    add("--data", type=Path, nargs="+", default=[], help="folders of photographs with manifest.csv (other networks)")
    add("--from", dest="start", type=Path, metavar="DIR", help="finished run or model that the network begins from (networks on pictures)")
    add("--device", choices=["auto", "cpu", "cuda"], default="auto")
    add("--threads", type=int, help="threads on the CPU (default: PyTorch's choice)")
    add("--seed", type=int, help="seed of everything drawn (default 1)")
    add("--batch", type=int, help="pictures per step (default: the recipe's)")
    add("--rate", type=float, help="full learning rate (default: the recipe's)")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="another setting of the recipe; repeatable")
    add("--every", type=float, default=3.0, help="minutes between validations")
    add("--every-steps", type=int, help="validate after so many steps instead")
    add("--precision", choices=["auto", "single", "half"], default="auto",
        help="half: mixed with bfloat16 (float16 on GPUs without it), on a CPU quicker only if it computes bfloat16; auto: "
             "half on a GPU alone")
    add("--keep", type=Path, metavar="DIR",
        help="folder for what the setting reuse keeps, for other runs and for resuming (default: nothing outlasts a run)")
    add("--compile", choices=["no", "yes"], default="no", help="use torch.compile (PyTorch 2)")
    return options


def settings_of(options):
    """The settings that the command line changes, numbers by name."""
    changes = {}
    for entry in options.set:
        name, _, value = entry.partition("=")
        try:
            changes[name] = float(value)
        except ValueError as reason:
            raise Trouble(f"--set {entry} is no NAME=NUMBER: write for instance --set crop=64.") from reason
    if options.batch is not None:
        changes["batch"] = options.batch
    if options.rate is not None:
        changes["rate"] = options.rate
    return changes


def check(options, changes):
    """Trouble for options that make no sense, before anything is loaded."""
    if options.minutes is None and options.steps is None:
        raise Trouble("No limit is given: add --minutes or --steps.")
    for name in ("minutes", "steps", "threads", "batch", "rate", "every", "every_steps"):
        value = getattr(options, name)
        if value is not None and not 0 < value < math.inf:
            raise Trouble(f"--{name.replace('_', '-')} is {value}: give a number above 0.")
    if options.seed is not None and not 0 <= options.seed < 2**63:
        raise Trouble(f"--seed is {options.seed}: give a whole number from 0 to 2^63 - 1.")
    begun = (options.out / CHECKPOINT / shards.INDEX).is_file()
    if options.resume and not begun:
        raise Trouble(f"{options.out} holds no checkpoint: begin the run without --resume.")
    if begun and not options.resume:
        raise Trouble(f"{options.out} holds a run already: add --resume or give another --out.")
    recipe = recipe_of(options.net, changes if not options.resume else None)
    if options.start and (options.resume or not recipe.sources):
        raise Trouble(f"{options.out} goes on from its own checkpoint: leave out --from." if options.resume else
                      f"{options.net} begins from nothing: leave out --from.")
    if not (recipe.alone or options.start or options.resume):
        raise Trouble(f"{options.net} begins from a run of {' or '.join(recipe.sources)}: give its folder with --from.")
    if options.compile == "yes" and not hasattr(torch, "compile"):
        raise Trouble(f"PyTorch {torch.__version__} cannot compile: leave out --compile or use PyTorch 2.")


def begin(options, changes):
    """What a run is (network, settings, seed), from the command line or, on resuming, from its checkpoint."""
    if not options.resume:
        notes = {"net": options.net, "settings": changes, "seed": 1 if options.seed is None else options.seed}
        return {**notes, "from": earlier(options, changes)} if options.start else notes
    notes = shards.notes(options.out / CHECKPOINT)
    if notes["net"] != options.net:
        raise Trouble(f"{options.out} holds a run of {notes['net']}: give --net {notes['net']} or another --out.")
    if options.seed not in (None, notes["seed"]):
        raise Trouble(f"{options.out} was begun with seed {notes['seed']}: resume without --seed.")
    for name, value in changes.items():
        # The rate and its fall may change on the way; anything else would make it another run.
        if name not in ("rate", "span") and notes["settings"].get(name, RECIPES[options.net].defaults.get(name)) != value:
            raise Trouble(f"{options.out} was begun with another {name} than {value:g}: resume without it.")
    return {**notes, "settings": {**notes["settings"], **changes}}


def earlier(options, changes):
    """The notes of what this run begins from."""
    notes = notes_of(options.start)
    sources = recipe_of(options.net, changes).sources
    if notes["net"] not in sources:
        raise Trouble(f"{options.start} holds {notes['net']}: give --from a run of {' or '.join(sources)}.")
    return notes


def device_of(wanted):
    if wanted == "cuda" and not torch.cuda.is_available():
        raise Trouble("PyTorch finds no CUDA device: give --device cpu.")
    return torch.device("cuda" if wanted != "cpu" and torch.cuda.is_available() else "cpu")


def take_scaling(options):
    """Keeps with the run how its map sets were scaled (inputs.json), for the card; other sets may not slip in later."""
    source, kept = options.maps and options.maps / "inputs.json", options.out / "inputs.json"
    if not source or not source.is_file():
        return
    if kept.is_file() and kept.read_bytes() != source.read_bytes():
        raise Trouble(f"{source} differs from {kept}: these map sets are scaled otherwise, begin another run.")
    write_whole(kept, source.read_bytes())


def run(options, words):
    """Trains as ``options`` say; True if a signal stopped it."""
    began = time.monotonic()
    changes = settings_of(options)
    check(options, changes)
    recipe_of(options.net)
    notes = begin(options, changes)
    recipe = recipe_of(options.net, notes["settings"])
    device = device_of(options.device)
    if options.threads:
        torch.set_num_threads(options.threads)
    # Numbers next to nothing, as in sharp attention, would take a CPU most of its time.
    torch.set_flush_denormal(True)
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True
    torch.manual_seed(notes["seed"])
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    recipe.keep = options.keep
    recipe.open(options.maps, options.data, notes["seed"], device)
    options.out.mkdir(parents=True, exist_ok=True)
    take_scaling(options)
    mixed = options.precision == "half" or options.precision == "auto" and device.type == "cuda"
    trainer = Trainer(recipe, device, options.out, mixed, options.compile == "yes", options.start)
    if options.resume:
        trainer.restore()
    else:
        # What an interrupted earlier beginning may have left is not this run's best.
        shutil.rmtree(options.out / "best", ignore_errors=True)
    notes.setdefault("began", time.strftime("%Y-%m-%d"))
    notes.setdefault("data", sorted(Path(d).resolve().name for d in [options.maps, *options.data] if d))
    notes["settings"] = recipe.settings
    head = {
        "event": "resume" if options.resume else "begin", "command": " ".join(["python -m palimpsest.train", *words]),
        "python": platform.python_version(), "torch": torch.__version__, "numpy": numpy.__version__,
        "pillow": PIL.__version__, "seed": notes["seed"], "threads": torch.get_num_threads(),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "precision": "half" if mixed else "single", "step": trainer.step,
        "settings": recipe.settings, "date": time.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    journal = Journal(options.out, head, trainer.step)
    total = 60.0 * options.minutes if options.minutes else math.inf
    limits = Limits(began + total, total, options.steps, 60.0 * options.every, options.every_steps)
    before = {number: signal.signal(number, lambda *_: setattr(trainer, "stopped", True))
              for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        return trainer.train(journal, notes, limits)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def main(words=None):
    words = sys.argv[1:] if words is None else words
    try:
        stopped = run(parser().parse_args(words), words)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except OSError as trouble:
        print(f"{trouble}: make room or give a folder that can be written.", file=sys.stderr)
        return 1
    return 130 if stopped else 0


if __name__ == "__main__":
    sys.exit(main())
