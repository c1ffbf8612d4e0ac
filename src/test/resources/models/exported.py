"""Writes what PyTorch gives for pictures by an exported network: python3 exported.py MODELFOLDER FILE

Pictures are scaled and maps brought back where the card's tiling says so; else they have sizes that are neither cut nor scaled.
Each value of each choice is taken once. See src/test/parity.sh.
"""
import json
import pathlib
import sys

import torch
from torch.nn.functional import interpolate


def picture(channels, height, width):
    """The numbers of TestModels.picture."""
    c, y, x = torch.meshgrid(torch.arange(channels), torch.arange(height), torch.arange(width), indexing="ij")
    return ((x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256).float()[None] / 256


def ways(choices):
    """The defaults, then each other value of each choice."""
    presets = [choice["values"].index(choice["default"]) for choice in choices]
    found = [presets]
    for place, choice in enumerate(choices):
        found += [presets[:place] + [value] + presets[place + 1:] for value in range(len(choice["values"]))
                  if value != presets[place]]
    return found


@torch.no_grad()
def main():
    folder = pathlib.Path(sys.argv[1])
    card = json.loads((folder / "card.json").read_text())
    network = torch.jit.load(str(folder / card["file"]), map_location="cpu").float().eval()
    tiling, choices = card["tiling"], card.get("choices", [])
    scaled = tiling["mode"] == "scaled"
    side, unit = tiling.get("size", 256), tiling.get("multiple", 1)
    whole = [(8 * unit, 9 * unit), (64, 128), (301 // unit * unit, 213 // unit * unit)]
    small = tiling.get("small", 0)
    sizes = [(side, side), (2 * side + 37, side + 11), (100, 67)] if scaled else whole
    if small:
        sizes.append((small, small))
    expected = []
    for width, height in sizes:
        for way in ways(choices):
            given = picture(len(card["inputs"]), height, width)
            if scaled:
                seen = small if max(width, height) <= small else side
                given = interpolate(given, [seen, seen], mode="bilinear", antialias=True, align_corners=False)
            output = network(given, torch.tensor(way)) if choices else network(given)
            maps, scores = output if isinstance(output, tuple) else (output, torch.zeros(1, 0))
            if scaled:
                maps = interpolate(maps, [height, width], mode="bilinear", align_corners=False)
            chosen = {choice["name"]: choice["values"][value] for choice, value in zip(choices, way)}
            expected.append({"width": width, "height": height, "chosen": chosen, "maps": maps[0].flatten(1).tolist(),
                             "scores": scores[0].tolist()})
    pathlib.Path(sys.argv[2]).write_text(json.dumps(expected) + "\n")


main()
