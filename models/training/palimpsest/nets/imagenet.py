"""The normalisation of pictures that networks begun from ImageNet, and those made like them, expect."""

import torch
from torch import Tensor


def normalised(x: Tensor) -> Tensor:
    """RGB [n, 3, h, w] in 0..1 in deviations from the mean of ImageNet."""
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=x.dtype, device=x.device).reshape(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225], dtype=x.dtype, device=x.device).reshape(1, 3, 1, 1)
    return (x - mean) / deviation
