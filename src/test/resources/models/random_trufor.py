"""Makes a checkpoint of random numbers in the layout of TruFor's, and what PyTorch's network gives with them:
PYTHONPATH=models/training python3 src/test/resources/models/random_trufor.py FOLDER [b2|b0]

FOLDER/trufor.pth.tar, FOLDER/old.pth.tar (the format before PyTorch 1.6, names with ``module.``) and
FOLDER/expected.json. See src/test/trufor-parity.sh.
"""
import json
import pathlib
import sys

import torch

from palimpsest.nets.trufor import TruFor

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(5)
network = TruFor(sys.argv[2] if len(sys.argv) > 2 else "b2").eval()
with torch.no_grad():
    for name, value in network.state_dict().items():
        if not value.is_floating_point():
            value.fill_(1234)
        elif name.endswith("running_mean"):
            value.normal_(0.0, 0.1)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 1.5)
        else:
            value.add_(torch.randn_like(value) * 0.02)
state = network.state_dict()
torch.save({"epoch": 100, "state_dict": state}, folder / "trufor.pth.tar")
torch.save({"state_dict": {"module." + name: value for name, value in state.items()}}, folder / "old.pth.tar",
           _use_new_zipfile_serialization=False)
expected = []
for height, width in ((37, 50), (96, 130), (200, 256)):
    # TestModels.picture gives the same numbers.
    c, y, x = torch.meshgrid(torch.arange(3), torch.arange(height), torch.arange(width), indexing="ij")
    picture = ((x * x * 3 + y * 13 + x * y * 7 + c * 29) % 256).float()[None] / 256
    with torch.no_grad():
        maps, scores = network(picture)
    expected.append({"width": width, "height": height, "maps": maps[0].flatten(1).tolist(), "scores": scores[0].tolist()})
(folder / "expected.json").write_text(json.dumps(expected) + "\n")
