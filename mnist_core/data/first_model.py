"""Typical digits as a first model: the mean images as weights, before anything is trained."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64s
from mnist_core.data.dataset import Part
from mnist_core.data.portraits import Portraits, portraits
from mnist_core.once import once
from mnist_core.slices import slices


@dataclass(frozen=True)
class MeansMark:
    """How many of `count` examples means read rightly: compared as they are, and with the bias."""

    plain: int
    biased: int
    count: int


def bias_of(means: Float64s) -> Float64s:
    """The bias (k,) with which the most evidence means the nearest of k means (k, 784): minus half their squares.

    |x − μ|² = |x|² − 2 (μ·x − |μ|²/2), and |x|² is the same for all. So of two means the line lies halfway between.
    """
    bias: Float64s = -np.square(means).sum(axis=1) / 2
    return bias


def threshold(found: Portraits, first: int, second: int) -> float:
    """What the difference of two means, as weights, has to give at least: it is halfway between the two means then."""
    bias = bias_of(found.mean[[first, second]])
    return float(bias[1] - bias[0])


@once(size=64)
def by_means(train: Part, part: Part, digits: Sequence[int]) -> MeansMark:
    """Read a part's examples of these digits, a tuple of two or more, by the means of the train examples.

    The class whose mean has most evidence is the answer, the first of several. Of two digits, that is to ask whether
    the difference of their means gives more than 0, or than the threshold.
    """
    means = portraits(train).mean[list(digits)]
    bias, classes = bias_of(means), np.array(digits)
    numbers = np.flatnonzero(np.isin(part.labels, classes))
    plain = biased = 0
    for some in slices(len(numbers), np.float64):
        rows = numbers[some]
        evidence = part.images[rows] / 255 @ means.T
        plain += int((classes[evidence.argmax(axis=1)] == part.labels[rows]).sum())
        biased += int((classes[(evidence + bias).argmax(axis=1)] == part.labels[rows]).sum())
    return MeansMark(plain, biased, len(numbers))
