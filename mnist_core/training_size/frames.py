"""The models of a sweep over training sizes, ready to be looked at; the first ten without a worker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from mnist_core.arrays import Arrays, Float32s, Float64s, Integers
from mnist_core.data.dataset import Part
from mnist_core.exam.evaluation import accuracies
from mnist_core.once import once
from mnist_core.softmax.regression import one_hot, softmax
from mnist_core.training_size.side_by_side import order
from mnist_core.training_size.sweep import FEW, Sweep

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Frames:
    """The models that are ready, smallest first; the arrays are read-only.

    Attributes
    ----------
    sizes : how many examples each was trained on
    weights : (k, 784, 10), float32
    bias : (k, 10), float32
    train_accuracy : (k,), from 0 to 1, on the model's own examples
    accuracy : (k,), from 0 to 1, on digits that it has not seen
    part : whose digits these are
    """

    sizes: tuple[int, ...]
    weights: Float32s
    bias: Float32s
    train_accuracy: Float64s
    accuracy: Float64s
    part: Literal["validation", "test"] = "test"

    def __len__(self) -> int:
        return len(self.sizes)


def ready(sweep: Sweep, arrays: Arrays) -> Frames:
    """Give what is ready in a sweep's state; nothing in an empty one."""
    arrays = arrays or sweep.begin()
    count = int(np.isfinite(arrays["test_accuracy"]).sum())
    return Frames(
        sweep.sizes[:count],
        arrays["weights"][:count],
        arrays["bias"][:count],
        arrays["train_accuracy"][:count],
        arrays["test_accuracy"][:count],
    )


def validated(frames: Frames, part: Part, known: Sequence[Float64s] = ()) -> Frames:
    """The same models, measured on this part, the validation digits, instead of the test digits.

    Parameters
    ----------
    known : where they were measured before, one after the other: the accuracies (k,) of groups of models
    """
    accuracy = np.concatenate([*known]) if known else accuracies(frames.weights, frames.bias, part)
    accuracy.setflags(write=False)
    return replace(frames, accuracy=accuracy, part="validation")


def train_few(images: Float32s, labels: Integers, rate: float, steps: int) -> Float32s:
    """Train on the first 1, 2, … n of n images (n, 784) in plain NumPy, and return the coefficients (n, 10, n).

    Model m's weights are the sum of the images times its coefficients: coefficients[m − 1] @ images.
    """
    n = len(images)
    products = images @ images.T + 1  # the 1 is the bias's
    truth = one_hot(labels).T
    rates = np.tril(np.full((n, n), rate, np.float32)) / np.arange(1, n + 1, dtype=np.float32)[:, np.newaxis]
    coefficients = np.zeros((n, 10, n), np.float32)
    for _ in range(steps):
        probabilities = softmax((coefficients @ products).swapaxes(1, 2)).swapaxes(1, 2)
        coefficients -= rates[:, np.newaxis] * (probabilities - truth)
    return coefficients


@once(size=16)
def first_frames(dataset: "Dataset", sweep: Sweep) -> Frames:
    """Compute a sweep's frames of up to ten examples here and at once, without a worker.

    Something to look at while a worker gets ready: 1,000 steps take some 20 ms.
    """
    sizes = tuple(size for size in sweep.sizes if size <= FEW[-1])
    chosen = order(dataset, sweep.draw, sizes[-1] if sizes else 1)
    images, labels = dataset.train.intensities(chosen), dataset.train.labels[chosen]
    models = [size - 1 for size in sizes]
    coefficients = train_few(images, labels, sweep.learning_rate, sweep.steps)[models]
    weights = (coefficients @ images).swapaxes(1, 2)
    bias = coefficients.sum(axis=2)
    return Frames(
        sizes,
        weights,
        bias,
        np.array(
            [_accuracy(images[:n], labels[:n], weights[k : k + 1], bias[k : k + 1])[0] for k, n in enumerate(sizes)]
        ),
        _accuracy(dataset.test.intensities(), dataset.test.labels, weights, bias),
    )


def _accuracy(images: Float32s, labels: Integers, weights: Float32s, bias: Float32s) -> Float64s:
    """The accuracy (k,) of models with weights (k, 784, 10) on images (n, 784)."""
    logits = images @ weights + bias[:, np.newaxis]
    accuracy: Float64s = (logits.argmax(axis=2) == labels).mean(axis=1)
    return accuracy


def plateau(sizes: Sequence[int], accuracy: Float64s, within: float = 0.01) -> int:
    """The smallest size from which on the accuracy stays within so much of its best."""
    low = np.flatnonzero(accuracy < accuracy.max() - within)
    return sizes[int(low[-1]) + 1 if len(low) else 0]
