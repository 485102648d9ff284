"""The class is the batch: held to gradient descent written out in plain NumPy, on the digits as downloaded."""

import io
from dataclasses import replace

import numpy as np
import pytest

from mnist_core.classroom import batch, export, rooms, wall
from mnist_core.classroom.limits import Refused
from mnist_core.drawing.as_text import as_text
from tests.core.classroom.people import DIGITS, WIDE, a_class, canvas, message, model


def present(room, member, label, name="drawing-1"):
    number = wall.add(room.classroom, member, message(name, label, as_text(canvas(label))), model)
    batch.press(room.classroom, member, number)
    return number


def plain(images, labels, steps):
    """The same in six lines: weights and bias after steps, each the rows it took and its rate."""
    W, b = np.zeros((784, 10)), np.zeros(10)
    for rows, rate in steps:
        X, Y = images[rows].reshape(-1, 784) / 255, np.eye(10)[labels[rows]]
        scores = np.exp(X @ W + b)
        error = scores / scores.sum(axis=1, keepdims=True) - Y
        # Each phone's own gradient, averaged.
        W = W - rate * np.mean([np.outer(x, e) for x, e in zip(X, error, strict=True)], axis=0)
        b = b - rate * error.mean(axis=0)
    return W, b


def test_the_walls_model_is_gradient_descent_on_the_same_digits(room):
    class_ = [room.join() for _ in range(3)]
    batch.begin(room.classroom, room.teacher)
    for step, rate in enumerate((0.5, 0.25, 0.5)):
        for member, label in list(zip(class_, DIGITS, strict=True))[step:]:
            present(room, member, label)  # the same drawing at every step: it is sent once
        assert batch.class_model(room.classroom, class_[0]).pressed == 3 - step
        assert batch.take(room.classroom, room.teacher, rate) == step + 1
    found = batch.class_model(room.classroom, class_[0])
    assert (found.steps, found.pressed) == (3, 0)
    taken = np.load(io.BytesIO(export.as_npz(room.classroom, room.teacher)), allow_pickle=False)
    steps = [([0, 1, 2], 0.5), ([1, 2], 0.25), ([2], 0.5)]
    weights, bias = plain(taken["images"], taken["labels"], steps)
    np.testing.assert_allclose(found.weights, weights, atol=1e-5)
    np.testing.assert_allclose(found.bias, bias, atol=1e-5)
    assert np.abs(weights).max() > 0.05


def test_one_step_on_one_digit_is_as_worked_by_hand():
    images = np.zeros((1, 784))
    images[0, 5] = 1.0
    weights, bias = batch.descend(0, [batch.Step(images, [3], 0.5)])
    # From zeros every digit has a tenth: p − y is 0.1 nine times, and −0.9 for the 3.
    expected = np.full(10, -0.05)
    expected[3] = 0.45
    np.testing.assert_allclose(bias, expected)
    np.testing.assert_allclose(weights[5], expected)
    assert np.count_nonzero(weights) == 10


def test_a_start_is_a_function_of_its_seed(room):
    for seed in (0, 1, 1, 2):
        batch.begin(room.classroom, room.teacher, seed)
        found = batch.class_model(room.classroom, room.teacher)
        np.testing.assert_array_equal(found.weights, batch.start(seed)[0])
    assert not batch.start(0)[0].any()
    assert 0.009 < batch.start(1)[0].std() < 0.011


def test_what_is_hidden_or_withdrawn_drops_out_of_every_step(room):
    class_ = [room.join() for _ in range(3)]
    batch.begin(room.classroom, room.teacher)
    numbers = [present(room, member, label) for member, label in zip(class_, DIGITS, strict=True)]
    batch.take(room.classroom, room.teacher, 0.5)
    taken = np.load(io.BytesIO(export.as_npz(room.classroom, room.teacher)), allow_pickle=False)
    wall.hide(room.classroom, room.teacher, numbers[0])
    wall.withdraw(room.classroom, class_[1], numbers[1])
    found = batch.class_model(room.classroom, room.teacher)
    np.testing.assert_allclose(found.weights, plain(taken["images"], taken["labels"], [([2], 0.5)])[0], atol=1e-5)
    wall.hide(room.classroom, room.teacher, numbers[2])
    assert not batch.class_model(room.classroom, room.teacher).weights.any()
    wall.hide(room.classroom, room.teacher, numbers[0], False)
    assert batch.class_model(room.classroom, room.teacher).weights.any()


def test_who_presses_again_presents_the_last(room):
    member = room.join()
    batch.begin(room.classroom, room.teacher)
    present(room, member, 7)
    present(room, member, 1, "drawing-2")
    batch.take(room.classroom, room.teacher, 1)
    assert batch.class_model(room.classroom, member).bias.argmax() == 1


def test_out_of_turn_and_out_of_range_is_refused(engine):
    room = a_class(engine, limits=replace(WIDE, runs_per_room=1, steps_per_run=1))
    member, other = room.join(), room.join()
    drawing = wall.add(room.classroom, member, message(), model)
    for early in (
        lambda: batch.press(room.classroom, member, drawing),
        lambda: batch.take(room.classroom, room.teacher, 0.5),
        lambda: batch.class_model(room.classroom, member),
    ):
        with pytest.raises(Refused, match="This room has no model yet"):
            early()
    for seed in (-1, None, 0.5, 10**7):
        with pytest.raises(Refused, match="A seed must be a whole number from 0 to 1,000,000"):
            batch.begin(room.classroom, room.teacher, seed)
    batch.begin(room.classroom, room.teacher)
    with pytest.raises(Refused, match="There are 1 models in this room already"):
        batch.begin(room.classroom, room.teacher)
    with pytest.raises(Refused, match="Nobody has presented a digit"):
        batch.take(room.classroom, room.teacher, 0.5)
    with pytest.raises(Refused, match="is none of yours"):
        batch.press(room.classroom, other, drawing)
    wall.hide(room.classroom, room.teacher, drawing)
    with pytest.raises(Refused, match="is none of yours that is on the wall"):
        batch.press(room.classroom, member, drawing)
    wall.hide(room.classroom, room.teacher, drawing, False)
    batch.press(room.classroom, member, drawing)
    for rate in (0, -1, 11, float("nan"), float("inf"), True, "0.5", None):
        with pytest.raises(Refused, match="The learning rate must be above 0 and at most 10, not"):
            batch.take(room.classroom, room.teacher, rate)
    batch.take(room.classroom, room.teacher, 0.5)
    batch.press(room.classroom, member, drawing)
    with pytest.raises(Refused, match="There are 1 steps of this model already"):
        batch.take(room.classroom, room.teacher, 0.5)
    rooms.end(room.classroom, room.teacher)
    assert batch.class_model(room.classroom, room.teacher).steps == 1
    with pytest.raises(Refused, match="This room has ended"):
        batch.class_model(room.classroom, member)


def test_ones_own_press_is_for_the_next_step_alone(room):
    one, other = room.join(), room.join()
    with pytest.raises(Refused):
        batch.own_press(room.classroom, one)
    batch.begin(room.classroom, room.teacher)
    first, second = (wall.add(room.classroom, one, message(f"drawing-{k}"), model) for k in (1, 2))
    assert batch.own_press(room.classroom, one) is None
    for number in (first, second):
        batch.press(room.classroom, one, number)
        assert batch.own_press(room.classroom, one) == number
    assert batch.own_press(room.classroom, other) is None
    batch.take(room.classroom, room.teacher, 0.5)
    assert batch.own_press(room.classroom, one) is None
    batch.press(room.classroom, one, first)
    wall.withdraw(room.classroom, one, first)
    assert batch.own_press(room.classroom, one) is None
