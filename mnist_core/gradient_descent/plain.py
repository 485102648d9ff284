"""Gradient descent in a few plain lines of NumPy, to be read first; tests hold them to the numbers of what runs."""

import numpy as np

from mnist_core.softmax.plain import softmax


def descend(slope, start, rate, steps):
    """The way downhill: each place is the one before, less the learning rate times the slope there."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]))
    return path


def loss_on_the_plane(images, labels, origin, u, v, a, b):
    """The mean loss of the model at a place (a, b) of the plane that u and v span through the origin."""
    place = origin + a * u + b * v  # 7,850 numbers
    weights, bias = place[:7840].reshape(784, 10), place[7840:]
    shares = softmax(images @ weights + bias)
    return -np.log(shares[np.arange(len(labels)), labels]).mean()


def one_step(weights, bias, images, labels, rate):
    """One update on a batch: how wrong each share is, times the ink, downhill."""
    wrong = softmax(images @ weights + bias) - np.eye(10)[labels]
    weight_slope, bias_slope = images.T @ wrong / len(images), wrong.mean(axis=0)
    return weights - rate * weight_slope, bias - rate * bias_slope
