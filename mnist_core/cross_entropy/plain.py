"""Cross-entropy in a few plain lines of NumPy, to be read first; tests hold them to the numbers of what the app runs.

Truth and prediction are ten shares each.
"""

import numpy as np

from mnist_core.softmax.plain import softmax


def price(truth, prediction):
    """What a prediction costs in nats, and the slope of that by the evidence."""
    cost = -(truth * np.log(prediction)).sum()
    return cost, prediction - truth


def batch_loss(logits, labels):
    """−log of the share that each label gets, and the mean of that."""
    shares = softmax(logits)
    losses = -np.log(shares[np.arange(len(labels)), labels])
    return losses, losses.mean()


def in_two_parts(truth, prediction):
    """The price in bits: what no code can save, and the waste on top; 0 · log 0 counts as 0."""
    y, p = truth[truth > 0], prediction[truth > 0]
    entropy = -(y * np.log2(y)).sum()
    waste = (y * np.log2(y / p)).sum()
    return entropy, waste


def three_ways(z):
    """The loss of the first class in float32: as written, after subtracting the maximum, and on the logits."""
    z = np.float32(z)
    lower = z - z.max()
    literal = -np.log(np.exp(z)[0] / np.exp(z).sum())
    maximum_first = -np.log(np.exp(lower)[0] / np.exp(lower).sum())
    return literal, maximum_first, np.log(np.exp(lower).sum()) - lower[0]
