"""Training as a pure step: a config and a checkpoint in, a later checkpoint out, nothing hidden.

Importing this module does not import TensorFlow; calling `advance` or `measure` does.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_core.arrays import Float32s
from mnist_core.once import once
from mnist_core.training import graphs
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.schedule import batches, next_check, record_steps
from mnist_core.training.tensors import Examples, examples

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

__all__ = [
    "FULL_BATCH",
    "LOSS_LIMIT",
    "MINI_BATCH",
    "Checkpoint",
    "Diverged",
    "Measurement",
    "TrainingConfig",
    "advance",
    "batches",
    "initial_checkpoint",
    "measure",
    "record_steps",
    "train",
]

UNTRAINED_LOSS = float(np.log(10))
LOSS_LIMIT = 10 * UNTRAINED_LOSS
CHECKED_SIZE = 1000  # examples that show divergence nearly as well as all of them


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A model on its way: all there is to know, together with its config, to train on.

    Attributes
    ----------
    step : how many updates were made, 0 or more
    weights : (784, 10), float32, read-only
    bias : (10,), float32, read-only

    Raises
    ------
    ValueError
        If a shape is another.
    """

    step: int
    weights: Float32s
    bias: Float32s

    def __post_init__(self) -> None:
        """Keep copies of our own that nobody can change."""
        for field, shape in (("weights", (784, 10)), ("bias", (10,))):
            array = np.array(getattr(self, field), dtype=np.float32)
            if array.shape != shape:
                raise ValueError(f"{field} must have the shape {shape}, not {array.shape}")
            array.setflags(write=False)
            object.__setattr__(self, field, array)

    def __reduce__(self) -> tuple[type["Checkpoint"], tuple[Any, ...]]:
        """Pickle by constructing anew: a pickled array forgets that it is read-only."""
        return Checkpoint, (self.step, self.weights, self.bias)


@dataclass(frozen=True)
class Measurement:
    """How good a checkpoint is: losses in nats per example, accuracies from 0 to 1."""

    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    test_accuracy: float


class Diverged(Exception):  # noqa: N818 - it says what happened; nothing is in error
    """The run overshoots: the train loss exceeds LOSS_LIMIT, ten times that of an untrained model.

    Strictly, softmax regression cannot diverge: p − y and the pixels stay within ±1, so a step moves no
    weight by more than the learning rate, and nothing overflows. (With weight decay it can: where the rate times the
    decay exceeds 2, a step leaves each weight larger, on the other side of zero.) What too high a rate does instead,
    measured from a zero start on MNIST: the loss shoots up within some five steps, then falls back
    and zigzags. Its peaks in nats at the checked steps (for mini-batches the highest of three seeds):

    ============  ====  ====  ===  ===  ===  ====
    Batch, rate   0.5     1    3    5   10   100
    ============  ====  ====  ===  ===  ===  ====
    all 5,500      1.8   1.6   12   18   48   476
    all 55,000     1.8   1.5   13   23   47   416
    100            2.6   4.7   19   33   70   838
    10             4.1   9.5   38   65  131  1313
    1             21.5  43.0  129  251  430  4297
    ============  ====  ====  ===  ===  ===  ====

    So ten times ln 10 = 23.03 stops recipe "full batch" from a rate of 6, and mini-batches of 100 from
    about 4; no run of them at 1, and none at 0.5. Few examples (up to 9) fit in one step at any rate.
    """

    def __init__(self, step: int, learning_rate: float, loss: float, checkpoint: Checkpoint) -> None:
        """Carry the step, the rate, the train loss there, and the last finite checkpoint: that of the step."""
        super().__init__(step, learning_rate, loss, checkpoint)
        self.step, self.learning_rate, self.loss, self.checkpoint = step, learning_rate, loss, checkpoint

    def __str__(self) -> str:
        """Say what happened, when, and what to try."""
        return (
            f"After step {self.step:,} the train loss is {self.loss:.1f}, more than ten times the "
            f"{UNTRAINED_LOSS:.1f} of a model that knows nothing: at a learning rate of {self.learning_rate:g} "
            f"the steps leap over the minimum. Try {min(0.5, self.learning_rate / 10):g} or less."
        )


@once
def initial_checkpoint() -> Checkpoint:
    """Start where the tutorials do: every weight and every bias zero, so each class gets 0.1; to be read only."""
    weights, bias = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)
    for each in (weights, bias):
        each.setflags(write=False)
    return Checkpoint(0, weights, bias)


def advance(config: TrainingConfig, dataset: "Dataset", checkpoint: Checkpoint, steps: int) -> Checkpoint:
    """Make `steps` updates of gradient descent; in pieces or in one go, the result is the same.

    Raises
    ------
    Diverged
        If the loss at one of the steps 1, 2, 5, 10, 20, 50, 100, 200, 300, … exceeds LOSS_LIMIT.
    ValueError
        If `steps` is negative, or the dataset smaller than the config asks.
    """
    if steps < 0:
        raise ValueError(f"steps must be 0 or more, not {steps}")
    config.check(dataset)
    last = checkpoint.step + steps
    while checkpoint.step < last:
        following = _descend(config, dataset, checkpoint, min(last, next_check(checkpoint.step)))
        _refuse_divergence(config, dataset, checkpoint, following)
        checkpoint = following
    return checkpoint


def measure(config: TrainingConfig, dataset: "Dataset", checkpoint: Checkpoint) -> Measurement:
    """Measure on the config's train and test examples and on all of validation."""
    config.check(dataset)
    train = _evaluate(_train_examples(config, dataset), checkpoint)
    validation = _evaluate(examples(dataset, "validation", len(dataset.validation.labels)), checkpoint)
    test = _evaluate(examples(dataset, "test", config.test_size), checkpoint)
    return Measurement(*train, *validation, test[1])


def train(config: TrainingConfig, dataset: "Dataset", every: int = 100) -> Iterator[Checkpoint]:
    """Train from zero, and yield the checkpoints at the steps of `record_steps`; may raise Diverged."""
    checkpoint = initial_checkpoint()
    for step in record_steps(config.steps, every):
        checkpoint = advance(config, dataset, checkpoint, step - checkpoint.step)
        yield checkpoint


def _train_examples(config: TrainingConfig, dataset: "Dataset") -> Examples:
    # All rows in every step are worth 4 bytes a pixel; rows seen now and then stay bytes: 39 MB, not 158.
    return examples(dataset, "train", config.train_size, as_float=config.batch_size is None)


def _descend(config: TrainingConfig, dataset: "Dataset", checkpoint: Checkpoint, stop: int) -> Checkpoint:
    """Update from the checkpoint's step up to `stop`, without looking at the loss."""
    data = _train_examples(config, dataset)
    start = data.rows, data.labels, *graphs.place(checkpoint.weights, checkpoint.bias, data.pixels)
    rate, fading = np.float32(config.learning_rate), graphs.fading(config.learning_rate, config.weight_decay)
    steps = stop - checkpoint.step
    if config.batch_size is None:
        weights, bias = graphs.full_batch(bool(fading))(*start, rate, np.int32(steps), *fading)
    else:
        order = batches(config, checkpoint.step, stop)
        weights, bias = graphs.mini_batches(bool(fading))(*start, rate, order, *fading)
    # Pixels that no train example inks have no gradient: their weights are the checkpoint's own, or what is left.
    everything = checkpoint.weights.copy()
    for each in fading:
        everything *= np.float32((1 - float(each)) ** steps)
    everything[data.pixels] = weights.numpy().T
    return Checkpoint(stop, everything, bias.numpy()[:, 0])


def _evaluate(data: Examples, checkpoint: Checkpoint) -> tuple[float, float]:
    """Return the mean loss and the accuracy."""
    weights, bias = graphs.place(checkpoint.weights, checkpoint.bias, data.pixels)
    loss, accuracy = graphs.evaluation(data.rows.dtype.name)(data.rows, data.labels, weights, bias)
    return float(loss), float(accuracy)


def _refuse_divergence(
    config: TrainingConfig, dataset: "Dataset", checkpoint: Checkpoint, following: Checkpoint
) -> None:
    """Raise Diverged if the step is one to check and the loss there is beyond the limit."""
    if following.step != next_check(checkpoint.step):
        return
    # A part of the examples tells that all is well; only if it does not, all of them decide.
    for some in (examples(dataset, "train", min(config.train_size, CHECKED_SIZE)), _train_examples(config, dataset)):
        loss, _ = _evaluate(some, following)
        if loss <= LOSS_LIMIT:
            return
    raise Diverged(following.step, config.learning_rate, loss, following if math.isfinite(loss) else checkpoint)
