"""What one digit does to a step: held to the step taken anew without it, and a wrong label costs something."""

import numpy as np
import pytest

from mnist_core.classroom import batch, wall
from mnist_core.classroom.batch import Step, descend, latest_step
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.one_of_batch import effects
from mnist_core.data.dataset import Part
from mnist_core.drawing.as_text import as_text
from tests.core.classroom.people import canvas, message, model

pytestmark = pytest.mark.slow


def three_of_each(part, rng):
    return np.concatenate([rng.choice(np.flatnonzero(part.labels == digit), 3) for digit in range(10)])


def right_after(taken, part):
    weights, bias = descend(0, taken)
    return int(((part.images / 255 @ weights + bias).argmax(axis=1) == part.labels).sum())


def test_without_a_digit_is_the_step_taken_anew_without_it(sample):
    rng = np.random.default_rng(4)
    first, last = (three_of_each(sample.train, rng) for _ in range(2))
    one = Step(sample.train.images[first] / 255, sample.train.labels[first], 0.5)
    images, labels = sample.train.images[last] / 255, sample.train.labels[last]
    found = effects(*descend(0, [one]), Step(images, labels, 0.7), sample.validation)
    assert found.before.right == right_after([one], sample.validation)
    assert found.after.right == right_after([one, Step(images, labels, 0.7)], sample.validation)
    for k in (0, 11, 29):
        others = np.arange(30) != k
        anew = right_after([one, Step(images[others], labels[others], 0.7)], sample.validation)
        assert found.without[k].right == anew
        assert found.gains[k] == found.after.right - anew
    assert {each.count for each in (found.before, found.after, *found.without)} == {500}


def test_a_digit_that_is_the_only_one_leaves_no_step(sample):
    step = Step(sample.train.images[:1] / 255, sample.train.labels[:1], 0.5)
    found = effects(*descend(0, []), step, sample.validation)
    assert found.without == (found.before,)
    nothing = effects(*descend(0, []), Step(step.images[:0], [], 0.5), sample.validation)
    assert (nothing.without, nothing.after) == ((), nothing.before)


def test_a_wrong_label_costs_something(sample):
    """In twenty classes of thirty, at their eleventh step, the cheat costs and the others give, on average."""
    part, cheats, others = Part(sample.validation.images, sample.validation.labels), [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        steps = []
        for _ in range(11):
            chosen = three_of_each(sample.train, rng)
            steps.append(Step(sample.train.images[chosen] / 255, sample.train.labels[chosen], 0.5))
        labels, cheat = np.array(steps[-1].labels), rng.integers(30)
        labels[cheat] = (labels[cheat] + rng.integers(1, 10)) % 10
        gains = effects(*descend(0, steps[:-1]), Step(steps[-1].images, labels, 0.5), part).gains
        cheats.append(gains.pop(cheat))
        others.append(np.mean(gains))
    assert np.mean(cheats) < -4  # of 500
    assert np.mean(others) > 0
    assert sum(gain < 0 for gain in cheats) >= 12


def test_the_latest_step_is_what_was_presented_and_the_model_before_it(room):
    first, second = room.join(), room.join()
    with pytest.raises(Refused, match="no model yet"):
        latest_step(room.classroom, room.teacher)
    batch.begin(room.classroom, room.teacher)
    with pytest.raises(Refused, match="has taken no step yet"):
        latest_step(room.classroom, room.teacher)
    numbers = []
    for member, label in ((first, 7), (second, 4)):
        numbers.append(
            wall.add(room.classroom, member, message(f"drawing-{label}", label, as_text(canvas(label))), model)
        )
        batch.press(room.classroom, member, numbers[-1])
    batch.take(room.classroom, room.teacher, 0.5)
    before = batch.class_model(room.classroom, first)
    batch.press(room.classroom, second, numbers[1])
    batch.take(room.classroom, room.teacher, 0.25)
    number, weights, bias, step = latest_step(room.classroom, first)
    assert (number, list(step.drawings), list(step.labels), step.rate) == (2, numbers[1:], [4], 0.25)
    np.testing.assert_array_equal(weights, before.weights)
    np.testing.assert_array_equal(bias, before.bias)
    wall.hide(room.classroom, room.teacher, numbers[1])
    assert list(latest_step(room.classroom, first)[3].drawings) == []
