"""Recipe "full batch" four ways, side by side: python -m benchmarks.training [--json] [--repeats N].

Every contender makes the same 2,501 updates on the first 5,500 train examples from zero, in a process
of its own, with the data in memory and its library imported before the clock starts. They take turns,
and each one's seconds are the median of its turns.

tutorial     the tutorials' loop in tf.compat.v1: all pixels by feed_dict, the loss as they write it, and
             test accuracy and train loss every 100 steps
keras        `fit` with plain SGD, all examples in one batch, 2,501 epochs, no shuffling; unlike the
             others it measures nothing on the test images until the end, only Keras's own running loss
numpy        mnist_core.softmax.regression in a loop, measuring as the tutorials do
seesoftmax   a registry and its process pool, as the app does it: 33 records with train, validation and
             test measurements, each with its weights sent between processes; the workers are up
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mnist_core.data.dataset import Dataset, load_dataset
from mnist_core.softmax import regression as softmax
from mnist_core.training.config import FULL_BATCH
from mnist_core.training.registry import make_registry
from mnist_core.training.run import TrainingRun

LOG_EVERY = 100


class Result(NamedTuple):
    """Seconds of training, then the test accuracy (0 to 1) and the train loss (nats) of the last step."""

    seconds: float
    accuracy: float
    loss: float


class Arrays(NamedTuple):
    """What the contenders that know nothing of our Dataset are given: float32 images and one-hot labels."""

    train_images: Any
    train_labels: Any
    test_images: Any
    test_labels: Any


def arrays(dataset: Dataset) -> Arrays:
    """Take the examples of the recipe out of the dataset."""
    train, test = slice(FULL_BATCH.train_size), slice(FULL_BATCH.test_size)
    return Arrays(
        dataset.train.intensities(train),
        softmax.one_hot(dataset.train.labels[train]),
        dataset.test.intensities(test),
        softmax.one_hot(dataset.test.labels[test]),
    )


def tutorial(dataset: Dataset) -> Result:
    """Train as the tutorials do, in the TensorFlow 1 that TensorFlow 2 still carries."""
    import tensorflow.compat.v1 as tf

    tf.disable_eager_execution()
    data = arrays(dataset)
    started = time.perf_counter()
    x, truth = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.float32, [None, 10])
    weights, bias = tf.Variable(tf.zeros([784, 10])), tf.Variable(tf.zeros([10]))
    y = tf.nn.softmax(tf.matmul(x, weights) + bias)
    loss = tf.reduce_mean(-tf.reduce_sum(truth * tf.log(y), axis=[1]))
    update = tf.train.GradientDescentOptimizer(FULL_BATCH.learning_rate).minimize(loss)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(y, 1), tf.argmax(truth, 1)), tf.float32))
    train, test = {x: data.train_images, truth: data.train_labels}, {x: data.test_images, truth: data.test_labels}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in range(FULL_BATCH.steps):
            session.run(update, feed_dict=train)
            if step % LOG_EVERY == 0:
                reached = session.run(accuracy, feed_dict=test), session.run(loss, feed_dict=train)
    return Result(time.perf_counter() - started, float(reached[0]), float(reached[1]))


def keras(dataset: Dataset) -> Result:
    """Train with Keras's `fit`."""
    import keras as library

    data = arrays(dataset)
    started = time.perf_counter()
    layer = library.layers.Dense(10, kernel_initializer="zeros", bias_initializer="zeros")
    model = library.Sequential([library.Input((784,)), layer])
    model.compile(
        optimizer=library.optimizers.SGD(FULL_BATCH.learning_rate),
        loss=library.losses.CategoricalCrossentropy(from_logits=True),
    )
    size, epochs = FULL_BATCH.train_size, FULL_BATCH.steps
    model.fit(data.train_images, data.train_labels, batch_size=size, epochs=epochs, shuffle=False, verbose=0)
    seconds = time.perf_counter() - started
    weights, bias = layer.get_weights()
    return Result(seconds, *_measure(data, weights, bias))


def numpy(dataset: Dataset) -> Result:
    """Train with the readable truth."""
    data = arrays(dataset)
    weights, bias = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)
    started = time.perf_counter()
    for step in range(FULL_BATCH.steps):
        slope = softmax.gradient(data.train_images, data.train_labels, weights, bias)
        weights = weights - FULL_BATCH.learning_rate * slope[0]
        bias = bias - FULL_BATCH.learning_rate * slope[1]
        if step % LOG_EVERY == 0:
            reached = _measure(data, weights, bias)
    return Result(time.perf_counter() - started, *reached)


def seesoftmax(dataset: Dataset) -> Result:
    """Train as the app does."""
    registry = make_registry(dataset, folder=None)
    with contextlib.closing(registry):
        registry.warm(wait=True)
        started = time.perf_counter()
        registry.start(TrainingRun(FULL_BATCH), "benchmark")
        history = registry.wait(TrainingRun(FULL_BATCH)).history
        seconds = time.perf_counter() - started
    if history.step[-1] != FULL_BATCH.steps:
        raise RuntimeError(f"the run ended at step {history.step[-1]}, not {FULL_BATCH.steps}")
    return Result(seconds, float(history.test_accuracy[-1]), float(history.train_loss[-1]))


def _measure(data: Arrays, weights: Any, bias: Any) -> tuple[float, float]:
    """Return the test accuracy and the train loss."""
    accuracy = softmax.accuracy(data.test_labels.argmax(axis=1), softmax.evidence(data.test_images, weights, bias))
    loss = softmax.cross_entropy(data.train_labels, softmax.evidence(data.train_images, weights, bias))
    return accuracy, loss


CONTENDERS: dict[str, Callable[[Dataset], Result]] = {
    "tutorial": tutorial,
    "keras": keras,
    "numpy": numpy,
    "seesoftmax": seesoftmax,
}


def run_apart(name: str) -> Result:
    """Let a contender train in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.training", "--only", name]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def compare(repeats: int) -> dict[str, Any]:
    """Let all contenders take turns, and sum up."""
    results: dict[str, list[Result]] = {name: [] for name in CONTENDERS}
    for turn in range(repeats):
        for name in CONTENDERS:
            results[name].append(run_apart(name))
            print(f"turn {turn + 1} of {repeats}: {name} {results[name][-1].seconds:.2f} s", file=sys.stderr)
    seconds = {name: statistics.median(turn.seconds for turn in turns) for name, turns in results.items()}
    return {
        "seconds": seconds,
        "ratio_to_tutorial": seconds["seesoftmax"] / seconds["tutorial"],
        "ratio_to_keras": seconds["seesoftmax"] / seconds["keras"],
        "accuracy": {name: turns[-1].accuracy for name, turns in results.items()},
        "loss": {name: turns[-1].loss for name, turns in results.items()},
    }


def table(summary: dict[str, Any]) -> str:
    """Lay out a summary for reading."""
    lines = ["contender    seconds  of tutorial  accuracy    loss"]
    for name, seconds in summary["seconds"].items():
        fraction = seconds / summary["seconds"]["tutorial"]
        accuracy, loss = summary["accuracy"][name], summary["loss"][name]
        lines.append(f"{name:<11}  {seconds:>7.2f}  {fraction:>11.2f}  {accuracy:>8.4f}  {loss:.4f}")
    return "\n".join(lines)


def main() -> None:
    """Run one contender, or compare all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--repeats", type=int, default=3, help="turns of each contender (default: 3)")
    parser.add_argument("--only", choices=CONTENDERS, help="run one contender here and now, and print its result")
    options = parser.parse_args()
    dataset = load_dataset()
    FULL_BATCH.check(dataset)  # better no figures than those of the bundled sample
    if options.only:
        print(json.dumps(CONTENDERS[options.only](dataset)._asdict()))
        return
    summary = compare(options.repeats)
    print(json.dumps(summary) if options.json else table(summary))


if __name__ == "__main__":
    main()
