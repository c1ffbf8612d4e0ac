"""Synthesis of forgeries: seeded, on CPU or GPU, with exact masks, from photographs and micrographs."""

from palimpsest.forge.forge import AUTHENTIC, Forge, Picture
from palimpsest.forge.kinds import KINDS

__all__ = ["AUTHENTIC", "Forge", "KINDS", "Picture"]
