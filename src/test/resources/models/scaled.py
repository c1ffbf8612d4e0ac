"""Makes scaled.json beside this file: what PyTorch gives for pictures scaled without aliasing, and for maps brought back.
python3 scaled.py
"""
import json
import pathlib

import torch
from torch.nn.functional import interpolate

torch.set_num_threads(1)
# width and height before, and after
SIZES = ((13, 9, 7, 5), (13, 9, 11, 17), (40, 6, 16, 16), (5, 64, 8, 9), (1, 1, 3, 2), (300, 7, 8, 8), (9, 9, 9, 9),
         (6007, 3, 256, 1), (3, 4999, 2, 61), (31, 33, 1, 1))


def picture(channels, height, width):
    """The numbers of TestModels.picture."""
    c, y, x = torch.meshgrid(torch.arange(channels), torch.arange(height), torch.arange(width), indexing="ij")
    return ((x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256).float()[None] / 256


def rounded(values):
    return [round(value, 7) for value in values.flatten().tolist()]


cases = []
for width, height, new_width, new_height in SIZES:
    given = picture(1, height, width)
    scaled = interpolate(given, [new_height, new_width], mode="bilinear", antialias=True, align_corners=False)
    stretched = interpolate(given, [new_height, new_width], mode="bilinear", align_corners=False)
    cases.append({"width": width, "height": height, "newWidth": new_width, "newHeight": new_height,
                  "scaled": rounded(scaled), "stretched": rounded(stretched)})
pathlib.Path(__file__).with_name("scaled.json").write_text(json.dumps(cases) + "\n")
