"""The networks, one file each, as their papers describe them."""
