"""A drawing is brought into MNIST's form: held to MNIST itself and to hand-worked cases."""

import numpy as np
import pytest

from mnist_core.drawing.digits import (
    centre_by_mass,
    crop_to_ink,
    fit_to_box,
    ink_from_rgba,
    read_drawing,
)


def centre(image):
    """The centre of mass: row and column, counted from 0."""
    return np.average(np.indices(image.shape).reshape(2, -1), axis=1, weights=image.reshape(-1))


# The stages


def test_a_rectangle_is_cropped_boxed_and_centred():
    ink = np.zeros((100, 80))
    ink[10:50, 40:70] = 1
    reading = read_drawing(ink)
    assert reading.cropped.shape == (40, 30)
    box = np.zeros((20, 20))
    box[:, 2:17] = 1
    np.testing.assert_array_equal(reading.boxed, box)
    # Its middle, row 9.5 of the box, comes nearest below 14: row 13.5. Column 7 of its 15 comes to 14.
    field = np.zeros((28, 28))
    field[4:24, 7:22] = 1
    np.testing.assert_array_equal(reading.centred, field)
    assert reading.image.shape == (784,)
    assert reading.image.dtype == np.float32
    assert not reading.is_empty


def test_the_heavy_end_is_in_the_middle():
    ink = np.zeros((20, 20), np.float32)
    ink[0:4, :] = 1
    ink[4:, 9] = 1
    # Row (80 × 1.5 + 16 × 11.5) / 96 = 3.17 goes to 14, so row 0 to 11; column (80 × 9.5 + 16 × 9) / 96 = 9.42 to 14.
    field = centre_by_mass(ink)
    assert field[11].sum() == 20
    assert np.flatnonzero(field[11])[0] == 5
    assert field[27, 14] == 1  # rows 28 to 30 are lost outside the field
    assert field.sum() == 80 + 13


def test_all_of_mnist_is_centred_our_way(mnist):
    for image in mnist.test.intensities(slice(1000)).reshape(-1, 28, 28):
        np.testing.assert_array_equal(centre_by_mass(image), image)


def test_a_blank_drawing_is_no_digit():
    reading = read_drawing(np.zeros((280, 280)))
    assert reading.is_empty
    assert (reading.boxed.shape, reading.centred.shape) == ((20, 20), (28, 28))
    assert not reading.boxed.any()
    assert not reading.image.any()


@pytest.mark.parametrize(
    ("ink", "boxed"),
    [
        (np.ones((280, 280)), 400),
        (np.pad([[1.0]], 100), 400),
        # Lines become 2.6 pixels of the box wide, with round ends.
        (np.pad(np.ones((1, 200)), 40), 17.4 * 2.6 + np.pi * 1.3**2),
        (np.pad(np.ones((200, 1)), 40), 17.4 * 2.6 + np.pi * 1.3**2),
        (np.ones((50, 1)), 17.4 * 2.6 + np.pi * 1.3**2),
        # What has fewer pixels than the field is taken as it is.
        (np.ones((20, 1)), 20),
    ],
    ids=["full", "one pixel", "thin row", "thin column", "edge to edge", "few pixels"],
)
def test_extreme_drawings(ink, boxed):
    reading = read_drawing(ink)
    assert reading.boxed.sum() == pytest.approx(boxed, rel=0.16)
    assert reading.centred.sum() == pytest.approx(boxed, rel=0.16)
    np.testing.assert_allclose(centre(reading.centred), 14, atol=0.5)


@pytest.mark.parametrize("shape", [(300, 120), (90, 210), (200, 200)])
def test_proportions_are_kept(shape):
    boxed = fit_to_box(np.ones(shape, np.float32))
    inked = crop_to_ink(boxed).shape
    assert max(inked) == 20
    # The shorter side is rounded to whole pixels of the box.
    assert min(inked) == pytest.approx(20 * min(shape) / max(shape), abs=0.5)


def test_thin_lines_are_made_bold():
    ink = np.zeros((280, 280))
    ink[40:240, 100:102] = 1
    ink[40:42, 100:180] = 1
    assert fit_to_box(crop_to_ink(ink.astype(np.float32))).max() == 1


@pytest.mark.parametrize("ink", [np.zeros(5), np.full((2, 2), np.nan), np.full((2, 2), 2.0), -np.ones((2, 2)), [[]]])
def test_what_is_no_ink_is_refused(ink):
    with pytest.raises(ValueError, match="from 0 to 1"):
        read_drawing(ink)


def test_mnist_digits_pasted_large_come_back(mnist):
    random = np.random.default_rng(0)
    for image in mnist.test.intensities(slice(200)).reshape(-1, 28, 28):
        digit = np.kron(crop_to_ink(image), np.ones((10, 10)))
        canvas = np.zeros((280, 280))
        top, left = (random.integers(0, 280 - length + 1) for length in digit.shape)
        canvas[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
        # Where MNIST's darkest grey is 254 of 255, ours is 255.
        np.testing.assert_allclose(read_drawing(canvas).centred, image, atol=1.5 / 255)


@pytest.mark.slow
def test_shifted_digits_are_read_again(mnist):
    weights = np.zeros((784, 10), np.float32)
    images, targets = mnist.train.intensities(slice(5000)), np.eye(10, dtype=np.float32)[mnist.train.labels[:5000]]
    for _ in range(200):
        shares = np.exp(images @ weights)
        weights -= 0.5 * images.T @ (shares / shares.sum(axis=1, keepdims=True) - targets) / 5000

    def accuracy(digits):
        return np.mean((np.reshape(digits, (1000, 784)) @ weights).argmax(axis=1) == mnist.test.labels[:1000])

    originals = mnist.test.intensities(slice(1000))
    shifted = np.pad(originals.reshape(-1, 28, 28), ((0, 0), (4, 0), (3, 0)))[:, :28, :28]
    assert accuracy(originals) > 0.84
    assert accuracy(shifted) < 0.3
    repaired = np.array([read_drawing(image).image for image in shifted])
    # More than half lose ink at the edge when they are shifted; all others come back exactly.
    whole = np.count_nonzero(shifted, axis=(1, 2)) == np.count_nonzero(originals, axis=1)
    assert whole.sum() > 400
    np.testing.assert_allclose(repaired[whole], originals[whole], atol=1.5 / 255)
    assert accuracy(repaired) > accuracy(originals) - 0.03


# Pictures


def picture(ground, pen, alpha=255):
    rgba = np.zeros((60, 60, 4), np.uint8)
    rgba[:] = (*ground, alpha)
    rgba[20:40, 25:30] = (*pen, 255)
    return rgba


@pytest.mark.parametrize(
    "rgba",
    [
        picture((255, 255, 255), (0, 0, 0)),
        picture((0, 0, 0), (255, 255, 255)),
        picture((14, 17, 23), (250, 250, 250)),
        picture((255, 255, 255), (255, 220, 0)),
        picture((0, 0, 0), (0, 0, 0), alpha=0),
        picture((255, 255, 255), (255, 255, 255), alpha=0),
    ],
    ids=["dark on light", "light on dark", "dark theme", "yellow on white", "black ink alone", "white ink alone"],
)
def test_ink_is_found_on_any_ground(rgba):
    ink = ink_from_rgba(rgba)
    assert ink.dtype == np.float32
    assert ink.min() == 0
    assert ink.max() <= 1
    np.testing.assert_array_equal(ink > 0.8, picture((0, 0, 0), (0, 0, 0), alpha=0)[..., 3] > 0)


def test_ink_may_touch_the_edge():
    rgba = picture((255, 255, 255), (0, 0, 0))
    rgba[:, :8] = (0, 0, 0, 255)
    assert ink_from_rgba(rgba)[:, :8].min() == 1


@pytest.mark.parametrize("colour", [(0, 0, 0, 255), (255, 255, 255, 255), (9, 9, 9, 0)])
def test_one_plain_colour_holds_no_ink(colour):
    assert read_drawing(ink_from_rgba(np.full((30, 30, 4), colour, np.uint8))).is_empty


def test_paper_grain_is_no_ink():
    rgba = picture((250, 250, 250), (20, 20, 20))
    rgba[..., :3] += np.random.default_rng(0).integers(0, 6, (60, 60, 3), dtype=np.uint8)
    assert crop_to_ink(ink_from_rgba(rgba)).shape == (20, 5)


@pytest.mark.parametrize("rgba", [np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5, 4)), np.zeros((0, 5, 4), np.uint8)])
def test_what_is_no_picture_is_refused(rgba):
    with pytest.raises(ValueError, match="a picture must be"):
        ink_from_rgba(rgba)
