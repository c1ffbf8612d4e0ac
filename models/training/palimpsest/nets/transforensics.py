"""TransForensics: masks of four scales, each from self-attention over one map of a residual network, corrected from coarse
to fine.

J. Hao, Z. Zhang, S. Yang, D. Xie, S. Pu, "TransForensics: image forgery localization with dense self-attention", ICCV 2021.
There is no public code; ``READINGS`` lists how what the paper leaves open was read.

``PAPER`` begins with ResNet-50, as the paper does. ``SMALL`` has TruFor B0's encoder, its fingerprint included, for the maps:
where the paper's network begins with weights from ImageNet, it begins with weights that know traces of editing.

``PAPER`` has 55,998,023 parameters (the paper: 55 million), of them 23,508,032 in the residual network and 31,561,728 in the
four encoders. Were the corrections and masks made through 256 channels instead of one there would be 58.5 million, were the
encoders shared 32.3 million. ``SMALL`` has 13,010,192, of them 11,352,969 in its backbone.
"""

import math
from dataclasses import dataclass
from typing import List, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from palimpsest.nets.attention import Encoder
from palimpsest.nets.forensic import Forensic
from palimpsest.nets.resnet import CHANNELS, ResNet

BRANCHES = ("C2", "C3", "C4", "C5")
READINGS = (
    "The position encoding is DETR's (half of the channels for each axis, temperature 10000, normalised to 2 pi), added once, "
    "before the first layer; layers normalise after each part and use ReLU, as DETR's do, with dropout on what each part adds; "
    "the paper's size has 8 heads; encoders of different scales share nothing; C2 is not projected where it has the width "
    "already; the weights of a correction are one map, s * [s > 0.5] of the sigmoid s (in training too: the threshold "
    "itself has no gradient, s has one where it is above), it begins open at s = 0.88; what is corrected goes on to the next "
    "finer scale; the final 3x3 convolution of each branch gives its mask, also at C5, where nothing corrects; it begins at a "
    "probability of 0.1; the mask is brought to the size of the input bilinearly; normalisation with the mean and deviation "
    "of ImageNet; batch normalisation is learnt, not frozen.")


@dataclass(frozen=True)
class Size:
    """A configuration: whether TruFor's encoder gives the maps; width d, heads, layers and hidden width of the encoders;
    whether they attend at all, and whether coarse scales correct finer ones."""

    forensic: bool = False
    width: int = 256
    heads: int = 8
    layers: int = 6
    hidden: int = 2048
    dropout: float = 0.1
    attention: bool = True
    dense: bool = True


PAPER = Size()
SMALL = Size(forensic=True, width=128, heads=4, layers=2, hidden=512)


class Branch(nn.Module):
    """One scale: map [n, inputs, h, w] and the corrected map of the next coarser scale [n, d, h', w'] (empty: there is
    none) -> the corrected map [n, d, h, w] and the logits of the mask [n, 1, h, w]."""

    def __init__(self, size: Size, inputs: int, corrected: bool):
        super().__init__()
        same = inputs == size.width
        self.project: nn.Module = nn.Identity() if same else nn.Conv2d(inputs, size.width, 1)
        self.encoder: nn.Module = nn.Identity()
        if size.attention:
            self.encoder = Encoder(size.width, size.heads, size.layers, size.hidden, size.dropout)
        self.gate: nn.Module = nn.Conv2d(size.width, 1, 1) if corrected else nn.Identity()
        self.mask = nn.Conv2d(size.width, 1, 3, padding=1)
        nn.init.normal_(self.mask.weight, 0.0, 0.01)
        nn.init.constant_(self.mask.bias, -math.log(9.0))
        if corrected:
            nn.init.normal_(self.gate.weight, 0.0, 0.01)
            nn.init.constant_(self.gate.bias, 2.0)

    def forward(self, x: Tensor, coarser: Tensor) -> Tuple[Tensor, Tensor]:
        x = self.encoder(self.project(x))
        if coarser.numel() > 0:
            s = torch.sigmoid(functional.interpolate(self.gate(coarser), [x.size(2), x.size(3)], mode="bilinear",
                                                     align_corners=False))
            x = x * (s * (s > 0.5).to(s.dtype))
        return x, self.mask(x)


class TransForensics(nn.Module):
    """RGB [n, 3, h, w] in 0..1 and the branch, int64 [1], 0 for C2 to 3 for C5 -> probability [n, 1, h, w] that a pixel was
    altered, from the mask of that branch. Only what the branch needs is computed: itself, and the coarser ones.
    """

    def __init__(self, size: Size):
        super().__init__()
        self.dense = size.dense
        self.backbone: nn.Module = Forensic() if size.forensic else ResNet()
        widths = Forensic.channels if size.forensic else CHANNELS
        # From coarse to fine, as they are computed.
        self.branches = nn.ModuleList([Branch(size, widths[level], size.dense and level < 3) for level in (3, 2, 1, 0)])

    def masks(self, maps: List[Tensor], finest: int = 0) -> List[Tensor]:
        """Logits of the masks of C2, C3, C4 and C5 from the backbone's maps, [n, 1, h / s, w / s] with s = 4, 8, 16, 32, sizes
        rounded up; those finer than level ``finest`` (1: C3) are left out."""
        return self.computed(maps, finest, True)[::-1]

    def computed(self, maps: List[Tensor], finest: int, every: bool) -> List[Tensor]:
        """Logits of the branches that are needed for level ``finest`` (0 to 3), from the coarsest; ``every``: of all that are
        not finer than it."""
        coarser = torch.zeros([0], dtype=maps[0].dtype, device=maps[0].device)
        result: List[Tensor] = []
        for i, branch in enumerate(self.branches):
            level = 3 - i
            if level == finest or (level > finest and (self.dense or every)):
                features, logits = branch(maps[level], coarser)
                result.append(logits)
                if self.dense:
                    coarser = features
        return result

    def probability(self, maps: List[Tensor], level: int, height: int, width: int) -> Tensor:
        """[n, 1, height, width] from the mask of one level, 0 (C2) to 3 (C5)."""
        logits = self.computed(maps, level, False)[-1].float()
        return torch.sigmoid(functional.interpolate(logits, [height, width], mode="bilinear", align_corners=False))

    def forward(self, x: Tensor, choice: Tensor) -> Tensor:
        return self.probability(self.backbone(x), int(choice[0]), x.size(2), x.size(3))
