"""JPEG compression and decompression of tensors, as libjpeg does it with its default settings.

RGB to YCbCr as in JFIF, chroma at full or half resolution (box down, triangle up), 8x8 DCT, quantisation with rounding,
and back with rounding and clipping to 8 bits. The entropy coding loses nothing and is left out. Source: ITU-T T.81,
JFIF 1.02; the rounding of the half-resolution chroma as libjpeg documents it.
"""

import functools
import math

import torch
import torch.nn.functional as F

LUMA = (16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99)
CHROMA = (17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
          47, 66, 99, 99, 99, 99, 99, 99) + (99,) * 32
"""The standard's example tables (Annex K), in rows."""


def tables_of(quality):
    """Luma and chroma tables (64 ints each, in rows) of libjpeg's quality 1..100."""
    if not 1 <= quality <= 100:
        raise ValueError(f"There is no JPEG quality {quality}; give 1 to 100")
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple([min(255, max(1, (entry * scale + 50) // 100)) for entry in table] for table in (LUMA, CHROMA))


@functools.lru_cache(maxsize=8)
def _dct(device):
    rows = [[math.sqrt((1 if k == 0 else 2) / 8) * math.cos(math.pi * k * (2 * x + 1) / 16) for x in range(8)]
            for k in range(8)]
    return torch.tensor(rows, dtype=torch.float32, device=device)


def _quantise(plane, table):
    """Plane [n, h, w] (h, w multiples of 8) through DCT, quantisation by table [n, 8, 8], and back, in 0..255."""
    n, h, w = plane.shape
    basis = _dct(plane.device)
    steps = table.view(n, 1, 8, 1, 8)
    x = torch.matmul(basis, (plane - 128).view(n, h // 8, 8, w))
    x = torch.matmul(x.view(n, h // 8, 8, w // 8, 8), basis.t())
    # libjpeg's integer transform keeps eighths, and rounds halves away from zero: both matter where the picture was
    # compressed before, since then many coefficients lie just halfway between two steps.
    x = torch.sign(x) * torch.floor(torch.round(x.abs() * 8) / 8 / steps + 0.5) * steps
    x = torch.matmul(x, basis).view(n, h // 8, 8, w)
    x = torch.matmul(basis.t(), x).reshape(n, h, w)
    return torch.round(x + 128).clamp_(0, 255)


def _halve(plane):
    n, h, w = plane.shape
    mean = F.avg_pool2d(plane[:, None], 2)[:, 0]
    bias = torch.arange(w // 2, device=plane.device) % 2 * 0.25 + 0.25
    return torch.floor(mean + bias)


def _double(plane):
    """Triangle filter: 3/4 of the nearest and 1/4 of the next sample, in both directions; libjpeg's rounding."""
    x = F.pad(plane[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    near = 3 * x[:, 1:-1]
    rows = torch.stack((near + x[:, :-2], near + x[:, 2:]), 2).flatten(1, 2)
    near = 3 * rows[:, :, 1:-1]
    left = torch.floor((near + rows[:, :, :-2] + 8) / 16)
    right = torch.floor((near + rows[:, :, 2:] + 7) / 16)
    return torch.stack((left, right), 3).flatten(2, 3)


def _stack(tables, device):
    return torch.tensor(tables, dtype=torch.float32, device=device).view(-1, 8, 8)


def simulate(image, tables, half_chroma):
    """What a decoder shows of ``image`` after compression.

    image: float [n, 3, h, w], whole numbers 0..255; tables: a list of n pairs (luma, chroma) of 64 ints in rows;
    half_chroma: 4:2:0 if true, else 4:4:4. Returns the same shape and range.
    """
    n, _, h, w = image.shape
    unit = 16 if half_chroma else 8
    padded = F.pad(image, (0, -w % unit, 0, -h % unit), mode="replicate")
    red, green, blue = padded[:, 0], padded[:, 1], padded[:, 2]
    luma = torch.round(0.299 * red + 0.587 * green + 0.114 * blue)
    cb = torch.round(-0.168735892 * red - 0.331264108 * green + 0.5 * blue + 128).clamp_(0, 255)
    cr = torch.round(0.5 * red - 0.418687589 * green - 0.081312411 * blue + 128).clamp_(0, 255)
    both = torch.cat((cb, cr))
    luma = _quantise(luma, _stack([pair[0] for pair in tables], image.device))[:, :h, :w]
    chroma = _stack([pair[1] for pair in tables] * 2, image.device)
    if half_chroma:
        both = _quantise(_halve(both), chroma)
        both = _double(both[:, :(h + 1) // 2, :(w + 1) // 2])[:, :h, :w]
    else:
        both = _quantise(both, chroma)[:, :h, :w]
    cb, cr = both[:n] - 128, both[n:] - 128
    result = torch.stack((luma + 1.402 * cr, luma - 0.344136286 * cb - 0.714136286 * cr, luma + 1.772 * cb), 1)
    return torch.round(result).clamp_(0, 255)
