"""Why a digit is answered so, in a few plain lines of NumPy, to be read first; tests hold them to what the app runs."""

import numpy as np

from mnist_core.softmax.plain import softmax


def votes_between(image, weights, bias, a, b):
    """What each pixel says for class a rather than b, and what it all adds up to with the bias."""
    votes = image * (weights[:, a] - weights[:, b])
    return votes, votes.sum() + bias[a] - bias[b]


def pixels_to_flip(image, weights, bias, a, b):
    """How many pixels it takes, the best first, until class b has more evidence than the answer a."""
    toward = weights[:, b] - weights[:, a]
    gains = np.where(toward > 0, toward * (1 - image), -toward * image)
    reached = np.cumsum(np.sort(gains)[::-1])
    lead = bias[a] - bias[b] - image @ toward
    return np.argmax(reached > lead) + 1


def teach(image, label, weights, bias, rate):
    """One step of gradient descent on one digit: how wrong each share is, times its ink, downhill."""
    wrong = softmax(image @ weights + bias) - np.eye(10)[label]
    return weights - rate * np.outer(image, wrong), bias - rate * wrong


def over_time(image, weights, biases):
    """The ten shares of one digit under each model of a run, weights (R, 784, 10) and biases (R, 10)."""
    evidence = image @ weights + biases
    return softmax(evidence)
