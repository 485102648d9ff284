"""What is no single digit is told, and hardly an honest digit is: of strokes, and of pictures."""

import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from mnist_core.drawing.beginnings import PREFILLED
from mnist_core.drawing.digits import crop_to_ink
from mnist_core.drawing.doubts import MOST_LINES, Doubt, doubt_of_ink, doubt_of_strokes
from mnist_core.drawing.strokes import ink_from_strokes
from mnist_core.drawing.uploads import read_upload
from tests.conftest import skip
from tests.support import paper

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
    return doubt_of_strokes(drawn, ink_from_strokes(drawn, SIDE, SIDE) if painted else BARE)


def placed(lines, scale, x, y):
    return [scale * line + (x, y) for line in lines]


@pytest.mark.slow
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
    assert doubt_of_strokes(None, BARE) is None
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


def test_nor_are_several_specks_digits_beside_each_other():
    specks = [np.array([(x, 230), (x + 4, 234)]) for x in (30, 60, 230, 262)]
    assert doubt([*SEVEN, *specks], 8) is None
    assert picture(painted([*SEVEN, *specks], 8)) is None


def test_a_scribble_has_more_ink_than_any_digit():
    lines = [np.random.default_rng(5).uniform(60, 220, (80, 2))]
    assert doubt(lines, 12, painted=True) is Doubt.SCRIBBLE


def test_of_more_lines_than_any_digit_has_the_pixels_are_judged():
    """Above 40 lines nothing was looked for: 300 dashes all over the sheet were read as a 4 with 96.2 %."""
    columns = [np.array([(x, 60.0), (x, 200.0)]) for x in np.linspace(10, 270, MOST_LINES + 1)]
    assert doubt(columns[::10], 4) is Doubt.SEVERAL
    assert doubt(columns, 4, painted=True) is not None
    random = np.random.default_rng(0)
    dashes = [np.array([place, place + 4]) for place in random.uniform(10, 260, (300, 2))]
    assert doubt(dashes, 4, painted=True) is not None
    dotted = [np.array([(140.0, y), (140.0, y + 1)]) for y in np.linspace(30, 250, 60)]
    assert doubt(dotted, 12, painted=True) is None


@given(st.lists(st.lists(st.tuples(st.integers(-50, 330), st.integers(-50, 330)), min_size=1, max_size=6), max_size=5),
       st.integers(4, 40))  # fmt: skip
@settings(max_examples=25)
def test_the_order_of_lines_and_of_their_points_does_not_matter(lines, pen):
    assert doubt(lines, pen) is doubt([line[::-1] for line in lines[::-1]], pen)


def test_what_is_no_drawing_is_refused():
    with pytest.raises(ValueError, match="list of objects"):
        doubt_of_strokes({"objects": 3}, BARE)


# Pictures


def picture(image, form="PNG"):
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, form)
    return read_upload(file.getvalue()).doubt


def painted(lines, pen=20, side=SIDE, ground=255):
    """The picture of lines on a canvas: dark on light, or light on dark."""
    image = Image.new("L", (2 * side, 2 * side), ground)
    pencil = ImageDraw.Draw(image)
    for line in lines:
        points = [(2 * x, 2 * y) for x, y in np.asarray(line, float).tolist()]
        pencil.line(points, 255 - ground, 2 * pen)
        for point in points:
            pencil.circle(point, pen, 255 - ground)
    return image.reduce(2)


def beside(one, other, gap, *, above=False):
    """Two digits of MNIST (28, 28), ink on black, with so many bare pixels between them."""
    left, right = (crop_to_ink(each.astype(np.float32)).astype(np.uint8) for each in (one, other))
    if above:
        left, right = left.T, right.T
    high = max(len(left), len(right))
    left, right = (np.pad(each, ((0, high - len(each)), (0, 0))) for each in (left, right))
    both = np.pad(np.hstack([left, np.zeros((high, gap), np.uint8), right]), 4)
    return both.T if above else both


@pytest.fixture(scope="module")
def digits(mnist):
    """Examples that no threshold was chosen by: those were every other one, from the first on."""
    return mnist.train.images.reshape(-1, 28, 28)[1::2]


@pytest.mark.slow
def test_hardly_a_digit_of_mnist_is_doubted_as_it_is_or_enlarged_smoothly(digits):
    assert sum(picture(digit) is not None for digit in digits[:100]) <= 1
    enlarged = [Image.fromarray(digit).resize((280, 280), Image.Resampling.BICUBIC) for digit in digits[100:120]]
    assert [picture(each) for each in enlarged] == [None] * 20


@pytest.mark.parametrize("pen", [10, 20, 32])
def test_nor_is_the_picture_of_a_retraced_one(traced, pen):
    assert [picture(painted(lines, pen)) for lines in traced[pen::50]] == [None] * len(traced[pen::50])


@pytest.mark.parametrize("kind", ["pencil under a lamp", "shadow", "thumb", "squared paper", "sheet on a desk"])
def test_nor_is_one_on_paper(traced, kind):
    photo = paper.KINDS[kind]([line / SIDE for line in traced[1]], np.random.default_rng(1))
    assert read_upload(photo).doubt is None


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("gap", [4, 8, 20])
def test_two_digits_of_mnist_in_one_picture_are_several(digits, gap, above):
    pairs = [beside(digits[2 * k], digits[2 * k + 1], gap, above=above) for k in range(20)]
    assert sum(picture(pair) is Doubt.SEVERAL for pair in pairs) >= 19


@pytest.mark.parametrize("ground", [0, 255])
@pytest.mark.parametrize("size", [20, 100, 300])
def test_dots_blots_and_filled_shapes_in_a_picture(ground, size):
    def of(draw):
        image = Image.new("L", (400, 400), ground)
        draw(ImageDraw.Draw(image))
        return picture(image)

    low, high, ink = 200 - size / 2, 200 + size / 2, 255 - ground
    assert of(lambda pen: pen.ellipse([low, low, high, high], ink)) is Doubt.DOT
    assert of(lambda pen: pen.rectangle([low, low, high, high], ink)) is Doubt.DOT
    assert of(lambda pen: pen.rectangle([200 - size / 3, low, 200 + size / 4, high], ink)) is Doubt.BLOT
    assert of(lambda pen: pen.polygon([(low, high), (high, high), (200, low)], ink)) is Doubt.BLOT


@pytest.mark.parametrize("pen", [4, 12, 24])
def test_a_scribble_in_a_picture(pen):
    lines = [np.random.default_rng(5).uniform(40, 240, (90, 2))]
    assert doubt(lines, pen, painted=True) is Doubt.SCRIBBLE
    filled = (Doubt.DOT, Doubt.BLOT)  # where nothing is bare between the lines
    assert picture(painted(lines, pen)) in (Doubt.SCRIBBLE, *filled)


def test_a_photo_of_several_digits_is_doubted_too(traced):
    left, right = ([line / (2 * SIDE) + (x, 0.2) for line in traced[k]] for k, x in ((1, 0.0), (2, 0.5)))
    photo = paper.KINDS["lined paper"]([*left, *right], np.random.default_rng(3))
    assert read_upload(photo).doubt is Doubt.SEVERAL


def test_ink_that_is_none_is_no_doubt():
    assert doubt_of_ink(np.zeros((40, 30), np.float32)) is None
    assert picture(np.full((30, 30), 200, np.uint8)) is None


DRAWINGS = {
    "a digit": SEVEN,
    "two": placed(SEVEN, 0.5, -20, 40) + placed(SEVEN, 0.5, 90, 50),
    "one above the other": placed(SEVEN, 0.4, 60, 0) + placed(SEVEN, 0.4, 60, 110),
    "a dot": [[(140, 140)]],
    "a short line": [[(140, 140), (140, 156)]],
    "a 5": FIVE,
    "a 4": FOUR,
    "a 1": [[(140, 60), (130, 220)]],
    "a speck beside it": [*SEVEN, [(262, 230), (266, 234)]],
}


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("pen", [8, 20])
def test_a_drawing_and_the_picture_of_it_are_doubted_alike(name, pen):
    lines = DRAWINGS[name]
    assert picture(painted(lines, pen)) is doubt(lines, pen, painted=True)


@pytest.mark.slow
@given(st.sampled_from(list(DRAWINGS)), st.sampled_from([0.5, 0.7, 1.0, 1.6, 2.0]), st.booleans(), st.booleans(),
       st.integers(0, 90), st.sampled_from([0, 255]))  # fmt: skip
@settings(max_examples=25)
def test_size_side_margin_and_polarity_of_a_picture_change_no_doubt(name, scale, mirrored, flipped, margin, ground):
    image = painted(DRAWINGS[name], 20, ground=ground)
    expected = picture(painted(DRAWINGS[name], 20))
    image = image.resize([round(scale * side) for side in image.size], Image.Resampling.BICUBIC)
    image = ImageOps.mirror(image) if mirrored else image
    image = ImageOps.flip(image) if flipped else image
    assert picture(ImageOps.expand(image, margin, ground)) is expected
