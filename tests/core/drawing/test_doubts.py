"""What is no single digit is told, and no honest digit is: held to 500 retraced ones, to their strokes drawn apart."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.drawing.beginnings import PREFILLED
from mnist_core.drawing.doubts import MOST_LINES, Doubt, doubt_of
from mnist_core.drawing.strokes import ink_from_strokes
from tests.conftest import skip

SIDE = 280
BARE = np.zeros((1, 1), np.float32)
SEVEN = [np.array(line, float) for line in PREFILLED["crossed 7"]]


@pytest.fixture(scope="module")
def traced(mnist_path):
    path = mnist_path.with_name("strokes.json")
    if not path.exists():
        skip("there is no strokes.json next to MNIST_PATH")
    return [[SIDE * np.array(line) for line in digit["strokes"]] for digit in json.loads(path.read_text())["digits"]]


def drawing(lines, pen=20):
    """Lines of straight pieces, each of points (x, y), as the canvas has them."""
    objects = [
        {"type": "Path", "path": [["M", *first], *(["L", *point] for point in rest or [[first[0] + 0.01, first[1]]])],
         "strokeWidth": pen, "stroke": "#000", "fill": None}
        for first, *rest in (np.asarray(line, float).tolist() for line in lines)
    ]  # fmt: skip
    return {"objects": objects}


def doubt(lines, pen=20, *, painted=False):
    drawn = drawing(lines, pen)
    return doubt_of(drawn, ink_from_strokes(drawn, SIDE, SIDE) if painted else BARE)


def placed(lines, scale, x, y):
    return [scale * line + (x, y) for line in lines]


def test_no_honest_digit_is_doubted_whatever_the_pen(traced):
    pens = (4, 10, 20, 30, 40)
    # Painted, which takes longest, is every fifth with each pen, and the one with most ink.
    found = [doubt(lines, pens[k // 5 % 5], painted=k % 5 == 0) for k, lines in enumerate(traced)]
    found[0] = found[0] or doubt(max(traced, key=lambda lines: sum(map(len, lines))), painted=True)
    assert found == [None] * 500


def test_nor_is_one_whose_strokes_are_drawn_apart_by_a_tenth_of_its_size(traced):
    several = [lines for lines in traced if len(lines) > 1]
    assert len(several) > 250
    for lines in several:
        points = np.concatenate(lines)
        away = [line.mean(axis=0) - points.mean(axis=0) for line in lines]
        apart = 0.1 * np.ptp(points, axis=0).max() / 2
        moved = [line + apart * way / np.hypot(*way) for line, way in zip(lines, away, strict=True)]
        assert doubt(moved, 12) is None


@pytest.mark.parametrize("name", PREFILLED)
@pytest.mark.parametrize("pen", [4, 20, 30])
def test_nor_is_what_one_may_begin_with(name, pen):
    assert doubt([np.array(line) for line in PREFILLED[name]], pen, painted=True) is None


FIVE = [np.array([(110, 60), (104, 130), (170, 140), (176, 200), (100, 220)]), np.array([(128, 48), (190, 44)])]
FOUR = [np.array([(100, 60), (80, 150), (160, 150)]), np.array([(178, 56), (176, 236)])]


@pytest.mark.parametrize("lines", [FIVE, FOUR])
@pytest.mark.parametrize("pen", [4, 20])
def test_a_4_and_a_5_in_two_strokes_that_do_not_touch_are_digits(lines, pen):
    assert doubt(lines, pen, painted=True) is None


def test_nothing_is_no_doubt():
    assert doubt_of(None, BARE) is None
    assert doubt([]) is None


@pytest.mark.parametrize("pen", [4, 20, 40])
def test_a_dot_and_a_line_shorter_than_its_pen_is_wide(pen):
    assert doubt([[(140, 140)]], pen) is Doubt.DOT
    assert doubt([[(140, 140), (140 + 0.4 * pen, 140)]], pen) is Doubt.DOT
    assert doubt([[(140, 140), (140, 140 + 0.9 * pen)]], pen) is Doubt.BLOT
    assert doubt([[(140, 140), (140, 140 + 1.1 * pen)]], pen) is None


@pytest.mark.parametrize("gap", [20, 40, 80])
def test_two_digits_beside_each_other_or_one_above_the_other(gap):
    width, height = np.ptp(np.concatenate(SEVEN), axis=0) * 0.5
    left = placed(SEVEN, 0.5, -20, 40)
    assert doubt(left, 12) is None
    assert doubt(left + placed(SEVEN, 0.5, -20 + width + gap, 50), 12) is Doubt.SEVERAL
    assert doubt(left + placed(SEVEN, 0.5, -20, 40 + height + 2 * gap), 12) is Doubt.SEVERAL


def test_a_speck_beside_a_digit_is_no_second_one():
    assert doubt([*SEVEN, np.array([(262, 230), (266, 234)])]) is None


def test_a_scribble_has_more_ink_than_any_digit():
    lines = [np.random.default_rng(5).uniform(60, 220, (80, 2))]
    assert doubt(lines, 12, painted=True) is Doubt.SCRIBBLE


def test_of_more_lines_than_a_digit_has_no_pieces_are_looked_for():
    columns = [np.array([(x, 60.0), (x, 200.0)]) for x in np.linspace(10, 270, MOST_LINES + 1)]
    assert doubt(columns[::10], 4) is Doubt.SEVERAL
    assert doubt(columns, 4) is None


@given(st.lists(st.lists(st.tuples(st.integers(-50, 330), st.integers(-50, 330)), min_size=1, max_size=6), max_size=5),
       st.integers(4, 40))  # fmt: skip
@settings(max_examples=25)
def test_the_order_of_lines_and_of_their_points_does_not_matter(lines, pen):
    assert doubt(lines, pen) is doubt([line[::-1] for line in lines[::-1]], pen)


def test_what_is_no_drawing_is_refused():
    with pytest.raises(ValueError, match="list of objects"):
        doubt_of({"objects": 3}, BARE)
