"""A network of several real execution nodes that check one another's blocks, driven over the Engine API."""
