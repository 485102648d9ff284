"""The model on paper against loops and scikit-learn: its squares, what it learns, and every sum of its key."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sklearn.linear_model import LogisticRegression

from mnist_core.data.dataset import Part
from mnist_core.exam import on_paper
from mnist_core.exam.exam import sit
from mnist_core.exam.squares import FULL, Grid, grid_of, squares


def test_squares_are_nine_pixels_each_by_a_loop():
    images = np.random.default_rng(0).integers(0, 256, (5, 784)).astype(np.uint8)
    grid = Grid(top=4, left=3, threshold=1_150)
    found = squares(images, grid)
    for n, image in enumerate(images.reshape(-1, 28, 28).tolist()):
        for row in range(7):
            for column in range(7):
                ink = sum(image[4 + 3 * row + i][3 + 3 * column + j] for i in range(3) for j in range(3))
                assert found[n, 7 * row + column] == (ink >= 1_150)


def test_a_square_full_of_ink_is_counted_in_full():
    assert squares(np.full((1, 784), 255, np.uint8), Grid(7, 7, FULL)).all()
    assert not squares(np.full((1, 784), 254, np.uint8), Grid(7, 7, FULL)).any()


def test_the_squares_lie_where_the_ink_is_and_part_it_best_by_definition():
    """Otsu's method written out: of all thresholds the one with which the two halves differ least within themselves."""
    random = np.random.default_rng(1)
    images = np.zeros((40, 28, 28), np.uint8)
    images[:, 2:23, 5:26] = random.choice([10, 200], (40, 7, 7)).repeat(3, axis=1).repeat(3, axis=2)
    images[:, 2:23, 5:26] += random.integers(0, 40, (40, 21, 21)).astype(np.uint8)
    grid = grid_of(Part(images.reshape(-1, 784), np.zeros(40, np.int64)))
    assert (grid.top, grid.left) == (2, 5)
    ink = images[:, 2:23, 5:26].astype(int).reshape(40, 7, 3, 7, 3).sum(axis=(2, 4)).ravel()
    within = {t: ink[ink < t].var() * (ink < t).sum() + ink[ink >= t].var() * (ink >= t).sum()
              for t in range(ink.min() + 1, ink.max() + 1)}  # fmt: skip
    assert within[grid.threshold] == pytest.approx(min(within.values()))


def test_what_is_learned_is_scikit_learns_logistic_regression(sample):
    pair = on_paper.Pair.of(sample.train, 3, 8, grid_of(sample.train))
    weights, bias = on_paper.learn(pair.black, pair.is_first)
    other = LogisticRegression(C=1 / on_paper.RIDGE, solver="newton-cholesky", tol=1e-12).fit(pair.black, pair.is_first)
    np.testing.assert_allclose(weights, other.coef_[0], atol=1e-4)
    assert bias == pytest.approx(float(other.intercept_[0]), abs=1e-4)


@settings(max_examples=30)
@given(some.lists(some.tuples(some.integers(-9, 9), some.booleans()), min_size=1, max_size=20))
def test_no_other_start_is_better(pairs):
    sums, is_first = np.array([total for total, _ in pairs]), np.array([first for _, first in pairs])
    start = on_paper.best_start(sums, is_first)
    right = {other: ((sums + other > 0) == is_first).sum() for other in range(-20, 21)}
    assert right[start] == max(right.values())
    assert all(abs(other) >= abs(start) for other, count in right.items() if count == right[start])


@pytest.mark.parametrize(("first", "second"), [(3, 8), (1, 7), (0, 9)])
def test_the_table_and_its_mark_by_a_plain_loop(sample, first, second):
    model = on_paper.paper_model(sample, first, second)
    marked = on_paper.mark_of(model, sample.test)
    weights, grid = model.weights.tolist(), model.grid
    assert set(weights) <= set(range(-3, 4))
    right = count = terms = 0
    for image, label in zip(sample.test.images.tolist(), sample.test.labels.tolist(), strict=True):
        if label not in (first, second):
            continue
        total, count = model.start, count + 1
        for square, weight in enumerate(weights):
            row, column = grid.top + 3 * (square // 7), grid.left + 3 * (square % 7)
            if sum(image[28 * (row + i) + column + j] for i in range(3) for j in range(3)) >= grid.threshold:
                total, terms = total + weight, terms + (weight != 0)
        right += (first if total > 0 else second) == label
    assert (marked.right, marked.count) == (right, count)
    assert marked.terms == pytest.approx(terms / count)


def test_the_sheets_hold_the_test_digits_of_the_two_in_order_and_their_key_adds_up(sample):
    model = on_paper.paper_model(sample, 3, 8)
    count = on_paper.sheet_count(sample.test, 3, 8)
    sheets = [on_paper.sheet_of(model, sample.test, place) for place in range(count)]
    numbers = [number for sheet in sheets for number in sheet.numbers.tolist()]
    asked = [n for n, label in enumerate(sample.test.labels.tolist()) if label in (3, 8)]
    assert numbers == asked[: 8 * count]
    assert len(asked) - 8 * count < 8
    for sheet in sheets:
        rows, sums = model.row_sums(sheet.black).tolist(), model.sums(sheet.black).tolist()
        for black, of_rows, total, answer in zip(sheet.black, rows, sums, model.answers(sheet.black), strict=True):
            by_row = [sum(model.weights[7 * r + c] for c in range(7) if black[7 * r + c]) for r in range(7)]
            assert of_rows == by_row
            assert total == model.start + sum(by_row)
            assert answer == (3 if total > 0 else 8)


def test_the_test_digits_have_no_say_in_the_table(sample):
    model = on_paper.paper_model(sample, 4, 9)
    test = sample.test
    other = replace(sample, test=Part(test.images[::-1].copy(), (test.labels + 1) % 10))
    again = on_paper.paper_model(other, 4, 9)
    np.testing.assert_array_equal(again.weights, model.weights)
    assert (again.start, again.grid) == (model.start, model.grid)


def test_about_ten_numbers_do_on_all_of_mnist(mnist):
    """The figures of issue 13: 3 against 8 near 90 %, 1 against 7 near 97 %, about ten numbers to add."""
    found = {pair: on_paper.mark_of(on_paper.paper_model(mnist, *pair), mnist.test) for pair in ((3, 8), (1, 7))}
    assert found[3, 8].accuracy > 0.9
    assert found[1, 7].accuracy > 0.97
    assert 5 < found[1, 7].terms < found[3, 8].terms < 11


def test_ten_classes_that_may_answer_two_only():
    labels = np.array([3, 8, 3, 1])
    weights = np.zeros((784, 10))
    weights[0, [3, 8, 1]] = [1, 0, 5]  # it would answer 1 to each
    weights[1, [3, 8, 1]] = [0, 1, 5]
    images = np.zeros((4, 784), np.uint8)
    images[[0, 1, 2, 3], [0, 1, 1, 0]] = 255
    assert on_paper.of_the_two(sit(weights, np.zeros(10), Part(images, labels)), 3, 8) == pytest.approx(2 / 3)
