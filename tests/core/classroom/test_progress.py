"""How a class's model came about: held to the steps one by one, and to measuring each model alone."""

import numpy as np
import pytest

from mnist_core.classroom.batch import Course, Step, descend
from mnist_core.classroom.progress import accuracies, moments
from mnist_core.data.dataset import Part
from mnist_core.exam.evaluation import answers
from mnist_core.softmax.regression import gradient, one_hot


def step(seed, digits, rate=0.5):
    rng = np.random.default_rng(seed)
    return Step(rng.random((digits, 784)), rng.integers(0, 10, digits).tolist(), rate)


@pytest.fixture
def course():
    return Course(3, tuple(step(seed, digits) for seed, digits in ((1, 4), (2, 0), (3, 7))), step(4, 2, rate=0.0))


def test_each_moment_is_where_descent_is_after_as_many_steps(course):
    found = moments(course)
    assert [each.after for each in found] == [0, 1, 2, 3]
    assert [each.digits for each in found] == [4, 0, 7, 2]
    for each in found:
        weights, bias = descend(course.seed, course.taken[: each.after])
        assert np.array_equal(each.weights, weights)
        assert np.array_equal(each.bias, bias)
    assert found[1].name == found[2].name != found[3].name  # a step without digits changes nothing
    assert not found[1].gradient.any()
    last = found[-1]
    expected, _ = gradient(course.waiting.images, one_hot(course.waiting.labels), last.weights, last.bias)
    assert np.allclose(last.gradient, expected, atol=1e-12)


def test_of_a_long_course_the_latest_steps_are_looked_at(course):
    found = moments(course, most=2)
    assert [each.after for each in found] == [2, 3]
    assert np.array_equal(found[-1].weights, moments(course)[-1].weights)


def test_models_are_measured_as_each_would_be_alone(course):
    rng = np.random.default_rng(5)
    part = Part(rng.integers(0, 256, (1_203, 784), np.uint8), rng.integers(0, 10, 1_203))
    found = moments(course)
    alone = [float(np.mean(answers(each.weights, each.bias, part) == part.labels)) for each in found]
    assert accuracies(found, part) == alone
    assert accuracies(found[2:], part) == alone[2:]  # known already
