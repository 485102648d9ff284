"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest

from mnist_core.gradient_descent import plain
from mnist_core.gradient_descent.curves import CURVES
from mnist_core.gradient_descent.descent import descend
from mnist_core.gradient_descent.landscape import Plane, surface
from mnist_core.gradient_descent.slow_motion import take_step
from mnist_core.training.step import Checkpoint


def some(seed=0, count=12):
    random = np.random.default_rng(seed)
    return random.random((count, 784)), random.integers(0, 10, count), random


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_a_descent(curve):
    start = [-1.2] if curve.dimensions == 1 else [-1.2, 0.8]
    found = plain.descend(curve.slope, np.array(start), 0.1, 12)
    np.testing.assert_array_equal(found, descend(curve, start, 0.1, 12).points)


def test_the_loss_on_a_plane():
    images, labels, random = some()
    directions = np.linalg.qr(random.normal(size=(7850, 2)))[0].T
    plane = Plane(random.normal(scale=0.05, size=7850), directions)
    expected = surface(plane, images, labels, np.array([-2.0, 3]), np.array([0.5]))
    found = [plain.loss_on_the_plane(images, labels, plane.origin, *directions, a, 0.5) for a in (-2, 3)]
    np.testing.assert_allclose(found, expected[0], rtol=1e-5)


def test_one_step():
    images, labels, random = some(1, 4)
    before = Checkpoint(3, *(random.normal(size=shape).astype(np.float32) for shape in ((784, 10), 10)))
    after = take_step(before, images, labels, 0.5).after
    weights, bias = plain.one_step(before.weights, before.bias, images, labels, 0.5)
    np.testing.assert_allclose(weights, after.weights, atol=1e-6)
    np.testing.assert_allclose(bias, after.bias, atol=1e-6)
