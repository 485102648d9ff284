"""Our digits as an experiment: what MNIST's model makes of ours, ours of MNIST, and what each adds to the other.

No drawing is ever judged by a model that was trained on it, or, where pupils are left out, on another by the same hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from mnist_core.arrays import Flags, Float64s, Floats, Int64s
from mnist_core.classroom.learning import learn_each
from mnist_core.classroom.ours import Ours, Score, score
from mnist_core.data.dataset import Dataset, Part
from mnist_core.exam.evaluation import answers
from mnist_core.exam.intervals import Z

BASE = 300  # of MNIST's train digits, to which ours are added: with more, ours would hardly count, and it would be slow
FOLDS = 5
MOST_LEFT_OUT = 30  # pupils who are left out one by one


@dataclass(frozen=True)
class OnOurs:
    """What MNIST's model makes of ours: all, and by label."""

    all: Score
    by_digit: tuple[Score, ...]


@dataclass(frozen=True)
class OnMnist:
    """What a model trained on ours alone makes of MNIST's test digits; beside it one trained on as many of MNIST's."""

    trained_on: int
    digits: int  # how many of the ten it has seen at all
    ours: Score
    mnist: Score


@dataclass(frozen=True)
class Added:
    """What ours add to MNIST's first train digits, on drawings by pupils of whom no drawing was added.

    Attributes
    ----------
    base : how many of MNIST's
    folds : into how many groups the pupils were put, each judged by a model with the others' drawings
    without, added : of the same drawings
    gained, lost : how many are right only with ours, and only without
    """

    base: int
    folds: int
    without: Score
    added: Score
    gained: int
    lost: int


@dataclass(frozen=True)
class LeftOut:
    """Each pupil's drawings read by a model of all others', and the same drawings in a random split.

    Attributes
    ----------
    pupils : their numbers
    each : by pupil
    everyone : of all these drawings
    split : of the same drawings, left out in groups by chance, each with as many of each digit as a pupil drew
    gained, lost : how many are right only in the random split, and only where pupils are left out
    """

    pupils: tuple[int, ...]
    each: tuple[Score, ...]
    everyone: Score
    split: Score
    gained: int
    lost: int

    @property
    def mean(self) -> float:
        """The mean of the pupils' accuracies, each pupil counted alike."""
        return float(np.mean([each.share for each in self.each]))

    @property
    def spread(self) -> float:
        """Their standard deviation."""
        return float(np.std([each.share for each in self.each]))


def is_told_apart(gained: int, lost: int) -> bool:
    """Whether two models differ by more than chance would, by what only one of them has right, at 95 %.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947).
    """
    return abs(gained - lost) > Z * sqrt(gained + lost)


def on_ours(weights: Floats, bias: Floats, ours: Ours) -> OnOurs:
    """Let a model with weights (784, 10) and bias (10,) read the class's drawings."""
    right = answers(weights, bias, Part(ours.images, ours.labels)) == ours.labels
    return OnOurs(score(right), tuple(score(right[ours.labels == digit]) for digit in range(10)))


def on_mnist(ours: Ours, dataset: Dataset) -> OnMnist:
    """Train on ours alone, and on as many of MNIST's; look at the test digits, which nothing here was chosen by."""
    some, train = len(ours), dataset.train
    taken = np.ones((1, some), bool)
    both = (
        learn_each(ours.intensities, ours.labels, taken),
        learn_each(train.images[:some] / 255, train.labels[:some], taken),
    )
    marks = [score(answers(each.weights[0], each.bias[0], dataset.test) == dataset.test.labels) for each in both]
    return OnMnist(some, len(np.unique(ours.labels)), *marks)


def added_to_mnist(ours: Ours, dataset: Dataset, base: int = BASE) -> Added:
    """Train on MNIST's first digits, with ours and without; pupils, two at least, are judged in groups."""
    fold_of = {hand: place % FOLDS for place, hand in enumerate(ours.hands)}
    folds = np.array([fold_of[int(hand)] for hand in ours.pupils])
    count = min(FOLDS, len(fold_of))
    images = np.concatenate([dataset.train.images[:base], ours.images]) / 255
    labels = np.concatenate([dataset.train.labels[:base], ours.labels])
    taken = np.ones((count + 1, len(labels)), bool)
    taken[:count, base:] = folds != np.arange(count)[:, np.newaxis]
    taken[count, base:] = False
    found = learn_each(images, labels, taken).answers(images[base:])
    added, without = _own(found, folds) == ours.labels, found[count] == ours.labels
    gained, lost = _apart(added, without)
    return Added(base, count, score(without), score(added), gained, lost)


def leave_one_out(ours: Ours, seed: int = 0) -> LeftOut:
    """Leave each pupil out in turn, of two at least; where there are many, those who drew most."""
    chosen = sorted(ours.hands, key=lambda hand: (-int((ours.pupils == hand).sum()), hand))[:MOST_LEFT_OUT]
    pupils = sorted(chosen)
    groups = np.full(len(ours), len(pupils))  # the rest is in no group, and always trains
    for place, hand in enumerate(pupils):
        groups[ours.pupils == hand] = place
    judged = groups < len(pupils)
    by_pupil = judge(ours, groups, len(pupils))[judged]
    split, rng = groups.copy(), np.random.default_rng(seed)
    for digit in range(10):
        # Within a digit, so that no more of it is missing where it is left out than where a pupil is.
        alike = np.flatnonzero(judged & (ours.labels == digit))
        split[alike] = rng.permutation(groups[alike])
    by_chance = judge(ours, split, len(pupils))[judged]
    gained, lost = _apart(by_chance, by_pupil)
    each = tuple(score(by_pupil[groups[judged] == place]) for place in range(len(pupils)))
    return LeftOut(tuple(pupils), each, score(by_pupil), score(by_chance), gained, lost)


def judge(ours: Ours, groups: Int64s, count: int) -> Flags:
    """Which drawings (n,) a model answers rightly that was trained on all that are not in its group, 0 to count − 1."""
    right: Flags = shares_without(ours, groups, count).argmax(axis=1) == ours.labels
    return right


def shares_without(ours: Ours, groups: Int64s, count: int) -> Float64s:
    """The shares (n, 10) that each drawing is given by a model trained on all that are not in its group.

    What is in none of the groups from 0 to count − 1 trains each model, and is read by the first.
    """
    images = ours.intensities
    found = learn_each(images, ours.labels, groups != np.arange(count)[:, np.newaxis]).probabilities(images)
    return _own(found, np.where(groups < count, groups, 0))


def _own(found: Float64s | Int64s, groups: Int64s | Sequence[int]) -> Float64s:
    """Of what each of the models found (k, n, …), for each drawing what that of its group did."""
    everyone: Float64s = np.asarray(found)
    return everyone[groups, np.arange(len(groups))]


def _apart(first: Flags, second: Flags) -> tuple[int, int]:
    """How many only the first has right, and only the second."""
    return int((first & ~second).sum()), int((second & ~first).sum())
