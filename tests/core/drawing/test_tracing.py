"""Digits traced into strokes: thinning against what it promises, tracing against MNIST itself."""

import numpy as np
import pytest
from scipy import ndimage

from mnist_core.drawing.beginnings import as_drawing
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from mnist_core.drawing.tracing import thinned, traced

EIGHT = np.ones((3, 3))


def pieces(mask):
    return ndimage.label(mask, EIGHT)[1]


def test_a_bar_is_thinned_to_its_middle():
    bar = np.zeros((20, 40), bool)
    bar[6:13, 5:35] = True
    line = thinned(bar)
    rows, columns = np.nonzero(line)
    assert set(rows) <= {8, 9, 10}
    assert np.ptp(columns) > 20
    assert len(rows) <= 32


def test_thinning_breaks_no_piece_and_fills_no_hole(mnist):
    for image in mnist.validation.intensities(slice(30)).reshape(-1, 28, 28):
        ink = np.kron(image > 0.4, np.ones((6, 6), bool))
        line = thinned(ink)
        assert not (line & ~ink).any()
        assert pieces(line) == pieces(ink)
        # Thin: no square of four.
        squares = line[1:, 1:] & line[1:, :-1] & line[:-1, 1:] & line[:-1, :-1]
        assert squares.sum() <= 4


@pytest.mark.parametrize("ink", [np.zeros(784), np.eye(1, 784, 406)[0]], ids=["blank", "one pixel"])
def test_next_to_nothing_is_traced_without_complaint(ink):
    for line in traced(ink.astype(np.float32), 280):
        assert len(line) >= 2


def test_a_ring_is_one_closed_stroke():
    rows, columns = np.indices((28, 28)) - 13.5
    ring = np.abs(np.hypot(rows, columns) - 8) < 1.2
    (line,) = traced(ring.reshape(-1).astype(np.float32), 280)
    assert np.hypot(line[0][0] - line[-1][0], line[0][1] - line[-1][1]) < 15
    radii = np.hypot(*(np.array(line) - 140).T)
    np.testing.assert_allclose(radii, 80, atol=8)


@pytest.mark.slow
def test_traced_digits_look_like_the_originals(mnist):
    originals = mnist.validation.intensities(slice(100))
    random, apart, others = np.random.default_rng(0), [], []
    for image in originals:
        drawing = as_drawing(traced(image, 280), 20, "#000")
        again = read_drawing(ink_from_strokes(drawing, 280, 280)).image
        apart.append(np.abs(again - image).sum())
        others.append(np.abs(again - originals[random.integers(100)]).sum())
    assert np.mean(apart) < 0.45 * np.mean(others)
