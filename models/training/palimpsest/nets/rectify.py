"""Cross-modal rectification and fusion of two feature maps.

J. Zhang et al., "CMX: cross-modal fusion for RGB-X semantic segmentation with transformers", IEEE T-ITS 2023. Maps are
[n, h, w, C], channels last, as in palimpsest.nets.mit.
"""

from typing import Tuple

import torch
from torch import Tensor, nn


class ChannelWeights(nn.Module):
    """Two maps -> weights [2, n, 1, 1, C] in 0..1, from the means and maxima of their channels."""

    def __init__(self, width: int):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(4 * width, 4 * width), nn.ReLU(inplace=True),
                                 nn.Linear(4 * width, 2 * width), nn.Sigmoid())

    def forward(self, both: Tensor) -> Tensor:
        pooled = torch.cat([both.mean(dim=[1, 2]), both.amax(dim=[1, 2])], dim=1)
        return self.mlp(pooled).reshape(both.size(0), 2, 1, 1, -1).transpose(0, 1)


class SpatialWeights(nn.Module):
    """Two maps, concatenated -> weights [n, h, w, 2] in 0..1."""

    def __init__(self, width: int):
        super().__init__()
        self.mlp = nn.Sequential(nn.Conv2d(2 * width, width, 1), nn.ReLU(inplace=True), nn.Conv2d(width, 2, 1),
                                 nn.Sigmoid())

    def forward(self, both: Tensor) -> Tensor:
        return self.mlp(both.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class Rectify(nn.Module):
    """Feature rectification module: to each map is added half of the other, weighted by channel, and half by place."""

    def __init__(self, width: int):
        super().__init__()
        self.channel_weights = ChannelWeights(width)
        self.spatial_weights = SpatialWeights(width)

    def forward(self, one: Tensor, other: Tensor) -> Tuple[Tensor, Tensor]:
        both = torch.cat([one, other], dim=3)
        channel, place = self.channel_weights(both), self.spatial_weights(both)
        return (one + other * (0.5 * channel[1] + 0.5 * place[..., 1:2]),
                other + one * (0.5 * channel[0] + 0.5 * place[..., 0:1]))


class CrossAttention(nn.Module):
    """Each of two maps of tokens [n, N, C] read through the other's context, which is C/heads x C/heads for each head:
    its cost grows with the number of tokens, not with the square."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.kv1 = nn.Linear(width, 2 * width, bias=False)
        self.kv2 = nn.Linear(width, 2 * width, bias=False)

    def context(self, kv: Tensor) -> Tensor:
        """[n, N, 2C] -> [n, heads, depth, depth], the softmax over the channels of the keys."""
        n, count, width = kv.size(0), kv.size(1), kv.size(2) // 2
        parts = kv.reshape(n, count, 2, self.heads, width // self.heads).permute(2, 0, 3, 4, 1)
        return torch.softmax(torch.matmul(parts[0], parts[1].transpose(2, 3)) * self.scale, dim=2)

    def read(self, x: Tensor, context: Tensor) -> Tensor:
        n, count, width = x.size(0), x.size(1), x.size(2)
        queries = x.reshape(n, count, self.heads, width // self.heads).transpose(1, 2)
        return torch.matmul(queries, context).transpose(1, 2).reshape(n, count, width)

    def forward(self, one: Tensor, other: Tensor) -> Tuple[Tensor, Tensor]:
        first, second = self.context(self.kv1(one)), self.context(self.kv2(other))
        return self.read(one, second), self.read(other, first)


class CrossPath(nn.Module):
    """Two maps [n, h, w, C] -> both, enriched by each other."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.channel_proj1 = nn.Linear(width, 2 * width)
        self.channel_proj2 = nn.Linear(width, 2 * width)
        self.cross_attn = CrossAttention(width, heads)
        self.end_proj1 = nn.Linear(2 * width, width)
        self.end_proj2 = nn.Linear(2 * width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-5)
        self.norm2 = nn.LayerNorm(width, eps=1e-5)

    def forward(self, one: Tensor, other: Tensor) -> Tuple[Tensor, Tensor]:
        tokens1, tokens2 = one.flatten(1, 2), other.flatten(1, 2)
        y1, u1 = torch.relu(self.channel_proj1(tokens1)).chunk(2, dim=2)
        y2, u2 = torch.relu(self.channel_proj2(tokens2)).chunk(2, dim=2)
        v1, v2 = self.cross_attn(u1, u2)
        out1 = self.norm1(tokens1 + self.end_proj1(torch.cat([y1, v1], dim=2)))
        out2 = self.norm2(tokens2 + self.end_proj2(torch.cat([y2, v2], dim=2)))
        return out1.reshape(one.shape), out2.reshape(other.shape)


class ChannelEmbed(nn.Module):
    """[n, h, w, 2C] -> [n, h, w, C]: a convolution beside a bottleneck, both normalised."""

    def __init__(self, width: int):
        super().__init__()
        self.residual = nn.Conv2d(2 * width, width, 1, bias=False)
        self.channel_embed = nn.Sequential(nn.Conv2d(2 * width, width, 1),
                                           nn.Conv2d(width, width, 3, padding=1, groups=width), nn.ReLU(inplace=True),
                                           nn.Conv2d(width, width, 1), nn.BatchNorm2d(width))
        self.norm = nn.BatchNorm2d(width)

    def forward(self, both: Tensor) -> Tensor:
        x = both.permute(0, 3, 1, 2)
        return self.norm(self.residual(x) + self.channel_embed(x)).permute(0, 2, 3, 1)


class Fuse(nn.Module):
    """Feature fusion module: two maps [n, h, w, C] -> one."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.cross = CrossPath(width, heads)
        self.channel_emb = ChannelEmbed(width)

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        one, other = self.cross(one, other)
        return self.channel_emb(torch.cat([one, other], dim=3))
