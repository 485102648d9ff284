"""How far an accuracy can be trusted: its interval, and what other exams of the same length would have said."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from mnist_core.arrays import Flags, Float64s, Int64s

# Between so many standard errors below and above the middle lies 95 % of a normal distribution.
Z = NormalDist().inv_cdf(0.975)


def wilson(successes: ArrayLike, trials: ArrayLike, z: float = Z) -> tuple[Float64s, Float64s]:
    """The share that is plausible after so many successes: Wilson's score interval.

    Unlike accuracy ± z·standard error it never leaves 0…1 and never has the
    width zero. E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", J. Am. Stat. Assoc. 22 (1927), 209–212.

    Parameters
    ----------
    successes : 0 … trials, of any shape
    trials : 1 or more, of the same shape
    z : the standard errors that the interval reaches, above 0; with Z, 95 % of such intervals hold the truth

    Returns
    -------
    The lower and the upper end, 0 to 1.

    Raises
    ------
    ValueError
        If there are no trials, or more successes than trials.
    """
    k, n = np.asarray(successes, np.float64), np.asarray(trials, np.float64)
    if not ((n >= 1) & (k >= 0) & (k <= n)).all():
        raise ValueError(f"successes must be 0 to trials and trials at least 1, not {k} of {n}")
    fraction = k / n
    middle = (fraction + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(fraction * (1 - fraction) / n + z**2 / (4 * n**2))
    # Rounding must not take the end beyond a share that is exactly none or all.
    return np.clip(np.minimum(middle - half, fraction), 0, 1), np.clip(np.maximum(middle + half, fraction), 0, 1)


@dataclass(frozen=True, eq=False)
class Growing:
    """The accuracy on the first n examples, for growing n.

    Attributes
    ----------
    sizes : (K,) int64, ascending, the last is all examples
    accuracy, low, high : (K,), the fraction right and its 95 % interval
    """

    sizes: Int64s
    accuracy: Float64s
    low: Float64s
    high: Float64s


def growing(right: Flags, points: int = 60) -> Growing:
    """Measure the first n examples, for about so many n in even steps of log n from 10 on (or from all, if fewer)."""
    total = len(right)
    sizes = np.unique(np.geomspace(min(10, total), total, points).round().astype(np.int64))
    correct = right.cumsum()[sizes - 1]
    return Growing(sizes, correct / sizes, *wilson(correct, sizes))


def other_exams(right: Flags, size: int, count: int = 1_000, seed: int = 0) -> Float64s:
    """The accuracies (count,) on other exams: so many examples drawn at random, none of them twice.

    How many of them are right follows the hypergeometric distribution, so
    nothing need be shuffled.
    """
    correct = int(right.sum())
    drawn = np.random.default_rng(seed).hypergeometric(correct, len(right) - correct, size, count)
    return drawn / size


def at_least(accuracies: Float64s, mark: float) -> float:
    """The share of the exams that reach a mark; one that equals it but for rounding does."""
    return float(np.mean(accuracies >= mark - 1e-12))


def tally(accuracies: Float64s, most: int = 30) -> tuple[Float64s, Int64s]:
    """Count exams by accuracy in at most so many (and one) bars of equal width: their middles, their counts.

    The width is a whole number of right answers more or less, as far as the
    accuracies have such a grid, so that no bar is empty by arithmetic alone.
    """
    values = np.unique(accuracies.round(9))
    step = float(np.diff(values).min()) if len(values) > 1 else 1.0
    width = step * max(1, int(np.ceil((values[-1] - values[0]) / step / most)))
    places = np.round((accuracies - values[0]) / step).astype(np.int64) // round(width / step)
    counts = np.bincount(places)
    return values[0] + width * np.arange(len(counts)) + (width - step) / 2, counts
