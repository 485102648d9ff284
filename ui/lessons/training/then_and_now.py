"""TensorFlow, then and now: what the tutorials wrote for TensorFlow 1, and the lines that this app runs instead."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mnist_core.data import archives
from mnist_core.training import graphs
from mnist_core.training import step as training
from ui.source import source


@dataclass(frozen=True)
class Idea:
    """One idea of TensorFlow 1 and what became of it.

    Attributes
    ----------
    name : of the idea
    then : code as one wrote it; together, in order, the ideas' code is a program
    source : where the app's own lines are from
    first, last : the lines to show begin with the first that holds the one, and end with the next that holds the other
    line : what changed, in a sentence or two
    runs : whether TensorFlow 2 can still run `then` by its `compat.v1`
    """

    name: str
    then: str
    source: Callable[..., Any]
    first: str
    last: str
    line: str
    runs: bool = True

    @property
    def now(self) -> str:
        """The very lines of the app."""
        lines = source(self.source).splitlines()
        begin = next((k for k, line in enumerate(lines) if self.first in line), 0)
        end = next((k for k, line in enumerate(lines[begin:], begin) if self.last in line), len(lines))
        return textwrap.dedent("\n".join(lines[begin : end + 1]))

    @property
    def where(self) -> str:
        """The file and the function that the lines are from."""
        module = inspect.getmodule(self.source)
        assert module is not None
        return f"{module.__name__.replace('.', '/')}.py, {self.source.__name__}"


IDEAS = (
    Idea(
        "The data",
        "from tensorflow.examples.tutorials.mnist import input_data\n"
        'mnist = input_data.read_data_sets("MNIST_data/", one_hot=True)',
        archives.verified, "if sha256(array)", "raise DatasetError",
        "The helper went with TensorFlow 1. What comes from the network now counts only if its SHA-256 is the known "
        "one.",
        runs=False,
    ),
    Idea(
        "Placeholder",
        "x = tf.placeholder(tf.float32, [None, 784])\ny = tf.placeholder(tf.float32, [None, 10])",
        graphs.full_batch, "def descend(", ") -> tuple[Tensor, Tensor]:",
        "A promise of numbers to come, with `None` for any count. Now they are what they look like: arguments of a "
        "function.",
    ),
    Idea(
        "Variable and initialiser",
        "W = tf.Variable(tf.zeros([784, 10]))\nb = tf.Variable(tf.zeros([10]))\n"
        "init = tf.global_variables_initializer()",
        training.initial_checkpoint, "return Checkpoint(", "return Checkpoint(",
        "A variable lived in a session and was nothing until its initialiser had run. The state of this app is plain "
        "arrays that go in and come out, so a run can stop, move and go on anywhere.",
    ),
    Idea(
        "The model and its printed tensor",
        "p = tf.nn.softmax(tf.matmul(x, W) + b)\n"
        'print(p)  # Tensor("Softmax:0", shape=(?, 10), dtype=float32)',
        graphs._surprise, "logits = ", "return exponentials",
        "Printing gave a shape with a question mark: a plan, no numbers. Now every tensor has its values at once. "
        "(In here the matrices lie on their side, for speed. The tutorials call the prediction p `y`, and the truth y "
        "`y_`.)",
    ),
    Idea(
        "Cross-entropy",
        "cross_entropy = tf.reduce_mean(\n    -tf.reduce_sum(y * tf.log(p), reduction_indices=[1]))",
        graphs.evaluation, "logits = tf.transpose", "loss += tf.reduce_sum",
        "`tf.log` is `tf.math.log` and `reduction_indices` is `axis`. Better than either: the loss straight from the "
        "logits, which never takes the log of a zero.",
    ),
    Idea(
        "The optimiser",
        "train_step = tf.train.GradientDescentOptimizer(0.5).minimize(cross_entropy)",
        graphs.mini_batches, "for batch in batches:", "bias -= rate",
        "`minimize` hid the slope and the update. `tf.GradientTape` shows the slope of anything; for this model it is "
        "one line, ink times how wrong the shares are, so the app writes it out.",
    ),
    Idea(
        "Session and feed_dict",
        "sess = tf.Session()\nsess.run(init)\nfor _ in range(1000):\n"
        "    batch_xs, batch_ys = mnist.train.next_batch(100)\n"
        "    sess.run(train_step, feed_dict={x: batch_xs, y: batch_ys})",
        training._descend, "data = _train_examples", "bias = graphs.mini_batches",
        "The session ran the graph and the dictionary fed it, batch by batch. Now one calls a function; `tf.function` "
        "makes the graph behind it, and all the steps run inside.",
    ),
    Idea(
        "Accuracy",
        "correct_prediction = tf.equal(tf.argmax(p, 1), tf.argmax(y, 1))\n"
        "accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))\n"
        "print(sess.run(accuracy, feed_dict={x: mnist.test.images, y: mnist.test.labels}))",
        graphs.evaluation, "answers = ", "hits += ",
        "The same idea: argmax, equality, mean. One-hot labels went: a digit is its own index. Two classes that "
        "float32 can hardly tell apart are compared once more in float64, so that every processor counts alike.",
    ),
    Idea(
        "The graph",
        "# Everything above only described a graph; nothing had run before sess.run.",
        graphs.mini_batches, "return tf.function", "return tf.function",
        "Graphs are still what is fast. `tf.function` traces one from an ordinary function, once for all sizes that "
        "its signature allows.",
    ),
)  # fmt: skip
