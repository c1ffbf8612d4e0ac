"""Makes the small networks beside this file, with values that PyTorch gives for them: python3 make.py

tiny-half: convolution, batch normalisation, a constant, a traced part; half precision; one map and two scores.
tiny-tiled: convolutions and a pooling, which see 13 pixels; two maps, in tiles of 64 pixels.
tiny-whole: subtracts the mean of the whole picture; one map, pictures of at most 1024 pixels.
The values are those of the network in single precision, its weights rounded to those in the file.
"""
import copy
import hashlib
import io
import json
import pathlib
import zipfile

import torch
from torch import nn

HERE = pathlib.Path(__file__).parent


def picture(channels, height, width):
    """The same numbers as the test computes: no chance, exact in 32 bits."""
    c, y, x = torch.meshgrid(torch.arange(channels), torch.arange(height), torch.arange(width), indexing="ij")
    return ((x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256).float()[None] / 256


class Half(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 6, 3, padding=1)
        self.norm = nn.BatchNorm2d(6)
        self.last = torch.jit.trace(nn.Conv2d(6, 1, 1).eval(), torch.zeros(1, 6, 4, 4))
        self.share = nn.Parameter(self.first.weight.detach()[:, :, 1, 1].clone())
        self.register_buffer("steps", torch.tensor([3, 5]))
        nn.init.normal_(self.norm.running_mean)
        nn.init.uniform_(self.norm.running_var, 0.5, 2)

    def forward(self, x):
        y = torch.relu(self.norm(self.first(x)))
        score = (y.mean((2, 3)) @ self.share)[:, :2] * self.steps
        return torch.sigmoid(self.last(y)), score


class Tiled(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                                    nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=2.0),
                                    nn.Conv2d(8, 2, 3, padding=1))

    def forward(self, x):
        return self.layers(x)


class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        return (x - x.mean((1, 2, 3), keepdim=True)) * self.gain


def save(name, net, precision, channels, outputs, tiling, size):
    net = net.eval()
    rounded = copy.deepcopy(net).half() if precision == "half" else net
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.pt"
    saved = io.BytesIO()
    torch.jit.save(torch.jit.script(rounded), saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(file, "w") as target:
        for entry in source.namelist():
            if not entry.endswith(".debug_pkl"):  # these hold the names of the code's files
                target.writestr(zipfile.ZipInfo(entry), source.read(entry))
    with torch.no_grad():
        given = rounded.float()(picture(channels, *size))
    maps, scores = given if isinstance(given, tuple) else (given, torch.zeros(1, 0))
    values = {"width": size[1], "height": size[0], "maps": maps[0].flatten(1).tolist(), "scores": scores[0].tolist()}
    (folder / "expected.json").write_text(json.dumps(values) + "\n")
    content = file.read_bytes()
    card = {
        "name": name, "title": name.replace("-", " ").capitalize(), "version": "1",
        "network": net.__class__.__name__ + " of make.py, for tests.",
        "file": file.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content),
        "precision": precision,
        "inputs": [{"name": f"channel {c}", "scaling": "0 to 1", "parameters": {"max": 1}} for c in range(channels)],
        "tiling": tiling, "outputs": outputs,
        "training": {"data": "none: random weights", "command": "python3 make.py", "date": "2026-01-01", "minutes": 0},
        "licence": "BSD-2-Clause", "paper": "none", "accuracy": [],
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n")


torch.manual_seed(1)
torch.set_num_threads(1)
a_map = {"name": "map", "kind": "map"}
save("tiny-half", Half(), "half", 3, [a_map, {"name": "first", "kind": "score"}, {"name": "second", "kind": "score"}],
     {"mode": "tiled", "size": 64, "overlap": 16, "multiple": 1}, (11, 14))
save("tiny-tiled", Tiled(), "single", 3, [a_map, {"name": "other", "kind": "map"}],
     {"mode": "tiled", "size": 64, "overlap": 32, "multiple": 2}, (12, 16))
save("tiny-whole", Whole(), "half", 1, [a_map], {"mode": "whole", "multiple": 1, "limit": 1024}, (9, 13))
