"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest

from mnist_core.softmax import plain, regression
from mnist_core.softmax.account import account
from mnist_core.softmax.dividing import divide_up, naive_float32, sides, stable_float32


def small(seed=0):
    random = np.random.default_rng(seed)
    return random.random(784) * (random.random(784) < 0.2), random.normal(size=(784, 10)), random.normal(size=10)


@pytest.mark.parametrize("evidence", [[0.0, 0, 0, 0], [0.1, 0.005, 2], [-3, 7.5]])
def test_dividing_up(evidence):
    np.testing.assert_allclose(plain.as_written(np.array(evidence)), divide_up(evidence).probabilities, rtol=1e-12)
    np.testing.assert_allclose(plain.softmax(np.array(evidence)), divide_up(evidence).probabilities, rtol=1e-12)


def test_rows_of_evidence():
    evidence = np.random.default_rng(1).normal(scale=9, size=(20, 10))
    np.testing.assert_allclose(plain.softmax(evidence), regression.softmax(evidence), rtol=1e-12)


def test_float32_breaks_as_written_and_does_not_less_the_maximum():
    evidence = np.array([1000, 1001, 999], np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        np.testing.assert_array_equal(plain.as_written(evidence), naive_float32(evidence).probabilities)
    np.testing.assert_allclose(plain.softmax(evidence), stable_float32(evidence).probabilities, rtol=1e-6)


def test_collecting_evidence():
    image, weights, bias = small()
    found = account(weights, bias, image)
    for label in range(10):
        *both, total = plain.collect(image, weights, bias, label)
        np.testing.assert_allclose(both, sides(found, label), rtol=1e-12)
        assert total == pytest.approx(found.evidence[label], rel=1e-12)


@pytest.mark.parametrize("ink", [0, 1])
def test_an_answer(ink):
    image, weights, bias = small(2)
    answer, share = plain.answer(ink * image, weights, bias)
    found = account(weights, bias, ink * image)
    assert answer == found.answer
    assert share == pytest.approx(found.probabilities.max(), rel=1e-12)
