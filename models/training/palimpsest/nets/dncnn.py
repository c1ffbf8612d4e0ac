"""DnCNN as the extractor of the fingerprint Noiseprint++.

K. Zhang et al., "Beyond a Gaussian denoiser: residual learning of deep CNN for image denoising", IEEE TIP 2017 (the
network); D. Cozzolino, L. Verdoliva, "Noiseprint: a CNN-based camera model fingerprint", IEEE TIFS 2020, and F. Guillaro
et al., "TruFor", CVPR 2023 (its use).
"""

from typing import List

import torch
from torch import Tensor, nn

REACH = 17
"""Pixels around a pixel that its result depends on."""

PIXELS = 1 << 19
"""Pixels that are worked on at a time outside of training: one layer's result then takes 128 MiB (on a GPU 16 times as much)."""


class DnCNN(nn.Sequential):
    """RGB / 256, [n, 3, h, w] -> fingerprint [n, 1, h, w], of any range; any size from 1x1.

    17 convolutions 3x3 with zero padding and 64 features, all but the last rectified, all but the first and the last
    normalised; the picture is not added to the result. The modules are one flat sequence, so that the names of the
    weights are those of the published ones. Outside of training, large pictures are worked on in strips that overlap,
    which gives the same result in bounded memory.
    """

    def __init__(self, inputs: int = 3, features: int = 64, depth: int = 17):
        layers: List[nn.Module] = [nn.Conv2d(inputs, features, 3, padding=1), nn.ReLU(inplace=True)]
        for _ in range(depth - 2):
            layers += [nn.Conv2d(features, features, 3, padding=1, bias=False), nn.BatchNorm2d(features),
                       nn.ReLU(inplace=True)]
        super().__init__(*layers, nn.Conv2d(features, 1, 3, padding=1))
        # TorchScript reads attributes, but not variables of the module.
        self.pixels, self.reach = PIXELS, REACH
        for layer in self:
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)

    def whole(self, x: Tensor) -> Tensor:
        """The picture in one piece."""
        # With the channels last, convolutions take two thirds of the time on a CPU.
        x = x.contiguous(memory_format=torch.channels_last)
        for layer in self:
            x = layer(x)
        return x

    def forward(self, x: Tensor) -> Tensor:
        height = x.size(2)
        pixels = self.pixels * 16 if x.is_cuda else self.pixels
        rows = max(64, pixels // max(1, x.size(0) * x.size(3)))
        if self.training or height <= rows + self.reach:
            return self.whole(x)
        strips: List[Tensor] = []
        for top in range(0, height, rows):
            bottom = min(height, top + rows)
            above = min(top, self.reach)
            strip = self.whole(x[:, :, top - above:min(height, bottom + self.reach)])
            strips.append(strip[:, :, above:above + bottom - top])
        return torch.cat(strips, dim=2)
