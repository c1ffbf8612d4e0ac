"""Residual U-blocks, the parts of U2-Net.

X. Qin, Z. Zhang, C. Huang, M. Dehghan, O. R. Zaiane, M. Jagersand, "U2-Net: going deeper with nested U-structure for salient
object detection", Pattern Recognition 2020.

Every convolution is 3x3 with bias and zero padding as wide as its dilation, so that sizes stay; any size from 1x1 works.
"""

from typing import List

import torch
from torch import Tensor, nn
from torch.nn import functional


class RebnConv(nn.Sequential):
    """Convolution, batch normalisation, ReLU: [n, inputs, h, w] -> [n, outputs, h, w]."""

    def __init__(self, inputs: int, outputs: int, dilation: int = 1):
        super().__init__(nn.Conv2d(inputs, outputs, 3, padding=dilation, dilation=dilation), nn.BatchNorm2d(outputs),
                         nn.ReLU(inplace=True))


def enlarged(x: Tensor, like: Tensor) -> Tensor:
    """``x`` made as large as ``like``, bilinearly."""
    x = functional.interpolate(x, [like.size(2), like.size(3)], mode="bilinear", align_corners=False)
    return x if torch.jit.is_scripting() else ordered(x)


@torch.jit.unused
def ordered(x: Tensor) -> Tensor:
    """``x``, whose gradient is brought into its own order in memory: it comes as a part of a concatenation's, which a CPU is
    slow with."""
    if x.requires_grad:
        x.register_hook(lambda gradient: gradient.contiguous(memory_format=torch.channels_last))
    return x


def halved(x: Tensor) -> Tensor:
    """The maxima of squares of two pixels a side; of an odd size the last ones are smaller: [n, C, ceil(h/2), ceil(w/2)]."""
    return functional.max_pool2d(x, 2, 2, ceil_mode=True)


class RSU(nn.Module):
    """RSU-L of ``depth`` L >= 4: [n, inputs, h, w] -> [n, outputs, h, w], with ``middle`` channels inside.

    A U-Net of L - 1 levels, halved between them, a dilated convolution below the last, and the first convolution's result
    added to the U-Net's.
    """

    def __init__(self, depth: int, inputs: int, middle: int, outputs: int):
        super().__init__()
        self.first = RebnConv(inputs, outputs)
        self.down = nn.ModuleList([RebnConv(middle if i else outputs, middle) for i in range(depth - 1)])
        self.bottom = RebnConv(middle, middle, 2)
        # From the deepest to the shallowest.
        self.up = nn.ModuleList([RebnConv(2 * middle, middle) for _ in range(depth - 2)] + [RebnConv(2 * middle, outputs)])

    def forward(self, x: Tensor) -> Tensor:
        first = self.first(x)
        skips: List[Tensor] = []
        y = first
        for i, layer in enumerate(self.down):
            y = layer(halved(y) if i > 0 else y)
            skips.append(y)
        y = self.bottom(y)
        for i, layer in enumerate(self.up):
            skip = skips[len(skips) - 1 - i]
            # The bottom has the size of the last level.
            y = layer(torch.cat([enlarged(y, skip) if i > 0 else y, skip], dim=1))
        return y + first


class RSU4F(nn.Module):
    """RSU-4F: as RSU-4, but with dilations of 1, 2, 4, 8 and back instead of halved sizes."""

    def __init__(self, inputs: int, middle: int, outputs: int):
        super().__init__()
        self.first = RebnConv(inputs, outputs)
        self.down1 = RebnConv(outputs, middle)
        self.down2 = RebnConv(middle, middle, 2)
        self.down3 = RebnConv(middle, middle, 4)
        self.bottom = RebnConv(middle, middle, 8)
        self.up3 = RebnConv(2 * middle, middle, 4)
        self.up2 = RebnConv(2 * middle, middle, 2)
        self.up1 = RebnConv(2 * middle, outputs)

    def forward(self, x: Tensor) -> Tensor:
        first = self.first(x)
        x1 = self.down1(first)
        x2 = self.down2(x1)
        x3 = self.down3(x2)
        y = self.up3(torch.cat([self.bottom(x3), x3], dim=1))
        y = self.up2(torch.cat([y, x2], dim=1))
        return self.up1(torch.cat([y, x1], dim=1)) + first
