"""Along a way the shares are each model's own, and the turns are where the answer changes."""

import numpy as np

from mnist_core.softmax.regression import predict
from mnist_core.training.history import LAYOUT, History
from mnist_core.training.step import Checkpoint
from mnist_core.why.timeline import over_training, turns, while_fading

random = np.random.default_rng(0)


def test_each_records_shares_are_that_models():
    arrays = {name: np.zeros((4, *shape), dtype) for name, (dtype, shape) in LAYOUT.items()}
    arrays["weights"][:] = random.normal(scale=0.1, size=(4, 784, 10))
    arrays["bias"][:] = random.normal(size=(4, 10))
    image = (random.random(784) * (random.random(784) < 0.2)).astype(np.float32)
    found = over_training(History(**arrays), image)
    for row, weights, bias in zip(found, arrays["weights"], arrays["bias"], strict=True):
        np.testing.assert_allclose(row, predict(weights, bias, image), atol=1e-5)
    assert over_training(History(**arrays), np.zeros(784, np.float32)).shape == (4, 10)


def test_fading_goes_from_the_bias_alone_to_the_whole_answer():
    model = Checkpoint(1, random.normal(size=(784, 10)), random.normal(size=10))
    image = random.random(784)
    inks = np.array([0, 0.25, 1])
    found = while_fading(model, image, inks)
    for ink, row in zip(inks, found, strict=True):
        np.testing.assert_allclose(row, predict(model.weights.astype(float), model.bias, ink * image), atol=1e-9)


def test_the_turns_are_where_another_class_leads():
    shares = np.full((5, 10), 0.02)
    for row, leader in enumerate((3, 3, 5, 5, 3)):
        shares[row, leader] = 0.82
    assert turns(shares) == [2, 4]
    assert turns(np.full((3, 10), 0.1)) == []
    assert turns(np.vstack([np.full((1, 10), 0.1), shares])) == [1, 3, 5]
