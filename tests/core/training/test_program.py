"""The pasted lines are a program, in both forms: each runs as it stands, and learns what NumPy says it must."""

import json
import subprocess
import sys

import numpy as np
import pytest

from mnist_core.data.dataset import VALIDATION_SIZE
from mnist_core.softmax.regression import evidence, gradient, one_hot
from mnist_core.training import program
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig

CONFIG = TrainingConfig(train_size=200, learning_rate=0.25, steps=30)
# Runs both forms as they stand. What has gone is put in their way: the download, and TensorFlow 1 with its helper.
RUN = """
import contextlib, io, json, sys, types
import numpy as np
import tensorflow as tf

given, told = np.load(sys.argv[1]), json.load(sys.stdin)
mnist = [(given["images"], given["labels"]), (given["test_images"], given["test_labels"])]
tf.keras.datasets.mnist.load_data = lambda: mnist

class Part:
    def __init__(self, images, labels):
        self.images = images.reshape(-1, 784).astype(np.float32) / 255
        self.labels = np.eye(10, dtype=np.float32)[labels]

def execute(code):
    names, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    return names, printed.getvalue()

now, said = execute(told["today"])
first = int(sys.argv[2])
helper = types.ModuleType("input_data")
helper.read_data_sets = lambda folder, one_hot: types.SimpleNamespace(
    train=Part(mnist[0][0][first:], mnist[0][1][first:]), test=Part(*mnist[1]))
tutorials = types.ModuleType("mnist")
tutorials.input_data = helper
parents = ("tensorflow.examples", "tensorflow.examples.tutorials")
sys.modules.update({"tensorflow": tf.compat.v1, **{name: types.ModuleType(name) for name in parents}})
sys.modules["tensorflow.examples.tutorials.mnist"] = tutorials
tf.compat.v1.disable_v2_tensorshape()  # which printed what is not known as a question mark
with tf.Graph().as_default():
    old, said_then = execute(told["then"])
    W, b = old["sess"].run([old["W"], old["b"]])
    known = {name: old[key].shape.as_list() for name, key in told["promised"].items()}
shapes = {name: now[key].shape.as_list() for name, key in told["named"].items()}
np.savez(sys.argv[3], W=now["W"].numpy(), b=now["b"].numpy(), W_then=W, b_then=b)
json.dump({"today": said, "then": said_then, "shapes": shapes, "known": known, "tensor": str(old["p"])}, sys.stdout)
"""
NAMED = {"pixels": "x", "labels": "y", "weights": "W", "bias": "b", "exam": "p", "right": "right"}
PROMISED = {"pixels": "x", "labels": "y", "evidence": "z", "shares": "p", "nats": "nats", "right": "right"}


def test_they_are_twenty_each_with_a_name_of_its_own_and_either_form_compiles():
    today, then = program.today(FULL_BATCH), program.then(FULL_BATCH)
    assert len(today.splitlines()) == 20
    for code in (today, then):
        compile(code, "program.py", "exec")
    names = [line.name for line in program.LINES]
    assert len(set(names)) == len(names)
    assert "[5000:10500]" in today
    assert "[:5500]" in then
    assert max(map(len, (*today.splitlines(), *then.splitlines()))) < 64  # so wide is the place for them at home
    with pytest.raises(ValueError, match="not at 100 of them"):
        program.today(MINI_BATCH)


def descend(images, labels) -> tuple[np.ndarray, np.ndarray]:
    """The recipe in NumPy, in float64."""
    weights, bias, truth = np.zeros((784, 10)), np.zeros(10), one_hot(labels)
    for _ in range(CONFIG.steps):
        slope = gradient(images, truth, weights, bias)
        weights, bias = weights - CONFIG.learning_rate * slope[0], bias - CONFIG.learning_rate * slope[1]
    return weights, bias


@pytest.mark.slow
def test_both_forms_run_and_learn_the_same(sample, tmp_path):
    from mnist_core.training.values import shapes
    from ui.program import PROMISED as SAID

    size, part = CONFIG.train_size, sample.test
    before = np.zeros((VALIDATION_SIZE, 784), np.uint8)
    np.savez(
        tmp_path / "given.npz",
        images=np.concatenate([before, sample.train.images]).reshape(-1, 28, 28),
        labels=np.concatenate([np.zeros(VALIDATION_SIZE, np.uint8), sample.train.labels.astype(np.uint8)]),
        test_images=part.images.reshape(-1, 28, 28),
        test_labels=part.labels.astype(np.uint8),
    )
    asked = {"today": program.today(CONFIG), "then": program.then(CONFIG), "named": NAMED, "promised": PROMISED}
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN, tmp_path / "given.npz", str(VALIDATION_SIZE), tmp_path / "out.npz"],
        check=True, input=json.dumps(asked), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=600,
    ).stdout  # fmt: skip
    told, found = json.loads(said), np.load(tmp_path / "out.npz")
    weights, bias = descend(sample.train.intensities(slice(0, size)).astype(np.float64), sample.train.labels[:size])
    for form in ("", "_then"):
        np.testing.assert_allclose(found[f"W{form}"], weights, atol=1e-5)
        np.testing.assert_allclose(found[f"b{form}"], bias, atol=1e-5)
    accuracy = (evidence(part.intensities(), weights, bias).argmax(1) == part.labels).mean()
    assert float(told["today"].split("(")[1].split(",")[0]) == pytest.approx(accuracy, abs=1.5 / len(part))
    assert float(told["then"]) == pytest.approx(accuracy, abs=1.5 / len(part))
    # The shapes that are shown at the lines are those that the program makes.
    expected = shapes(sample, size, len(part))
    assert {name: [tuple(shape)] for name, shape in told["shapes"].items()} == {
        name: list(expected[name]) for name in NAMED
    }
    for name, shape in told["known"].items():
        assert SAID[name] == str(shape)
    assert told["tensor"] == 'Tensor("Softmax:0", shape=(?, 10), dtype=float32)'
