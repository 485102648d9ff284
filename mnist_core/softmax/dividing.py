"""Softmax taken apart: exponentiate, sum, divide; what changes the shares and what does not.

n counts classes, 2 or more. Everything is float64 unless its name says float32.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mnist_core.arrays import Float32s, Floats, Int64s
from mnist_core.softmax.account import Account
from mnist_core.softmax.regression import softmax

# exp of more than this is infinite in float32; exp of less than FLOAT32_FLOOR is zero (half the smallest subnormal).
FLOAT32_CEILING = float(np.log(np.finfo(np.float32).max))
FLOAT32_FLOOR = float(np.log(np.finfo(np.float32).smallest_subnormal / np.float64(2)))

ROUNDING = 1e-12  # of what is added up: a sum that is smaller is 0

# The corners of an equilateral triangle of side 1, (3, 2): class 0 left, 1 right, 2 on top.
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
CORNERS.setflags(write=False)


@dataclass(frozen=True, eq=False)
class SoftmaxSteps:
    """Every number between evidence and shares, each array (n,).

    `exponentials / total` is `probabilities`; `rest` is 1 − probabilities without
    its rounding, so it is above zero even where a share prints as 1.
    """

    scaled: Floats  # what is exponentiated: (evidence + constant) / temperature
    exponentials: Floats
    total: float
    probabilities: Floats
    rest: Floats

    @property
    def answer(self) -> int:
        """The class with the largest share, the first of several."""
        return int(self.probabilities.argmax())

    @property
    def odds(self) -> Floats:
        """Each share against all others together, p / (1 − p)."""
        return self.probabilities / self.rest

    @property
    def spread(self) -> float:
        """How far the largest share is above the smallest."""
        return float(np.ptp(self.probabilities))


def divide_up(evidence: ArrayLike, temperature: float = 1.0, constant: float = 0.0) -> SoftmaxSteps:
    """Exponentiate, sum, divide, and keep every number on the way.

    Parameters
    ----------
    evidence : (n,), any real numbers
    temperature : above 0; what all evidence is divided by (Hinton, Vinyals, Dean, arXiv:1503.02531)
    constant : what is added to all evidence before; the shares do not depend on it
    """
    scaled = (np.asarray(evidence, dtype=np.float64) + constant) / temperature
    exponentials = np.exp(scaled)
    probabilities = softmax(scaled)
    others = np.where(np.eye(len(scaled), dtype=bool), 0, probabilities)
    return SoftmaxSteps(scaled, exponentials, float(exponentials.sum()), probabilities, others.sum(axis=1))


def divide_without_e(evidence: ArrayLike, temperature: float = 1.0, constant: float = 0.0) -> Floats:
    """Divide by the sum without exponentiating: what softmax would be without e.

    The parts (n,) sum to one, but where evidence is below 0 some are below 0 or above 1; all are nan where the sum
    is 0, up to the rounding of its terms.
    """
    scaled = (np.asarray(evidence, dtype=np.float64) + constant) / temperature
    total = scaled.sum()
    if abs(total) <= ROUNDING * np.abs(scaled).sum():
        return np.full_like(scaled, np.nan)
    parts: Floats = scaled / total
    return parts


@dataclass(frozen=True)
class Raise:
    """A class before and after it gets one more unit of evidence."""

    probability_before: float
    probability_after: float
    odds_before: float
    odds_after: float

    @property
    def factor(self) -> float:
        """What the odds are multiplied by: e at temperature 1, whatever the evidence."""
        return self.odds_after / self.odds_before


def one_more_unit(evidence: ArrayLike, label: int, temperature: float = 1.0) -> Raise:
    """Compare a class's share and odds now with those after one more unit of evidence for it."""
    logits = np.asarray(evidence, dtype=np.float64)
    before = divide_up(logits, temperature)
    after = divide_up(logits + (np.arange(len(logits)) == label), temperature)
    return Raise(
        float(before.probabilities[label]),
        float(after.probabilities[label]),
        float(before.odds[label]),
        float(after.odds[label]),
    )


def logistic(difference: ArrayLike) -> Floats:
    """Compute 1 / (1 + exp(−d)): softmax of two classes, as a function of their difference alone."""
    d = np.asarray(difference, dtype=np.float64)
    probabilities: Floats = softmax(np.stack([d, np.zeros_like(d)], axis=-1))[..., 0]
    return probabilities


def triangle_point(probabilities: ArrayLike) -> Floats:
    """Place three shares (…, 3) in the triangle of CORNERS, (…, 2): the corners' mean, weighted by the shares."""
    place: Floats = np.asarray(probabilities, dtype=np.float64) @ CORNERS
    return place


def temperature_path(evidence: ArrayLike, temperatures: ArrayLike) -> Floats:
    """Follow three classes through the triangle as the temperature changes, (m, 2) for m temperatures."""
    scaled = np.asarray(evidence, dtype=np.float64) / np.asarray(temperatures, dtype=np.float64)[:, None]
    return triangle_point(softmax(scaled))


@dataclass(frozen=True, eq=False)
class Float32:
    """One way to compute softmax in float32, with what it came to: inf and nan where it broke."""

    exponents: Float32s
    exponentials: Float32s
    total: np.float32
    probabilities: Float32s

    @property
    def is_broken(self) -> bool:
        """Whether any share is no number."""
        return not bool(np.isfinite(self.probabilities).all())


def naive_float32(evidence: ArrayLike) -> Float32:
    """Compute softmax as it is written, in float32: exp(z) / Σ exp(z)."""
    z = np.asarray(evidence, dtype=np.float32)
    # What overflows here is the point: inf / inf and 0 / 0 are nan.
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        exponentials = np.exp(z)
        total = exponentials.sum()
        return Float32(z, exponentials, total, exponentials / total)


def stable_float32(evidence: ArrayLike) -> Float32:
    """Compute softmax in float32 with the maximum subtracted first: no exponent is above 0, and one is 0."""
    z = np.asarray(evidence, dtype=np.float32)
    shifted = z - z.max()
    with np.errstate(under="ignore"):
        exponentials = np.exp(shifted)
        total = exponentials.sum()
        return Float32(shifted, exponentials, total, exponentials / total)


def sides(account: Account, label: int) -> tuple[float, float]:
    """Add up the pixels that speak for a class and those that speak against it, (≥ 0, ≤ 0)."""
    products = account.products[label]
    return float(products[products > 0].sum()), float(products[products < 0].sum())


@dataclass(frozen=True, eq=False)
class SmallModel:
    """Three pixels and three classes of a real prediction, in round numbers that can be checked by hand.

    `inputs @ weights + bias` is, rounded, the real evidence of these classes: what
    the other 781 pixels contribute is gathered in the bias.
    """

    pixels: Int64s  # (3,) places in 0…783, in order
    classes: Int64s  # (3,) the strongest first
    inputs: Floats  # (3,) ink
    weights: Floats  # (3, 3): pixel, class
    bias: Floats  # (3,)
    evidence: Floats  # (3,)
    probabilities: Floats  # (3,) of these three among themselves


def three_by_three(account: Account, weights: Floats, digits: int = 2) -> SmallModel:
    """Take the three strongest classes of a prediction, and the three pixels that tell them apart most.

    All of it is rounded to so many digits before anything is computed from it, so that what is printed of it adds up.
    """
    classes = np.argsort(-account.evidence, kind="stable")[:3]
    spread = np.ptp(account.products[classes], axis=0)
    pixels = np.sort(np.lexsort((account.image, spread))[-3:])  # where nothing is learned yet, the three inkiest
    inputs = account.image[pixels].round(digits)
    chosen = weights[np.ix_(pixels, classes)].astype(np.float64).round(digits)
    evidence = account.evidence[classes].round(digits)
    bias = (evidence - inputs @ chosen).round(digits)
    return SmallModel(pixels, classes, inputs, chosen, bias, evidence, softmax(evidence))
