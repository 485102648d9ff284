"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest

from mnist_core.cross_entropy import information, plain
from mnist_core.softmax.regression import cross_entropy

J = np.array([0.03, 0.03, 0.01, 0.9, 0.01, 0.01, 0.0025, 0.0025, 0.0025, 0.0025])


@pytest.mark.parametrize("truth", [information.target(3), information.target(2, 0.1), information.target(2, 0, 7, 0.3)])
def test_the_price_its_slope_and_its_two_parts(truth):
    cost, slope = plain.price(truth, J)
    assert cost == pytest.approx(information.cost(truth, J), rel=1e-12)
    np.testing.assert_array_equal(slope, information.slope(truth, J))
    entropy, waste = plain.in_two_parts(truth, J)
    assert entropy == pytest.approx(information.in_bits(information.entropy(truth)), abs=1e-12)
    assert waste == pytest.approx(information.in_bits(information.divergence(truth, J)), rel=1e-12)


def test_a_batch():
    random = np.random.default_rng(0)
    logits, labels = random.normal(scale=5, size=(30, 10)), random.integers(0, 10, 30)
    losses, mean = plain.batch_loss(logits, labels)
    np.testing.assert_allclose(losses, information.losses(labels, logits), rtol=1e-9, atol=1e-12)
    assert mean == pytest.approx(cross_entropy(labels, logits), rel=1e-12)


@pytest.mark.parametrize("gap", [0, 3, 50, 95, 120])
def test_float32(gap):
    logits = information.wrong_by(gap)
    with np.errstate(over="ignore", divide="ignore", under="ignore"):
        found = plain.three_ways(logits)
    ways = information.literal, information.maximum_first, information.on_the_logits
    np.testing.assert_allclose(found, [way(logits).loss for way in ways], rtol=1e-6)
