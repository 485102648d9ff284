"""Reasons for what the tasks of the lesson beyond the line show."""

import math

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.beyond_linear.networks import FIELD, SHAPES, convolve, hidden_logits
from mnist_core.drawing.digits import is_like_mnist, read_drawing
from mnist_core.exam.intervals import wilson
from mnist_core.gradient_descent.slow_motion import take_step
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import (
    CROSSWISE,
    EITHER_OR,
    ORDER,
    SOME,
    examples,
    learned,
    most_read_by_a_sum,
    sheet,
    trained,
)
from mnist_core.softmax.regression import accuracy, cross_entropy, evidence, one_hot
from mnist_core.training.step import initial_checkpoint

_PAIR = {  # of hidden units: how many places are inked, and how many more than one
    "hidden_weights": np.ones((2, 2)),
    "hidden_bias": np.array([0.0, -1.0]),
    "weights": np.array([[0.0, 1.0], [0.0, -2.0]]),
    "bias": np.array([0.5, 0.0]),
}


def _uprights(moved: int = 0) -> Floats:
    """Ten kinds of strokes (10, 784), each two pixels beside the one before."""
    ink = np.zeros((10, 28, 28))
    for k, image in enumerate(ink):
        image[6:22, 3 + 2 * k : 5 + 2 * k] = 1
    return np.roll(ink, moved, axis=2).reshape(10, 784)


def _uprights_read(moved: int) -> Floats:
    """What is answered to strokes that have moved, by a model that has learned them where they were."""
    answers: Floats = evidence(_uprights(moved), *learned(_uprights(), one_hot(np.arange(10)), 50)).argmax(axis=1)
    return answers


def _by_units() -> Floats:
    answers: Floats = hidden_logits(_PAIR, CROSSWISE).argmax(axis=1)
    return answers


def _size(kind: str) -> int:
    """How many numbers a network of this kind has learned."""
    return sum(math.prod(shape) for name, shapes in SHAPES.items() if name == kind for shape in shapes.values())


def _mean_falls_and_one_rises() -> bool:
    """Whether a step on digits that ask for different things can lower their mean loss and cost one of them more."""
    images, labels = np.repeat(examples(1), 4, axis=0), np.array([0, 0, 0, 1])
    step = take_step(initial_checkpoint(), images.astype(np.float32), labels, 0.1)
    return step.harms_one and step.loss_after < step.loss


def _seen_by_a_filter(images: Floats) -> Floats:
    """What a filter finds in images (n, 784): (n, 24, 24)."""
    filters = np.random.default_rng(5).normal(size=(FIELD, FIELD, 1, 1))
    return convolve(images.reshape(-1, 28, 28, 1), filters, np.zeros(1))[..., 0]


def _with_a_speck() -> Floats:
    """Pictures with one pixel more than `sheet` has."""
    images = sheet()
    images[:, 300] = 1 - images[:, 300]
    return images


def _learned_from(shifted: bool) -> tuple[float, float]:
    """The loss and the accuracy after learning ten kinds of twin strokes, as they stand or moved by up to 8 pixels.

    What tells one kind from another is how far apart its two strokes are.
    """
    ink = np.zeros((10, 28, 28))
    for k, image in enumerate(ink):
        image[6:22, [5, 7 + k]] = 1
    moved = np.concatenate([np.roll(ink, by, axis=2) for by in range(9)] if shifted else [ink] * 9).reshape(-1, 784)
    labels = np.tile(np.arange(10), 9)
    weights, bias = learned(moved, one_hot(labels), 50, 0.1)
    return cross_entropy(labels, evidence(moved, weights, bias)), accuracy(labels, evidence(moved, weights, bias))


BECAUSES = (
    Because(
        "beyond", "with a move of no more", "Moved so little, it reads fewer than by guessing, because",
        (
            Reason("ink has been moved off the sheet", lambda: not math.isclose(sheet(4).sum(), sheet().sum())),
            Reason("its ink meets the weights of another digit's strokes",
                   lambda: np.array_equal(_uprights_read(2)[:9], np.arange(1, 10))),
            Reason("its answers are left to chance now",
                   lambda: 0 < float(np.mean(_uprights_read(2)[:9] == np.arange(9))) < 0.5),
        ),
        "Guessing is right one time in ten; this is led astray, since the weights of other digits are there.",
    ),
    Because(
        "beyond", "Shuffle some of the pixels", "Shuffled in training and exam alike, nothing is lost, because",
        (
            Reason("gradient descent treats every pixel by itself",
                   lambda: np.allclose(trained(shuffled=True), trained()[ORDER])),
            Reason("it finds the old order while it learns", lambda: np.allclose(trained(shuffled=True), trained())),
            Reason("all shuffled digits look alike", lambda: np.allclose(*examples(2)[:, ORDER])),
        ),
        "Step by step the weights are the old ones in the new order, so every sum of ink times weight is the same.",
    ),
    Because(
        "beyond", "all three judges before a digit", "On one and the same digit the judges can differ, because",
        (
            Reason("the evidence of each has a scale of its own",
                   lambda: int((5 * SOME).argmax()) != int(SOME.argmax())),
            Reason("one of them answers by chance where it is unsure",
                   lambda: any(not np.array_equal(_by_units(), _by_units()) for _ in range(5))),
            Reason("each of them adds up something else",
                   lambda: np.array_equal(_by_units(), EITHER_OR) and most_read_by_a_sum() < 1),
        ),
        "What depends on pixels together comes out of no sum of single pixels, but it can come out of a second layer.",
    ),
    Because(
        "beyond", "Put your own drawing", "One drawing does not tell which judge is best, because",
        (
            Reason("one answer says next to nothing about the next thousand",
                   lambda: float(np.ptp(wilson(1, 1))) > 20 * float(np.ptp(wilson(9_200, 10_000)))),
            Reason("a drawing is not in the form of the digits that they know",
                   lambda: not is_like_mnist(read_drawing(sheet()[0].reshape(28, 28)).centred)),
            Reason("how sure each of them is would tell that",
                   lambda: accuracy(np.arange(10), np.tile(SOME, (10, 1)))
                   != accuracy(np.arange(10), np.tile(5 * SOME, (10, 1)))),
        ),
        "On 10,000 digits a judge's accuracy is known to a point or so; by a single one, next to nothing.",
    ),
    Because(
        "beyond", "only the convolutional network fails", "The best judge fails digits that the others read, because",
        (
            Reason("it has the most numbers, and has learned more by heart",
                   lambda: _size("convolutional") > max(_size("softmax"), _size("hidden"))),
            Reason("training lowers the mean loss, not that of every digit", _mean_falls_and_one_rises),
            Reason("it looks at shapes, and a single pixel never counts",
                   lambda: np.allclose(_seen_by_a_filter(_with_a_speck()), _seen_by_a_filter(sheet()))),
        ),
        "Better on the whole means fewer mistakes, not some of the same.",
    ),
    Because(
        "beyond", "through the filters", "A filter marks what it looks for wherever that is, because",
        (
            Reason("it has weights of its own for every place",
                   lambda: math.prod(SHAPES["convolutional"]["filters_1"][:3]) >= 784),
            Reason("the digit is brought to the middle first",
                   lambda: not math.isclose(_seen_by_a_filter(sheet(4)).max(), _seen_by_a_filter(sheet()).max())),
            Reason("the same few weights are laid on every place in turn",
                   lambda: np.allclose(np.roll(_seen_by_a_filter(sheet()), 2, axis=2), _seen_by_a_filter(sheet(2)))),
        ),
        "Move the digit, and what the filter marks moves along with it.",
    ),
    Because(
        "beyond", "Teach all three on shifted", "Shifted digits cost the linear model more than the networks, because",
        (
            Reason("it can learn nothing at all from digits that move about",
                   lambda: _learned_from(shifted=True)[0] >= math.log(10)),
            Reason("one template has to serve all places at once",
                   lambda: _learned_from(shifted=True)[1] < _learned_from(shifted=False)[1]
                   and _learned_from(shifted=True)[0] > 2 * _learned_from(shifted=False)[0]),
            Reason("much of the ink is lost at the edges",
                   lambda: bool(sheet(4).sum() < 0.9 * sheet().sum())),
        ),
        "A sum of pixels has one weight for each place, whatever stands there; units and filters can share the work.",
    ),
)  # fmt: skip
