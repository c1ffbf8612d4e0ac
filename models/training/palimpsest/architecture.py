"""Writes a network without its weights: ``python -m palimpsest.architecture --net trufor-b2 --out models/trufor-b2``.

``architecture.pt`` is the network as TorchScript with all its numbers zero, deflated. ``models import`` puts the weights of a
published checkpoint into it, without Python. What else a card needs stands in ``architecture.json`` beside it.
"""

import argparse
import sys
from pathlib import Path

import torch

from palimpsest.nets.trufor import TruFor
from palimpsest.torchscript import deflated
from palimpsest.trouble import Trouble, write_whole

FILE = "architecture.pt"
NETWORKS = {"trufor-b2": lambda: TruFor("b2"), "trufor-b0": lambda: TruFor("b0")}


@torch.no_grad()
def empty(network):
    """The bytes of ``network`` as deflated TorchScript, its numbers zero."""
    module = torch.jit.script(network.eval())
    for value in module.state_dict().values():
        value.zero_()
    return deflated(module)


def main(words=None):
    options = argparse.ArgumentParser(prog="python -m palimpsest.architecture",
                                      description="Writes a network without its weights.")
    options.add_argument("--net", required=True, help="network: " + ", ".join(NETWORKS))
    options.add_argument("--out", required=True, type=Path, help="folder of the model, models/<name>")
    given = options.parse_args(words)
    try:
        if given.net not in NETWORKS:
            raise Trouble(f"There is no network {given.net}: give one of {', '.join(NETWORKS)}.")
        data = empty(NETWORKS[given.net]())
        given.out.mkdir(parents=True, exist_ok=True)
        write_whole(given.out / FILE, data)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except OSError as trouble:
        print(f"{trouble}: make room or give a folder that can be written.", file=sys.stderr)
        return 1
    print(f"{given.out / FILE}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
