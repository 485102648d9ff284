"""Reasons for what the tasks of the lesson on the training size show: of pictures, since its curve may be covered."""

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.exam.intervals import wilson
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import examples, hands, learned
from mnist_core.softmax.regression import accuracy, evidence, one_hot

_FEW, _MANY, _DRAWS = 10, 1_000, 8
_EXAM = 500  # digits that the draws are examined on


def _single() -> Floats:
    """The weights (inked pixels, 9) of the other nine classes, after training on a single image of class 0."""
    image = examples(1)
    weights = learned(image, one_hot(np.zeros(1, int)))[0]
    inked: Floats = weights[image[0] > 0][:, 1:]
    return inked


def _after(count: int, draw: int = 0, steps: int = 5) -> tuple[Floats, Floats]:
    """A model of so many examples of a draw, with as many of each class in every draw."""
    images, labels = hands(count, draw, smudge=0.2, pixels=60)
    return learned(images, one_hot(labels), steps)


def _alike(first: Floats, second: Floats) -> float:
    """How alike two models' pictures are: 1 the same, 0 nothing in common."""
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def _two_draws(count: int) -> float:
    return _alike(_after(count, 1)[0], _after(count, 2)[0])


def _scatter(count: int) -> float:
    """How far apart the accuracies of several draws of so many examples are, on one and the same exam."""
    images, labels = hands(_EXAM, 99, smudge=0.2, pixels=60)
    return float(np.ptp([accuracy(labels, evidence(images, *_after(count, draw))) for draw in range(_DRAWS)]))


def _changed_by(added: int, count: int) -> float:
    """How much so many more examples change the pictures of so many, 0 to 2."""
    images, labels = hands(count + added, 3, smudge=0.2, pixels=60)
    some, all_of_them = (learned(images[:n], one_hot(labels[:n]))[0] for n in (count, count + added))
    return 1 - _alike(some, all_of_them)


BECAUSES = (
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
        "size", "Begin with other examples", "Other examples have made other pictures at n = 10, because",
        (
            Reason("there were more of some digits in one draw than in the other", lambda: _two_draws(_FEW) > 0.9),
            Reason("every training comes out otherwise by chance",
                   lambda: not np.array_equal(_after(_FEW, 1)[0], _after(_FEW, 1)[0])),
            Reason("of so few each leaves its own strokes in the sum",
                   lambda: _two_draws(_FEW) < 0.5 and _two_draws(_MANY) > 0.9),
        ),
        "Among thousands the strokes of one are lost, and what all draws have in common is left.",
    ),
    Because(
        "size", "the luck of the draw", "Which examples one got matters most where there are few, because",
        (
            Reason("there the exam measures less exactly",
                   lambda: _scatter(_FEW) < float(np.ptp(wilson(_EXAM // 2, _EXAM)))),
            Reason("sums of many examples differ less from draw to draw",
                   lambda: _scatter(_MANY) < _scatter(_FEW) / 3),
            Reason("large draws consist of the same examples",
                   lambda: _two_draws(_MANY) == 1),
        ),
        "One odd digit among ten makes a tenth of what is learned, among a thousand a thousandth.",
    ),
    Because(
        "size", "digits: what do the last ones bring", "The last examples hardly change the pictures, because",
        (
            Reason("one example more counts for less, the more there are",
                   lambda: _changed_by(100, 100) > 5 * _changed_by(100, 1_000)),
            Reason("the last ones of the file are copies of earlier ones",
                   lambda: len(np.unique(hands(1_000, 3, smudge=0.2, pixels=60)[0], axis=0)) < 1_000),
            Reason("the weights are as large as they can become",
                   lambda: bool(np.abs(_after(_MANY, steps=40)[0]).max() <= np.abs(_after(_MANY, steps=20)[0]).max())),
        ),
        "A step takes the mean over all of them: a thousand new ones are a tenth of ten thousand, a fiftieth of fifty.",
    ),
)  # fmt: skip
