"""One step of training with every stage kept, and many of them in a row, in NumPy."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Floats, Integers
from mnist_core.data.dataset import Part
from mnist_core.softmax.regression import evidence, gradient, log_softmax, one_hot, softmax
from mnist_core.training.history import History
from mnist_core.training.schedule import batches
from mnist_core.training.step import Checkpoint, TrainingConfig, initial_checkpoint


@dataclass(frozen=True, eq=False)
class Step:
    """One update on a batch of n examples, stage by stage.

    Attributes
    ----------
    images : (n, 784), intensities from 0 to 1
    labels : (n,)
    before : the model that the step begins with
    evidence : (n, 10), the logits XW + b
    probabilities : (n, 10), their softmax
    losses : (n,), −log of the share that each label got, in nats
    surprise : (n, 10), p − y: which shares were too high, and which too low
    weight_gradient : (784, 10), Xᵀ(p − y) / n, and λW where weights decay
    bias_gradient : (10,), the mean of p − y
    after : the model that the step ends with
    losses_after : (n,), what the same examples cost then
    """

    images: Floats
    labels: Integers
    before: Checkpoint
    evidence: Floats
    probabilities: Floats
    losses: Floats
    surprise: Floats
    weight_gradient: Floats
    bias_gradient: Floats
    after: Checkpoint
    losses_after: Floats

    @property
    def loss(self) -> float:
        """The batch's mean loss before the step."""
        return float(self.losses.mean())

    @property
    def loss_after(self) -> float:
        """The batch's mean loss after the step."""
        return float(self.losses_after.mean())

    @property
    def harms_one(self) -> bool:
        """Whether one of the batch's own examples is worse off after the step."""
        return bool((self.losses_after > self.losses).any())


def take_step(
    before: Checkpoint, images: Floats, labels: Integers, learning_rate: float, weight_decay: float = 0.0
) -> Step:
    """Make one update on the images (n, 784) and labels (n,), and keep every stage of it."""
    logits = evidence(images, before.weights, before.bias)
    probabilities = softmax(logits)
    surprise = probabilities - one_hot(labels)
    weight_gradient = images.T @ surprise / len(images)
    if weight_decay:
        weight_gradient = weight_gradient + weight_decay * before.weights
    bias_gradient = surprise.mean(axis=0)
    rate = np.float32(learning_rate)
    weights = np.asarray(before.weights - rate * weight_gradient, np.float32)
    bias = np.asarray(before.bias - rate * bias_gradient, np.float32)
    after = Checkpoint(before.step + 1, weights, bias)
    losses_after = losses(labels, evidence(images, after.weights, after.bias))
    return Step(
        images, labels, before, logits, probabilities, losses(labels, logits), surprise,
        weight_gradient, bias_gradient, after, losses_after,
    )  # fmt: skip


def losses(labels: Integers, logits: Floats) -> Floats:
    """The cross-entropy (n,) of each example: −log softmax of its logits (n, 10) at its label."""
    each: Floats = 0.0 - log_softmax(logits)[np.arange(len(labels)), labels]  # not −0.0
    return each


def step_of(config: TrainingConfig, part: Part, before: Checkpoint) -> Step:
    """Repeat the very update that a run of mini-batches makes after `before`, in slow motion."""
    batch = batches(config, before.step, before.step + 1)[0]
    return take_step(before, part.intensities(batch), part.labels[batch], config.learning_rate, config.weight_decay)


def recorded(history: History, step: int) -> Checkpoint:
    """The model as it was last recorded after at most `step` updates; the untrained one if it never was."""
    place = int(np.searchsorted(history.step, step, side="right")) - 1
    if place < 0:
        return initial_checkpoint()
    return Checkpoint(int(history.step[place]), history.weights[place], history.bias[place])


def walk(config: TrainingConfig, part: Part) -> Iterator[Checkpoint]:
    """Train on mini-batches from zero, and yield every checkpoint: the same run as `training.advance` makes."""
    checkpoint = initial_checkpoint()
    yield checkpoint
    rate = np.float32(config.learning_rate)
    for step, batch in enumerate(batches(config, 0, config.steps), start=1):
        truth = one_hot(part.labels[batch])
        uphill = gradient(part.intensities(batch), truth, checkpoint.weights, checkpoint.bias, config.weight_decay)
        weights = np.asarray(checkpoint.weights - rate * uphill[0], np.float32)
        bias = np.asarray(checkpoint.bias - rate * uphill[1], np.float32)
        checkpoint = Checkpoint(step, weights, bias)
        yield checkpoint
