"""One step of learning on a single example, and what it does to all the others.

On one example x the gradient is (p − y) ⊗ x, so any number of steps on it take the weights from W to
W − x cᵀ and the bias from b to b − c: ten numbers c, the steps' learning rates times their p − y, say it all.
An example x_i then loses (x_i·x + 1) c of its evidence, so the whole exam is marked anew without a multiplication
by 784 columns.
"""

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.data.dataset import Part
from mnist_core.exam.exam import exam_of
from mnist_core.once import once
from mnist_core.slices import slices
from mnist_core.softmax.regression import one_hot, softmax
from mnist_core.training.step import Checkpoint


def overlap(part: Part, image: Floats, count: int | None = None) -> Floats:
    """Multiply the first `count` images of a part (all by default) with an image (784,): x_i·x, (count,)."""
    images = part.images[:count]
    inked = np.flatnonzero(image)
    ink = (np.asarray(image, np.float64)[inked] / 255).astype(np.float32)
    found = np.empty(len(images))
    for rows in slices(len(images), np.float32, len(inked)):
        # Bare pixels multiply by nothing: some 150 columns of 784. (np.take picks them a third slower.)
        found[rows] = images[rows][:, inked].astype(np.float32) @ ink
    return found


def surprise(logits: Floats, label: int) -> Floats:
    """The derivative (10,) of the loss by the logits (10,): p − y."""
    difference: Floats = softmax(logits) - one_hot(label)
    return difference


def gradient_pictures(image: Floats, logits: Floats, label: int) -> Floats:
    """The derivative of the loss on one image (784,) by the weights, class by class: (p − y) ⊗ x, (10, 784)."""
    return np.outer(surprise(logits, label), image)


def teach(logits: Floats, image: Floats, steps: list[tuple[int, float]]) -> Floats:
    """Add up what steps of gradient descent on one image take from the bias: c, (10,).

    Parameters
    ----------
    logits : (10,), the evidence of the image before the first step
    image : (784,)
    steps : the label and the learning rate of each step in turn
    """
    weight = float(image @ image) + 1
    taken = np.zeros(10)
    for label, rate in steps:
        taken = taken + rate * surprise(logits - weight * taken, label)
    return taken


def taught(before: Checkpoint, image: Floats, taken: Floats) -> Checkpoint:
    """The model after steps on an image (784,) that took `taken` (10,) from its bias."""
    weights = before.weights - np.outer(image, taken)
    return Checkpoint(before.step, weights.astype(np.float32), (before.bias - taken).astype(np.float32))


def accuracies(model: Checkpoint, part: Part, image: Floats, taken: Floats) -> Floats:
    """The accuracy on a part, 0 to 1, for each of several c (n, 10) that steps on an image took: (n,)."""
    before = _logarithms(model, part)
    weight = (overlap(part, image) + 1).astype(np.float32)
    places = part.labels, np.arange(len(part))
    marks = np.empty(len(taken))
    for place, each in enumerate(taken.astype(np.float32)):
        after = before - each[:, np.newaxis] * weight
        top = after.max(axis=0)
        # The label's share is the largest: a fifteenth of the time that finding the largest of ten for each takes.
        right = after[places] == top
        if np.count_nonzero(after == top) > len(part):
            right = after.argmax(axis=0) == part.labels  # where classes tie, the smallest is the answer
        marks[place] = right.mean()
    return marks


@once
def _logarithms(model: Checkpoint, part: Part) -> Floats:
    """The log p of each example of a part, (10, N) float32: the logits but for one number per example."""
    logarithms = np.log(np.maximum(exam_of(model, part).probabilities, 1e-300)).T.astype(np.float32)
    found = np.ascontiguousarray(logarithms)
    found.setflags(write=False)
    return found
