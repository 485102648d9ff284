"""A model on paper: two digits told apart by whole numbers from −3 to 3 on 49 squares, to be added up by hand."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Flags, Float64s, Int64s
from mnist_core.data.dataset import Dataset, Part
from mnist_core.exam.exam import Exam
from mnist_core.exam.squares import SIDE, SQUARES, Grid, grid_of, squares
from mnist_core.once import once
from mnist_core.softmax.dividing import logistic

LARGEST = 3  # weight, for or against
MOST_TERMS = 10.0  # that the average digit may have: more is no fun by hand
RIDGE = 1.0  # of squares that only one of the digits ever inks, the weight would grow for ever
# What the learned weights are multiplied by before they are rounded, tried one after the other.
SCALES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5)
PAIRS = tuple((first, second) for first in range(10) for second in range(first + 1, 10))
PER_SHEET = 8


@dataclass(frozen=True, eq=False)
class PaperModel:
    """Weights and a start for two digits: where black squares add up to more than 0, it is the first.

    Attributes
    ----------
    first, second : the digits
    grid : how an image becomes squares
    weights : (49,) whole numbers from −3 to 3, read-only
    start : what one begins to add from, a whole number; in books, the bias
    fractions : the accuracy, on the validation digits of the two, of the weights before they were rounded
    rounded : the same of the whole numbers, by which their rounding was chosen
    """

    first: int
    second: int
    grid: Grid
    weights: Int64s
    start: int
    fractions: float
    rounded: float

    def row_sums(self, black: Flags) -> Int64s:
        """Add up the weights of the black squares (n, 49) row by row: (n, 7)."""
        sums: Int64s = np.where(black, self.weights, 0).reshape(-1, SIDE, SIDE).sum(axis=2)
        return sums

    def sums(self, black: Flags) -> Int64s:
        """Add up the weights of the black squares (n, 49) from the start on: (n,)."""
        sums: Int64s = self.start + self.row_sums(black).sum(axis=1)
        return sums

    def answers(self, black: Flags) -> Int64s:
        """The first digit where the sum is above 0, else the second: (n,)."""
        return np.where(self.sums(black) > 0, self.first, self.second)

    def terms(self, black: Flags) -> Int64s:
        """Count the numbers that are to be added: black squares (n, 49) whose weight is not 0, (n,)."""
        counts: Int64s = (black & (self.weights != 0)).sum(axis=1)
        return counts


@dataclass(frozen=True, eq=False)
class Pair:
    """The examples of two digits in a part: their numbers in it (n,), their squares (n, 49), which are the first."""

    numbers: Int64s
    black: Flags
    is_first: Flags

    @classmethod
    def of(cls, part: Part, first: int, second: int, grid: Grid) -> "Pair":
        """Find them, in the part's order."""
        numbers = np.flatnonzero((part.labels == first) | (part.labels == second))
        return cls(numbers, squares(part.images[numbers], grid), part.labels[numbers] == first)


@once(size=2 * len(PAIRS))
def paper_model(dataset: Dataset, first: int, second: int) -> PaperModel:
    """Learn to tell two digits apart from the train part; the validation part chooses how the weights are rounded."""
    grid = grid_of(dataset.train)
    train, validation = (Pair.of(part, first, second, grid) for part in (dataset.train, dataset.validation))
    weights, bias = learn(train.black, train.is_first)
    fractions = float(np.mean((validation.black @ weights + bias > 0) == validation.is_first))
    best = None
    for scale in SCALES:
        whole = rounded(weights, scale)
        start = best_start(train.black @ whole, train.is_first)
        right = float(np.mean((validation.black @ whole + start > 0) == validation.is_first))
        found = PaperModel(first, second, grid, whole, start, fractions, right)
        # Of the coarsest rounding few numbers are left; one has to be taken.
        if best is None or (right > best.rounded and found.terms(train.black).mean() <= MOST_TERMS):
            best = found
    assert best is not None
    return best


def learn(black: Flags, is_first: Flags, steps: int = 25) -> tuple[Float64s, float]:
    """Fit softmax regression for two classes to squares (n, 49), by Newton's method: weights (49,) and bias.

    For two classes only the difference of their evidence counts, and softmax is the logistic function of it. With a
    penalty RIDGE · |w|² / 2 on the summed loss, so that there is a minimum. T. Hastie, R. Tibshirani, J. Friedman,
    "The Elements of Statistical Learning" (2009), section 4.4.1.
    """
    inputs = np.column_stack([black, np.ones(len(black))])
    penalty = RIDGE * np.diag([1.0] * SQUARES + [1e-6])
    found = np.zeros(SQUARES + 1)
    for _ in range(steps):
        probability = logistic(inputs @ found)
        slope = inputs.T @ (probability - is_first) + penalty @ found
        curvature = (inputs.T * (probability * (1 - probability))) @ inputs + penalty
        step = np.linalg.solve(curvature, slope)
        found = found - step
        if np.abs(step).max() < 1e-9:
            break
    return found[:SQUARES], float(found[SQUARES])


def rounded(weights: Float64s, scale: float) -> Int64s:
    """Round so many times the weights (49,) to whole numbers from −3 to 3; read-only."""
    whole = np.clip(np.rint(scale * weights), -LARGEST, LARGEST).astype(np.int64)
    whole.setflags(write=False)
    return whole


def best_start(sums: Int64s, is_first: Flags) -> int:
    """The whole number that, added to sums (n,), has most of those of the first digit above 0 and the rest not.

    The one nearest to 0 of several.
    """
    starts = np.arange(min(-sums.max(), 0), max(1 - sums.min(), 0) + 1)  # beyond these, all answers are the same
    right = [int(((sums + start > 0) == is_first).sum()) for start in starts]
    best = starts[np.array(right) == max(right)]
    return int(best[np.abs(best).argmin()])


@dataclass(frozen=True)
class PaperMark:
    """What a paper model comes to: so many right of so many, and how many numbers the average digit has to add."""

    right: int
    count: int
    terms: float

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.right / self.count


@once(size=2 * len(PAIRS))
def mark_of(model: PaperModel, part: Part) -> PaperMark:
    """Have a paper model read every example of its two digits in a part."""
    pair = Pair.of(part, model.first, model.second, model.grid)
    right = (model.sums(pair.black) > 0) == pair.is_first
    return PaperMark(int(right.sum()), len(right), float(model.terms(pair.black).mean()))


def of_the_two(exam: Exam, first: int, second: int) -> float:
    """The accuracy of a model of ten classes on the examples of two, if it may answer nothing but these: 0 to 1."""
    asked = (exam.labels == first) | (exam.labels == second)
    is_first = exam.probabilities[asked, first] > exam.probabilities[asked, second]
    return float(np.mean(is_first == (exam.labels[asked] == first)))


@dataclass(frozen=True, eq=False)
class PaperSheet:
    """Some digits to be read by hand: their numbers in the part (k,), their labels (k,), their squares (k, 49)."""

    numbers: Int64s
    labels: Int64s
    black: Flags


def sheet_count(part: Part, first: int, second: int) -> int:
    """How many sheets the examples of two digits fill; those that do not fill one are left out."""
    return int(np.isin(part.labels, (first, second)).sum()) // PER_SHEET


def sheet_of(model: PaperModel, part: Part, place: int) -> PaperSheet:
    """The examples of sheet `place`, from 0 on: the part's examples of the two digits, eight by eight in its order."""
    numbers = np.flatnonzero(np.isin(part.labels, (model.first, model.second)))
    numbers = numbers[PER_SHEET * place : PER_SHEET * (place + 1)]
    return PaperSheet(numbers, part.labels[numbers], squares(part.images[numbers], model.grid))
