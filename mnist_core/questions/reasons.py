"""Why a task comes out as it does: three reasons each, of which the core tells the one that holds."""

import math
from collections.abc import Collection

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.cross_entropy.information import cost, target
from mnist_core.cross_entropy.predictions import TUTORIALS_J
from mnist_core.data.portraits import permutation
from mnist_core.exam.exam import mark
from mnist_core.exam.intervals import at_least, other_exams, wilson
from mnist_core.gradient_descent.curves import PARABOLA
from mnist_core.gradient_descent.descent import Outcome, descend
from mnist_core.questions.answers import (
    SOME,
    change_by_shuffling,
    descended,
    examples,
    price,
    ratio_of_steps,
)
from mnist_core.questions.question import Because, Reason
from mnist_core.softmax.dividing import one_more_unit
from mnist_core.softmax.regression import one_hot
from mnist_core.training.step import initial_checkpoint

_CLASSES = one_hot(np.arange(20) % 10)
_ORDER = np.random.default_rng(7).permutation(784)


def _trained(shuffled: bool = False) -> Floats:
    images = examples()
    return descended(images[:, _ORDER] if shuffled else images, _CLASSES)


def _marked_when_sure(share: float) -> float:
    """The mark of one right answer that is given this share."""
    return mark(np.array([[1 - share, share]]), np.ones(1, int))[2]


def _every_class_alike() -> bool:
    return all(math.isclose(one_more_unit(SOME, k).factor, math.e) for k in range(len(SOME)))


def _odds_of_squares() -> float:
    """What one more unit multiplies the odds by, where squares are shared out instead of powers of e."""
    before, after = SOME**2, (SOME + (np.arange(len(SOME)) == 3)) ** 2
    odds = [each[3] / (each.sum() - each[3]) for each in (before, after)]
    return float(odds[1] / odds[0])


def _is_made_of_images() -> bool:
    """Whether the weights are sums of the training images, each with a coefficient for every class."""
    images, weights = examples(), _trained()
    return bool(np.allclose(images.T @ np.linalg.lstsq(images.T, weights, rcond=None)[0], weights))


def _single() -> Floats:
    """The weights (inked pixels, 9) of the other nine classes, after training on a single image of class 0."""
    image = examples(1)
    weights = descended(image, one_hot(np.zeros(1, int)))
    inked: Floats = weights[image[0] > 0][:, 1:]
    return inked


def _sheet(moved: int) -> Floats:
    """Pictures (5, 784) with an empty margin, moved so many pixels to the right."""
    ink = np.zeros((5, 28, 28))
    ink[:, 6:22, 6:22] = examples(5).reshape(5, 28, 28)[:, 6:22, 6:22]
    return np.roll(ink, moved, axis=2).reshape(5, 784)


def _read(moved: int = 0, weights_moved: int = 0) -> Floats:
    """The evidence (5, 10) for such pictures, by weights that are moved as well, or not."""
    return _sheet(moved) @ np.roll(_trained().reshape(28, 28, 10), weights_moved, axis=1).reshape(784, 10)


BECAUSES = (
    Because(
        "data", "Shuffle the pixels", "You cannot read a shuffled digit and the model can, because",
        (
            Reason("it puts the pixels back in order first",
                   lambda: np.allclose(examples()[:, _ORDER] @ _trained(), examples() @ _trained())),
            Reason("it never knew which pixels are neighbours", lambda: change_by_shuffling().startswith("It stays")),
            Reason("most pixels stay where they are", lambda: float((permutation() == np.arange(784)).mean()) > 0.5),
        ),
        "To the model a digit is 784 numbers in a row, and one order of them is as good as another.",
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
        "cross_entropy", "One prediction", "One prediction costs next to nothing or more than four nats, because",
        (
            Reason("only the share of the truth counts",
                   lambda: math.isclose(cost(target(2), TUTORIALS_J), -math.log(TUTORIALS_J[2]))),
            Reason("the shares of the nine others are added up, too",
                   lambda: math.isclose(cost(target(2), TUTORIALS_J), -float(np.log(np.delete(TUTORIALS_J, 2)).sum()))),
            Reason("the loss grows evenly as the share falls",
                   lambda: math.isclose(price(0.01) - price(0.02), price(0.89) - price(0.9))),
        ),
        "Of the ten terms nine are zero; the tenth is −log of whatever share the truth has got.",
    ),
    Because(
        "gradient_descent", "Make it diverge", "With so large a rate it ends ever higher, because",
        (
            Reason("it was given too many steps",
                   lambda: descend(PARABOLA, [-1.8], 0.9, 60).outcome is Outcome.DIVERGES),
            Reason("every step lands farther beyond the minimum than it began before it",
                   lambda: abs(ratio_of_steps(1.1)) > 1),
            Reason("the slope points uphill there",
                   lambda: bool(descend(PARABOLA, [-1.8], 1.1, 1).slopes[0, 0] * -1.8 < 0)),
        ),
        "The direction is right, but the step too long: the slope there is steeper, and the next step longer still.",
    ),
    Because(
        "training", "digits or fewer: the pictures", "Trained on so few, the pictures are those very digits, because",
        (
            Reason("from zero, weights can only become sums of the training images", _is_made_of_images),
            Reason("the digits are copied into the weights before the first step",
                   lambda: bool(initial_checkpoint().weights.any())),
            Reason("so few digits change no weight", lambda: not _trained().any()),
        ),
        "Every step adds ink of the digits that it looks at, more or less of each: with so few, one can see them.",
    ),
    Because(
        "exam", "Find a lucky exam", "A few digits can flatter a model by two points, because",
        (
            Reason("a mark counts how sure the answers are",
                   lambda: _marked_when_sure(0.6) != _marked_when_sure(1.0)),
            Reason("the first digits of the file are easy, as random ones would not be",
                   lambda: at_least(other_exams(np.arange(10_000) < 9_200, 100), 0.94) < 0.01),
            Reason("the fewer digits, the more chance decides",
                   lambda: bool(np.ptp(wilson(92, 100)) > 5 * np.ptp(wilson(9_200, 10_000)))),
        ),
        "Draw other digits, as many: the marks scatter as widely, and some are as lucky.",
    ),
    Because(
        "size", "Name every stroke", "After a single digit nine pictures show it in blue, because",
        (
            Reason("ink seen in one class only speaks against all the others", lambda: bool((_single() < 0).all())),
            Reason("each of the nine has learned a different part of it",
                   lambda: not np.allclose(_single(), _single()[:, :1])),
            Reason("blue is where nothing is learned yet", lambda: not _single().any()),
        ),
        "Each of the nine had a share of 0.1 and should have had none: so its weights go down where there is ink.",
    ),
    Because(
        "draw", "Take the *1 far left*", "Left where it is, the 1 is not read, because",
        (
            Reason("some of its ink is lost", lambda: not math.isclose(*(float(_sheet(by).sum()) for by in (0, 4)))),
            Reason("a weight belongs to a place, and the ink meets others now",
                   lambda: np.allclose(_read(4, weights_moved=4), _read()) and not np.allclose(_read(4), _read())),
            Reason("the model brings it to the middle itself, and too far", lambda: np.allclose(_read(4), _read())),
        ),
        "Had the weights moved along, nothing would have changed. They cannot: they were learned where the 1s stood.",
    ),
    Because(
        "beyond", "Shuffle some of the pixels", "Shuffled in training and exam alike, nothing is lost, because",
        (
            Reason("gradient descent treats every pixel by itself",
                   lambda: np.allclose(_trained(shuffled=True), _trained()[_ORDER])),
            Reason("it finds the old order while it learns", lambda: np.allclose(_trained(shuffled=True), _trained())),
            Reason("all shuffled digits look alike", lambda: np.allclose(*examples(2)[:, _ORDER])),
        ),
        "Step by step the weights are the old ones in the new order, so every sum of ink times weight is the same.",
    ),
)  # fmt: skip


def after(done: Collection[str]) -> list[Because]:
    """What may be asked once these tasks are done, by their texts."""
    return [each for each in BECAUSES if any(each.task in text for text in done)]
