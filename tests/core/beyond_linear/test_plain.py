"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest

from mnist_core.beyond_linear import networks, plain
from mnist_core.beyond_linear.stress import Stress, apply, fold
from mnist_core.data.dataset import Part


@pytest.mark.parametrize(("right", "down"), [(0, 0), (4, 3), (-14, 2)])
def test_moving_digits_by_whole_pixels(right, down):
    random = np.random.default_rng(0)
    part = Part(random.integers(0, 256, (5, 784)).astype(np.uint8), np.arange(5))
    stress = Stress(right=right, down=down)
    moved = plain.shift(part.images / 255, right, down)
    np.testing.assert_allclose(moved, apply(stress, part, slice(None)), atol=1e-6)
    weights, bias = random.normal(size=(784, 10)), random.normal(size=10)
    folded = fold(stress, weights, bias)
    np.testing.assert_allclose(moved @ weights + bias, part.images / 255 @ folded[0] + folded[1], atol=1e-5)


def test_a_hidden_layer():
    random = np.random.default_rng(1)
    parameters = {name: random.normal(size=shape) for name, shape in networks.SHAPES["hidden"].items()}
    images = random.random((3, 784))
    expected = networks.hidden_logits(parameters, images)
    np.testing.assert_allclose(plain.hidden_layer(images, *parameters.values()), expected, rtol=1e-9)


def test_a_filter_and_the_largest_of_what_it_sees():
    random = np.random.default_rng(2)
    pictures = random.random((2, 28, 28, 1))
    filters, bias = random.normal(size=(5, 5, 1, 3)), random.normal(size=3)
    maps = networks.convolve(pictures, filters, bias)
    for n, f in np.ndindex(2, 3):
        seen = plain.lay(filters[:, :, 0, f], bias[f], pictures[n, :, :, 0])
        np.testing.assert_allclose(seen, maps[n, :, :, f], atol=1e-12)
        np.testing.assert_allclose(plain.pool(seen), networks.pool(maps)[n, :, :, f], atol=1e-12)
