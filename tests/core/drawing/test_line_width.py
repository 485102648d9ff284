"""Lines redrawn from pixels: held to lines whose width is known, and to MNIST, which is left alone."""

import numpy as np
import pytest

from mnist_core.drawing.beginnings import PREFILLED, as_drawing
from mnist_core.drawing.digits import crop_to_ink, read_drawing
from mnist_core.drawing.line_width import LINE_FRACTION, with_even_lines
from mnist_core.drawing.strokes import sheets_from_strokes


def painted(lines, pen):
    return crop_to_ink(sheets_from_strokes(as_drawing(lines, pen, "#000"), 280, 280)[0].ink)


@pytest.mark.parametrize("pen", [2, 6, 14, 48, 60])
def test_a_straight_line_becomes_a_known_share_wide(pen):
    line = crop_to_ink(with_even_lines(painted([[(140, 40), (140, 240)]], pen)))
    length = line.shape[0]
    # Within a pixel on either side, of 200: what the measured distances leave open.
    assert line[length // 2].sum() / length == pytest.approx(LINE_FRACTION, abs=0.015)


@pytest.mark.parametrize("name", PREFILLED)
def test_the_pen_does_not_matter(name):
    def boxed(pen):
        return read_drawing(painted(PREFILLED[name], pen)).boxed

    for pen in (8,) if name == "tiny 7" else (10, 22, 32):
        assert np.abs(boxed(pen) - boxed(4)).mean() < 0.07


def test_a_filled_hole_opens_again():
    angles = np.linspace(0, 2 * np.pi, 40)
    ring = [(140 + 19 * np.cos(a), 200 + 26 * np.sin(a)) for a in angles]
    # The tail of the 6 tells how wide the pen was.
    blot = painted([ring, [(121, 200), (124, 120), (150, 30)]], 40)
    opened = crop_to_ink(with_even_lines(blot))
    for ink, hole in ((blot, 1.0), (opened, 0.3)):
        row = ink[round(0.79 * ink.shape[0])]
        inked = np.flatnonzero(row)
        assert row[(inked[0] + inked[-1]) // 2] == pytest.approx(hole)
        assert row.max() == 1


@pytest.mark.parametrize("shape", [(40, 40), (200, 150), (60, 31)])
def test_what_is_no_larger_than_its_pen_stays(shape):
    ink = np.ones(shape, np.float32)
    assert with_even_lines(ink) is ink


def test_mnist_stays_as_it_is_however_it_is_enlarged(mnist):
    from PIL import Image

    kept = 0
    for image in mnist.test.intensities(slice(300)).reshape(-1, 28, 28):
        assert with_even_lines(crop_to_ink(image)) is not None
        for large in (np.kron(image, np.ones((10, 10), np.float32)), _smooth(image, Image)):
            ink = crop_to_ink(large)
            kept += with_even_lines(ink) is ink
    assert kept >= 0.985 * 600


def _smooth(image, Image):
    return np.asarray(Image.fromarray(image).resize((280, 280), Image.Resampling.BICUBIC)).clip(0, 1)


def test_smoothly_enlarged_digits_come_back(mnist):
    from PIL import Image

    for image in mnist.test.intensities(slice(100)).reshape(-1, 28, 28):
        boxed = read_drawing(_smooth(image, Image)).boxed
        assert np.abs(boxed - read_drawing(image).boxed).mean() < 0.15
