"""OwAF: fusion of detector maps by operation-wise attention.

P. Charitidis, G. Kordopatis-Zilos, S. Papadopoulos, I. Kompatsiaris, "Operation-wise attention network for tampering
localization fusion", CBMI 2021; the attention is that of M. Suganuma, X. Liu, T. Okatani, "Attention-based adaptive
selection of operations for image restoration in the presence of unknown combined distortions", CVPR 2019.

Readings of what the papers leave open:

* Inputs are grey maps on one common grid, each followed by its reliability, not colour-mapped pictures.
* "Four layers with one operation layer each": each layer computes its own attention for its one operation layer (k = 1).
* Operations are those that the paper lists: plain convolutions 1, 3, 5, 7, average and maximum pooling 3x3. Separable
  convolutions, which its text mentions as part of the original network, are left out.
* A plain convolution is followed by ReLU, as in Suganuma's separable ones. Average pooling leaves the padding out.
* The layer's input is added after its 1x1 convolution and ReLU, as after each step of the original, and rectified.
* Suganuma's 1x1 convolution before each group of steps is left out: the paper does not mention it.
* Convolutions carry no bias, as in the original, except the first and the last: without these a picture of which nothing
  is known would get 0.5 everywhere.
* Width C is not given; 16 by default.
* Weights begin with He's normal distribution (all convolutions feed rectifiers), with which made-up map sets were learnt
  in a quarter of the steps that PyTorch's default took.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class Residual(nn.Module):
    """ReLU(dwconv3x3(ReLU(dwconv3x3(x))) + x): Suganuma's residual block, depthwise, shape kept."""

    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)
        self.second = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.second(functional.relu(self.first(x))) + x)


class AttentionLayer(nn.Module):
    """One operation layer whose operations are weighted by attention: [n, C, h, w] -> [n, C, h, w]."""

    OPERATIONS = 6

    def __init__(self, width: int):
        super().__init__()
        self.squeeze = nn.Linear(width, 2 * self.OPERATIONS)
        self.excite = nn.Linear(2 * self.OPERATIONS, self.OPERATIONS)
        self.conv1 = nn.Conv2d(width, width, 1, bias=False)
        self.conv3 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.conv5 = nn.Conv2d(width, width, 5, padding=2, bias=False)
        self.conv7 = nn.Conv2d(width, width, 7, padding=3, bias=False)
        self.mix = nn.Conv2d(self.OPERATIONS * width, width, 1, bias=False)

    def attention(self, x: Tensor) -> Tensor:
        """Weights of the operations for each picture, [n, 6], each row of sum 1."""
        pooled = x.mean(dim=[2, 3])
        return functional.softmax(self.excite(functional.relu(self.squeeze(pooled))), dim=1)

    def forward(self, x: Tensor) -> Tensor:
        weights = self.attention(x).unsqueeze(2).unsqueeze(3)
        operations = torch.cat(
            [
                functional.relu(self.conv1(x)) * weights[:, 0:1],
                functional.relu(self.conv3(x)) * weights[:, 1:2],
                functional.relu(self.conv5(x)) * weights[:, 2:3],
                functional.relu(self.conv7(x)) * weights[:, 3:4],
                functional.avg_pool2d(x, 3, 1, 1, count_include_pad=False) * weights[:, 4:5],
                functional.max_pool2d(x, 3, 1, 1) * weights[:, 5:6],
            ],
            dim=1,
        )
        return functional.relu(functional.relu(self.mix(operations)) + x)


class OwAF(nn.Module):
    """Maps [n, inputs, h, w] in [0, 1] -> logits [n, 1, h, w], high = altered; any size from 1x1."""

    def __init__(self, inputs: int = 10, width: int = 16, layers: int = 4, blocks: int = 4):
        super().__init__()
        self.first = nn.Conv2d(inputs, width, 3, padding=1)
        self.blocks = nn.Sequential(*[Residual(width) for _ in range(blocks)])
        self.layers = nn.Sequential(*[AttentionLayer(width) for _ in range(layers)])
        self.last = nn.Conv2d(width, 1, 3, padding=1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d) and module is not self.last:
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.layers(self.blocks(self.first(x))))
