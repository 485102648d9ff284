"""Reasons for what the tasks of the lesson on the data show."""

import numpy as np

from mnist_core.arrays import Bytes, Flags, Float64s, Int64s
from mnist_core.data.dataset import Part
from mnist_core.data.first_model import threshold
from mnist_core.data.neighbours import is_outlier, nearest
from mnist_core.data.portraits import Portraits, class_balance, misses_some, permutation, portraits
from mnist_core.drawing.digits import centre_by_mass
from mnist_core.questions.answers import change_by_shuffling
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import ORDER, examples, hands, trained
from mnist_core.softmax.regression import gradient, one_hot

_SIZE = 20


def _drawn(count: int) -> Int64s:
    """How many there are of each of ten equally common digits in each of 200 draws of so many: (200, 10)."""
    labels = np.random.default_rng(10).integers(10, size=(200, count))
    return np.array([class_balance(row, count) for row in labels])


def _lacking(count: int) -> float:
    """The share of the draws that lack one of the ten."""
    return float(np.mean([misses_some(counts) for counts in _drawn(count)]))


def _written(centred: bool) -> Portraits:
    """Forty uprights and forty rings, written in any place of the sheet, as a part of the data that is centred or not.

    Each hand leaves out a twentieth of the ink.
    """
    random = np.random.default_rng(4)
    ring = np.ones((18, 18), np.float32)
    ring[4:14, 4:14] = 0
    images = np.zeros((80, 28, 28), np.float32)
    for k, image in enumerate(images):
        shape = ring if k % 2 else np.ones((18, 5), np.float32)
        ink = shape * (random.random(shape.shape) < 0.95)
        top, left = (random.integers(28 - length + 1) for length in shape.shape)
        image[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
        if centred:
            image[:] = centre_by_mass(image)
    return portraits(Part((255 * images).astype(np.uint8).reshape(80, 784), np.arange(80) % 2))


def _any_apart(found: Portraits) -> bool:
    return any(found.apart(0, 1, pixel) for pixel in range(784))


def _means() -> tuple[Portraits, Float64s, Flags]:
    """Means of ten kinds; new images (n, 784) of the first two; whether the difference of these means says the first.

    With the bias, as in the lesson.
    """
    (images, labels), (others, kinds) = hands(100), hands(200, seed=1, smudge=0.3)
    found = portraits(Part((255 * images).astype(np.uint8), labels))
    asked = others[kinds < 2]
    return found, asked, asked @ found.difference(0, 1) > threshold(found, 0, 1)


def _nearer_is_the_answer() -> bool:
    found, asked, is_first = _means()
    first, second = (np.square(asked - mean).sum(axis=1) for mean in found.mean[:2])
    return bool(np.array_equal(is_first, first < second))


def _slope_is_zero() -> bool:
    """Whether the loss has no slope left where the means are the weights, as at the end of a training."""
    images, labels = hands(100, smudge=0.4)
    found = portraits(Part((255 * images).astype(np.uint8), labels))
    return np.allclose(gradient(images, one_hot(labels), found.mean.T, np.zeros(10))[0], 0)


def _more_ink_is_the_answer() -> bool:
    found, asked, is_first = _means()
    bolder = int(found.mean[0].sum() < found.mean[1].sum())
    much = asked.sum(axis=1) > found.mean[:2].sum(axis=1).mean()
    return bool(np.array_equal(is_first, much == (bolder == 0)))


def _stray() -> tuple[Bytes, Int64s]:
    """An upright far right, four in the middle and four hooks far right, (9, 784), with the label of each."""
    upright = np.zeros((28, 28), np.uint8)
    upright[5:23, 12:15] = 255
    hook = np.roll(upright, 6, axis=1)
    hook[5:7, 14:18] = 255
    images = np.stack([np.roll(upright, 6, axis=1), *[upright] * 4, *[hook] * 4]).reshape(9, 784)
    return images, np.array([0, 0, 0, 0, 0, 1, 1, 1, 1])


def _distances() -> Float64s:
    """How far the stray one is from each of the other eight, in their order."""
    found = nearest(_stray()[0], 8)
    distances: Float64s = found.distances[0][found.numbers[0].argsort()]
    return distances


BECAUSES = (
    Because(
        "data", "Shuffle the pixels", "You cannot read a shuffled digit and the model can, because",
        (
            Reason("it puts the pixels back into their places first",
                   lambda: np.allclose(examples()[:, ORDER] @ trained(), examples() @ trained())),
            Reason("it never knew which pixels are neighbours", lambda: change_by_shuffling().startswith("It stays")),
            Reason("most pixels stay where they are", lambda: float((permutation() == np.arange(784)).mean()) > 0.5),
        ),
        "To the model a digit is 784 numbers in a row, and one order of them is as good as another.",
    ),
    Because(
        "data", "load so few train digits", "Load few enough, and one of the ten is missing, because",
        (
            Reason("the first ones of the file are no fair draw", lambda: _lacking(_SIZE) < 0.05),
            Reason("one of the digits is much rarer than all others",
                   lambda: len({k for counts in _drawn(_SIZE) for k in np.flatnonzero(counts == 0)}) < 3),
            Reason("so few draws seldom find all ten, and fewer than ten draws never do",
                   lambda: _lacking(9) == 1 and _lacking(_SIZE) > 0.5 and _lacking(10 * _SIZE) < 0.01),
        ),
        "Each of the ten is left out of 20 fair draws about one time in eight, and of 200 hardly ever.",
    ),
    Because(
        "data", "find two digits and a pixel", "Nearly all of one digit have ink there and hardly any of the other, "
        "because",
        (
            Reason("all were centred alike, so strokes meet in one place",
                   lambda: _any_apart(_written(centred=True)) and not _any_apart(_written(centred=False))),
            Reason("all hands that write a digit ink the very same pixels",
                   lambda: {*_written(centred=True).ink_rate[:2].round(9).flat} <= {0.0, 1.0}),
            Reason("two digits differ in every pixel",
                   lambda: bool((_written(centred=True).difference(0, 1) != 0).all())),
        ),
        "Written anywhere on the sheet, the same strokes would meet in no pixel often enough.",
    ),
    Because(
        "data", "whose difference, with the bias", "The difference of two means tells nearly all of these digits "
        "apart, because",
        (
            Reason("the means are the weights at which training ends", _slope_is_zero),
            Reason("with that bias it says which mean is nearer", _nearer_is_the_answer),
            Reason("it says which digit has more ink", _more_ink_is_the_answer),
        ),
        "Which of two means is nearer can be told by a weighted sum of the ink and a bias: that is a linear model.",
    ),
    Because(
        "data", "whose eight nearest neighbours", "None of its eight nearest neighbours is the same digit, because",
        (
            Reason("it is near to them in the picture only, not in all 784 directions",
                   lambda: bool(_distances()[:4].min() < _distances()[4:].min())),
            Reason("shapes are compared, wherever they stand", lambda: bool(_distances()[0] == 0)),
            Reason("near means much the same ink in the same places",
                   lambda: is_outlier(nearest(_stray()[0], 4), _stray()[1], 0)),
        ),
        "Move a digit by a few pixels, and it is far from itself: the distance compares ink place by place.",
    ),
)  # fmt: skip
