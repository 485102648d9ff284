"""TensorFlow, then and now: what the tutorials wrote for TensorFlow 1, and the lines that this app runs instead."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mnist_core.data import archives
from mnist_core.training import graphs, program
from mnist_core.training import step as training
from mnist_core.training.config import TrainingConfig
from ui.source import source


@dataclass(frozen=True)
class Idea:
    """One idea of TensorFlow 1 and what became of it.

    Attributes
    ----------
    name : of the idea
    lines : the lines of the program, by their names in `mnist_core.training.program`, that had the idea
    source : where the app's own lines are from
    first, last : the lines to show begin with the first that holds the one, and end with the next that holds the other
    line : what changed, in a sentence or two
    remark : a comment below the lines as one wrote them
    """

    name: str
    lines: tuple[str, ...]
    source: Callable[..., Any]
    first: str
    last: str
    line: str
    remark: str = ""

    def then(self, config: TrainingConfig) -> str:
        """The lines as one wrote them, with the numbers of a recipe."""
        code = program.then(config, *self.lines) if self.lines else ""
        return "\n".join(filter(None, (code, self.remark)))

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
        ("library", "data"),
        archives.verified, "if sha256(array)", "raise DatasetError",
        "The helper went with TensorFlow 1. What comes from the network now counts only if its SHA-256 is the known "
        "one.",
    ),
    Idea(
        "Placeholder",
        ("pixels", "labels"),
        graphs.full_batch, "def descend(", ") -> tuple[Tensor, Tensor]:",
        "A promise of numbers to come, with `None` for any count. Now they are arguments of a function.",
    ),
    Idea(
        "Variable and initialiser",
        ("weights", "bias", "start"),
        training.initial_checkpoint, "return Checkpoint(", "return Checkpoint(",
        "A variable lived in a session and was nothing until its initialiser had run. The state of this app is plain "
        "arrays that go in and come out, so a run can stop, move and go on anywhere.",
    ),
    Idea(
        "The model and its printed tensor",
        ("evidence", "shares"),
        graphs._surprise, "logits = ", "return exponentials",
        "Printing gave a shape with a question mark: a plan, no numbers. Now every tensor has its values at once. "
        "(In here the matrices lie on their side, for speed. The tutorials call `y` what is p here, and `y_` what "
        "is y.)",
        '# print(p) gave: Tensor("Softmax:0", shape=(?, 10), dtype=float32)',
    ),
    Idea(
        "Cross-entropy",
        ("nats", "loss"),
        graphs.evaluation, "logits = tf.transpose", "loss += tf.reduce_sum",
        "`tf.log` is `tf.math.log` and `reduction_indices` is `axis`. Better than either: the loss straight from the "
        "logits, which never takes the log of a zero.",
    ),
    Idea(
        "The optimiser",
        ("slope", "step_weights"),
        graphs.full_batch, "for _ in tf.range(steps):", "bias -= rate",
        "`minimize` hid the slope and the update. `tf.GradientTape` shows the slope of anything; for this model it is "
        "one line, ink times how wrong the shares are, so the app writes it out.",
    ),
    Idea(
        "Session and feed_dict",
        ("session", "batch", "loop"),
        training._descend, "data = _train_examples", "bias = graphs.mini_batches",
        "The session ran the graph and the dictionary fed it, batch by batch. Now one calls a function; `tf.function` "
        "makes the graph behind it, and all the steps run inside.",
    ),
    Idea(
        "Accuracy",
        ("exam", "right", "accuracy"),
        graphs.evaluation, "answers = ", "hits += ",
        "The same idea: argmax, equality, mean. One-hot labels went: a digit is its own index. Two classes that "
        "float32 can hardly tell apart are compared once more in float64, so that every processor counts alike.",
    ),
    Idea(
        "The graph",
        (),
        graphs.full_batch, "return tf.function", "return tf.function",
        "Graphs are still what is fast. `tf.function` traces one from an ordinary function, once for all sizes that "
        "its signature allows.",
        "# Everything above only described a graph; nothing had run before sess.run.",
    ),
)  # fmt: skip
