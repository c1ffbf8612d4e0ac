"""What TruFor learns by: losses of its map, its reliability, its features and its score."""

import torch
from torch.nn import functional

from palimpsest.scoring import scored


def dice(probability, truth):
    """1 - 2 sum(p t) / (sum(p^2) + sum(t^2)) of each picture, mean over them; both float [n, ...] in 0..1."""
    p, t = probability.flatten(1), truth.flatten(1)
    return (1.0 - 2.0 * (p * t).sum(1) / ((p * p).sum(1) + (t * t).sum(1) + 1e-5)).mean()


def localisation_loss(classes, mask):
    """0.3 cross-entropy, in which altered pixels weigh 2.5 and others 0.5, and 0.7 dice of the altered ones.

    ``classes``: logits float [n, 2, h, w]; ``mask``: float [n, 1, h, w] of 0 and 1.
    """
    weight = torch.tensor([0.5, 2.5], device=classes.device)
    entropy = functional.cross_entropy(classes, mask[:, 0].long(), weight=weight)
    return 0.3 * entropy + 0.7 * dice(torch.softmax(classes, dim=1)[:, 1], mask)


def reliability_loss(classes, confidence, mask):
    """Mean square of the difference between the confidence and the probability of the true class, over scored pixels.

    ``confidence``: logits float [n, 1, h, w]; the rest as above.
    """
    true = torch.softmax(classes, dim=1).gather(1, mask.long()).detach()
    counted = scored(mask)
    return (counted * (torch.sigmoid(confidence) - true) ** 2).sum() / counted.sum().clamp(min=1)


def affinity_loss(maps, mask):
    """How well places of the same part of a picture resemble each other more than places of different parts: binary
    cross-entropy of 8 (cosine - 0.5) of all pairs of places of a picture that lie wholly in one of the parts, pairs of either
    kind weighing the same. Which part was altered plays no part, so that this is learnt long before it.

    ``maps``: features float [n, h, w, C]; ``mask``: float [n, 1, H, W] of 0 and 1.
    """
    share = functional.adaptive_avg_pool2d(mask, list(maps.shape[1:3])).flatten(1)
    pure = ((share < 0.05) | (share > 0.95)).float()
    part = (share > 0.5).float()
    features = functional.normalize(maps.float().flatten(1, 2), dim=2)
    logits = 8.0 * (features @ features.transpose(1, 2) - 0.5)
    same = (part[:, :, None] == part[:, None, :]).float()
    known = pure[:, :, None] * pure[:, None, :]
    each = functional.binary_cross_entropy_with_logits(logits, same, reduction="none")
    total = 0.0
    for kind in (same * known, (1.0 - same) * known):
        # Pictures of one part alone have no pairs of the second kind, and count only where others have.
        total = total + 0.5 * (each * kind).sum() / kind.sum().clamp(min=1.0)
    return total


def detection_loss(integrity, mask, authentic, prior=0.5):
    """Binary cross-entropy of the score, as if a share ``prior`` of all pictures were altered, where ``authentic`` is the share
    of untouched ones (paper: 0.5, hence weights of 0.5 / 0.7 and 0.5 / 0.3). ``integrity``: logits float [n, 1]."""
    truth = mask.flatten(1).amax(1, keepdim=True)
    share = min(max(authentic, 0.05), 0.95)
    weight = torch.where(truth > 0, prior / (1.0 - share), (1.0 - prior) / share)
    return functional.binary_cross_entropy_with_logits(integrity, truth, weight=weight)
