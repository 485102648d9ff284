"""Reasons for what the tasks of the lesson on training show."""

from dataclasses import replace

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.exam.intervals import at_least, other_exams, wilson
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import CROSSWISE, EITHER_OR, examples, hands, learned, most_read_by_a_sum, trained
from mnist_core.softmax.regression import accuracy, cross_entropy, evidence, gradient, one_hot
from mnist_core.training.config import FULL_BATCH
from mnist_core.training.step import initial_checkpoint

_RATE, _TOO_LARGE = 0.1, 20.0
_NINE_OF_TEN = np.arange(10_000) < 9_000  # answers of which so many are right


def _is_made_of_images() -> bool:
    """Whether the weights are sums of the training images, each with a coefficient for every class."""
    images, weights = examples(), trained()
    return bool(np.allclose(images.T @ np.linalg.lstsq(images.T, weights, rcond=None)[0], weights))


def _losses(rate: float, start: float = 0.0) -> list[float]:
    """The losses along ten steps of this rate, from weights that are so large, or from zero."""
    images, labels = hands(200, smudge=0.3, pixels=20)
    weights, bias = start * np.random.default_rng(1).normal(size=(20, 10)), np.zeros(10)
    found = []
    for _ in range(10):
        found.append(cross_entropy(labels, evidence(images, weights, bias)))
        slopes = gradient(images, one_hot(labels), weights, bias)
        weights, bias = weights - rate * slopes[0], bias - rate * slopes[1]
    return found


def _grows(losses: list[float]) -> bool:
    return max(losses[-3:]) > losses[0]


def _crosswise(steps: int, times: int = 1) -> float:
    """How many of the four, 0 to 1, are read rightly after training on each of them so many times."""
    images, labels = np.tile(CROSSWISE, (times, 1)), np.tile(EITHER_OR, times)
    return accuracy(EITHER_OR, evidence(CROSSWISE, *learned(images, one_hot(labels, 2), steps, 1.0)))


def _with_an_odd_one(weight_decay: float, steps: int = 400) -> Floats:
    """The weights (3, 2) after training on ten of either kind, the first of which looks like the other kind.

    The first two pixels are of one kind each; the third only the odd one has inked.
    """
    images, labels = np.repeat(np.eye(3)[:2], 10, axis=0), np.repeat([0, 1], 10)
    images[10] = 1, 0, 1
    return learned(images, one_hot(labels, 2), steps, 1.0, weight_decay)[0]


def _odd_by_common(weights: Floats) -> float:
    """How large the weight is that only the odd one asks for, by that which all others of its kind ask for."""
    return float(weights[2, 1] / weights[1, 1])


BECAUSES = (
    Because(
        "training", "digits or fewer: the pictures", "Trained on so few, the pictures are those very digits, because",
        (
            Reason("from zero, weights become sums of the training images", _is_made_of_images),
            Reason("the digits are copied into the weights before the first step",
                   lambda: bool(initial_checkpoint().weights.any())),
            Reason("so few digits change no weight", lambda: not trained().any()),
        ),
        "Every step adds ink of the digits that it looks at, more or less of each: with so few, one can see them.",
    ),
    Because(
        "training", "Make the training diverge", "At that rate the loss grows instead of falling, because",
        (
            Reason("the digits are too hard to tell apart for such a model", lambda: _grows(_losses(_RATE))),
            Reason("it began from a bad place", lambda: not _grows(_losses(_TOO_LARGE, start=0.1))),
            Reason("each step corrects too much, and so does the next",
                   lambda: _grows(_losses(_TOO_LARGE)) and not _grows(_losses(_RATE))),
        ),
        "At a smaller rate the same digits, from the same zeros, are learned without any of that.",
    ),
    Because(
        "training", "on the 5,000 validation digits", "The best settings bring it just above 92.5 %, and not to 95, "
        "because",
        (
            Reason("it was not trained for long enough", lambda: _crosswise(2_000) == 1),
            Reason("no sum of single pixels can be right for all digits",
                   lambda: most_read_by_a_sum() == 0.75),
            Reason("it has not seen each kind of digit often enough to learn it",
                   lambda: _crosswise(200, times=50) == 1),
        ),
        "What counts for a digit only together with other ink cannot be said by one weight for each pixel.",
    ),
    Because(
        "training", "by luck alone", "On so few test digits it got all of them right, because",
        (
            Reason("the fewer are tested, the more are left to train on",
                   lambda: replace(FULL_BATCH, test_size=10).train_size > FULL_BATCH.train_size),
            Reason("it knew these digits by heart", lambda: at_least(other_exams(_NINE_OF_TEN, 10), 1.0) < 0.05),
            Reason("some short exams hold none of its mistakes",
                   lambda: at_least(other_exams(_NINE_OF_TEN, 10), 1.0) > 0.2 and bool(wilson(10, 10)[0] < 0.9)),
        ),
        "It is the same model, and its mistakes are there still: they come later in the file.",
    ),
    Because(
        "training", "Make a run overfit", "With weight decay it learns its examples less by heart, because",
        (
            Reason("what few of them ask for is renewed seldom, and fades",
                   lambda: _odd_by_common(_with_an_odd_one(0.05)) < 0.7 * _odd_by_common(_with_an_odd_one(0))),
            Reason("it ends the training earlier",
                   lambda: any(np.allclose(_with_an_odd_one(0, steps), _with_an_odd_one(0.05), rtol=0.05)
                               for steps in (2, 5, 10, 20, 50, 100, 200))),
            Reason("it sets all weights to zero that the digits do not need",
                   lambda: bool((_with_an_odd_one(0.05) == 0).any())),
        ),
        "Every step takes a little of every weight; ink that many digits share puts it back.",
    ),
)  # fmt: skip
