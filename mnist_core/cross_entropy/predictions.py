"""Predictions made by hand: ten shares, each a whole number of ten-thousandths, that sum to exactly one."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from mnist_core.arrays import Float64s, Floats, Integers

UNITS = 10_000  # a share of one
FLOOR = 1  # the smallest share: softmax gives no class none


def apportion(weights: Floats) -> Integers:
    """Turn ten weights into whole ten-thousandths that sum to 10,000, in proportion as nearly as can be.

    By largest remainders; a class that would get nothing gets one, at the expense of the largest.

    Parameters
    ----------
    weights : (10,), finite, not negative, not all 0

    Returns
    -------
    int64 (10,), each at least 1

    Raises
    ------
    ValueError
        If the weights are no such numbers.
    """
    if weights.shape != (10,) or not np.isfinite(weights).all() or weights.min() < 0 or not weights.max() > 0:
        raise ValueError(f"ten numbers, not negative and not all 0, are needed, not {weights}")
    # By the largest first, so that the sum cannot overflow.
    exact = np.asarray(weights, np.float64) / weights.max()
    exact *= UNITS / exact.sum()
    units: Integers = np.maximum(np.floor(exact + 1e-9).astype(np.int64), FLOOR)
    for _ in range(UNITS - int(units.sum())):
        units[np.argmax(exact - units)] += 1
    for _ in range(int(units.sum()) - UNITS):
        units[np.argmax(units)] -= 1
    return units


def probabilities(weights: npt.ArrayLike) -> Float64s:
    """Give the shares (10,) that ten weights come to; they sum to one. Raises ValueError as `apportion` does."""
    return apportion(np.asarray(weights, np.float64)) / UNITS


# The prediction that one tutorial works through.
TUTORIALS_J = probabilities([0.03, 0.03, 0.01, 0.9, 0.01, 0.01, 0.0025, 0.0025, 0.0025, 0.0025])
TUTORIALS_J.setflags(write=False)

# The digit that each is most easily taken for.
LOOKALIKE = (6, 7, 3, 5, 9, 3, 0, 1, 3, 4)


def confident_and_right(label: int) -> Float64s:
    """0.91 for the label, 0.01 for every other class."""
    return _mostly(label, 0.91)


def unsure_and_wrong(label: int) -> Float64s:
    """0.3 for a digit that looks like the label, 0.2 for the label, the rest for the others alike."""
    return _mostly(LOOKALIKE[label], 0.3, label, 0.2)


def confident_and_wrong(label: int) -> Float64s:
    """0.91 for a digit that looks like the label, 0.01 for every other class, the label among them."""
    return _mostly(LOOKALIKE[label], 0.91)


PRESETS: dict[str, Callable[[int], Float64s]] = {
    "The tutorials' j": lambda label: TUTORIALS_J,  # noqa: ARG005 - whatever the label is
    "Confident and right": confident_and_right,
    "Uniform": lambda label: probabilities(np.ones(10)),  # noqa: ARG005
    "Unsure and wrong": unsure_and_wrong,
    "Confident and wrong": confident_and_wrong,
}


def is_preset(shares: Floats, label: int) -> bool:
    """Whether these shares (10,) are those of one of the presets for this label."""
    return any(np.array_equal(shares, make(label)) for make in PRESETS.values())


def _mostly(first: int, probability: float, second: int | None = None, other: float = 0.0) -> Float64s:
    given = {first: probability} if second is None else {first: probability, second: other}
    weights = np.full(10, (1 - sum(given.values())) / (10 - len(given)))
    weights[list(given)] = list(given.values())
    return probabilities(weights)
