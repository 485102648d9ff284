"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest

from mnist_core.data import plain
from mnist_core.data.dataset import load_dataset
from mnist_core.data.neighbours import nearest
from mnist_core.data.portraits import class_balance, permutation, portraits, tensor_shapes, vector
from mnist_core.softmax.regression import one_hot


@pytest.fixture(scope="module")
def part():
    return load_dataset(download=False).validation


@pytest.mark.parametrize("shuffled", [False, True])
def test_rows_of_numbers(part, shuffled):
    order = permutation() if shuffled else np.arange(784)
    x, y = plain.as_rows(part.images[:5].reshape(5, 28, 28), part.labels[:5], order)
    np.testing.assert_allclose(x, [vector(part, number, shuffled=shuffled) for number in range(5)], rtol=1e-6)
    np.testing.assert_array_equal(y, one_hot(part.labels[:5]))


def test_loading(part):
    *shapes, counts = plain.load(part.images, part.labels, 300)
    assert shapes == list(tensor_shapes(300, 1).values())[:2]
    np.testing.assert_array_equal(counts, class_balance(part.labels, 300))


def test_typical_digits(part):
    found = portraits(part)
    for digit in (0, 7):
        mean, variation, rate = plain.typical(part.images, part.labels, digit)
        np.testing.assert_allclose(mean, found.mean[digit], atol=1e-12)
        np.testing.assert_allclose(variation, found.variation[digit], atol=1e-5)
        np.testing.assert_allclose(rate, found.ink_rate[digit], atol=1e-12)


def test_neighbours(part):
    images = part.images[:200]
    kept = nearest(images, 8)
    for number in (0, 13):
        numbers, distances = plain.closest(images, number, 8)
        np.testing.assert_array_equal(numbers, kept.numbers[number])
        np.testing.assert_allclose(distances, kept.distances[number], rtol=1e-9)
