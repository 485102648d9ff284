"""What the model cannot tell apart: the same shares, ink in range, and no such picture nearer to the other digit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from mnist_core.softmax.regression import gradient, one_hot, predict
from mnist_core.training.config import TrainingConfig
from mnist_core.training.schedule import batches
from mnist_core.training.step import Checkpoint
from mnist_core.why.unseen import EXACT, between, closest, closest_class, directions, lookalike, views


@pytest.fixture(scope="module")
def model(sample):
    """A model of 200 plain steps on the sample."""
    config = TrainingConfig(train_size=len(sample.train), steps=200, batch_size=100, test_size=10)
    weights, bias = np.zeros((784, 10)), np.zeros(10)
    for batch in batches(config, 0, config.steps):
        images, labels = sample.train.intensities(batch), sample.train.labels[batch]
        slope = gradient(images, one_hot(labels), weights, bias)
        weights, bias = weights - 0.5 * slope[0], bias - 0.5 * slope[1]
    return Checkpoint(config.steps, weights, bias)


def shares(model, images):
    return predict(model.weights.astype(np.float64), model.bias.astype(np.float64), images)


def check(model, seen, like):
    """A picture that the model takes for `seen`, to far more than is asked for."""
    found = lookalike(directions(model.weights), seen, like)
    assert found.image.min() >= 0
    assert found.image.max() <= 1
    assert found.gap <= EXACT
    assert np.abs(shares(model, found.image) - shares(model, seen)).max() <= 1e-9  # a thousandth of what is asked for
    assert np.linalg.norm(found.image - like) <= np.linalg.norm(seen - like) + 1e-9  # the other would do as well
    return found


@settings(max_examples=60)
@given(pair=st.tuples(st.integers(0, 499), st.integers(0, 499)))
def test_any_two_digits(model, sample, pair):
    seen, like = sample.test.intensities(list(pair)).astype(np.float64)
    found = check(model, seen, like)
    on_the_way = shares(model, between(seen, found.image, np.linspace(0, 1, 11)))
    np.testing.assert_allclose(on_the_way, np.tile(shares(model, seen), (11, 1)), atol=1e-9)


@pytest.mark.parametrize("seen", ["blank", "full", "noise", "one pixel"])
@pytest.mark.parametrize("like", ["blank", "full", "digit"])
def test_what_is_no_digit_has_its_lookalikes_too(model, sample, seen, like):
    pictures = {
        "blank": np.zeros(784),
        "full": np.ones(784),
        "noise": (np.random.default_rng(0).random(784) < 0.3).astype(float),
        "one pixel": np.eye(784)[400],
        "digit": sample.test.intensities([3])[0].astype(float),
    }
    check(model, pictures[seen], pictures[like])


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), pixels=st.integers(10, 24), seen_by=st.integers(1, 9))
def test_no_such_picture_is_nearer_by_another_solver(seed, pixels, seen_by):
    random = np.random.default_rng(seed)
    basis = np.linalg.qr(random.normal(size=(pixels, seen_by)))[0]
    seen, like = random.random((2, pixels))
    found = lookalike(basis, seen, like)
    other = minimize(
        lambda x: (x - like) @ (x - like), seen, jac=lambda x: 2 * (x - like), method="SLSQP", bounds=[(0, 1)] * pixels,
        constraints={"type": "eq", "fun": lambda x: basis.T @ (x - seen), "jac": lambda x: basis.T},
        options={"maxiter": 500, "ftol": 1e-14},
    )  # fmt: skip
    assert other.success
    assert found.gap <= EXACT
    np.testing.assert_allclose(found.image, other.x, atol=1e-5)


def test_a_hand_worked_picture():
    # The model sees the sum of two pixels; 0.2 and 0.4 are 0.6 to it, and so are 0.6 and 0, nearest to 0.9 and 0.1.
    found = lookalike(np.array([[1.0], [1.0]]) / np.sqrt(2), np.array([0.2, 0.4]), np.array([0.9, 0.1]))
    np.testing.assert_allclose(found.image, [0.6, 0], atol=1e-11)


def test_nine_directions_are_all_that_a_model_sees(model, sample):
    basis = directions(model.weights)
    assert basis.shape == (784, 9)
    np.testing.assert_allclose(basis.T @ basis, np.eye(9), atol=1e-12)
    # What is at right angles to them changes no share, however far one goes.
    aside = np.random.default_rng(1).normal(size=784)
    aside -= basis @ (basis.T @ aside)
    image = sample.test.intensities([0])[0]
    np.testing.assert_allclose(shares(model, image + 100 * aside), shares(model, image), atol=1e-9)
    # One picture added to all ten sets of weights is not seen; the rest of them is all in the nine.
    np.testing.assert_allclose(directions(model.weights + aside[:, np.newaxis]), basis, atol=1e-4)
    differences = model.weights - model.weights[:, :1].astype(float)
    np.testing.assert_allclose(basis @ (basis.T @ differences), differences, atol=1e-9)
    assert (basis.max(axis=0) == np.abs(basis).max(axis=0)).all()


def test_an_untrained_model_sees_nothing():
    basis = directions(np.zeros((784, 10), np.float32))
    assert basis.shape == (784, 0)
    like = np.linspace(0, 1, 784)
    found = lookalike(basis, np.zeros(784), like)
    assert (found.rounds, found.gap) == (0, 0)
    np.testing.assert_array_equal(found.image, like)


def test_the_closest_of_a_class_are_those_with_the_nearest_coordinates(model, sample):
    seen = sample.test.intensities([0])[0].astype(np.float64)
    basis, coordinates = views(model, sample.train)
    images = sample.train.intensities().astype(np.float64)
    np.testing.assert_allclose(coordinates, images @ basis, atol=1e-4)
    found = closest(model, sample.train, 3, seen, 400)
    read = shares(model, images).argmax(axis=1)
    assert sorted(found) == np.flatnonzero((sample.train.labels == 3) & (read == 3)).tolist()
    assert 200 < len(found) < 400
    distances = np.linalg.norm((images[found] - seen) @ basis, axis=1)
    assert (np.diff(distances) > -1e-4).all()
    assert closest(model, sample.train, 3, seen, 5) == found[:5]
    # Of all that are read rightly as another class, the closest is of the closest class.
    answer = shares(model, seen).argmax()
    others = np.flatnonzero((read == sample.train.labels) & (read != answer))
    nearest = others[np.linalg.norm((images[others] - seen) @ basis, axis=1).argmin()]
    assert closest_class(model, sample.train, seen) == sample.train.labels[nearest] != answer
    # Where it reads none rightly, all of them will do.
    blind = Checkpoint(1, -model.weights, -model.bias)
    assert not (shares(blind, images[sample.train.labels == 3]).argmax(axis=1) == 3).any()
    assert len(closest(blind, sample.train, 3, seen, 1000)) == 400
