"""TruFor B0's encoder without its decoders, for other networks that read what it sees of a picture."""

from typing import Dict, List, Sequence, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from palimpsest.nets.dncnn import DnCNN
from palimpsest.nets.imagenet import normalised
from palimpsest.nets.mit import DIMS
from palimpsest.nets.trufor import Backbone


class Forensic(nn.Module):
    """TruFor B0's encoder of the picture and of its fingerprint: RGB [n, 3, h, w] in 0..1, at least 29 pixels a side -> maps
    [n, C, h / s, w / s] with s = 4, 8, 16, 32, sizes rounded up. Names of its tensors are those of TruFor."""

    channels = DIMS["b0"]

    def __init__(self):
        super().__init__()
        self.backbone, self.dncnn = Backbone("b0", 0.0), DnCNN()

    def take(self, weights: Dict[str, Tensor]):
        """Loads what is the encoder's of the weights of a TruFor B0, by their names in it."""
        own = self.state_dict()
        self.load_state_dict({key: value for key, value in weights.items() if key in own})

    def shapes(self, side: int) -> List[Tuple[int, int, int]]:
        """Those of the maps of one picture of ``side`` x ``side``, a multiple of 32."""
        return [(c, side // s, side // s) for c, s in zip(self.channels, (4, 8, 16, 32))]

    def fingerprint(self, x: Tensor) -> Tensor:
        """[n, 1, h, w] of the picture."""
        # As TruFor takes its pictures.
        return self.dncnn(x * (255.0 / 256.0))

    def maps(self, x: Tensor, fingerprint: Tensor) -> List[Tensor]:
        """What ``forward`` gives, from the picture and its fingerprint."""
        maps = self.backbone(normalised(x * (255.0 / 256.0)), fingerprint.expand(-1, 3, -1, -1))
        return [each.permute(0, 3, 1, 2) for each in maps]

    def forward(self, x: Tensor) -> List[Tensor]:
        return self.maps(x, self.fingerprint(x))


class Evidence(nn.Module):
    """What the encoder sees in a picture, brought to the stages of a network that sees the picture at a square of its own side:
    maps -> [n, width, side / 2, side / 2] and the same at 1/4, 1/8 and 1/16 of that side, from ``widths``.

    The encoder sees the picture at twice that side, or, a small one, at that side too: its maps are half as fine then and are
    enlarged bilinearly. It is kept as it is; only the convolutions 1x1 learn.
    """

    def __init__(self, widths: Sequence[int]):
        super().__init__()
        self.encoder = Forensic()
        self.encoder.requires_grad_(False)
        self.joins = nn.ModuleList([nn.Conv2d(c, width, 1) for c, width in zip(Forensic.channels, widths)])

    def train(self, mode=True):
        super().train(mode)
        # Statistics of its normalisations are kept, too.
        self.encoder.eval()
        return self

    def forward(self, maps: List[Tensor], side: int) -> List[Tensor]:
        result: List[Tensor] = []
        for i, join in enumerate(self.joins):
            side = side // 2
            result.append(resized(join(maps[i]), side))
        return result


class AlteredMap(nn.Module):
    """What is exported of a network that may read such evidence: RGB [n, 3, side, side] in 0..1 -> probability that a pixel was
    altered, [n, 1, side, side]. A network with evidence takes pictures of its own side or of twice that.

    ``network``: takes pictures of its ``side`` and has ``evidence``, an Evidence or None, whose maps are its second argument;
    ``logit`` makes [n, 1, h, w] of what it gives.
    """

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        # With channels last, a CPU takes a quarter less time.
        x = x.contiguous(memory_format=torch.channels_last)
        if self.network.evidence is not None:
            return self.probability(x, self.network.evidence.encoder(x))
        return torch.sigmoid(self.network.logit(self.network(x)))

    def probability(self, x: Tensor, maps: List[Tensor]) -> Tensor:
        """What ``forward`` gives, from the picture and the maps of the evidence's encoder."""
        own = half_size(x) if x.size(2) > self.network.side else x
        return torch.sigmoid(resized(self.network.logit(self.network(own, maps)), x.size(2)))


def half_size(x: Tensor) -> Tensor:
    """Means of 2x2 pixels."""
    return functional.avg_pool2d(x, 2)


def resized(x: Tensor, side: int) -> Tensor:
    """Squares [n, C, s, s] brought to [n, C, side, side] bilinearly."""
    return x if x.size(2) == side else functional.interpolate(x, [side, side], mode="bilinear", align_corners=False)
