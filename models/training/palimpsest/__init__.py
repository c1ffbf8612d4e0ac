"""Training ground of Palimpsest: synthesis, networks, training, export."""

__version__ = "0.1.0"
