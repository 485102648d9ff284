"""How rough templates are, by hand."""

import numpy as np
import pytest

from mnist_core.training.smoothness import penalty, roughness


def templates(picture) -> np.ndarray:
    """Ten classes with this picture (28, 28) for weights."""
    return np.repeat(np.asarray(picture, np.float32).reshape(784, 1), 10, axis=1)


def test_what_is_flat_is_not_rough_and_a_chess_board_is_at_its_worst():
    assert roughness(templates(np.full((28, 28), -0.3))) == 0
    assert roughness(templates((-1.0) ** np.add.outer(np.arange(28), np.arange(28)))) == pytest.approx(4)


def test_one_inked_pixel_by_hand():
    picture = np.zeros((28, 28))
    picture[5, 9] = 3
    # Four of 2 · 28 · 27 = 1,512 pairs differ by 3; the mean of all 784 squares is 9 / 784.
    assert roughness(templates(picture)) == pytest.approx(4 * 784 / 1512)
    corner = np.zeros((28, 28))
    corner[0, 0] = 3
    assert roughness(templates(corner)) == pytest.approx(2 * 784 / 1512)


def test_noise_has_two_at_any_scale():
    noise = np.random.default_rng(3).normal(size=(784, 10))
    assert roughness(noise) == pytest.approx(2, abs=0.05)
    assert roughness(1e-3 * noise) == pytest.approx(roughness(noise))


def test_blank_pictures_are_neither_smooth_nor_rough():
    assert np.isnan(roughness(np.zeros((784, 10), np.float32)))


def test_what_decay_adds_to_what_is_minimised():
    assert penalty(np.array([[1.0, 2.0], [-2.0, 0.0]]), 0.1) == pytest.approx(0.45)
    assert penalty(np.ones((784, 10), np.float32), 0.0) == 0
