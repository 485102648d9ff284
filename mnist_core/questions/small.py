"""Small examples by chance, the same ones every time: what holds for these holds for any."""

import numpy as np

from mnist_core.arrays import Float64s, Floats, Int64s
from mnist_core.once import once
from mnist_core.softmax.regression import gradient, one_hot
from mnist_core.training.step import Checkpoint

# Evidence of no special kind.
SOME = np.array([0.6, -8.1, 0.7, 4.2, -3.2, -0.1, -6.9, 5.3, -0.4, 3.1])
CLASSES = one_hot(np.arange(20) % 10)
# Four pictures of two pixels, and whether one of the two is inked, not both or none: more than a sum of them can tell.
CROSSWISE, EITHER_OR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
ORDER = np.random.default_rng(7).permutation(784)


def examples(count: int = 20) -> Float64s:
    """Images (count, 784) by chance, a fifth of each inked."""
    random = np.random.default_rng(28)
    return random.random((count, 784)) * (random.random((count, 784)) < 0.2)


def hands(count: int, seed: int = 0, smudge: float = 0.1, pixels: int = 784) -> tuple[Float64s, Int64s]:
    """Ten kinds of images (count, pixels), written by as many hands, with their labels (count,).

    Each kind has a fifth of all places inked. A hand leaves ink and paper as they are but for a share `smudge` of the
    places: at a half, nothing of the kind is left. The fewer pixels, the harder are the kinds to tell apart.
    """
    kinds = np.random.default_rng(10).random((10, pixels)) < 0.2
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(count) % 10)
    return (kinds[labels] ^ (random.random((count, pixels)) < smudge)).astype(np.float64), labels


def learned(
    images: Floats, labels: Floats, steps: int = 5, rate: float = 0.1, weight_decay: float = 0.0
) -> tuple[Floats, Floats]:
    """Weights and bias after a few steps of gradient descent from zero on images (n, d), labels one-hot (n, k)."""
    weights, bias = np.zeros((images.shape[1], labels.shape[1])), np.zeros(labels.shape[1])
    for _ in range(steps):
        slopes = gradient(images, labels, weights, bias, weight_decay)
        weights, bias = weights - rate * slopes[0], bias - rate * slopes[1]
    return weights, bias


def trained(shuffled: bool = False) -> Floats:
    """The weights (784, 10) that twenty examples lead to, their pixels in ORDER or as they are."""
    images = examples()
    return learned(images[:, ORDER] if shuffled else images, CLASSES)[0]


@once
def reader() -> Checkpoint:
    """A model that has learned to read the ten kinds."""
    images, labels = hands(100)
    weights, bias = learned(images, one_hot(labels), 30)
    found = Checkpoint(30, weights.astype(np.float32), bias.astype(np.float32))
    for array in (found.weights, found.bias):
        array.setflags(write=False)
    return found


def blot() -> Float64s:
    """A picture (784,) inked wherever that speaks more for one kind than for most: none has so much ink."""
    weights = reader().weights
    return (weights[:, 3] > np.median(weights, axis=1)).astype(np.float64)


def most_read_by_a_sum() -> float:
    """The most that any of 2,000 weighted sums reads rightly of the four CROSSWISE pictures, 0 to 1."""
    random = np.random.default_rng(2)
    logits = CROSSWISE @ random.normal(size=(2_000, 2, 2)) + random.normal(size=(2_000, 1, 2))
    return float((logits.argmax(axis=2) == EITHER_OR).mean(axis=1).max())


def sheet(moved: int = 0) -> Floats:
    """Pictures (5, 784) with an empty margin, moved so many pixels to the right."""
    ink = np.zeros((5, 28, 28))
    ink[:, 6:22, 6:22] = examples(5).reshape(5, 28, 28)[:, 6:22, 6:22]
    return np.roll(ink, moved, axis=2).reshape(5, 784)
