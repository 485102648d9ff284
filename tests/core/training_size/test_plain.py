"""The plain lines give the numbers of the code that they stand for."""

import numpy as np

from mnist_core.training_size.frames import train_few
from mnist_core.training_size.plain import learn


def test_each_models_coefficients():
    random = np.random.default_rng(0)
    images, labels = random.random((4, 784)) * (random.random((4, 784)) < 0.2), random.integers(0, 10, 4)
    expected = train_few(images.astype(np.float32), labels, 0.1, 50)
    for n in range(1, 5):
        np.testing.assert_allclose(learn(images[:n], labels[:n], 0.1, 50), expected[n - 1, :, :n].T, atol=1e-5)
