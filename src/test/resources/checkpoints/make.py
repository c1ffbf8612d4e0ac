"""Makes the checkpoints and networks beside this file, with values that PyTorch gives for them:
PYTHONPATH=../../../../models/training python3 make.py

tiny-net: a network without weights, that takes checkpoints of the kind ``tiny``; expected.json: what it gives with them.
plain.pth.tar, old.pth.tar (the format before PyTorch 1.6), parallel.pth (names with ``module.``, no ``state_dict``),
protocol4.pth and views.pth (other types, transposed, from the middle of a shared storage): the same numbers.
trufor-b2: stands in for TruFor. Altered is what is red, reliable what is not blue; the score is the share of the first
that is reliable, times four.
noiseprint: stands in for Noiseprint++. Its fingerprint is the mean of the channels, differentiated twice along rows and
along columns, on a scale and with an offset of no meaning.
"""
import collections
import hashlib
import json
import pathlib
import shutil

import torch
from torch import nn

from palimpsest.architecture import deflated, empty

HERE = pathlib.Path(__file__).parent
MAPS = [{"name": "probability", "kind": "map"}, {"name": "reliability", "kind": "map"},
        {"name": "fingerprint", "kind": "map"}, {"name": "integrity", "kind": "score"}]
FACTS = {
    "version": "1", "inputs": [{"name": name, "scaling": "8-bit value / 255"} for name in ("red", "green", "blue")],
    "tiling": {"mode": "whole", "multiple": 1, "limit": 1 << 22}, "outputs": MAPS,
    "training": {"data": "none: random weights", "command": "python3 make.py", "date": "2026-01-01", "minutes": 0},
    "licence": "Terms of a test", "paper": "none", "accuracy": [],
}


class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(4, 4)
        self.sides = [2, 3]

    def forward(self, x):
        return self.proj(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) * float(self.sides[0])


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.parts = nn.ModuleList([Part(), Part()])
        self.last = nn.Conv2d(4, 3, 1)
        self.score = nn.Linear(3, 1)

    def forward(self, x):
        y = self.first(x)
        for part in self.parts:
            y = torch.tanh(part(y))
        maps = torch.sigmoid(self.last(y))
        return maps, torch.sigmoid(self.score(maps.mean((2, 3))))


class StandIn(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Conv2d(3, 3, 1)
        self.mix.weight.data = torch.tensor([[8.0, -8.0, 0.0], [0.0, 0.0, -8.0], [1.0, 1.0, 1.0]])[:, :, None, None]
        self.mix.bias.data = torch.tensor([-3.0, 4.0, -1.5])

    def forward(self, x):
        mixed = self.mix(x)
        two = torch.sigmoid(mixed[:, :2])
        score = 4.0 * (two[:, 0] * two[:, 1]).mean((1, 2)).reshape(-1, 1)
        return torch.cat([two, mixed[:, 2:]], dim=1), score.clamp(0.0, 1.0)


class HighPass(nn.Module):
    def __init__(self):
        super().__init__()
        self.filter = nn.Conv2d(3, 1, 3, padding=1)
        second = torch.tensor([1.0, -2.0, 1.0])
        self.filter.weight.data = (second[:, None] * second * 2.5).expand(1, 3, 3, 3).contiguous()
        self.filter.bias.data = torch.tensor([-0.3])

    def forward(self, x):
        return self.filter(x)


def spread(state):
    """The same numbers otherwise: types, strides and offsets as views of other tensors have them."""
    result = collections.OrderedDict()
    both = torch.stack([state["parts.0.proj.weight"], state["parts.1.proj.weight"]])
    result["parts.0.proj.weight"], result["parts.1.proj.weight"] = both[0], both[1]
    for name, value in state.items():
        if name == "first.0.weight":
            result[name] = value.permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0)
        elif name == "last.weight":
            result[name] = torch.stack([value, value], dim=-1)[..., 1]
        elif name == "last.bias":
            result[name] = value.half()
        elif name == "score.bias":
            result[name] = value.bfloat16()
        elif name == "score.weight":
            result[name] = nn.Parameter(value.double())
        elif not value.is_floating_point():
            result[name] = value.int()
        elif name not in result:
            result[name] = value
    return result


def picture(height, width):
    """The numbers of TestModels.picture."""
    c, y, x = torch.meshgrid(torch.arange(3), torch.arange(height), torch.arange(width), indexing="ij")
    return ((x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256).float()[None] / 256


@torch.no_grad()
def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    network = Tiny().eval()
    network.first[1].running_mean.normal_()
    network.first[1].running_var.uniform_(0.5, 2.0)
    network.first[1].num_batches_tracked.fill_(77)
    # These two are also kept in 16 bits.
    network.last.bias.copy_(network.last.bias.half())
    network.score.bias.copy_(network.score.bias.bfloat16())
    state = network.state_dict()
    torch.save({"epoch": 3, "best": 0.5, "state_dict": state}, HERE / "plain.pth.tar")
    torch.save({"state_dict": state}, HERE / "old.pth.tar", _use_new_zipfile_serialization=False)
    torch.save({"module." + name: value for name, value in state.items()}, HERE / "parallel.pth")
    torch.save({"state_dict": state}, HERE / "protocol4.pth", pickle_protocol=4)
    torch.save({"state_dict": spread(state)}, HERE / "views.pth")
    maps, scores = network(picture(11, 14))
    values = {"width": 14, "height": 11, "maps": maps[0].flatten(1).tolist(), "scores": scores[0].tolist()}
    (HERE / "expected.json").write_text(json.dumps(values) + "\n")
    folder = HERE / "tiny-net"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "architecture.pt").write_bytes(empty(Tiny()))
    facts = {"checkpoint": "tiny", "source": "make.py makes", "terms": "For tests only.", "name": "tiny-net",
             "title": "Tiny net", "network": "Tiny of make.py, for tests.", **FACTS, "comments": "Of random numbers."}
    (folder / "architecture.json").write_text(json.dumps(facts, indent=2) + "\n")

    stand_in("trufor-b2", StandIn(), {})
    stand_in("noiseprint", HighPass(), {"tiling": {"mode": "tiled", "size": 1024, "overlap": 128, "multiple": 8},
                                        "outputs": [{"name": "fingerprint", "kind": "map"}]})


def stand_in(name, network, facts):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    content = deflated(torch.jit.script(network.eval()))
    (folder / "stand-in.pt").write_bytes(content)
    card = {"name": name, "title": "Stand-in", "network": f"{type(network).__name__} of make.py, for tests.",
            "file": "stand-in.pt", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content),
            "precision": "single", **FACTS, **facts}
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n")


main()
