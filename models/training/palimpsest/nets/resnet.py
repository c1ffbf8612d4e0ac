"""Residual networks as encoders: maps at strides 4, 8, 16 and 32, without the classifier.

K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016. Names and shapes of the tensors of
``ResNet("50")`` and ``ResNet("18")`` are those that published weights use; the stride of a bottleneck is in its 3x3
convolution, as there.
"""

from typing import List

import torch
from torch import Tensor, nn

DEPTHS = {"50": [3, 4, 6, 3], "18": [2, 2, 2, 2]}
WIDTH = 64


def conv(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Conv2d:
    """A convolution without bias that keeps the size but for the stride."""
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


def shortcut(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """What fits the input of a block to its output; nothing where it fits already."""
    if stride == 1 and inputs == outputs:
        return nn.Sequential()
    return nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))


class Basic(nn.Module):
    """Two convolutions 3x3 and the shortcut: [n, inputs, h, w] -> [n, width, h / stride, w / stride]."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 3, stride), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, 1), nn.BatchNorm2d(width)
        self.downsample = shortcut(inputs, width, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.downsample(x))


class Bottleneck(nn.Module):
    """Convolutions 1x1, 3x3, 1x1 and the shortcut: [n, inputs, h, w] -> [n, 4 width, h / stride, w / stride]."""

    expansion = 4

    def __init__(self, inputs: int, width: int, stride: int):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 1, 1), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, stride), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv(width, 4 * width, 1, 1), nn.BatchNorm2d(4 * width)
        self.downsample = shortcut(inputs, 4 * width, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        return torch.relu(self.bn3(self.conv3(y)) + self.downsample(x))


BLOCKS = {"50": Bottleneck, "18": Basic}


def channels(size: str) -> List[int]:
    """Channels of C2, C3, C4 and C5."""
    return [WIDTH * BLOCKS[size].expansion << level for level in range(4)]


class ResNet(nn.Module):
    """RGB [n, 3, h, w], normalised -> C2, C3, C4, C5: [n, C, h / s, w / s] with s = 4, 8, 16, 32, sizes rounded up.

    ``fine``: three convolutions 3x3 of strides 1, 2, 2 instead of one 7x7 of stride 2 and a pooling, so that traces of single
    pixels are looked at before anything is left out; the first filters begin with mean zero, blind to what the picture
    shows at large.
    """

    def __init__(self, size: str, fine: bool = False):
        super().__init__()
        narrow = WIDTH // 4
        self.conv1: nn.Module = conv(3, WIDTH, 7, 2)
        self.maxpool: nn.Module = nn.MaxPool2d(3, 2, 1)
        if fine:
            self.conv1 = nn.Sequential(conv(3, narrow, 3, 1), nn.BatchNorm2d(narrow), nn.ReLU(),
                                       conv(narrow, 2 * narrow, 3, 2), nn.BatchNorm2d(2 * narrow), nn.ReLU(),
                                       conv(2 * narrow, WIDTH, 3, 2))
            self.maxpool = nn.Identity()
        self.bn1 = nn.BatchNorm2d(WIDTH)
        widths, inputs = [WIDTH << level for level in range(4)], WIDTH
        layers = []
        for level, (width, depth) in enumerate(zip(widths, DEPTHS[size])):
            blocks = []
            for i in range(depth):
                blocks.append(BLOCKS[size](inputs, width, 2 if level and i == 0 else 1))
                inputs = width * BLOCKS[size].expansion
            layers.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3, self.layer4 = layers
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        # The last scale of each block begins at zero, so that a deep network begins as a shallow one.
        for module in self.modules():
            if isinstance(module, (Basic, Bottleneck)):
                nn.init.zeros_((module.bn2 if isinstance(module, Basic) else module.bn3).weight)
        if fine:
            with torch.no_grad():
                first = self.conv1[0].weight
                first.sub_(first.mean(dim=[2, 3], keepdim=True))

    def forward(self, x: Tensor) -> List[Tensor]:
        c2 = self.layer1(self.maxpool(torch.relu(self.bn1(self.conv1(x)))))
        c3 = self.layer2(c2)
        c4 = self.layer3(c3)
        return [c2, c3, c4, self.layer4(c4)]
