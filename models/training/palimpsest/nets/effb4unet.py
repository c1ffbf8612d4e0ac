"""Eff-B4-Unet: a U-Net over the EfficientNet-B4 encoder, the second fusion network of the OwAF paper.

M. Tan, Q. V. Le, "EfficientNet: rethinking model scaling for convolutional neural networks", ICML 2019 (the network);
O. Ronneberger, P. Fischer, T. Brox, "U-Net", MICCAI 2015 (the decoder).

Readings of what the paper leaves open:

* No pretrained weights. Inputs are the maps and their reliabilities, so the stem takes ten channels.
* Skips at strides 2, 4, 8, 16, 32 with 48, 32, 56, 160, 448 channels. At stride 2 both the stem (48) and the first stage
  (24) are at hand: the stem is taken. The last 1x1 convolution of the classifier (1792 channels) is not part of it.
* Decoder widths 256, 128, 64, 32, 16, each twice convolution 3x3, batch normalisation, ReLU after nearest up-sampling and
  concatenation with the skip; the last has no skip, since the encoder has nothing at full size.
* Padding is symmetric (kernel // 2). Batch normalisation with eps 1e-3 and running statistics, as EfficientNet has;
  their momentum is PyTorch's 0.1, since a run of minutes has too few steps for EfficientNet's 0.01.
* Sizes are padded to multiples of 32 by repeating the border, and the map is cut back: any size from 1x1.
"""

import math
from typing import List

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, DEPTH = 1.4, 1.8
# Of EfficientNet-B0: expansion, kernel, stride of the first block, channels, blocks.
STAGES = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
          (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)]
DECODER = [256, 128, 64, 32, 16]


def scaled_width(channels: int) -> int:
    """Channels times the width factor, rounded to a multiple of 8 and never by more than a tenth downwards."""
    wanted = channels * WIDTH
    rounded = max(8, int(wanted + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * wanted else rounded


def normalised(inputs: int, outputs: int, kernel: int, stride: int = 1) -> List[nn.Module]:
    """Convolution without bias, then batch normalisation."""
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(outputs, eps=1e-3)]


class Depthwise(nn.Conv2d):
    """Depthwise convolution without bias, odd kernel, zero padding kernel // 2: [n, C, h, w] -> [n, C, h/s, w/s]."""

    def __init__(self, channels: int, kernel: int, stride: int):
        super().__init__(channels, channels, kernel, stride, kernel // 2, groups=channels, bias=False)
        self.trimmable = stride == 1 and kernel == 5

    def forward(self, x: Tensor) -> Tensor:
        if self.trimmable and x.size(2) <= 2 and x.size(3) <= 2:
            # The outer taps only ever meet padding; PyTorch takes several times as long to find that out in training.
            return functional.conv2d(x, self.weight[:, :, 1:4, 1:4], None, 1, 1, 1, self.groups)
        return functional.conv2d(x, self.weight, None, self.stride, self.weight.size(2) // 2, 1, self.groups)


class SqueezeExcite(nn.Module):
    """Scales channels by a sigmoid of their means through a bottleneck: [n, C, h, w] -> the same."""

    def __init__(self, channels: int, bottleneck: int):
        super().__init__()
        self.reduce = nn.Conv2d(channels, bottleneck, 1)
        self.expand = nn.Conv2d(bottleneck, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        scale = functional.silu(self.reduce(x.mean(dim=[2, 3], keepdim=True)))
        return x * torch.sigmoid(self.expand(scale))


class MBConv(nn.Module):
    """Mobile inverted bottleneck with squeeze and excitation; skips itself at random in training (``drop``)."""

    def __init__(self, inputs: int, outputs: int, expansion: int, kernel: int, stride: int, drop: float):
        super().__init__()
        middle = inputs * expansion
        parts: List[nn.Module] = []
        if expansion > 1:
            parts += normalised(inputs, middle, 1) + [nn.SiLU(inplace=True)]
        parts += [Depthwise(middle, kernel, stride), nn.BatchNorm2d(middle, eps=1e-3), nn.SiLU(inplace=True)]
        # The bottleneck is a quarter of the block's input, not of its expansion.
        parts += [SqueezeExcite(middle, max(1, inputs // 4))] + normalised(middle, outputs, 1)
        self.body = nn.Sequential(*parts)
        self.residual = stride == 1 and inputs == outputs
        self.drop = drop

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        if self.residual:
            if self.training and self.drop > 0.0:
                kept = torch.rand([x.size(0), 1, 1, 1], device=x.device) >= self.drop
                y = y * kept.to(y.dtype) / (1.0 - self.drop)
            y = y + x
        return y


class Up(nn.Module):
    """Nearest up-sampling to twice the size, concatenation with the skip (may have no channels), two convolutions."""

    def __init__(self, inputs: int, skip: int, outputs: int):
        super().__init__()
        self.body = nn.Sequential(*normalised(inputs + skip, outputs, 3), nn.ReLU(inplace=True),
                                  *normalised(outputs, outputs, 3), nn.ReLU(inplace=True))
        self.skips = skip > 0

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = functional.interpolate(x, scale_factor=2.0, mode="nearest")
        if self.skips:
            x = torch.cat([x, skip], dim=1)
        return self.body(x)


class EffB4Unet(nn.Module):
    """Maps [n, inputs, h, w] in [0, 1] -> logits [n, 1, h, w], high = altered; any size from 1x1.

    ``drop``: chance that the last block skips itself in training, growing linearly with depth (0.2 in the paper).
    """

    def __init__(self, inputs: int = 10, drop: float = 0.2):
        super().__init__()
        stem = scaled_width(32)
        self.stem = nn.Sequential(*normalised(inputs, stem, 3, 2), nn.SiLU(inplace=True))
        total = sum(math.ceil(DEPTH * stage[4]) for stage in STAGES)
        groups: List[nn.Module] = []
        blocks: List[nn.Module] = []
        skips, width, done = [stem], stem, 0
        for expansion, kernel, stride, channels, repeats in STAGES:
            if stride == 2 and blocks:
                if groups:
                    skips.append(width)
                groups.append(nn.Sequential(*blocks))
                blocks = []
            for i in range(math.ceil(DEPTH * repeats)):
                outputs = scaled_width(channels)
                blocks.append(MBConv(width, outputs, expansion, kernel, stride if i == 0 else 1, drop * done / total))
                width, done = outputs, done + 1
        groups.append(nn.Sequential(*blocks))
        self.stage2, self.stage4, self.stage8, self.stage16, self.stage32 = groups
        ups = []
        for skip, outputs in zip(skips[::-1] + [0], DECODER):
            ups.append(Up(width, skip, outputs))
            width = outputs
        self.up16, self.up8, self.up4, self.up2, self.up1 = ups
        self.last = nn.Conv2d(width, 1, 3, padding=1)
        self.skips = skips
        self.initialise()

    def initialise(self):
        """He's normal distribution by fan-out for convolutions that a rectifier follows, as EfficientNet has it."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d) and module is not self.last:
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        h, w = x.size(2), x.size(3)
        bottom, right = (32 - h % 32) % 32, (32 - w % 32) % 32
        if bottom > 0 or right > 0:
            x = functional.pad(x, [0, right, 0, bottom], mode="replicate")
        x2 = self.stem(x)
        x4 = self.stage4(self.stage2(x2))
        x8 = self.stage8(x4)
        x16 = self.stage16(x8)
        y = self.up16(self.stage32(x16), x16)
        y = self.up8(y, x8)
        y = self.up4(y, x4)
        y = self.up2(y, x2)
        return self.last(self.up1(y, x))[:, :, :h, :w]
