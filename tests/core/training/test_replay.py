"""A run told once more: its pictures come out as they went in, and every number is that of its record."""

import zlib

import numpy as np

from mnist_core.diverging import colour_limit, signed
from mnist_core.softmax.regression import predict
from mnist_core.training import replay
from mnist_core.training.history import MEASURED, History


def test_pictures_and_accounts_are_those_of_the_records():
    rng = np.random.default_rng(8)
    weights = np.concatenate([np.zeros((1, 784, 10)), rng.normal(size=(3, 784, 10))]).astype(np.float32)
    bias, image = rng.normal(size=(4, 10)).astype(np.float32), rng.random(784)
    history = History(np.arange(4), **{name: rng.random(4) for name in MEASURED}, weights=weights, bias=bias)
    steps = np.frombuffer(zlib.decompress(replay.pictures(history)), np.uint8).reshape(4, 10, 784)
    pictures = np.add.accumulate(steps, axis=0, dtype=np.uint8).view(np.int8)
    for record in range(4):
        np.testing.assert_array_equal(pictures[record], signed(weights[record].T, colour_limit(weights[record])))
        found = replay.accounts(history, image)[record]
        np.testing.assert_allclose(found.probabilities, predict(weights[record], bias[record], image), atol=1e-6)
