"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mnist_core.data.dataset import Part
from mnist_core.exam import calibration, confusion, exam, intervals, on_paper, plain
from mnist_core.exam.on_paper import PaperModel
from mnist_core.exam.squares import Grid, squares


@pytest.fixture
def random():
    return np.random.default_rng(0)


def test_an_exam(random):
    part = Part(random.integers(0, 256, (40, 784)).astype(np.uint8), random.integers(0, 10, 40))
    weights, bias = random.normal(size=(784, 10)), random.normal(size=10)
    found = exam.sit(weights, bias, part)
    answers, accuracy = plain.sit(part.images / 255, part.labels, weights, bias)
    np.testing.assert_array_equal(answers, found.answers)
    assert accuracy == found.accuracy


@pytest.mark.parametrize("correct", [0, 60, 92, 100])
def test_an_interval(correct):
    found = plain.interval(np.arange(100) < correct)
    np.testing.assert_allclose(found, intervals.wilson(correct, 100), atol=1e-7)


def test_mix_ups(random):
    labels, answers = random.integers(0, 10, (2, 500))
    matrix, recall, precision = plain.mix_ups(labels, answers)
    np.testing.assert_array_equal(matrix, confusion.confusion_matrix(labels, answers))
    np.testing.assert_array_equal(recall, confusion.recall(matrix))
    np.testing.assert_array_equal(precision, confusion.precision(matrix))


@pytest.mark.parametrize("bins", [5, 10, 25])
def test_how_far_sure_and_right_are_apart(random, bins):
    confidence = random.random(300)
    right = random.random(300) < confidence**2
    expected = calibration.reliability(confidence, right, bins).error
    assert plain.calibration_error(confidence, right, bins) == pytest.approx(expected, rel=1e-12)


def test_reading_on_paper(random):
    images = random.integers(0, 256, (6, 784)).astype(np.uint8)
    model = PaperModel(3, 8, Grid(4, 3, 1150), random.integers(-3, 4, 49), 2, 0.9, 0.9)
    black = squares(images, model.grid)
    grid = model.grid.top, model.grid.left, model.grid.threshold
    for image, expected, total in zip(images, black, model.sums(black), strict=True):
        found, added = plain.read_on_paper(image, model.weights, model.start, *grid)
        np.testing.assert_array_equal(found, expected)
        assert added == total


def test_learning_for_paper(random):
    black = random.random((300, 49)) < random.uniform(0.05, 0.9, 49)
    is_first = black @ random.normal(size=49) + random.normal(size=300) > 0
    weights, bias = on_paper.learn(black, is_first)
    found, start = plain.learn_for_paper(black, is_first)
    np.testing.assert_allclose(found, weights, atol=1e-8)
    assert start == pytest.approx(bias, abs=1e-8)
    model = LogisticRegression(C=1 / on_paper.RIDGE, solver="newton-cholesky", tol=1e-12).fit(black, is_first)
    np.testing.assert_allclose(found, model.coef_[0], atol=1e-4)
