"""Mix transformer (MiT), the encoder of SegFormer, one module for each part of a stage.

E. Xie et al., "SegFormer: simple and efficient design for semantic segmentation with transformers", NeurIPS 2021. Maps
are kept with the channels last, [n, h, w, C], so that linear layers need no copies; convolutions get a view of them.
"""

from typing import List

import torch
from torch import Tensor, nn
from torch.nn import functional

BLOCK = 1 << 24
"""Entries of the attention matrix that are held at a time outside of training (64 MiB)."""

DIMS = {"b0": [32, 64, 160, 256], "b2": [64, 128, 320, 512]}
DEPTHS = {"b0": [2, 2, 2, 2], "b2": [3, 4, 6, 3]}
HEADS = [1, 2, 5, 8]
REDUCTIONS = [8, 4, 2, 1]
SMALLEST = 29
"""Sides below this leave nothing for the keys of the first stage."""


class PatchEmbed(nn.Module):
    """Overlapping patches: [n, h, w, inputs] -> [n, h', w', outputs], h' = floor((h - 1) / stride) + 1."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int):
        super().__init__()
        self.proj = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2)
        self.norm = nn.LayerNorm(outputs, eps=1e-5)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.proj(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))


class Attention(nn.Module):
    """Self-attention whose keys and values come from a map made smaller ``reduction`` times: [n, h, w, C] -> the same.

    The matrix has h*w rows and h*w / reduction^2 columns for each head, h and w being those of the stage. All heads of a
    block together have, for a picture of P pixels, P^2 / 16384 entries in the first stage, P^2 / 32768, / 52429 and
    / 131072 in the others. In the first that is 256 MiB at one megapixel and 4 GiB at four, so the matrix is made in
    blocks of rows; time still grows with the square.
    """

    def __init__(self, width: int, heads: int, reduction: int):
        super().__init__()
        self.heads, self.reduction, self.scale = heads, reduction, (width // heads) ** -0.5
        # TorchScript reads attributes, but not variables of the module.
        self.block = BLOCK
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        if reduction > 1:
            self.sr: nn.Module = nn.Conv2d(width, width, reduction, reduction)
            self.norm: nn.Module = nn.LayerNorm(width, eps=1e-5)
        else:
            self.sr = nn.Identity()
            self.norm = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        n, h, w, width = x.size(0), x.size(1), x.size(2), x.size(3)
        depth = width // self.heads
        q = self.q(x).reshape(n, h * w, self.heads, depth).transpose(1, 2)
        source = x
        if self.reduction > 1:
            source = self.norm(self.sr(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))
        kv = self.kv(source).reshape(n, -1, 2, self.heads, depth).permute(2, 0, 3, 1, 4)
        k, v = kv[0].transpose(2, 3) * self.scale, kv[1]
        rows = h * w
        if not self.training:
            rows = max(1, self.block // (n * self.heads * k.size(3)))
        parts: List[Tensor] = []
        for top in range(0, h * w, rows):
            parts.append(torch.matmul(torch.softmax(torch.matmul(q[:, :, top:top + rows], k), dim=3), v))
        return self.proj(torch.cat(parts, dim=2).transpose(1, 2).reshape(n, h, w, width))


class Depthwise(nn.Module):
    """Depthwise convolution 3x3 of [n, h, w, C]."""

    def __init__(self, width: int):
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 3, padding=1, groups=width)

    def forward(self, x: Tensor) -> Tensor:
        return self.dwconv(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class MixFFN(nn.Module):
    """Feed-forward network that learns positions from zero padding: linear, depthwise 3x3, GELU, linear."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.dwconv = Depthwise(hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(functional.gelu(self.dwconv(self.fc1(x))))


class Block(nn.Module):
    """Attention and feed-forward network, each on the normalised map and added to it; in training each is left out
    with the chance ``drop`` (stochastic depth). [n, h, w, C] -> the same."""

    def __init__(self, width: int, heads: int, reduction: int, drop: float):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads, reduction)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = MixFFN(width, 4 * width)
        self.drop = drop

    def kept(self, x: Tensor) -> Tensor:
        if self.training and self.drop > 0.0:
            mask = torch.rand([x.size(0), 1, 1, 1], device=x.device) >= self.drop
            x = x * (mask.to(x.dtype) / (1.0 - self.drop))
        return x

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.kept(self.attn(self.norm1(x)))
        return x + self.kept(self.mlp(self.norm2(x)))


def embeddings(size: str) -> List[PatchEmbed]:
    """The patch embeddings of the four stages."""
    dims = DIMS[size]
    return [PatchEmbed(3, dims[0], 7, 4)] + [PatchEmbed(dims[i - 1], dims[i], 3, 2) for i in (1, 2, 3)]


def stages(size: str, drop: float) -> List[nn.Sequential]:
    """The blocks of the four stages; ``drop`` is the stochastic depth of the last, growing linearly."""
    depths, total, done = DEPTHS[size], sum(DEPTHS[size]), 0
    result = []
    for width, depth, heads, reduction in zip(DIMS[size], depths, HEADS, REDUCTIONS):
        result.append(nn.Sequential(*[Block(width, heads, reduction, drop * (done + i) / max(1, total - 1))
                                      for i in range(depth)]))
        done += depth
    return result
