"""Random draws that are the same on every device: a NumPy generator per picture, and fields of noise from it."""

import math

import numpy as np
import torch


def generator(*words):
    """A generator that depends on the given whole numbers (>= 0) alone."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def chance(rng, probability):
    """True with this probability."""
    return bool(rng.random() < probability)


def pick(rng, options, weights=None):
    """One of the options, by weights that need not sum to 1."""
    if weights is None:
        return options[int(rng.integers(len(options)))]
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return options[min(int(np.searchsorted(edges, rng.random() * edges[-1], side="right")), len(options) - 1)]


def uniform(rng, low, high):
    """A float in [low, high)."""
    return float(low + (high - low) * rng.random())


def log_uniform(rng, low, high):
    """A float in [low, high), uniform in its logarithm."""
    return math.exp(uniform(rng, math.log(low), math.log(high)))


def whole(rng, low, high):
    """A whole number in [low, high], both included."""
    return int(rng.integers(low, high + 1))


def seed_of(rng):
    """A seed for ``noise``."""
    return int(rng.integers(2 ** 62))


def noise(shape, seed, device):
    """Normal noise of this shape; the same for the same seed and device."""
    source = torch.Generator(device=device)
    source.manual_seed(seed)
    return torch.randn(shape, generator=source, device=device)
