"""Reasons for what the tasks of the lesson on softmax show."""

import math

import numpy as np

from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import SOME
from mnist_core.softmax.dividing import divide_up, naive_float32, one_more_unit, stable_float32
from mnist_core.softmax.regression import softmax

# Evidence that is too much for float32, on either side.
_TOO_LARGE, _TOO_SMALL = np.array([100.0, 99.5, 99.0]), np.array([-110.0, -110.5, -111.0])
_HOT = 50.0


def _every_class_alike() -> bool:
    return all(math.isclose(one_more_unit(SOME, k).factor, math.e) for k in range(len(SOME)))


def _odds_of_squares() -> float:
    """What one more unit multiplies the odds by, where squares are shared out instead of powers of e."""
    before, after = SOME**2, (SOME + (np.arange(len(SOME)) == 3)) ** 2
    odds = [each[3] / (each.sum() - each[3]) for each in (before, after)]
    return float(odds[1] / odds[0])


def _only_float32_breaks() -> bool:
    """Whether softmax as written breaks at both ends, where the other form needs no power above 1 and holds."""
    both = (_TOO_LARGE, _TOO_SMALL)
    stable = [stable_float32(each) for each in both]
    return all(naive_float32(each).is_broken for each in both) and not any(
        each.is_broken or each.exponentials.max() > 1 for each in stable
    )


def _formulas_differ() -> bool:
    powers = np.exp(_TOO_LARGE)
    return not np.allclose(powers / powers.sum(), softmax(_TOO_LARGE), rtol=1e-12)


BECAUSES = (
    Because(
        "softmax", "more than 0.9999", "However much evidence it has, its share stays below one, because",
        (
            Reason("the lead is still too small: at some point it is one",
                   lambda: any(divide_up([lead, 0, 0]).rest[0] == 0 for lead in (10, 30, 100, 500))),
            Reason("the others still have some evidence above zero",
                   lambda: bool(divide_up([20, -5, -5]).rest[0] == 0)),
            Reason("every other class has a power of e above zero",
                   lambda: bool((divide_up([20, -5, -500]).exponentials > 0).all())),
        ),
        "The sum holds those powers as well, so it is larger than any one of them.",
    ),
    Because(
        "softmax", "Press +1", "One unit more multiplies the odds by e, because",
        (
            Reason("that class had the most evidence", lambda: not _every_class_alike()),
            Reason("the shares add up to one", lambda: math.isclose(_odds_of_squares(), math.e)),
            Reason("the power of a sum is a product of powers",
                   lambda: math.isclose(math.exp(2.5 + 1), math.exp(2.5) * math.e)),
        ),
        "eᶻ⁺¹ is e · eᶻ, while the powers of all the others stay.",
    ),
    Because(
        "softmax", "by temperature alone", "A high temperature gives all classes nearly the same share, because",
        (
            Reason("it divides every difference in evidence",
                   lambda: np.allclose(divide_up(SOME, _HOT).probabilities, softmax((SOME - SOME[0]) / _HOT))),
            Reason("it divides all shares by the same number",
                   lambda: np.allclose(divide_up(SOME, _HOT).probabilities, softmax(SOME) / _HOT)),
            Reason("it gives every class the same evidence on top",
                   lambda: np.allclose(divide_up(SOME, _HOT).probabilities,
                                       divide_up(SOME, constant=_HOT).probabilities)),
        ),
        "At temperature T one unit of lead counts 1/T, so it multiplies the odds by hardly more than one.",
    ),
    Because(
        "softmax", "as it is written answer", "As written it answers nan where the other form does not, because",
        (
            Reason("the shares are too small to be written in float32",
                   lambda: bool(softmax(_TOO_LARGE).min() < np.finfo(np.float32).tiny)),
            Reason("float32 cannot hold the powers that it needs", _only_float32_breaks),
            Reason("the two forms come to different shares", _formulas_differ),
        ),
        "Both are one formula; only the powers on the way to the shares are others.",
    ),
)  # fmt: skip
