"""What is said of the program's names is true of the digit and the run."""

import numpy as np
import pytest

from mnist_core.softmax.account import account
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import MEASURED, History
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.step import Checkpoint, initial_checkpoint
from mnist_core.training.values import values

CONFIG = TrainingConfig(train_size=40, steps=20, test_size=50)


def snapshot(model: Checkpoint, **measured: list[float]) -> Snapshot:
    steps = measured.pop("step", [])
    numbers = {name: np.array(measured.get(name, np.zeros(len(steps)))) for name in MEASURED}
    history = History(np.array(steps), **numbers, weights=np.zeros((0, 784, 10)), bias=np.zeros((0, 10)))
    return Snapshot(CONFIG, Status.RUNNING, model, history)


def test_of_an_untrained_model(sample):
    model, image = initial_checkpoint(), sample.test.intensities([3])[0]
    now = values(sample, snapshot(model), account(model.weights, model.bias, image), 4)
    assert (now.answer, now.right, now.share) == (None, None, pytest.approx(0.1))
    assert now.nats == pytest.approx(np.log(10))
    np.testing.assert_allclose(now.push, [0.1] * 4 + [-0.9] + [0.1] * 5)
    assert now.inked == np.count_nonzero(sample.test.images[3])
    assert now.shapes["data"] == ((4500, 28, 28), (4500,), (500, 28, 28), (500,))


def test_of_a_run_on_its_way(sample):
    weights, bias = np.zeros((784, 10)), np.arange(10) / 10
    weights[5, 5], weights[6, 6] = -2.5, 3.25
    run = snapshot(Checkpoint(7, weights, bias), step=[0, 5], train_loss=[2.3026, 1.5], test_accuracy=[0.1, 0.42])
    now = values(sample, run, account(weights, bias, np.eye(784)[5]), 9)
    assert now.weights == (-2.5, 3.25)
    assert now.bias == pytest.approx((0, 0.9))
    assert (now.step, now.steps, now.answer, now.right, now.of) == (7, 20, 9, 21, 50)
    assert now.evidence[5] == pytest.approx(0.5 - 2.5)
    assert -np.log(now.share) == pytest.approx(now.nats)
    assert (now.losses[-1], now.recorded[-1]) == (1.5, 5)
