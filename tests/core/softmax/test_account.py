"""The account of a prediction adds up, to the last digit that is shown."""

import numpy as np
import pytest

from mnist_core.softmax.account import account
from mnist_core.softmax.regression import predict


def test_a_hand_worked_account():
    weights, bias = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)
    weights[3, 7], weights[5, 7], bias[7] = 2, -1, 0.5
    image = np.zeros(784)
    image[3], image[5] = 0.5, 1
    found = account(weights, bias, image)
    assert found.products[7, 3] == 1
    assert found.products[7, 5] == -1
    assert found.evidence[7] == 0.5
    assert found.answer == 7
    assert found.probabilities[7] == pytest.approx(np.exp(0.5) / (np.exp(0.5) + 9))


def test_products_and_bias_add_up_to_the_evidence_and_the_shares_are_the_models():
    random = np.random.default_rng(0)
    weights, bias = random.normal(size=(784, 10)).astype(np.float32), random.normal(size=10).astype(np.float32)
    image = random.random(784)
    found = account(weights, bias, image)
    np.testing.assert_allclose(found.products.sum(axis=1) + found.bias, found.evidence, rtol=1e-12)
    np.testing.assert_allclose(found.probabilities, predict(weights, bias, image.astype(np.float32)), atol=1e-4)


def test_before_the_first_step_all_classes_tie():
    untrained = account(np.zeros((784, 10)), np.zeros(10), np.ones(784))
    assert untrained.is_tie
    assert untrained.probabilities.tolist() == [0.1] * 10
    assert not account(np.zeros((784, 10)), np.arange(10.0), np.ones(784)).is_tie


def test_row_by_row_the_evidence_begins_at_the_bias_and_ends_as_it_is():
    random = np.random.default_rng(1)
    weights, bias, image = random.normal(size=(784, 10)), random.normal(size=10), random.random(784)
    found = account(weights, bias, image)
    assert found.by_row.shape == (29, 10)
    np.testing.assert_array_equal(found.by_row[0], bias)
    np.testing.assert_allclose(found.by_row[12], bias + image[: 12 * 28] @ weights[: 12 * 28], rtol=1e-12)
    np.testing.assert_allclose(found.by_row[-1], found.evidence, rtol=1e-12)
