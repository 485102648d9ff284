"""A drawing as a text: short, read back as the same ink, and nothing else is taken for one."""

import json
import os
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.drawing import as_text as text
from mnist_core.drawing.beginnings import PREFILLED, as_drawing
from mnist_core.drawing.strokes import sheets_from_strokes
from tests.core.drawing.test_strokes import SEVEN, fabric

SAFE = set(string.ascii_letters + string.digits + "-_.~")  # what an address holds as it is
points = st.lists(st.tuples(st.integers(-80, 380), st.integers(-80, 380)), min_size=1, max_size=30)
drawings = st.lists(st.tuples(points, st.integers(1, 80)), min_size=1, max_size=6)


def back(drawing):
    return text.as_drawing(text.lines_of(text.as_text(drawing)), "#22262b")


# In two corners of a sheet, so that whatever is on it is painted equally large.
CORNERS = fabric([(1, 1), (1.5, 1)], [(279, 279), (279.5, 279)], pen=2)["objects"]


def apart(drawing, other):
    """How much ink is on one sheet and not on the other, as a share of the first's."""
    one, two = (
        sheets_from_strokes({"objects": [*each["objects"], *CORNERS]}, 280, 280)[0].ink for each in (drawing, other)
    )
    return np.abs(one - two).sum() / one.sum()


@pytest.mark.parametrize("name", PREFILLED)
def test_a_drawing_to_begin_with_comes_back_as_the_same_ink(name):
    drawing = as_drawing(PREFILLED[name], 20, "#22262b")
    assert len(text.as_text(drawing)) < 150
    assert apart(drawing, back(drawing)) < 0.04


def test_what_is_written_by_hand_is_read():
    # A pen of 20 from (10, 20) to (16, 12), and then far away, to (200, 100); all moved by 128, in base 64.
    assert [text.DIGITS[value] for value in (20, 2, 10, 37, 23, 5, 8, 3, 36)] == list("uckLxfidK")
    (line,) = text.lines_of("auckcuLx_fidK")
    assert (line.width, line.points) == (20, ((10, 20), (16, 12), (200, 100)))
    assert text.as_drawing([line], "red")["objects"][0]["path"] == [["M", 5, 10], ["L", 8, 6], ["L", 100, 50]]


def test_every_pen_keeps_its_width_and_a_dot_stays_one():
    drawing = {"objects": [*fabric(*SEVEN, pen=4)["objects"], *fabric([(50, 50), (50.02, 50)], pen=40)["objects"]]}
    again = back(drawing)
    assert [each["strokeWidth"] for each in again["objects"]] == [4, 4, 40]
    dot = {"objects": again["objects"][-1:]}
    assert sheets_from_strokes(dot, 280, 280)[0].ink.any()
    assert text.as_text(again) == text.as_text(drawing)


@settings(deadline=None)
@given(drawings)
def test_what_was_read_is_written_the_same(lines):
    drawing = {"objects": [each for line, pen in lines for each in fabric(line, pen=pen)["objects"]]}
    written = text.as_text(drawing)
    assert len(written) <= text.LONGEST
    assert set(written) <= SAFE
    if written:
        assert text.as_text(text.as_drawing(text.lines_of(written), "#000000")) == written


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 279), st.integers(0, 279)), min_size=2, max_size=25, unique=True))
def test_no_point_of_a_line_is_farther_off_than_it_may_be(line):
    drawing = fabric(line)
    found = text.lines_of(text.as_text(drawing))[0].points
    corners = np.array(found, float)
    ((along, _),) = text.pen_lines(drawing)
    starts, ways = corners[:-1], np.diff(corners, axis=0)
    lengths = np.maximum((ways**2).sum(axis=1), 1e-9)
    for point in along / text.UNIT:
        share = np.clip(((point - starts) * ways).sum(axis=1) / lengths, 0, 1)
        nearest = np.hypot(*(starts + share[:, None] * ways - point).T).min()
        assert nearest <= text.TOLERANCES[0] + 0.75, (point, corners)  # and half a unit's diagonal, by rounding


@pytest.mark.skipif(not os.environ.get("MNIST_PATH"), reason="needs the strokes next to full MNIST")
def test_digits_as_people_write_them_travel_and_are_read_as_they_were():
    path = Path(os.environ["MNIST_PATH"]).with_name("strokes.json")
    if not path.exists():
        pytest.skip("there is no strokes.json next to MNIST_PATH")
    digits = json.loads(path.read_text())["digits"][:40]
    drawings = [fabric(*(280 * np.array(line) for line in digit["strokes"]), pen=20) for digit in digits]
    lengths = [len(text.as_text(each)) for each in drawings]
    assert min(lengths) > 0
    assert max(lengths) < 400
    for drawing in drawings[:10]:
        assert apart(drawing, back(drawing)) < 0.06


def spiral(turns):
    angle = np.linspace(0, 2 * np.pi * turns, 200 * turns)
    radius = np.linspace(4, 130, len(angle))
    return np.stack([140 + radius * np.cos(angle), 140 + radius * np.sin(angle)], axis=1).tolist()


def test_a_long_drawing_has_fewer_points_and_one_too_long_for_any_is_none():
    assert 0 < len(text.as_text(fabric(spiral(8)))) <= text.LONGEST
    zigzag = [(10 + 260 * (k % 2), 10 + k % 260) for k in range(700)]
    assert text.as_text(fabric(zigzag)) == ""
    assert text.as_text(fabric(*[spiral(20)] * 2)) == ""
    assert text.as_text({"objects": []}) == text.as_text(None) == ""
    with pytest.raises(ValueError, match="list of objects"):
        text.as_text({"objects": "x"})


@pytest.mark.parametrize(
    "forged",
    ["", "a", "b", "a.", "au", "auBkB", "auckcuL", "aackcu", "auckcu_fi", "auckcu.", "auck cu", "au____",
     "auckcu" + "99" * 40, "auckcu" + "fF" * 700, "a" + "é" * 9, "1e999", "aückcu", "a<script>", "nan", "auckcu%00"],
)  # fmt: skip
def test_what_is_no_drawing_is_none(forged):
    assert text.lines_of(forged) is None


@settings(deadline=None)
@given(st.text(alphabet=text.DIGITS + ".", max_size=80))
def test_whatever_is_taken_for_a_drawing_can_be_drawn(rest):
    lines = text.lines_of(text.WAY + rest)
    if lines is not None:
        drawn, evened = sheets_from_strokes(text.as_drawing(lines, "#22262b"), 280, 280)
        assert np.isfinite(drawn.ink).all()
        assert np.isfinite(evened.ink).all()
