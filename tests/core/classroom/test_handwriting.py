"""Styles of handwriting: the rules see what the eye sees, and what is added heals others' drawings, never one's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.classroom import handwriting
from mnist_core.classroom.handwriting import STYLES, groups, heal, in_mnist, mean_image, style_of, styles
from mnist_core.classroom.learning import learn_each
from mnist_core.classroom.ours import Score
from mnist_core.drawing.beginnings import PREFILLED, as_drawing
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from tests.core.classroom.pupils import ours

pytestmark = pytest.mark.slow

# Of the first 140 validation digits of each kind, those that are hooked, closed and barred to the eye.
BY_EYE = {
    1: {5, 9, 31, 72, 114, 137},
    4: {16, 47, 58},
    7: {2, 15, 32, 40, 49, 54, 79, 95, 97, 101, 107, 108, 109, 111, 129, 130, 133, 136},
}


def image(*rectangles):
    """Ink in rectangles of (top, left, height, width)."""
    field = np.zeros((28, 28), np.uint8)
    for top, left, height, width in rectangles:
        field[top : top + height, left : left + width] = 255
    return field.reshape(784)


STROKE = (4, 13, 20, 3)
ONES = {"plain": image(STROKE), "hooked": image(STROKE, (22, 10, 2, 9)), "flagged": image(STROKE, (4, 9, 3, 4))}
RING = [(6, 8, 2, 10), (6, 8, 10, 2), (14, 8, 2, 10)]
FOURS = {"closed": image(*RING, (6, 16, 18, 2)), "open": image(*RING[1:], (6, 16, 18, 2))}
SEVEN = [(4, 8, 2, 10), (4, 15, 20, 3)]
SEVENS = {"plain": image(*SEVEN), "barred": image(*SEVEN, (13, 11, 2, 10))}


def test_rules_on_shapes_drawn_by_hand():
    assert [style_of(each, 1) for each in ONES.values()] == [0, 1, 1]
    assert [style_of(each, 4) for each in FOURS.values()] == [1, 0]
    assert [style_of(each, 7) for each in SEVENS.values()] == [0, 1]
    # The top alone is wide, and is no bar; ground does not leave by a corner; two pixels of it are none.
    ring = FOURS["closed"].reshape(28, 28).copy()
    ring[6, 8] = 0
    assert style_of(ring.reshape(784), 4) == 1
    assert style_of(image((6, 8, 3, 4)) - image((7, 9, 1, 2)), 4) == 0


@pytest.mark.parametrize("digit", STYLES)
def test_the_rules_see_what_the_eye_sees(mnist, digit):
    first = mnist.validation.images[mnist.validation.labels == digit][:140]
    found = {place for place, each in enumerate(first) if style_of(each, digit)}
    assert len(found ^ BY_EYE[digit]) <= 1


@pytest.mark.parametrize(("drawing", "digit", "style"), [
    ("crossed 7", 7, 1), ("tiny 7", 7, 0), ("open 4", 4, 0), ("closed 4", 4, 1), ("1 far left", 1, 0),
])  # fmt: skip
def test_what_is_drawn_on_the_canvas_is_sorted_too(drawing, digit, style):
    ink = ink_from_strokes(as_drawing(PREFILLED[drawing], 20, "black"), 280, 280)
    assert style_of(np.rint(read_drawing(ink).centred * 255).astype(np.uint8).reshape(784), digit) == style


SHAPES = [(1, each) for each in ONES.values()] + [(4, each) for each in FOURS.values()]
SHAPES += [(7, each) for each in SEVENS.values()]


@given(shape=st.sampled_from(SHAPES), down=st.integers(-3, 3), right=st.integers(-3, 3), speck=st.booleans())
def test_neither_place_nor_specks_nor_faint_ink_matter(shape, down, right, speck):
    digit, drawn = shape
    moved = np.roll(drawn.reshape(28, 28), (down, right), (0, 1))
    if speck:
        moved = np.where(np.arange(784).reshape(28, 28) == 783, 255, moved)
    assert style_of(np.asarray(moved // 3 * 2, np.uint8).reshape(784), digit) == style_of(drawn, digit)


@pytest.mark.parametrize("digit", STYLES)
def test_without_ink_there_is_nothing_to_find(digit):
    assert style_of(np.zeros(784, np.uint8), digit) == 0


def test_drawings_are_in_one_group_each_and_other_digits_in_none():
    images = np.array([*ONES.values(), *FOURS.values(), *SEVENS.values(), ONES["plain"]])
    labels = np.array([1, 1, 1, 4, 4, 7, 7, 2])
    assert styles(images, labels).tolist() == [0, 1, 1, 1, 0, 0, 1, -1]
    right = np.array([True, False, True, True, True, False, True, True])
    found = groups(ours(images, labels, [5, 5, 6, 5, 5, 6, 6, 6]), right)
    assert [(each.name, each.pupils, each.read) for each in found] == [
        ("plain 1", 1, Score(1, 1)), ("hooked 1", 2, Score(1, 2)), ("open 4", 1, Score(1, 1)),
        ("closed 4", 1, Score(1, 1)), ("plain 7", 1, Score(0, 1)), ("barred 7", 1, Score(1, 1)),
    ]  # fmt: skip
    assert sum(each.read.count for each in found) == 7


def test_how_common_a_style_is_in_mnist(sample):
    found = in_mnist(sample.validation)
    assert {digit: each.count for digit, each in found.items()} == {1: 50, 4: 50, 7: 50}
    own = sample.validation.images[sample.validation.labels == 7]
    assert found[7].right == sum(style_of(each, 7) for each in own)


def test_the_mean_is_the_mean():
    np.testing.assert_array_equal(mean_image(np.array([[0] * 784, [100] * 784], np.uint8)), 50)


def test_what_is_added_was_drawn_by_other_pupils(sample, monkeypatch):
    # Four pupils with six barred 7s each, and plain ones that are not added.
    images = np.array([*[SEVENS["barred"]] * 24, *[SEVENS["plain"]] * 8])
    pupils = [*np.repeat([11, 12, 13, 14], 6), *np.repeat([11, 12, 13, 14], 2)]
    seen = []

    def learn(images, labels, taken):
        seen.append((labels, taken))
        return learn_each(images, labels, taken)

    monkeypatch.setattr(handwriting, "learn_each", learn)
    found = heal(ours(images, [7] * 32, pupils), sample, 7, 1, base=50)
    ((labels, taken),) = seen
    assert found.added == (0, 5, 10)  # of twelve in each half
    assert labels.tolist() == [*sample.train.labels[:50], *[7] * 24]
    assert taken[:, :50].all()
    assert taken[:, 50:].sum(axis=1).tolist() == [0, 5, 10] * 2
    hands = np.repeat([11, 12, 13, 14], 6)
    for rows, others in zip(taken[:, 50:], [{12, 14}] * 3 + [{11, 13}] * 3, strict=True):
        assert set(hands[rows]) <= others
    assert taken[1, 50:].nonzero()[0].tolist() == [6, 7, 8, 18, 19]  # each pupil's first, then the second ones
    assert all(score.count == 24 for score in found.scores)
    alone = learn_each(sample.train.images[:50] / 255, sample.train.labels[:50], np.ones((1, 50), bool))
    assert found.scores[0] == Score(24 * int(alone.answers(SEVENS["barred"][np.newaxis] / 255)[0, 0] == 7), 24)
    assert found.scores[-1] == Score(24, 24)  # all alike: ten of them are enough


def test_a_pupil_alone_heals_nobody(sample):
    alone = ours(np.array([SEVENS["barred"]] * 30), [7] * 30, [11] * 30)
    found = heal(alone, sample, 7, 1, base=20)
    assert (found.added, len(found.scores)) == ((0,), 1)
