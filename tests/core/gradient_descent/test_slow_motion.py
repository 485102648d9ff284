"""One step with every stage kept is training's own step."""

import numpy as np
import pytest

from mnist_core.data.dataset import load_dataset
from mnist_core.gradient_descent.slow_motion import losses, recorded, step_of, take_step, walk
from mnist_core.softmax.regression import cross_entropy, gradient, one_hot
from mnist_core.training.history import LAYOUT, History
from mnist_core.training.step import TrainingConfig, advance, initial_checkpoint


@pytest.fixture(scope="module")
def dataset():
    return load_dataset(download=False)


def test_a_hand_worked_first_step():
    images = np.zeros((2, 784), np.float32)
    images[0, 5], images[1, 9] = 1, 0.5
    step = take_step(initial_checkpoint(), images, np.array([3, 3]), 0.5)
    np.testing.assert_allclose(step.probabilities, 0.1)
    np.testing.assert_allclose(step.losses, np.log(10), rtol=1e-6)
    np.testing.assert_allclose(step.surprise[0, [3, 4]], [-0.9, 0.1], rtol=1e-6)
    # Each image's ink times p − y, halved: the batch has two.
    np.testing.assert_allclose(step.weight_gradient[5, [3, 4]], [-0.45, 0.05], rtol=1e-6)
    np.testing.assert_allclose(step.weight_gradient[9, [3, 4]], [-0.225, 0.025], rtol=1e-6)
    np.testing.assert_allclose(step.after.weights[5, [3, 4]], [0.225, -0.025], rtol=1e-6)
    np.testing.assert_allclose(step.after.bias[[3, 4]], [0.45, -0.05], rtol=1e-6)
    assert step.after.step == 1
    assert step.loss_after < step.loss
    assert not step.harms_one


def test_every_stage_follows_from_the_one_before(dataset):
    config = TrainingConfig(train_size=300, learning_rate=0.3, steps=5, batch_size=20, test_size=10)
    before = advance(config, dataset, initial_checkpoint(), 3)
    step = step_of(config, dataset.train, before)
    truth = one_hot(step.labels)
    slopes = gradient(step.images, truth, before.weights, before.bias)
    np.testing.assert_allclose(step.weight_gradient, slopes[0], atol=1e-7)
    np.testing.assert_allclose(step.bias_gradient, slopes[1], atol=1e-7)
    np.testing.assert_allclose(step.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert step.losses.mean() == pytest.approx(cross_entropy(step.labels, step.evidence), rel=1e-5)
    np.testing.assert_allclose(
        losses(step.labels, step.evidence), -np.log((step.probabilities * truth).sum(axis=1)), rtol=1e-5
    )


@pytest.mark.parametrize(("batch_size", "decay"), [(1, 0.0), (4, 0.0), (50, 0.0), (4, 0.1)])
def test_it_is_the_very_step_that_training_makes(dataset, batch_size, decay):
    config = TrainingConfig(200, 0.5, 10, batch_size, test_size=10, weight_decay=decay)
    before = advance(config, dataset, initial_checkpoint(), 7)
    after = advance(config, dataset, before, 1)
    step = step_of(config, dataset.train, before)
    assert step.after.step == after.step == 8
    np.testing.assert_allclose(step.after.weights, after.weights, atol=2e-6)
    np.testing.assert_allclose(step.after.bias, after.bias, atol=2e-6)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_a_walk_is_the_run_that_training_makes(dataset, decay):
    config = TrainingConfig(150, 0.2, steps=40, batch_size=10, test_size=10, weight_decay=decay)
    path = list(walk(config, dataset.train))
    assert [each.step for each in path] == list(range(41))
    end = advance(config, dataset, initial_checkpoint(), 40)
    np.testing.assert_allclose(path[-1].weights, end.weights, atol=2e-5)
    np.testing.assert_allclose(path[-1].bias, end.bias, atol=2e-5)


def test_the_last_record_before_a_step():
    arrays = {name: np.zeros((3, *shape), dtype) for name, (dtype, shape) in LAYOUT.items()}
    arrays["step"][:] = [0, 2, 5]
    arrays["bias"][:, 0] = [0, 20, 50]
    history = History(**arrays)
    assert [recorded(history, step).step for step in (0, 1, 2, 4, 5, 99)] == [0, 0, 2, 2, 5, 5]
    assert recorded(history, 3).bias[0] == 20
    empty = History(**{name: array[:0] for name, array in arrays.items()})
    assert recorded(empty, 7).step == 0
