"""The loss on a plane is the loss of the model at that point; the plane is the path's own."""

import numpy as np
import pytest
import sklearn.decomposition
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.dataset import load_dataset
from mnist_core.gradient_descent.landscape import (
    GRID,
    Plane,
    coordinates,
    flatten,
    landscape,
    models,
    noisy_path,
    principal_plane,
    surface,
    variance_held,
)
from mnist_core.gradient_descent.slow_motion import walk
from mnist_core.softmax.regression import cross_entropy, evidence
from mnist_core.training.history import LAYOUT, History
from mnist_core.training.step import TrainingConfig


@pytest.fixture(scope="module")
def dataset():
    return load_dataset(download=False)


@pytest.fixture(scope="module")
def history(dataset):
    """A real run's records: every second checkpoint of 20 steps."""
    config = TrainingConfig(train_size=200, learning_rate=0.5, steps=20, batch_size=20, test_size=10)
    path = list(walk(config, dataset.train))[::2]
    records = {name: np.zeros((len(path), *shape), dtype) for name, (dtype, shape) in LAYOUT.items()}
    records |= {"weights": np.array([each.weights for each in path]), "bias": np.array([each.bias for each in path])}
    return History(**records)


def some_plane(seed=0):
    random = np.random.default_rng(seed)
    directions = np.linalg.qr(random.normal(size=(7850, 2)))[0].T
    return Plane(random.normal(scale=0.05, size=7850), directions)


def test_a_path_in_a_plane_is_held_whole_and_found_again():
    plane = some_plane()
    places = np.array([[-3, 1], [-1, -2], [0.5, 0.2], [0, 0.0]])
    path = plane.origin + places @ plane.directions
    found = principal_plane(path)
    assert variance_held(found, path) == pytest.approx(1)
    np.testing.assert_allclose(found.directions @ found.directions.T, np.eye(2), atol=1e-12)
    shadows = coordinates(found, path)
    np.testing.assert_allclose(shadows[-1], 0, atol=1e-12)
    # Distances within the plane are those in all 7,850 dimensions, and the path goes towards its end.
    np.testing.assert_allclose(np.linalg.norm(shadows, axis=1), np.linalg.norm(places, axis=1), rtol=1e-9)
    assert np.all(shadows[0] <= 1e-9)


def test_the_directions_are_scikit_learns_principal_components(history):
    path = flatten(history.weights, history.bias)
    oracle = sklearn.decomposition.PCA(2).fit(path)
    plane = principal_plane(path)
    np.testing.assert_allclose(np.abs((plane.directions * oracle.components_).sum(axis=1)), 1, rtol=1e-6)
    assert variance_held(plane, path) == pytest.approx(oracle.explained_variance_ratio_.sum(), rel=1e-6)
    np.testing.assert_array_equal(plane.origin, path[-1])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 3))
def test_a_plane_holds_between_none_and_all_and_no_other_holds_more(seed, straightness):
    random = np.random.default_rng(seed)
    path = random.normal(size=(6, 7850)) + straightness * np.arange(6)[:, None] * random.normal(size=7850)
    held = variance_held(principal_plane(path), path)
    assert -1e-9 <= held <= 1 + 1e-9
    assert held >= variance_held(some_plane(1), path) - 1e-9


def test_a_run_that_has_not_begun_has_a_path_without_points():
    path = flatten(np.zeros((0, 784, 10), np.float32), np.zeros((0, 10), np.float32))
    assert path.shape == (0, 7850)
    assert coordinates(some_plane(), path).shape == (0, 2)


def test_a_path_that_stands_still_is_held_whole():
    path = np.full((4, 7850), 0.125)
    assert variance_held(principal_plane(path), path) == 1
    assert np.isfinite(coordinates(principal_plane(path), path)).all()


def test_every_point_of_the_surface_is_the_models_own_loss(dataset):
    plane = some_plane(3)
    images, labels = dataset.train.intensities(slice(60)), dataset.train.labels[:60]
    across, along = np.array([-2.0, 0.0, 3.0]), np.array([-1.0, 4.0])
    found = surface(plane, images, labels, across, along)
    assert found.shape == (2, 3)
    for row, b in enumerate(along):
        for column, a in enumerate(across):
            point = plane.origin + a * plane.directions[0] + b * plane.directions[1]
            loss = cross_entropy(labels, evidence(images, point[:7840].reshape(784, 10), point[7840:]))
            assert found[row, column] == pytest.approx(loss, rel=1e-5)


def test_every_model_of_a_plane_is_made_of_three():
    plane = some_plane(5)
    origin, first, second = models(plane)
    point = plane.origin - 1.5 * plane.directions[0] + 4 * plane.directions[1]
    found = origin - 1.5 * first + 4 * second
    np.testing.assert_allclose(found[:, :784].T.ravel(), point[:7840], atol=1e-5)
    np.testing.assert_allclose(found[:, 784], point[7840:], atol=1e-5)


def test_a_landscape_surrounds_its_path_and_is_kept(dataset, history):
    ground = landscape(history, dataset.train)
    assert ground.losses.shape == (GRID, GRID)
    shadows = coordinates(ground.plane, flatten(history.weights, history.bias))
    for axis, grid in enumerate((ground.across, ground.along)):
        assert grid[0] < shadows[:, axis].min()
        assert grid[-1] > shadows[:, axis].max()
    assert landscape(history, dataset.train) is ground
    assert ground.examples == min(2_000, len(dataset.train))
    assert not ground.losses.flags.writeable


def test_a_noisy_path_is_that_of_every_step(dataset, history):
    plane = landscape(history, dataset.train).plane
    config = TrainingConfig(train_size=200, learning_rate=0.5, steps=20, batch_size=20, test_size=10)
    path = noisy_path(config, dataset.train, plane)
    assert path.shape == (21, 2)
    np.testing.assert_allclose(path[::2], coordinates(plane, flatten(history.weights, history.bias)), atol=1e-6)
