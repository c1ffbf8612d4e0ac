"""A residual network of 50 layers as encoder: maps at strides 4, 8, 16 and 32, without the classifier.

K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016. Names and shapes of the tensors are
those that published weights use; the stride of a bottleneck is in its 3x3 convolution, as there.
"""

from typing import List

import torch
from torch import Tensor, nn

from palimpsest.nets.imagenet import normalised

DEPTHS = (3, 4, 6, 3)
WIDTH, EXPANSION = 64, 4
CHANNELS = [EXPANSION * WIDTH << level for level in range(4)]
"""Of C2, C3, C4 and C5."""


def conv(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Conv2d:
    """A convolution without bias that keeps the size but for the stride."""
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


def shortcut(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """What fits the input of a block to its output; nothing where it fits already."""
    if stride == 1 and inputs == outputs:
        return nn.Sequential()
    return nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))


class Bottleneck(nn.Module):
    """Convolutions 1x1, 3x3, 1x1 and the shortcut: [n, inputs, h, w] -> [n, 4 width, h / stride, w / stride]."""

    def __init__(self, inputs: int, width: int, stride: int):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 1, 1), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, stride), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv(width, EXPANSION * width, 1, 1), nn.BatchNorm2d(EXPANSION * width)
        self.downsample = shortcut(inputs, EXPANSION * width, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        return torch.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class ResNet(nn.Module):
    """RGB [n, 3, h, w] in 0..1 -> C2, C3, C4, C5: [n, C, h / s, w / s] with s = 4, 8, 16, 32, sizes rounded up."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1, self.maxpool = conv(3, WIDTH, 7, 2), nn.BatchNorm2d(WIDTH), nn.MaxPool2d(3, 2, 1)
        inputs, layers = WIDTH, []
        for level, depth in enumerate(DEPTHS):
            blocks = []
            for i in range(depth):
                blocks.append(Bottleneck(inputs, WIDTH << level, 2 if level and i == 0 else 1))
                inputs = CHANNELS[level]
            layers.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3, self.layer4 = layers
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        # The last scale of each block begins at zero, so that a deep network begins as a shallow one.
        for module in self.modules():
            if isinstance(module, Bottleneck):
                nn.init.zeros_(module.bn3.weight)

    def forward(self, x: Tensor) -> List[Tensor]:
        c2 = self.layer1(self.maxpool(torch.relu(self.bn1(self.conv1(normalised(x))))))
        c3 = self.layer2(c2)
        c4 = self.layer3(c3)
        return [c2, c3, c4, self.layer4(c4)]
