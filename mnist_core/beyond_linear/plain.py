"""Shifts and networks in a few plain lines of NumPy, to be read first; tests hold them to the numbers of what runs."""

import numpy as np


def shift(images, right, down):
    """Move images (n, 784) by whole pixels; what leaves the picture is lost."""
    wide = np.pad(images.reshape(-1, 28, 28), ((0, 0), (28, 28), (28, 28)))
    moved = wide[:, 28 - down : 56 - down, 28 - right : 56 - right]
    return moved.reshape(-1, 784)


def hidden_layer(x, first_weights, first_bias, weights, bias):
    """Weigh the pixels once for every unit, keep what is positive, and weigh that for the ten classes."""
    units = np.maximum(x @ first_weights + first_bias, 0)
    return units @ weights + bias


def lay(filter_, bias, picture):
    """Lay one filter of 5 × 5 on every place of a picture, and keep what is positive."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (5, 5))
    return np.maximum((windows * filter_).sum(axis=(2, 3)) + bias, 0)


def pool(seen):
    """Keep the largest of every 2 × 2 places."""
    n = len(seen) // 2
    return seen.reshape(n, 2, n, 2).max(axis=(1, 3))
