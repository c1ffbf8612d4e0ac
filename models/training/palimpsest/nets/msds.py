"""MSDS: a U2-Net of five stages with a multi-scale transformer between encoder and decoder, and deep supervision.

S. Qin et al., "Multi-scale and deeply supervised network for image splicing localization", Frontiers in Artificial
Intelligence 2025 (the whole); X. Qin et al., "U2-Net", Pattern Recognition 2020 (encoder, decoder, side outputs); J. Wang
et al., "M2TR: multi-modal multi-scale transformers for deepfake detection", ICMR 2022 (the transformer).
"""

from typing import List, Optional, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from palimpsest.nets.forensic import Evidence
from palimpsest.nets.imagenet import normalised
from palimpsest.nets.u2net import RSU, RSU4F, enlarged, halved

READINGS = (
    "Where the paper is silent or says two things: the encoder's RSU-5 has 32 middle channels as printed (U2-Net: 64); side "
    "outputs are U2-Net's, from the four stages of the decoder, fused by a convolution 1x1; the loss is the mean over pixels "
    "of the cross-entropy, summed over the five maps; weights begin as PyTorch's default has it; inputs are normalised with "
    "ImageNet's means and deviations; a pixel counts as altered above 0.5."
)
TRANSFORMER_READINGS = (
    "The transformer has M2TR's form: convolutions 1x1 give queries, keys and values, the channels are split into four "
    "groups, and a group's tokens are its flattened patches (a linear layer on such tokens would need 10^9 weights). It is "
    "one layer without feed-forward; what its last convolution 3x3, batch normalisation and LeakyReLU (0.2) give is added to "
    "its input; the scale of that normalisation begins at zero, so that at first the transformer changes nothing. The "
    "positional embeddings of all groups together are one learned map of the input's size, zero at first, "
    "added before the convolutions 1x1. What it gives is enlarged bilinearly to join the encoder's fourth stage."
)
SCALES_READING = "The patch of 16 pixels is a single token, so the queries and keys of its group play no part."
SINGLE_READING = "All four groups have patches of 2 pixels: the paper does not say which single scale its ablation has."
"""Every choice that the paper leaves open, for the card."""

# Kind of block, input, middle and output channels.
ENCODER = ((7, 3, 32, 64), (6, 64, 32, 128), (5, 128, 32, 256), (4, 256, 128, 512))
BOTTOM = (512, 256, 512)
DECODER = ((4, 1024, 128, 256), (5, 512, 64, 128), (6, 256, 32, 64), (7, 128, 16, 64))
UNIT = 1 / 16
"""Widths are multiples of this."""
REDUCTION = 16
"""Pixels of the picture a side for one of the transformer's."""
MULTI, SINGLE = (1, 2, 4, 8), (8, 8, 8, 8)
"""Tokens a side for each group of channels: of a map of 16x16, patches of 16, 8, 4, 2 pixels, and of 2 pixels alone."""


class Transformer(nn.Module):
    """Attention between patches, of another size for each group of channels: [n, C, g, g] -> the same.

    ``divisions``: patches a side for each group, all divisors of ``grid`` g; C is a multiple of their number.
    """

    def __init__(self, channels: int, grid: int, divisions: Sequence[int]):
        super().__init__()
        if any(grid % division for division in divisions) or channels % len(divisions):
            raise ValueError(f"{channels} channels of {grid}x{grid} cannot be divided by {list(divisions)}")
        self.divisions = list(divisions)
        self.position = nn.Parameter(torch.zeros(1, channels, grid, grid))
        self.query = nn.Conv2d(channels, channels, 1)
        self.key = nn.Conv2d(channels, channels, 1)
        self.value = nn.Conv2d(channels, channels, 1)
        self.mix = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels),
                                 nn.LeakyReLU(0.2, inplace=True))
        nn.init.zeros_(self.mix[1].weight)

    def tokens(self, x: Tensor, group: int) -> Tensor:
        """The group's channels of [n, C, g, g] as tokens [n, d * d, C / groups * p * p], d patches a side of p pixels."""
        d, channels = self.divisions[group], x.size(1) // len(self.divisions)
        x = x[:, group * channels:(group + 1) * channels]
        x = x.reshape(x.size(0), channels, d, x.size(2) // d, d, x.size(3) // d)
        return x.permute(0, 2, 4, 1, 3, 5).reshape(x.size(0), d * d, -1)

    def forward(self, x: Tensor) -> Tensor:
        placed = x + self.position
        query, key, value = self.query(placed), self.key(placed), self.value(placed)
        n, g, channels = x.size(0), x.size(2), x.size(1) // len(self.divisions)
        found = []
        for group, d in enumerate(self.divisions):
            q, k, v = self.tokens(query, group), self.tokens(key, group), self.tokens(value, group)
            v = torch.matmul(torch.softmax(torch.matmul(q, k.transpose(1, 2)) * q.size(2) ** -0.5, dim=-1), v)
            v = v.reshape(n, d, d, channels, g // d, g // d).permute(0, 3, 1, 4, 2, 5)
            found.append(v.reshape(n, channels, g, g))
        return x + self.mix(torch.cat(found, dim=1))


class MSDS(nn.Module):
    """Pictures [n, 3, side, side] in 0..1 -> logits [n, 5, side, side], high = altered: the fused map, then the side
    outputs from the finest to the coarsest.

    ``width``: factor of all widths of the paper, a multiple of 1/16; ``side`` of the pictures, a multiple of 128;
    ``divisions`` as in Transformer, with none there is no transformer. With ``evidence``, what TruFor's encoder sees in the
    picture is added after each of the encoder's halvings.
    """

    def __init__(self, width: float = 1.0, side: int = 256, divisions: Sequence[int] = MULTI, evidence: bool = False):
        super().__init__()

        def scaled(*channels):
            return [c if c == 3 else round(width * c) for c in channels]

        self.side = side
        self.encoder = nn.ModuleList([RSU(depth, *scaled(*channels)) for depth, *channels in ENCODER])
        self.bottom = RSU4F(*scaled(*BOTTOM))
        between = Transformer(scaled(BOTTOM[2])[0], side // REDUCTION, divisions) if divisions else nn.Identity()
        self.transformer = between
        self.decoder = nn.ModuleList([RSU(depth, *scaled(*channels)) for depth, *channels in DECODER])
        self.sides = nn.ModuleList([nn.Conv2d(scaled(channels[-1])[0], 1, 3, padding=1) for channels in DECODER])
        self.fuse = nn.Conv2d(len(DECODER), 1, 1)
        widths = [scaled(channels[-1])[0] for channels in ENCODER]
        self.evidence = Evidence(widths) if evidence else None

    def forward(self, x: Tensor, maps: Optional[List[Tensor]] = None) -> Tensor:
        """``maps``: those of the evidence's encoder, of the picture at the same or twice the size; None: there is no evidence."""
        seen: List[Tensor] = []
        if self.evidence is not None and maps is not None:
            seen = self.evidence(maps, x.size(2))
        y = normalised(x)
        skips = []
        for i, stage in enumerate(self.encoder):
            y = stage(y)
            skips.append(y)
            y = halved(y)
            if len(seen) > 0:
                y = y + seen[i]
        y = self.transformer(self.bottom(y))
        maps = []
        for i, (stage, side) in enumerate(zip(self.decoder, self.sides)):
            skip = skips[len(skips) - 1 - i]
            y = stage(torch.cat([enlarged(y, skip), skip], dim=1))
            maps.append(enlarged(side(y), x))
        sides = torch.cat(maps[::-1], dim=1)
        return torch.cat([self.fuse(sides), sides], dim=1)

    def logit(self, found: Tensor) -> Tensor:
        """That of the fused map, [n, 1, h, w], of what ``forward`` gave."""
        return found[:, :1]
