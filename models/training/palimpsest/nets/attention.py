"""The encoder of a transformer over maps, with sine position encoding and attention in blocks of rows.

A. Vaswani et al., "Attention is all you need", NeurIPS 2017; the encoding in two dimensions is that of N. Carion et al.,
"End-to-end object detection with transformers" (DETR), ECCV 2020.
"""

import math
from typing import List

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

BLOCK = 1 << 21
"""Entries of the attention matrix that are held at a time on the CPU (8 MiB, which stay in its caches: blocks of 64 MiB take
twice the time). A GPU, which wants few large blocks, and training, in which small ones lie scattered over the memory, hold 32
times as many."""


def sine_positions(height: int, width: int, channels: int, like: Tensor) -> Tensor:
    """[1, channels, height, width] in -1..1: the first half of the channels tells the row, the other the column.

    Row y counts as 2 pi (y + 1) / height; channels 2i and 2i + 1 of a half of c channels are the sine and the cosine of it
    divided by 10000^(2i / c). ``channels`` is a multiple of 4; type and device are those of ``like``.
    """
    half = channels // 2
    exponent = torch.arange(0, half, 2, dtype=torch.float32, device=like.device) / half
    frequency = torch.exp(-math.log(10000.0) * exponent)
    parts: List[Tensor] = []
    for count in [height, width]:
        place = torch.arange(1, count + 1, dtype=torch.float32, device=like.device) * (2.0 * math.pi / count)
        angle = place[:, None] * frequency[None, :]
        parts.append(torch.stack([torch.sin(angle), torch.cos(angle)], dim=2).flatten(1).t())
    rows = parts[0][:, :, None].expand(-1, -1, width)
    columns = parts[1][:, None, :].expand(-1, height, -1)
    return torch.cat([rows, columns])[None].to(like.dtype)


class SelfAttention(nn.Module):
    """Attention of [n, N, C] tokens to each other -> the same, in ``heads`` heads.

    The matrix has N^2 entries for each head: it is made in blocks of rows, which give what the whole would. In training the
    gradient makes each block a second time instead of keeping it; where PyTorch has an attention that needs no matrix, that
    is used.
    """

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        # TorchScript reads attributes, but not variables of the module.
        self.block = BLOCK
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.qkv.weight)
        nn.init.zeros_(self.qkv.bias)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, width = x.size(0), x.size(1), x.size(2)
        qkv = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        if self.training and not torch.jit.is_scripting():
            y = self.learning(qkv)
        else:
            y = self.blocks(qkv)
        return self.out(y.transpose(1, 2).reshape(n, tokens, width))

    def rows(self, q: Tensor) -> int:
        """How many rows of the matrix make a block."""
        block = 32 * self.block if q.is_cuda or self.training else self.block
        return max(1, block // (q.size(0) * self.heads * q.size(2)))

    def blocks(self, qkv: Tensor) -> Tensor:
        """[3, n, heads, N, c] -> [n, heads, N, c]."""
        q, k, v = qkv[0] * self.scale, qkv[1].transpose(2, 3), qkv[2]
        rows = self.rows(q)
        # Written into one tensor: small results kept between the blocks would hinder the allocator from using the place of
        # a block again.
        result = torch.empty_like(v)
        for top in range(0, q.size(2), rows):
            matrix = torch.softmax(torch.matmul(q[:, :, top:top + rows], k), dim=3)
            result[:, :, top:top + rows] = torch.matmul(matrix, v)
        return result

    @torch.jit.unused
    def learning(self, qkv: Tensor) -> Tensor:
        """``blocks``, frugal with what the gradient needs."""
        if hasattr(functional, "scaled_dot_product_attention"):
            # On a CPU its gradient takes 15 times as long in bfloat16.
            with torch.autocast("cpu", enabled=False):
                q, k, v = qkv if qkv.is_cuda or qkv.dtype == torch.float64 else qkv.float()
                return functional.scaled_dot_product_attention(q, k, v).to(qkv.dtype)
        q, k, v = qkv[0], qkv[1], qkv[2]
        rows = self.rows(q)
        return torch.cat([checkpoint(self.part, q[:, :, top:top + rows], k, v, use_reentrant=False)
                          for top in range(0, q.size(2), rows)], dim=2)

    @torch.jit.unused
    def part(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        matrix = torch.softmax(torch.matmul(q * self.scale, k.transpose(2, 3)), dim=3)
        return torch.matmul(matrix, v)


class Layer(nn.Module):
    """Attention and two linear layers with ReLU between, each added to its input and normalised after: [n, N, C] -> the
    same. Dropout is on what is added and between the linear layers, as in the paper of the transformer; DETR also has it on
    the matrix of the attention, which would then have to exist as a whole."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.self_attn = SelfAttention(width, heads)
        self.linear1 = nn.Linear(width, hidden)
        self.linear2 = nn.Linear(hidden, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        for layer in (self.self_attn.out, self.linear1, self.linear2):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm1(x + self.dropout(self.self_attn(x)))
        return self.norm2(x + self.dropout(self.linear2(self.dropout(torch.relu(self.linear1(x))))))


class Encoder(nn.Module):
    """Layers of self-attention over all places of a map, after its positions were added: [n, C, h, w] -> the same."""

    def __init__(self, width: int, heads: int, layers: int, hidden: int, dropout: float):
        super().__init__()
        self.layers = nn.Sequential(*[Layer(width, heads, hidden, dropout) for _ in range(layers)])

    def forward(self, x: Tensor) -> Tensor:
        n, width, h, w = x.size(0), x.size(1), x.size(2), x.size(3)
        x = x + sine_positions(h, w, width, x)
        return self.layers(x.flatten(2).transpose(1, 2)).transpose(1, 2).reshape(n, width, h, w)
