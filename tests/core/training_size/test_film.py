"""The film and the sheet to take away: as many pictures as there should be, of the right size and colours."""

import io

import numpy as np
import pytest
from PIL import Image

from mnist_core.training_size import film
from mnist_core.training_size.film import BETWEEN, GAP, LEVELS, LINE, SHEET_ZOOM, SIDE, ZOOM, Inks, gif, limits, sheet
from mnist_core.training_size.frames import Frames

INKS = Inks("#ffffff", "#ff0000", "#0000ff", "#000000")


def frames(count=3):
    rng = np.random.default_rng(0)
    weights = rng.normal(0, 0.1, (count, 784, 10)).astype(np.float32) * np.arange(1, count + 1)[:, None, None]
    return Frames(
        tuple(range(1, count + 1)), weights, np.zeros((count, 10), np.float32), np.ones(count), np.full(count, 0.5)
    )


def expected(weights, limit):
    """The RGB (784, 10, 3) that the diverging map gives, red for and blue against on white."""
    share = np.clip(weights / limit, -1, 1)[..., None]
    ground, end = np.array([255, 255, 255]), np.where(share < 0, [0, 0, 255], [255, 0, 0])
    return ground + (end - ground) * np.abs(share)


def pixels(image, digit, zoom, columns, left=0, top=0):
    """One pixel of each of the 28 × 28 squares of a digit's picture: (784, 3)."""
    side = SIDE * zoom + GAP
    row, column = divmod(digit, columns)
    x, y = left + column * side + GAP // 2, top + row * side + GAP // 2
    rgb = np.asarray(image.convert("RGB"))[y : y + SIDE * zoom : zoom, x : x + SIDE * zoom : zoom]
    return rgb.reshape(784, 3)


@pytest.mark.parametrize("shared", [True, False])
def test_the_gif_shows_every_size_and_morphs_between_them(shared):
    film = frames()
    image = Image.open(io.BytesIO(gif(film, INKS, shared)))
    assert image.n_frames == BETWEEN * (len(film) - 1) + 1
    assert image.size == (5 * (SIDE * ZOOM + GAP), LINE + 2 * (SIDE * ZOOM + GAP))
    assert image.info["loop"] == 0
    full = limits(film.weights, shared)
    for place in range(len(film)):
        image.seek(place * BETWEEN)
        for digit in (0, 4, 9):
            found = pixels(image, digit, ZOOM, 5, top=LINE)
            np.testing.assert_allclose(found, expected(film.weights[place], full[place])[:, digit], atol=255 / LEVELS)
    image.seek(1)
    shades = film.weights[:2] / full[:2, None, None]
    middle = shades[0] + (shades[1] - shades[0]) / BETWEEN
    np.testing.assert_allclose(pixels(image, 3, ZOOM, 5, top=LINE), expected(middle, 1)[:, 3], atol=255 / LEVELS)


def test_the_sheet_has_a_row_for_each_size_and_a_column_for_each_class():
    film = frames(4)
    image = Image.open(io.BytesIO(sheet(film, INKS, shared=True)))
    side = SIDE * SHEET_ZOOM + GAP
    assert (image.width - 10 * side, image.height) == (120, 4 * side)
    full = limits(film.weights, shared=True)
    for place, digit in ((0, 0), (2, 7), (3, 9)):
        found = pixels(image, digit, SHEET_ZOOM, 10, left=120, top=place * side)
        np.testing.assert_allclose(found, expected(film.weights[place], full[0])[:, digit], atol=255 / LEVELS)
    letters = np.asarray(image.convert("RGB"))[:, :120]
    assert all(letters[place * side : (place + 1) * side].min() < 60 for place in range(4))


def test_one_scale_for_all_is_the_largest_of_each_ones_own():
    film = frames()
    own = limits(film.weights, shared=False)
    assert (np.diff(own) > 0).all()
    assert limits(film.weights, shared=True).tolist() == [own.max()] * 3
    assert limits(np.zeros((2, 784, 10)), shared=True).tolist() == [1.0, 1.0]


def test_a_single_frame_is_a_film_and_none_is_refused():
    assert Image.open(io.BytesIO(gif(frames(1), INKS, shared=False))).n_frames == 1
    for draw in (gif, sheet):
        with pytest.raises(ValueError, match="needs at least one frame"):
            draw(frames(0), INKS, True)


def test_a_picture_between_two_models_claims_no_accuracy():
    """The film showed an accuracy for sizes that nothing was trained on."""
    few = frames(2)
    assert film._caption(few, 0, 0) == "trained on n = 1    test accuracy 50.0 %"
    assert film._caption(few, 0, 1) == "between n = 1 and n = 2"
