"""Reasons for what the tasks of the lesson on the exam show."""

import numpy as np

from mnist_core.arrays import Float64s, Floats, Int64s
from mnist_core.exam.confusion import confusion_matrix, most_confused
from mnist_core.exam.exam import mark
from mnist_core.exam.intervals import at_least, other_exams, wilson
from mnist_core.exam.not_digits import noise
from mnist_core.exam.on_paper import learn, rounded
from mnist_core.exam.squares import SQUARES
from mnist_core.questions.answers import change_by_shuffling
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import blot, examples, hands, learned, reader
from mnist_core.softmax.dividing import logistic
from mnist_core.softmax.regression import evidence, one_hot, predict, softmax

_ALIKE = (2, 7)  # kinds that share most of their ink, below


def _with_ink_of(label: int, other: int) -> Floats:
    """One of a kind whose ink lies, in seven places of ten, where another kind's does."""
    images, labels = hands(10, smudge=0.0)
    first, second = images[labels == label][0], images[labels == other][0]
    mixed: Floats = np.where(np.random.default_rng(3).random(784) < 0.7, second, first)
    return mixed


def _answer(image: Floats) -> int:
    return int(evidence(image, reader().weights, reader().bias).argmax())


def _marked_when_sure(share: float) -> float:
    """The mark of one right answer that is given this share."""
    return mark(np.array([[1 - share, share]]), np.ones(1, int))[2]


def _kinds(seed: int) -> tuple[Float64s, Int64s]:
    """Ten equally common kinds (500, 100), two of which share most of their ink, with their labels."""
    images, labels = hands(500, seed, smudge=0.2, pixels=100)
    others, names = hands(500, seed + 1, smudge=0.2, pixels=100)
    images[labels == _ALIKE[0], 6:] = others[names == _ALIKE[1], 6:]
    return images, labels


def _mixed_up(names: Int64s) -> set[int]:
    """The two kinds that are mixed up most where the kinds are called so; each by what it was called before."""
    (images, labels), (others, truths) = _kinds(0), _kinds(5)
    model = learned(images, one_hot(names[labels]), 20, 0.01)
    found = most_confused(confusion_matrix(names[truths], evidence(others, *model).argmax(axis=1)))
    return {int(np.flatnonzero(names == name)[0]) for name in found}


def _on_noise() -> Floats:
    """The shares (100, 10) that a model gives pictures of noise."""
    pictures = np.stack([noise(0.2, seed) for seed in range(1_000, 1_100)])
    return predict(reader().weights, reader().bias, pictures)


def _from_taught(picture: Floats) -> float:
    """In how many of its 784 pixels, at least, a picture differs from all that the model has learned from."""
    return float(np.abs(hands(100)[0] - picture).sum(axis=1).min())


def _table() -> tuple[Float64s, Float64s]:
    """Weights learned on squares for two kinds, and the sums (n,) that squares come to with them."""
    images, labels = hands(100, smudge=0.3)
    black, asked = images[:, :SQUARES] > 0, labels < 2
    weights, bias = learn(black[asked], labels[asked] == 0)
    sums: Float64s = black @ weights + bias
    return weights, sums


BECAUSES = (
    Because(
        "exam", "Foresee a mistake", "Its mistake could be told from the picture, because",
        (
            Reason("it sees the shapes that you see", lambda: not change_by_shuffling().startswith("It stays")),
            Reason("unsure, it makes a guess that comes out otherwise each time",
                   lambda: len({_answer(examples(1)[0]) for _ in range(5)}) > 1),
            Reason("ink in the places of another digit counts for that digit",
                   lambda: [_answer(_with_ink_of(k, (k + 1) % 10)) for k in range(10)]
                   == [(k + 1) % 10 for k in range(10)]),
        ),
        "The answer follows from where the ink lies: the same picture gets the same answer every time.",
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
        "exam", "Open its commonest mistake", "No other mistake is made as often as this one, because",
        (
            Reason("much of their ink lies in the same places",
                   lambda: _mixed_up(np.arange(10)) == {*_ALIKE}),
            Reason("it met too few examples of these two",
                   lambda: len({*np.bincount(_kinds(0)[1])}) > 1 or _mixed_up(np.arange(10)) != {*_ALIKE}),
            Reason("a label is a number, and it lands near the right one",
                   lambda: _mixed_up(np.array([0, 1, 9, 3, 4, 5, 6, 2, 8, 7])) != {*_ALIKE}),
        ),
        "For a model of templates two digits are alike where their templates are, whatever the digits are called.",
    ),
    Because(
        "exam", "Find something that is no digit", "It can be sure of what is no digit, because",
        (
            Reason("it was taught that pictures like this one are that digit",
                   lambda: _from_taught(blot()) < _from_taught(hands(1, 1)[0][0])),
            Reason("softmax shares out the whole one, whatever it is given",
                   lambda: bool(predict(reader().weights, reader().bias, blot()).max() > 0.95)
                   and np.allclose(_on_noise().sum(axis=1), 1)),
            Reason("it is right in 95 of 100 such pictures",
                   lambda: mark(_on_noise(), np.arange(100) % 10)[2] >= 0.95),
        ),
        'There is no share for "none of these"; a lead in evidence is enough, wherever it comes from.',
    ),
    Because(
        "exam", "type its sum", "A single sum decides between two digits, because",
        (
            Reason("the sum is the share of the first", lambda: np.allclose(logistic(_table()[1]), _table()[1])),
            Reason("rounding has changed none of the weights in the table",
                   lambda: np.array_equal(rounded(_table()[0], 1.0), _table()[0])),
            Reason("the digit with more evidence gets the larger share",
                   lambda: np.array_equal(
                       softmax(np.column_stack([_table()[1], np.zeros(100)])).argmax(axis=1) == 0, _table()[1] > 0)),
        ),
        "The table holds the weights of one digit less those of the other: above 0, the first leads.",
    ),
)  # fmt: skip
