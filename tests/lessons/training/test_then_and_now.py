"""What is said to be TensorFlow 1 is TensorFlow 1: its rows, put together, still run by `tf.compat.v1`."""

import subprocess
import sys

import pytest

from ui.lessons.training.then_and_now import IDEAS

# The vanished loader's stand-in: ten kinds of image that are told apart by one pixel each.
MNIST = """
import numpy as np
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

class Part:
    labels = np.eye(10, dtype=np.float32)
    images = np.zeros((10, 784), np.float32)
    images[np.arange(10), np.arange(10)] = 1
    def next_batch(self, size):
        chosen = np.arange(size) % 10
        return self.images[chosen], self.labels[chosen]

class mnist:
    train = test = Part()
"""


def program() -> str:
    return "\n".join(idea.then for idea in IDEAS if idea.runs)


def test_every_idea_of_the_tutorials_has_its_row():
    then = "\n".join(idea.then for idea in IDEAS)
    for word in ("input_data", "placeholder", "Session", "feed_dict", "Variable", "global_variables_initializer",
                 "GradientDescentOptimizer", "minimize", "reduction_indices", "tf.log", "(?, 10)"):  # fmt: skip
        assert word in then
    compile(program(), "then.py", "exec")


@pytest.mark.slow
def test_the_old_lines_run_and_learn():
    printed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MNIST + program()],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=600,
    ).stdout.split("\n")
    assert printed[0] == 'Tensor("Softmax:0", shape=(?, 10), dtype=float32)'
    assert float(printed[1]) == 1.0
