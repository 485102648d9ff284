"""A class made of MNIST's digits: pupils who each write in a way of their own."""

import numpy as np

from mnist_core.classroom.ours import Ours


def ours(images, labels, pupils, simulated=False) -> Ours:
    """Drawings numbered from 1."""
    count = len(labels)
    return Ours(np.arange(1, count + 1), np.asarray(images), np.asarray(labels), np.asarray(pupils),
                np.full(count, simulated))  # fmt: skip


def a_class(part, pupils=6, each=10, seed=0) -> Ours:
    """Each pupil has one way to write each digit, a digit of the part, and writes it shifted by a pixel or not."""
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for _ in range(pupils):
        own = [rng.choice(np.flatnonzero(part.labels == digit)) for digit in range(10)]
        for place in range(each):
            image = part.images[own[place % 10]].reshape(28, 28)
            images.append(np.roll(image, rng.integers(-1, 2, 2), (0, 1)).reshape(784))
            labels.append(place % 10)
    return ours(images, labels, np.repeat(np.arange(pupils) + 11, each))
