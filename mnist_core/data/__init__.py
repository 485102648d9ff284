"""MNIST: where it comes from, its three parts, and ways to look at it."""
