"""The right answers, computed: one function each, named after what it finds out."""

from typing import TYPE_CHECKING

import numpy as np

from mnist_core.data.portraits import pixel_place
from mnist_core.exam.evaluation import answers
from mnist_core.exam.exam import mark
from mnist_core.exam.intervals import wilson
from mnist_core.gradient_descent.curves import PARABOLA
from mnist_core.gradient_descent.descent import descend
from mnist_core.once import once
from mnist_core.questions.small import ORDER, SOME, examples, trained
from mnist_core.softmax.dividing import one_more_unit
from mnist_core.softmax.regression import cross_entropy, evidence, gradient, one_hot, softmax
from mnist_core.training.config import FULL_BATCH, MINI_BATCH
from mnist_core.training.step import initial_checkpoint
from mnist_core.training_size.frames import first_frames, validated
from mnist_core.training_size.sweep import FEW, Sweep

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset, Part


@once(size=4)
def share_without_ink(part: "Part") -> float:
    """The share, 0 to 1, of all pixels of a part that hold no ink at all."""
    return float((part.images == 0).mean())


@once(size=4)
def accuracy_after_one_step(dataset: "Dataset") -> float:
    """The accuracy, 0 to 1, on the validation digits after the first step of the full-batch recipe.

    From zero weights, one step of gradient descent; how large it is changes no answer, since it scales all evidence.
    """
    config = FULL_BATCH.within(dataset)
    rows = slice(0, config.train_size)
    start = initial_checkpoint()
    images, labels = dataset.train.intensities(rows), one_hot(dataset.train.labels[rows])
    slopes = gradient(images, labels, start.weights, start.bias)
    weights, bias = (-config.learning_rate * slope for slope in slopes)
    return float((answers(weights, bias, dataset.validation) == dataset.validation.labels).mean())


def places_to_the_pixel_below() -> int:
    """How far apart two pixels, one below the other, are in the flat vector."""
    row, column = pixel_place(0)
    return next(pixel for pixel in range(1, 784) if pixel_place(pixel) == (row + 1, column))


def factor_of_one_unit() -> float:
    """What one more unit of evidence multiplies a class's odds by."""
    return one_more_unit(SOME, 3).factor


def change_by_a_constant(constant: float) -> str:
    """What happens to the shares where every class gets as much evidence more."""
    before, after = softmax(SOME), softmax(SOME + constant)
    if np.allclose(before, after, rtol=1e-9, atol=0):
        return "They stay as they are"
    return "The largest grows" if after.max() > before.max() else "They draw together"


def price(share: float) -> float:
    """The loss in nats of an answer that gives the truth this share, the rest shared alike."""
    return cross_entropy(0, np.log([share, *[(1 - share) / 9] * 9]))


def ratio_of_steps(rate: float) -> float:
    """How long the second step on y = x² is, compared with the first."""
    points = descend(PARABOLA, [-1.8], rate, 2).points[:, 0]
    first, second = np.diff(points)
    return float(second / first)


def numbers_trained() -> int:
    """How many numbers training changes."""
    blank = initial_checkpoint()
    return blank.weights.size + blank.bias.size


def steps_in_an_epoch(dataset: "Dataset") -> int:
    """How many steps of the mini-batch recipe it takes to have looked at every train digit once."""
    config = MINI_BATCH.within(dataset)
    return -(-config.train_size // (config.batch_size or config.train_size))


def marked(right: tuple[bool, ...]) -> float:
    """The accuracy of answers that are right and wrong in this order."""
    rows = np.eye(2)[[int(each) for each in right]]
    return mark(rows, np.ones(len(right), np.int64))[2]


def plausible(right: int, count: int) -> str:
    """Between what the true accuracy plausibly lies, at 95 %, in whole per cent."""
    low, high = wilson(right, count)
    return f"Between {100 * low:.0f} and {100 * high:.0f} %"


def of_hundred_after_one_example(dataset: "Dataset") -> float:
    """How many of 100 validation digits are read rightly by a model that was trained on the first example alone."""
    return 100 * float(validated(first_frames(dataset, Sweep(FEW)), dataset.validation).accuracy[0])


def of_ten_learned(dataset: "Dataset") -> int:
    """How many of the ten digits that a model was trained on it then reads rightly."""
    return round(10 * float(first_frames(dataset, Sweep(FEW)).train_accuracy[-1]))


def decides_without_ink() -> str:
    """What the evidence of a blank sheet is equal to."""
    random = np.random.default_rng(8)
    weights, bias = random.normal(size=(784, 10)), random.normal(size=10)
    found = evidence(np.zeros(784), weights, bias)
    return "The ten biases" if np.array_equal(found, bias) else "The weights"


def products_of_a_reading() -> int:
    """How many products of ink and weight the ten evidences of one digit are made of."""
    return initial_checkpoint().weights.size


def change_by_shuffling() -> str:
    """What shuffling all pixels alike, in training and in the exam, does to the answers of a linear model."""
    plain, shuffled = examples() @ trained(), examples()[:, ORDER] @ trained(shuffled=True)
    return "It stays as it was" if np.allclose(plain, shuffled) else "It falls"


def two_layers_without_max() -> str:
    """What two layers with nothing between them amount to."""
    random = np.random.default_rng(9)
    images, first, second = random.random((5, 784)), random.normal(size=(784, 128)), random.normal(size=(128, 10))
    return "One matrix" if np.allclose((images @ first) @ second, images @ (first @ second)) else "More"
