"""How a class's model came about: held to the steps one by one, and to measuring each model alone."""

import numpy as np
import pytest

from mnist_core.classroom import batch, rooms, wall
from mnist_core.classroom.batch import Course, Step, descend
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.progress import accuracies, moments
from mnist_core.data.dataset import Part
from mnist_core.exam.evaluation import answers
from mnist_core.softmax.regression import gradient, one_hot
from tests.core.classroom.test_batch import present


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


def test_the_course_of_a_class_makes_its_model_and_tells_what_waits(room):
    batch.begin(room.classroom, room.teacher, 5)
    some = [room.join() for _ in range(3)]
    for member, label in zip(some, (7, 4, 1), strict=True):
        present(room, member, label)
    batch.take(room.classroom, room.teacher, 0.5)
    (number,) = [each.id for each in wall.since(room.classroom, room.teacher)[1] if each.label == 4]
    batch.press(room.classroom, some[1], number)
    found = batch.course(room.classroom, some[0])
    made = batch.class_model(room.classroom, some[0])
    assert (found.seed, len(found.taken), found.taken[0].rate) == (5, 1, 0.5)
    assert np.array_equal(batch.descend(found.seed, found.taken)[0], made.weights)
    assert (list(found.waiting.labels), found.waiting.images.shape, made.pressed) == ([4], (1, 784), 1)
    wall.hide(room.classroom, room.teacher, number)
    found = batch.course(room.classroom, some[0])
    assert (sorted(found.taken[0].labels), list(found.waiting.labels)) == ([1, 7], [])
    rooms.end(room.classroom, room.teacher)
    with pytest.raises(Refused, match="has ended"):
        batch.course(room.classroom, some[0])
