"""Strokes become ink: held to hand-worked cases, to random scribbles, to nonsense, and to digits traced from MNIST."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageDraw

from mnist_core.drawing.digits import crop_to_ink, ink_from_rgba, read_drawing
from mnist_core.drawing.strokes import ink_from_strokes, sheets_from_strokes
from tests.core.drawing.test_digits import centre

CANVAS = 280


def fabric(*lines, pen=18, **placing):
    """Write polylines as the canvas does: curves through the middles, placed by the middle of their box."""
    objects = []
    for line in lines:
        path = [["M", *line[0]]]
        path += [["Q", *a, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2] for a, b in pairwise(line)]
        objects.append({"type": "Path", "path": [*path, ["L", *line[-1]]], "strokeWidth": pen, **placing})
    return {"objects": objects}


def strokes_ink(drawing, **options):
    return ink_from_strokes(drawing, CANVAS, CANVAS, **options)


SEVEN = [[(60, 60), (120, 58), (200, 60), (150, 150), (110, 230)], [(100, 140), (190, 140)]]


@pytest.mark.parametrize("pen", [8, 18, 36])
def test_the_line_is_as_wide_as_mnists_whatever_the_pen(pen):
    thin = read_drawing(strokes_ink(fabric(*SEVEN, pen=pen)))
    middle = read_drawing(strokes_ink(fabric(*SEVEN, pen=20)))
    np.testing.assert_allclose(thin.centred, middle.centred, atol=0.02)


@pytest.mark.parametrize("size", [0.3, 0.5])
def test_size_and_place_do_not_matter(size):
    small = [[(x * size + 100, y * size + 20) for x, y in line] for line in SEVEN]
    readings = [read_drawing(strokes_ink(fabric(*lines, pen=8))) for lines in (SEVEN, small)]
    assert np.abs(readings[0].centred - readings[1].centred).mean() < 0.01


def test_a_straight_line_is_painted_to_scale():
    ink = strokes_ink(fabric([(70, 140), (210, 140)]), pen_width=20)
    scale = ink.shape[0] / CANVAS
    rows, columns = crop_to_ink(ink).shape
    assert (rows, columns) == (pytest.approx(20 * scale, abs=2), pytest.approx(160 * scale, abs=2))
    assert ink.sum() == pytest.approx((140 * 20 + np.pi * 10**2) * scale**2, rel=0.02)
    np.testing.assert_allclose(centre(ink) + 0.5, 140 * scale, atol=0.5)


def test_strokes_and_pixels_agree():
    strokes = strokes_ink(fabric(*SEVEN), pen_width=18)
    rgba = np.zeros((*strokes.shape, 4), np.uint8)
    rgba[..., 3] = np.round(strokes * 255)
    difference = read_drawing(strokes).centred - read_drawing(ink_from_rgba(rgba)).centred
    assert np.abs(difference).max() < 0.02


def test_a_click_is_a_dot():
    # So fabric.js writes a click: the pen is moved by a thousandth of its width, and back.
    click = {
        "type": "Path",
        "strokeWidth": 20,
        "path": [["M", 99.98, 80], ["Q", 99.98, 80, 100, 80], ["L", 100.02, 80]],
    }
    boxed = read_drawing(strokes_ink({"objects": [click]})).boxed
    assert boxed.sum() == pytest.approx(np.pi * 10**2, rel=0.03)


@pytest.mark.parametrize("y", [0, 4, 276, 280])
def test_a_line_along_the_edge_is_not_cut(y):
    reading = read_drawing(strokes_ink(fabric([(20, y), (260, y)], pen=8)))
    assert (reading.boxed.max(axis=1) > 0.1).sum() in (2, 3, 4)


def test_a_moved_turned_and_scaled_line_is_where_the_canvas_shows_it():
    # Its middle, (100, 150), goes to (200, 90), a quarter turned and twice as long: from (200, 10) to (200, 170).
    line = [(60, 150), (140, 150)]
    placing = {"left": 200, "top": 90, "originX": "center", "originY": "center", "angle": 90, "scaleX": 2, "scaleY": 2}
    moved = strokes_ink(fabric(line, pen=10, **placing), pen_width=20)
    straight = strokes_ink(fabric([(200, 10), (200, 170)], pen=20), pen_width=20)
    np.testing.assert_allclose(moved, straight, atol=0.51)
    assert np.abs(moved - straight).mean() < 0.001


def test_a_line_placed_by_its_corner_counts_the_pen():
    line = [(60, 100), (140, 180)]
    by_corner = fabric(line, pen=10, left=55, top=95, originX="left", originY="top")
    np.testing.assert_array_equal(strokes_ink(by_corner), strokes_ink(fabric(line, pen=10)))


def test_a_flipped_line_is_mirrored():
    flipped = strokes_ink(fabric([(100, 100), (150, 180)], flipX=True))
    np.testing.assert_allclose(flipped, strokes_ink(fabric([(150, 100), (100, 180)])), atol=0.51)


@pytest.mark.parametrize("drawing", [None, {"objects": []}, {"objects": [{"type": "Circle", "radius": 9}]}])
def test_no_strokes_are_a_blank_drawing(drawing):
    assert read_drawing(strokes_ink(drawing)).is_empty


@pytest.mark.parametrize(
    "damage",
    [
        {"path": "M 0 0 L 9 9"},
        {"path": []},
        {"path": [["M", 1, 2]]},
        {"path": [["M", 1, 2], ["A", 3, 4]]},
        {"path": [["M", 1, 2], ["L", 3]]},
        {"path": [["M", 1, 2], ["L", float("nan"), 3]]},
        {"path": [["M", 1, 2], ["L", 10**400, 3]]},
        {"path": [["M", 1, 2], ["L", True, "3"]]},
        {"path": [["L", 1, 2], ["L", 3, 4]]},
        {"path": [[["M"], 1, 2], 7]},
        {"strokeWidth": 0},
        {"strokeWidth": -3},
        {"strokeWidth": "wide"},
        {"angle": float("inf")},
        {"skewX": 90},
        {"scaleX": 99_999},
        {"scaleX": 0, "scaleY": 0},
        {"left": None},
        {"visible": False},
    ],
    ids=str,
)
def test_a_broken_line_is_left_out(damage):
    good, broken = fabric([(60, 60), (200, 200)])["objects"][0], fabric([(60, 200), (200, 60)])["objects"][0]
    both = strokes_ink({"objects": [broken | damage, good]})
    np.testing.assert_array_equal(both, strokes_ink({"objects": [good]}))


@pytest.mark.parametrize("drawing", [[], "objects", 3, {}, {"objects": None}, {"objects": {}}])
def test_what_is_no_drawing_is_refused(drawing):
    with pytest.raises(ValueError, match="list of objects"):
        strokes_ink(drawing)


def test_too_much_is_refused():
    long = fabric([(i % 280, i % 271) for i in range(10_000)])
    with pytest.raises(ValueError, match="at most 10,000"):
        strokes_ink(long)
    with pytest.raises(ValueError, match="at most 10,000"):
        strokes_ink({"objects": [{}] * 10_001})


def test_the_most_that_is_accepted_is_painted_on_a_bounded_sheet():
    random = np.random.default_rng(0)
    ink = strokes_ink(fabric(random.uniform(0, CANVAS, (9_998, 2)).tolist()))
    assert max(ink.shape) <= 1_201
    assert not read_drawing(ink).is_empty


@pytest.fixture
def painted(monkeypatch):
    """How wide each line was painted, in Pillow's pixels, and through how many points."""
    found, line = [], ImageDraw.ImageDraw.line

    def painting(draw, points, fill, width):
        found.append((width, len(points)))
        line(draw, points, fill=fill, width=width)

    monkeypatch.setattr(ImageDraw.ImageDraw, "line", painting)
    return found


@pytest.mark.parametrize("pen", [1e-9, 0.1, 20])
def test_a_line_far_outside_is_not_walked_to_its_end(painted, pen):
    """Of lines one pixel wide Pillow goes from pixel to pixel: 10,000 to and fro kept all waiting for a minute."""
    far = [(140, 140), (141, 141), *[((-1) ** k * 99_999, 140 + k % 7) for k in range(98)]]
    assert sheets_from_strokes(fabric(far, pen=pen), CANVAS, CANVAS)
    assert [points for _, points in painted] == [4 * 100 + 1] * 2
    assert min(width for width, _ in painted) > 1


@pytest.mark.parametrize("sizes", [(0, 280, None), (280, 1001, None), (280, 280, 0), (280, 280, float("nan"))])
def test_sizes_are_checked(sizes):
    with pytest.raises(ValueError, match="at most 1,000"):
        ink_from_strokes({"objects": []}, *sizes[:2], pen_width=sizes[2])


COORDINATES = st.floats(0, CANVAS)
LINES = st.lists(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=12), min_size=1, max_size=4)


@settings(deadline=None, max_examples=60)
@given(LINES, st.integers(1, 40))
def test_any_scribble_is_read(lines, pen):
    ink = strokes_ink(fabric(*lines, pen=pen))
    reading = read_drawing(ink)
    for stage in (reading.drawn, reading.cropped, reading.boxed, reading.centred):
        assert stage.dtype == np.float32
        assert 0 <= stage.min() <= stage.max() <= 1
    assert not reading.is_empty
    assert max(crop_to_ink(reading.boxed).shape) == 20
    # What was clipped at the edge of the field is missing from the centre of mass.
    if np.isclose(reading.centred.sum(), reading.boxed.sum(), atol=0.8):
        np.testing.assert_allclose(centre(reading.centred), 14, atol=0.52)
