"""The way to the model with steps left out: the pictures are those of `read_drawing`, and of hand-worked cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.drawing.beginnings import PREFILLED, as_drawing
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.stages import BOX, CENTRE, CROP, LINE, STEPS, stages_of
from mnist_core.drawing.strokes import Sheet, sheets_from_strokes


def sheets(lines, pen):
    return sheets_from_strokes(as_drawing(lines, pen, "#000"), 280, 280)


def field(stage):
    return stage.image.reshape(28, 28)


def extent(image):
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


@pytest.mark.parametrize("name", PREFILLED)
@pytest.mark.parametrize("pen", [8, 20, 36])
def test_the_whole_way_is_that_of_read_drawing(name, pen):
    drawn, evened = sheets(PREFILLED[name], pen)
    np.testing.assert_array_equal(stages_of(drawn, evened)[-1].image, read_drawing(evened.ink).image)
    np.testing.assert_array_equal(stages_of(drawn)[-1].image, read_drawing(drawn.ink).image)


def test_each_stage_is_what_it_says():
    square = Sheet(np.pad(np.ones((70, 70), np.float32), ((10, 200), (140, 70))))
    drawn, line, crop, box, centre = stages_of(square)
    # 70 of 280 pixels are 7 of 28: from row 1, column 14.
    assert extent(field(drawn)) == (1, 8, 14, 21)
    np.testing.assert_array_equal(line.image, drawn.image)
    np.testing.assert_array_equal(crop.image, drawn.image)
    assert crop.frame == (14, 1, 7, 7)
    # 20 wide about its own middle, and moved down until it is on the field.
    assert extent(field(box)) == (0, 20, 8, 28)
    assert box.frame == (7.5, 0, 20, 20)
    assert extent(field(centre)) == (4, 24, 4, 24)


def test_what_is_left_out_changes_nothing():
    drawn, evened = sheets(PREFILLED["tiny 7"], 20)
    stages = stages_of(drawn, evened, ())
    assert [stage.done for stage in stages] == [True, False, False, False, False]
    for stage in stages:
        np.testing.assert_array_equal(stage.image, stages[0].image)


def test_without_crop_the_whole_sheet_is_shrunk():
    box = stages_of(*sheets(PREFILLED["1 far left"], 20), (BOX,))[3]
    assert box.frame == (4, 4, 20, 20)
    assert extent(field(box))[2] in (4, 5)


def test_without_centring_it_stays_at_its_side():
    steps = [step for step in STEPS if step != CENTRE]
    left = extent(field(stages_of(*sheets(PREFILLED["1 far left"], 20), steps)[-1]))
    assert left[2] <= 2
    assert left[3] <= 5
    assert left[1] - left[0] == 20


def test_lines_alone_become_thinner_where_they_are():
    drawn, evened = sheets([[(140, 40), (140, 240)]], 50)
    thick, thin = (field(stage) for stage in stages_of(drawn, evened, (LINE,))[:2])
    assert thick.sum() > 1.2 * thin.sum()
    for image in (thick, thin):  # whole pixels leave half of one open
        assert abs(np.average(np.arange(28), weights=image.sum(axis=0)) - 13.5) <= 0.5
    pixels = field(stages_of(drawn, None, (LINE,))[1])
    assert pixels.sum() < 0.8 * thick.sum()


def test_a_blank_sheet_stays_blank():
    for stage in stages_of(Sheet(np.zeros((280, 280), np.float32))):
        assert not stage.image.any()


COORDINATES = st.floats(0, 280)
LINES = st.lists(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=6), min_size=1, max_size=3)


@settings(deadline=None, max_examples=40)
@given(LINES, st.integers(2, 40), st.sets(st.sampled_from(STEPS)), st.booleans())
def test_any_scribble_with_any_steps(lines, pen, steps, known):
    drawn, evened = sheets(lines, pen)
    for stage in stages_of(drawn, evened if known else None, steps):
        assert stage.image.shape == (784,)
        assert stage.image.dtype == np.float32
        assert 0 <= stage.image.min() <= stage.image.max() <= 1
        assert stage.done == (stage.step == "drawn" or stage.step in steps)
    if {CROP, BOX} <= steps:
        assert stage.image.any()
