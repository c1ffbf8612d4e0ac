"""The resampling features of LSTM-EnDec: spectra of the projections of a patch's second derivative.

J. Bunk et al., "Detection and localization of image forgeries using resampling features and deep learning", CVPR Workshops
2017; J. H. Bappy et al., "Hybrid LSTM and encoder-decoder architecture for detection of image forgeries", IEEE TIP 2019.
Java computes the same in ``io.palimpsest.signal.RadonFeatures``.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


def levels(x: Tensor) -> Tensor:
    """The 8-bit picture that values in 0..1 stand for, whole numbers 0..255.

    The features are those of 8-bit pictures, and steps of less than a level must not count: below a square root they would,
    and in a level patch, where features are ratios of what is left, they would be all that counts. Halves, which are frequent
    in pictures scaled by two, are rounded up with a margin for the rounding errors of whoever scaled.
    """
    return torch.floor(x * 255.0 + 0.501)


def edges(patches: Tensor) -> Tensor:
    """Mean over the channels of sqrt(|Laplacian|), the border repeated: [m, 3, h, w] of levels -> [m, h, w]."""
    padded = functional.pad(patches, [1, 1, 1, 1], mode="replicate")
    around = padded[:, :, :-2, 1:-1] + padded[:, :, 2:, 1:-1] + padded[:, :, 1:-1, :-2] + padded[:, :, 1:-1, 2:]
    return (around - 4.0 * patches).abs().sqrt().mean(dim=1)


def projection(device: torch.device, side: int = 32, canvas: int = 46, angles: int = 10) -> Tensor:
    """The share that each pixel of a patch has in each value of its projections: float64 [angles * canvas, side * side].

    The patch lies in the middle of a canvas of zeros, which is turned by 0, 18, ... 162 degrees about its pixel (23, 23) with
    bilinear interpolation; its columns are summed. Computed where it is needed instead of being kept with the weights, which
    are rounded to half precision.
    """
    angle = torch.arange(angles, dtype=torch.float64, device=device) * (math.pi / angles)
    place = torch.arange(canvas, dtype=torch.float64, device=device)
    cos, sin = angle.cos().reshape(-1, 1, 1), angle.sin().reshape(-1, 1, 1)
    column, row = place.reshape(1, -1, 1), place.reshape(1, 1, -1)
    middle, margin = canvas // 2, (canvas - side) // 2
    x = cos * column + sin * row - middle * (cos + sin - 1) - margin
    y = cos * row - sin * column - middle * (cos - sin - 1) - margin
    sums = torch.zeros(angles * canvas * side * side, dtype=torch.float64, device=device)
    element = torch.arange(angles * canvas, device=device).reshape(angles, canvas, 1)
    for corner in range(4):
        left, top = x.floor() + corner % 2, y.floor() + corner // 2
        share = (1 - (x - left).abs()) * (1 - (y - top).abs())
        inside = (left >= 0) & (top >= 0) & (left < side) & (top < side)
        share = torch.where(inside, share, torch.zeros_like(share))
        pixel = top.clamp(0, side - 1) * side + left.clamp(0, side - 1)
        sums.index_add_(0, (element * side * side + pixel.long()).flatten(), share.flatten())
    return sums.reshape(angles * canvas, side * side)


def waves(device: torch.device, canvas: int = 46) -> Tensor:
    """Cosines and sines of the real Fourier transform: float64 [canvas, canvas / 2 + 1] twice, side by side."""
    place = torch.arange(canvas, device=device).reshape(-1, 1)
    turn = (place * torch.arange(canvas // 2 + 1, device=device) % canvas).double() * (2 * math.pi / canvas)
    return torch.cat([turn.cos(), turn.sin()], dim=1)


class ResamplingFeatures(nn.Module):
    """RGB [n, 3, 32 rows, 32 columns] in 0..1 -> features float32 [n, rows * columns, 240] of its patches of 32x32, row by row.

    Of each patch, for each of 10 angles the 24 magnitudes of the Fourier transform of its projection, each divided by the
    mean of all angles, less 1: 0 where no direction stands out, -1 in a level patch, at most 9. Computed in double precision,
    since small magnitudes are divided by small means. Nothing is learnt, and gradients end here.
    """

    def __init__(self, side: int = 32, angles: int = 10):
        super().__init__()
        self.side, self.angles = side, angles

    def forward(self, x: Tensor) -> Tensor:
        n, side, angles = x.size(0), self.side, self.angles
        rows, columns = x.size(2) // side, x.size(3) // side
        patches = levels(x.detach()).double().reshape(n, 3, rows, side, columns, side)
        seen = edges(patches.permute(0, 2, 4, 1, 3, 5).reshape(n * rows * columns, 3, side, side)).flatten(1)
        lines = torch.matmul(seen, projection(x.device).t())
        parts = torch.matmul(lines.reshape(seen.size(0), angles, -1), waves(x.device))
        real, imaginary = parts.chunk(2, dim=2)
        magnitudes = (real * real + imaginary * imaginary).sqrt()
        features = magnitudes / (magnitudes.mean(dim=1, keepdim=True) + 1e-16) - 1.0
        return features.to(x.dtype).reshape(n, rows * columns, -1)
