"""A step on one example is gradient descent's, and the exam after it is the very exam of the changed model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.dataset import load_dataset
from mnist_core.exam.evaluation import answers
from mnist_core.gradient_descent.slow_motion import take_step
from mnist_core.softmax.regression import cross_entropy, softmax
from mnist_core.training.step import Checkpoint, TrainingConfig, advance, initial_checkpoint
from mnist_core.why.teaching import accuracies, gradient_pictures, overlap, surprise, taught, teach


@pytest.fixture(scope="module")
def dataset():
    return load_dataset(download=False)


@pytest.fixture(scope="module")
def model(dataset):
    config = TrainingConfig(train_size=1000, learning_rate=0.5, steps=50, batch_size=100, test_size=10)
    return advance(config, dataset, initial_checkpoint(), 50)


def logits_of(model, image):
    return image.astype(np.float64) @ model.weights + model.bias


def test_a_hand_worked_gradient():
    image = np.zeros(784)
    image[3], image[7] = 1, 0.5
    pictures = gradient_pictures(image, np.zeros(10), 4)
    assert pictures[4, 3] == pytest.approx(-0.9)
    assert pictures[4, 7] == pytest.approx(-0.45)
    assert pictures[0, 3] == pytest.approx(0.1)
    assert not pictures[:, 0].any()
    np.testing.assert_allclose(teach(np.zeros(10), image, [(4, 2.0)])[[4, 0]], [-1.8, 0.2])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), label=st.integers(0, 9))
def test_the_pictures_are_the_slope_of_the_loss(seed, label):
    random = np.random.default_rng(seed)
    weights, bias = random.normal(scale=0.1, size=(784, 10)), random.normal(size=10)
    image = random.random(784)
    pictures = gradient_pictures(image, image @ weights + bias, label)
    pixel, k, small = random.integers(784), random.integers(10), 1e-5

    def loss(change):
        moved = weights.copy()
        moved[pixel, k] += change
        return cross_entropy(np.array([label]), (image @ moved + bias)[np.newaxis])

    assert pictures[k, pixel] == pytest.approx((loss(small) - loss(-small)) / (2 * small), abs=1e-7)


def test_steps_on_one_example_are_gradient_descents_own(dataset, model):
    image = dataset.test.intensities([5])[0]
    steps = [(3, 0.1), (3, 0.5), (8, 0.02)]
    expected = model
    for label, rate in steps:
        expected = take_step(expected, image[np.newaxis], np.array([label]), rate).after
    taken = teach(logits_of(model, image), image, steps)
    found = taught(model, image, taken)
    np.testing.assert_allclose(found.weights, expected.weights, atol=1e-6)
    np.testing.assert_allclose(found.bias, expected.bias, atol=1e-6)
    one = teach(logits_of(model, image), image, steps[:1])
    np.testing.assert_allclose(one, 0.1 * surprise(logits_of(model, image), 3))
    before, after = logits_of(model, image), logits_of(found, image)
    np.testing.assert_allclose(after, before - (image @ image + 1) * taken, atol=1e-5)


def test_the_exam_after_a_step_is_the_changed_models(dataset, model):
    image = dataset.test.intensities([9])[0]
    taken = np.stack([teach(logits_of(model, image), image, [(2, rate)]) for rate in (0.001, 0.1, 3.0)])
    marks = accuracies(model, dataset.test, image, np.vstack([np.zeros(10), taken]))
    for mark, each in zip(marks, [np.zeros(10), *taken], strict=True):
        changed = taught(model, image, each)
        assert mark == pytest.approx(
            (answers(changed.weights, changed.bias, dataset.test) == dataset.test.labels).mean(), abs=2e-4
        )
    assert marks[3] < marks[0]
    assert softmax(logits_of(taught(model, image, taken[1]), image))[2] > softmax(logits_of(model, image))[2]


def test_overlaps_are_products_of_images(dataset):
    image = dataset.test.intensities([1])[0]
    np.testing.assert_allclose(
        overlap(dataset.train, image, 700), dataset.train.intensities(slice(700)) @ image, rtol=1e-5
    )
    assert overlap(dataset.test, np.zeros(784, np.float32)).tolist() == [0] * len(dataset.test)


def test_where_all_classes_tie_the_smallest_is_the_answer(dataset):
    untrained = initial_checkpoint()
    (mark,) = accuracies(untrained, dataset.test, np.zeros(784), np.zeros((1, 10)))
    assert mark == (dataset.test.labels == 0).mean()


def test_nothing_taken_changes_nothing():
    model = Checkpoint(3, np.ones((784, 10)), np.ones(10))
    same = taught(model, np.ones(784), np.zeros(10))
    assert (same.weights == model.weights).all()
    assert same.step == 3
