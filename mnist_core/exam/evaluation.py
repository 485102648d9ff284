"""How well a model reads the digits: its answers, its mistakes, its accuracy by class."""

import numpy as np

from mnist_core.arrays import Float64s, Floats, Int64s
from mnist_core.data.dataset import Part
from mnist_core.once import once
from mnist_core.slices import slices
from mnist_core.softmax.regression import evidence
from mnist_core.training.step import Checkpoint


def whole_evidence(weights: Floats, bias: Floats, part: Part) -> Float64s:
    """The evidence for every example of a part, float64 (N, 10).

    In float32 the order of adding up 784 terms, which is the processor's, moves the last digits, and with
    them one answer in some hundred thousand. In float64 it moves none that a model of float32 could give.
    """
    found = np.empty((len(part), 10))
    scaled, constants = weights.astype(np.float64) / 255, bias.astype(np.float64)
    for rows in slices(len(part), np.float64):
        found[rows] = evidence(part.images[rows].astype(np.float64), scaled, constants)
    return found


def answers(weights: Floats, bias: Floats, part: Part) -> Int64s:
    """The class with the most evidence for every example of a part, int64 (N,); the smallest of several."""
    found: Int64s = whole_evidence(weights, bias, part).argmax(axis=1)
    return found


def accuracies(weights: Floats, bias: Floats, part: Part) -> Float64s:
    """The accuracies (k,) on a part of models with weights (k, 784, 10) and bias (k, 10).

    All models at once, since most of the time would go into the digits, made float64 for each of them anew.
    """
    beside = np.concatenate([np.empty((weights.shape[1], 0)), *weights], axis=1) / 255
    added, right = bias.astype(np.float64), np.zeros(len(weights), np.int64)
    for rows in slices(len(part), np.float64):
        labels = part.labels[rows, np.newaxis]
        logits = (part.images[rows].astype(np.float64) @ beside).reshape(len(labels), *added.shape) + added
        right += (logits.argmax(axis=2) == labels).sum(axis=0)
    return right / len(part)


def mistakes(weights: Floats, bias: Floats, part: Part) -> Int64s:
    """The numbers of the examples that are answered wrongly, in order."""
    return np.flatnonzero(answers(weights, bias, part) != part.labels)


def accuracy_by_class(weights: Floats, bias: Floats, part: Part) -> Float64s:
    """The accuracy on each digit's examples, float64 (10,); NaN for a digit without examples."""
    right = answers(weights, bias, part) == part.labels
    counts = np.bincount(part.labels, minlength=10)
    with np.errstate(invalid="ignore"):
        return np.bincount(part.labels, weights=right, minlength=10) / counts


@once(size=16)
def accuracies_of(checkpoint: Checkpoint, part: Part, size: int) -> Float64s:
    """The `accuracy_by_class` of a checkpoint on a part's first examples, computed once for all visitors."""
    found = accuracy_by_class(checkpoint.weights, checkpoint.bias, Part(part.images[:size], part.labels[:size]))
    found.setflags(write=False)
    return found


def extremes(accuracies: Float64s) -> tuple[list[int], list[int]]:
    """The digits with the smallest and those with the largest accuracy, all that tie; NaN left aside."""
    lowest, highest = (
        np.flatnonzero(accuracies == end).tolist() for end in (np.nanmin(accuracies), np.nanmax(accuracies))
    )
    return lowest, highest
