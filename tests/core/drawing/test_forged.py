"""Drawings that no canvas sends: either ink of a bounded size comes of them, or a sentence, and of bounded work."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from PIL import ImageDraw

from mnist_core.classroom.limits import Limits, Refused
from mnist_core.classroom.sent import read_sent
from mnist_core.drawing import as_text
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.doubts import Doubt, doubt_of_strokes
from mnist_core.drawing.strokes import LARGEST_CANVAS, MOST_COMMANDS, sheets_from_strokes
from tests.support.forged import ANYTHING, PLAIN, WRONG_NUMBERS, but_for_one_place, outcome, tried

SIDE = 280
LARGEST_SIDE = LARGEST_CANVAS + 201  # with room around it
SAMPLES = 4  # points of each piece of a line
FABRIC = {
    "type": "Path", "version": "7.0.0", "originX": "center", "originY": "center", "left": 140, "top": 140,
    "width": 100, "height": 90, "fill": None, "stroke": "#22262b", "strokeWidth": 20, "strokeLineCap": "round",
    "strokeDashArray": None, "strokeUniform": False, "scaleX": 1, "scaleY": 1, "angle": 0, "flipX": False,
    "flipY": False, "opacity": 1, "shadow": None, "visible": True, "skewX": 0, "skewY": 0,
}  # fmt: skip
CURVE = [["M", 90, 70], ["Q", 130, 50, 180, 70], ["Q", 180, 110, 130, 135], ["L", 80, 210]]
LINE = [["M", 60, 60], ["L", 200, 60], ["L", 110, 230]]
RIGHT = (
    {"version": "7.0.0", "objects": [FABRIC | {"path": CURVE}], "background": ""},
    {"objects": [FABRIC | {"path": LINE, "scaleX": 0.01}, {"path": CURVE, "strokeWidth": 4}]},
    # Of every other kind that fabric.js knows, none is a line of a pen.
    {"objects": [{"path": LINE, "strokeWidth": 20}, FABRIC | {"type": "Image", "src": "http://x/y.png", "filters": []},
                 FABRIC | {"type": "Group", "objects": [{"type": "Path", "path": CURVE}]},
                 FABRIC | {"type": "IText", "text": "<b>7</b>", "fontSize": 1e308},
                 FABRIC | {"type": "Polygon", "points": [{"x": 1, "y": 2}] * 3},
                 FABRIC | {"type": "Circle", "radius": 1e308}, FABRIC | {"type": "Rect", "rx": -1}]},
)  # fmt: skip
FAR = [["M", 140, 140], ["L", 141, 141], ["L", -99_999, 7], ["L", 99_999, -99_999]]
# Wrong in several places.
COMMANDS = some.tuples(some.sampled_from("MLQZ"), *[some.floats(-300, 300) | WRONG_NUMBERS] * 2).map(list)
PATHS = some.lists(COMMANDS | ANYTHING, max_size=5)
OBJECTS = some.fixed_dictionaries({"path": PATHS}, optional=dict.fromkeys(FABRIC, WRONG_NUMBERS | PLAIN))
DRAWINGS = some.fixed_dictionaries({"objects": some.lists(OBJECTS | ANYTHING, max_size=4)})
# What has failed once.
FOUND = ({"objects": [{"path": FAR, "strokeWidth": 1e-9}]}, {"objects": [{"path": FAR, "strokeWidth": 1_000}]})


@pytest.fixture(scope="module")
def painted():
    """Through how many points lines were painted, and how wide."""
    found, line = [], ImageDraw.ImageDraw.line

    def painting(draw, points, fill, width):
        found.append((len(points), width))
        line(draw, points, fill=fill, width=width)

    with pytest.MonkeyPatch.context() as pillow:
        pillow.setattr(ImageDraw.ImageDraw, "line", painting)
        yield found


@tried(120)
@given(but_for_one_place(*RIGHT) | DRAWINGS)
@example(FOUND[0])
@example(FOUND[1])
def test_a_drawing_is_ink_of_a_bounded_size_or_a_sentence(painted, drawing):
    painted.clear()
    sheets, said = outcome(lambda: sheets_from_strokes(drawing, SIDE, SIDE), ValueError)
    if sheets is None:
        assert said.startswith("a drawing must")
        assert not painted
        return
    for sheet in sheets:
        assert max(sheet.ink.shape) <= LARGEST_SIDE
        assert 0 <= sheet.ink.min() <= sheet.ink.max() <= 1
        assert 0 <= sheet.margin <= LARGEST_SIDE
    assert sum(points for points, _ in painted) <= 2 * (SAMPLES * MOST_COMMANDS + len(painted))
    assert all(1 < width <= 4 * LARGEST_SIDE for _, width in painted)
    image = read_drawing(sheets[1].ink).image
    assert image.shape == (784,)
    assert 0 <= image.min() <= image.max() <= 1
    assert doubt_of_strokes(drawing, sheets[1].ink) in (None, *Doubt)
    text = as_text.as_text(drawing)
    assert len(text) <= as_text.LONGEST
    assert (as_text.lines_of(text) is not None) == bool(text)


@tried(120)
@given(some.text(as_text.DIGITS + "." + as_text.FAR, max_size=60).map(as_text.WAY.__add__) | some.text(max_size=40))
def test_a_text_is_a_drawing_near_the_sheet_or_none(text):
    lines = as_text.lines_of(text)
    if lines is not None:
        points = np.array([point for line in lines for point in line.points])
        assert -as_text.BEYOND <= points.min() <= points.max() < as_text.SIDE + as_text.BEYOND
        assert as_text.as_text(as_text.as_drawing(lines, "black"))


MESSAGES = tuple({"id": "0123456789abcdef", "label": 7, "strokes": each} for each in (*RIGHT[:2], "augydq_gyjG"))


@tried(80)
@given(but_for_one_place(*MESSAGES) | ANYTHING)
def test_what_is_sent_to_a_wall_is_a_drawing_or_refused_in_one_sentence(message):
    pixels, said = outcome(lambda: read_sent(message, Limits()).pixels(), Refused)
    if pixels is None:
        assert said.endswith(".")
    else:
        assert (pixels.shape, pixels.dtype) == ((28, 28), np.uint8)
