"""Makes the networks beside this file that stand in for those that see pictures at one size, with values that PyTorch gives:
python3 stand_ins.py

lstm-endec, transforensics, msds: altered is what is red; they take no other size than their card's. transforensics takes a
branch: a finer one is surer. Its expected.json: the map of TestModels.picture, scaled and brought back, for each
branch.
"""
import hashlib
import io
import json
import pathlib
import zipfile

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

HERE = pathlib.Path(__file__).parent
BRANCHES = ["C2", "C3", "C4", "C5"]
SIZE = (110, 4)


class StandIn(nn.Module):
    def __init__(self, side: int):
        super().__init__()
        self.side = side
        self.mix = nn.Conv2d(3, 1, 1)
        self.mix.weight.data = torch.tensor([8.0, -8.0, 0.0]).reshape(1, 3, 1, 1)
        self.mix.bias.data = torch.tensor([-3.0])

    def forward(self, x):
        assert x.shape[2] == self.side and x.shape[3] == self.side, "takes no other size"
        return torch.sigmoid(self.mix(x))


class Branched(StandIn):
    def __init__(self, side: int):
        super().__init__(side)
        self.gains = nn.Parameter(torch.tensor([2.0, 1.0, 0.5, 0.25]))

    def forward(self, x, choice: Tensor):
        assert x.shape[2] == self.side and x.shape[3] == self.side, "takes no other size"
        return torch.sigmoid(self.mix(x) * self.gains[int(choice[0])])


def picture(height, width):
    """The numbers of TestModels.picture."""
    c, y, x = torch.meshgrid(torch.arange(3), torch.arange(height), torch.arange(width), indexing="ij")
    return ((x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256).float()[None] / 256


@torch.no_grad()
def save(name, title, network, choices=None, encoder=None):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    saved = io.BytesIO()
    torch.jit.save(torch.jit.script(network.eval()), saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(folder / "stand-in.pt", "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            if not entry.endswith(".debug_pkl"):  # these hold the names of the code's files
                target.writestr(zipfile.ZipInfo(entry), source.read(entry), zipfile.ZIP_DEFLATED)
    content = (folder / "stand-in.pt").read_bytes()
    card = {
        "name": name, "title": title, "version": "1", "network": type(network).__name__ + " of stand_ins.py, for tests.",
        "file": "stand-in.pt", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "precision": "single",
        "inputs": [{"name": colour, "scaling": "8-bit value / 255"} for colour in ("red", "green", "blue")],
        "tiling": {"mode": "scaled", "size": network.side}, "outputs": [{"name": "probability", "kind": "map"}],
        "training": {"data": "none: weights chosen", "command": "python3 stand_ins.py", "date": "2026-01-01", "minutes": 0},
        "licence": "BSD-2-Clause", "paper": "none",
        "accuracy": [{"set": "red squares", "measure": "F1", "value": 1.0}],
    }
    if choices:
        card["choices"] = choices
    if encoder:
        card["encoder"] = encoder
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n")
    return network


@torch.no_grad()
def expect(name, network):
    width, height = SIZE
    small = interpolate(picture(height, width), [network.side] * 2, mode="bilinear", antialias=True, align_corners=False)
    maps = []
    for choice in range(len(BRANCHES)):
        given = network(small, torch.tensor([choice]))
        back = interpolate(given, [height, width], mode="bilinear", align_corners=False).flatten().tolist()
        maps.append([round(value, 6) for value in back])
    (HERE / name / "expected.json").write_text(json.dumps({"width": width, "height": height, "maps": maps}) + "\n")


torch.set_num_threads(1)
save("lstm-endec", "Stand-in", StandIn(64))
expect("transforensics", save("transforensics", "Stand-in", Branched(96),
                              [{"name": "branch", "values": BRANCHES, "default": "C3"}]))
save("msds", "Stand-in", StandIn(48), encoder="TruFor")
