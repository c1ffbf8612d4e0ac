"""Training ground of Palimpsest: synthesis, networks, training, export."""
