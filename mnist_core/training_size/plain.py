"""Learning from few examples in a few plain lines of NumPy, to be read first; tests hold them to what the app runs."""

import numpy as np

from mnist_core.softmax.plain import softmax


def learn(images, labels, rate, steps):
    """Learn how much each example gives to each class: the weights are images.T @ given, the bias given's sum."""
    given = np.zeros((len(images), 10))
    overlap = images @ images.T + 1  # the 1 is the bias's
    for _ in range(steps):
        wrong = softmax(overlap @ given) - np.eye(10)[labels]
        given -= rate * wrong / len(images)
    return given
