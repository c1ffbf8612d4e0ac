"""TruFor B0's encoder without its decoders, for other networks that read what it sees of a picture."""

from typing import Dict, List, Sequence, Tuple

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
    """What the encoder sees in a picture, brought to the widths of the stages of a network that sees the same picture at half
    the size: maps [n, C, h / s, w / s] -> [n, width, h / s, w / s], which are at 1/2, 1/4, 1/8 and 1/16 of that half.

    The encoder is kept as it is; only the convolutions 1x1 learn.
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

    def forward(self, maps: List[Tensor]) -> List[Tensor]:
        result: List[Tensor] = []
        for i, join in enumerate(self.joins):
            result.append(join(maps[i]))
        return result


def half_size(x: Tensor) -> Tensor:
    """Means of 2x2 pixels."""
    return functional.avg_pool2d(x, 2)
