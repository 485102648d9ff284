"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest

from mnist_core.training.history import LAYOUT, History
from mnist_core.training.step import Checkpoint
from mnist_core.why import plain, teaching
from mnist_core.why.ledger import Basis, ledger
from mnist_core.why.smallest_change import smallest_change
from mnist_core.why.timeline import over_training


@pytest.fixture
def model():
    """Weights, a bias and an image."""
    random = np.random.default_rng(0)
    image = random.random(784) * (random.random(784) < 0.2)
    return random.normal(size=(784, 10)).astype(np.float32), random.normal(size=10).astype(np.float32), image


def test_votes_between_two_classes(model):
    weights, bias, image = model
    entry = ledger(weights, bias, image, Basis.RAW, image).between(3, 8)
    votes, total = plain.votes_between(image, weights, bias, 3, 8)
    np.testing.assert_allclose(votes, entry.votes, atol=1e-6)
    assert total == pytest.approx(entry.total, abs=1e-5)


def test_pixels_to_flip(model):
    weights, bias, image = model
    change = smallest_change(weights, bias, image)
    assert plain.pixels_to_flip(image, weights, bias, change.before, change.rival) == len(change)


def test_teaching_one_digit(model):
    weights, bias, image = model
    taken = teaching.teach(image @ weights + bias, image, [(4, 0.1)])
    after = teaching.taught(Checkpoint(0, weights, bias), image, taken)
    found = plain.teach(image, 4, weights, bias, 0.1)
    np.testing.assert_allclose(found[0], after.weights, atol=1e-6)
    np.testing.assert_allclose(found[1], after.bias, atol=1e-6)


def test_one_digit_over_a_run(model):
    weights, bias, image = model
    records = {name: np.zeros((3, *shape), dtype) for name, (dtype, shape) in LAYOUT.items()}
    records |= {"weights": np.array([0 * weights, weights, 2 * weights]), "bias": np.array([0 * bias, bias, bias])}
    history = History(**records)
    found = plain.over_time(image, history.weights, history.bias)
    np.testing.assert_allclose(found, over_training(history, image), atol=1e-5)
