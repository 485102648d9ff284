"""The evidence for a class, or for one class rather than another, entered pixel by pixel until it adds up.

Softmax looks at differences of evidence only: adding one picture to all ten sets of weights changes
nothing. So the votes of a single class are a matter of taste (as trained, or centred over the classes),
and those of a pair of classes are not: there w_a − w_b is all that counts.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mnist_core.arrays import Float64s, Floats
from mnist_core.data.dataset import Part
from mnist_core.once import once

SIDE = 28


class Basis(StrEnum):
    """What a vote is counted from; a pair's total is the same in each."""

    RAW = "raw"  # the weights as they were trained, the ink as it is
    CENTRED = "centred"  # less what the ten classes have in common
    RELATIVE = "relative"  # ink more or less than the average digit's, so that missing ink votes too


@dataclass(frozen=True, eq=False)
class Entry:
    """One column of the ledger.

    Attributes
    ----------
    votes : (784,), each pixel's part of the evidence
    constant : what is added whatever is drawn: the bias, and the votes of what the ink is counted from
    """

    votes: Float64s
    constant: float

    @property
    def in_favour(self) -> float:
        """All positive votes."""
        return float(self.votes[self.votes > 0].sum())

    @property
    def against(self) -> float:
        """All negative votes."""
        return float(self.votes[self.votes < 0].sum())

    @property
    def total(self) -> float:
        """What the column adds up to."""
        return float(self.votes.sum()) + self.constant

    @property
    def running(self) -> Float64s:
        """The sum of the votes after each of the picture's rows, (28,); the constant comes after the last."""
        return np.cumsum(self.votes.reshape(SIDE, SIDE).sum(axis=1))


@dataclass(frozen=True, eq=False)
class Ledger:
    """Every class's evidence for one image: votes (10, 784) and constants (10,), float64."""

    votes: Float64s
    constants: Float64s

    def of(self, k: int) -> Entry:
        """The evidence for a class."""
        return Entry(self.votes[k], float(self.constants[k]))

    def between(self, a: int, b: int) -> Entry:
        """The evidence for class a rather than b; its total is the difference of their logits."""
        return Entry(self.votes[a] - self.votes[b], float(self.constants[a] - self.constants[b]))


def ledger(
    weights: Floats,
    bias: Floats,
    image: Floats,
    basis: Basis,
    average: Floats,
) -> Ledger:
    """Enter the votes of an image (784,) under weights (784, 10) and bias (10,).

    Relative to the average digit x̄, w·x + b is written as w·(x − x̄) + (b + w·x̄), so that
    the constant is the evidence of x̄ and the votes are what makes this digit another.

    Parameters
    ----------
    average : (784,), the mean training image; used for Basis.RELATIVE only
    """
    columns = weights.T.astype(np.float64)
    constants = bias.astype(np.float64)
    ink = np.asarray(image, dtype=np.float64)
    if basis is Basis.CENTRED:
        columns = columns - columns.mean(axis=0)
        constants = constants - constants.mean()
    if basis is Basis.RELATIVE:
        constants = constants + columns @ average
        ink = ink - average
    return Ledger(columns * ink, constants)


def first_two(logits: Floats) -> tuple[int, int]:
    """The answer to evidence (10,) and the runner-up; of classes that tie, the smaller first."""
    first, second = np.argsort(-logits, kind="stable")[:2]
    return int(first), int(second)


@once
def average_digit(part: Part) -> Float64s:
    """The mean (784,) of a part's images, 0 to 1."""
    mean: Float64s = part.images.mean(axis=0) / 255
    mean.setflags(write=False)
    return mean
