"""The graphs that TensorFlow runs: updates with a full batch or mini-batches, and measuring.

Each is traced once, whatever the sizes, the learning rate and the number of steps: those are tensors.

In here everything lies on its side: weights are (10, pixels), logits (10, n). Matrix products with
ten long rows run almost twice as fast as with ten short columns (measured: 0.48 against 0.88 ms for
the slope of 5,500 × 646), and softmax down the columns beats tf.nn.softmax along rows of ten.
"""

import functools
from typing import Any

import numpy as np

from mnist_core.arrays import Floats, Integers
from mnist_core.training.tensors import Tensor, intensities, tensorflow

CLASSES = 10
MEASURED_ROWS = 1000  # rows at a time: few enough to stay in a processor's cache
# Of evidence: so far apart, the two strongest classes are told apart in float32 whatever the order of adding up.
CLEAR = 0.01


def place(weights: Floats, bias: Floats, pixels: Integers) -> tuple[Tensor, Tensor]:
    """Lay a model on its side for the graphs: (784, 10) and (10,) to (10, pixels) and (10, 1)."""
    tf = tensorflow()
    return tf.constant(np.ascontiguousarray(weights[pixels].T)), tf.constant(bias[:, np.newaxis])


def fading(learning_rate: float, weight_decay: float) -> tuple[np.float32, ...]:
    """Give what the graphs take besides where weights decay: learning_rate · λ; nothing where they do not."""
    return (np.float32(learning_rate * weight_decay),) if weight_decay else ()


def _logits(weights: Tensor, bias: Tensor, rows: Tensor) -> Tensor:
    return tensorflow().matmul(weights, rows, transpose_b=True) + bias


def _surprise(weights: Tensor, bias: Tensor, rows: Tensor, truth: Tensor) -> Tensor:
    """The examples' p − y, (10, n)."""
    tf = tensorflow()
    logits = _logits(weights, bias, rows)
    exponentials = tf.exp(logits - tf.reduce_max(logits, 0, keepdims=True))
    return exponentials / tf.reduce_sum(exponentials, 0, keepdims=True) - truth


def _slope(weights: Tensor, bias: Tensor, rows: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Sum the gradients of the examples' losses: (10, pixels) and (10, 1)."""
    tf = tensorflow()
    surprise = _surprise(weights, bias, rows, truth)
    return tf.matmul(surprise, rows), tf.reduce_sum(surprise, 1, keepdims=True)


def faded(values: Tensor, fading: tuple[Tensor, ...]) -> Tensor:
    """What weight decay leaves: each value less its learning_rate · λ; the very same values where there is no decay.

    Subtracted, not multiplied by 1 − learning_rate · λ: as a float32, 1 − 10⁻⁵ would decay by 0.1 % too much.
    """
    return values - fading[0] * values if fading else values


def _signature(rows: str, *others: tuple[tuple[int | None, ...], str], decays: bool = False) -> list[Any]:
    """Say what every graph takes: rows, labels, weights and bias of any sizes, then the others.

    At last, where weights decay, learning_rate · λ: without, a graph is what it would be if nobody had thought of it.
    """
    tf = tensorflow()
    model = [((None, None), rows), ((None,), "int32"), ((CLASSES, None), "float32"), ((CLASSES, 1), "float32")]
    fading = [((), "float32")] if decays else []
    return [tf.TensorSpec(shape, dtype) for shape, dtype in [*model, *others, *fading]]


@functools.cache
def full_batch(decays: bool) -> Any:
    """Return the graph (rows, labels, weights, bias, learning_rate, steps, fading if it decays) → (weights, bias)."""
    tf = tensorflow()

    def descend(
        rows: Tensor, labels: Tensor, weights: Tensor, bias: Tensor, rate: Tensor, steps: Tensor, *fading: Tensor
    ) -> tuple[Tensor, Tensor]:
        truth = tf.one_hot(labels, CLASSES, axis=0)
        size = tf.shape(rows)[0]
        rate_each = rate / tf.cast(size, tf.float32)
        # Two halves side by side keep two cores busy: a sixth faster than one piece; more gain nothing.
        half = size // 2
        halves = (rows[:half], truth[:, :half]), (rows[half:], truth[:, half:])
        for _ in tf.range(steps):
            first, second = (_slope(weights, bias, *some) for some in halves)
            weights = faded(weights, fading) - rate_each * (first[0] + second[0])
            bias -= rate_each * (first[1] + second[1])
        return weights, bias

    return tf.function(descend, input_signature=_signature("float32", ((), "float32"), ((), "int32"), decays=decays))


@functools.cache
def mini_batches(decays: bool) -> Any:
    """Return the graph (rows, labels, weights, bias, learning_rate, batches, fading if it decays) → (weights, bias)."""
    tf = tensorflow()

    def descend(
        rows: Tensor, labels: Tensor, weights: Tensor, bias: Tensor, rate: Tensor, batches: Tensor, *fading: Tensor
    ) -> tuple[Tensor, Tensor]:
        rate_each = rate / tf.cast(tf.shape(batches)[1], tf.float32)
        for batch in batches:
            truth = tf.one_hot(tf.gather(labels, batch), CLASSES, axis=0)
            slope = _slope(weights, bias, intensities(tf.gather(rows, batch)), truth)
            weights = faded(weights, fading) - rate_each * slope[0]
            bias -= rate_each * slope[1]
        return weights, bias

    return tf.function(
        descend, input_signature=_signature("uint8", ((), "float32"), ((None, None), "int32"), decays=decays)
    )


@functools.cache
def full_batch_account(decays: bool) -> Any:
    """Return the graph (rows, labels, weights, bias, learning_rate, steps, account) → (weights, bias, account).

    The account (10, n) adds up what each example gave to the weights and the bias. If weights decay, it fades as
    they do, and what was given to the bias, which stays, has an account of its own: the graph then takes the fading
    and that account besides, and returns it at last.
    """
    tf = tensorflow()

    def descend(
        rows: Tensor,
        labels: Tensor,
        weights: Tensor,
        bias: Tensor,
        rate: Tensor,
        steps: Tensor,
        account: Tensor,
        *decay: Tensor,
    ) -> tuple[Tensor, ...]:
        fading, of_bias = decay[:1], decay[1:]
        truth = tf.one_hot(labels, CLASSES, axis=0)
        rate_each = rate / tf.cast(tf.shape(rows)[0], tf.float32)
        for _ in tf.range(steps):
            given = -rate_each * _surprise(weights, bias, rows, truth)
            weights = faded(weights, fading) + tf.matmul(given, rows)
            bias += tf.reduce_sum(given, 1, keepdims=True)
            account = faded(account, fading) + given
            of_bias = tuple(each + given for each in of_bias)
        return weights, bias, account, *of_bias

    more = ((), "float32"), ((), "int32"), ((CLASSES, None), "float32")
    signature = _signature("float32", *more, decays=decays)
    return tf.function(descend, input_signature=signature + ([signature[-2]] if decays else []))


@functools.cache
def mini_batches_account(decays: bool) -> Any:
    """Return the graph (rows, labels, weights, bias, learning_rate, batches) → (weights, bias, given).

    What is given (batches, 10, size) is what each example of each batch gave to the weights and the bias.
    """
    tf = tensorflow()

    def descend(
        rows: Tensor, labels: Tensor, weights: Tensor, bias: Tensor, rate: Tensor, batches: Tensor, *fading: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        rate_each = rate / tf.cast(tf.shape(batches)[1], tf.float32)
        everything = tf.TensorArray(tf.float32, tf.shape(batches)[0])
        for step in tf.range(tf.shape(batches)[0]):
            inked = intensities(tf.gather(rows, batches[step]))
            truth = tf.one_hot(tf.gather(labels, batches[step]), CLASSES, axis=0)
            given = -rate_each * _surprise(weights, bias, inked, truth)
            weights = faded(weights, fading) + tf.matmul(given, inked)
            bias += tf.reduce_sum(given, 1, keepdims=True)
            everything = everything.write(step, given)
        return weights, bias, everything.stack()

    return tf.function(
        descend, input_signature=_signature("uint8", ((), "float32"), ((None, None), "int32"), decays=decays)
    )


def _settle(answers: Tensor, logits: Tensor, weights: Tensor, bias: Tensor, rows: Tensor) -> Tensor:
    """Answer near ties anew from float64, so that every processor agrees; answers (n,), logits (n, 10)."""
    tf = tensorflow()
    best = tf.math.top_k(logits, 2).values
    near = tf.where(best[:, 0] - best[:, 1] < CLEAR)
    some = tf.cast(tf.gather_nd(rows, near), tf.float64)
    pixels = some / 255 if rows.dtype == tf.uint8 else some
    exact = tf.matmul(pixels, tf.cast(weights, tf.float64), transpose_b=True) + tf.cast(bias[:, 0], tf.float64)
    return tf.tensor_scatter_nd_update(answers, near, tf.argmax(exact, 1, tf.int32))


@functools.cache
def evaluation(dtype: str) -> Any:
    """Return the graph (rows, labels, weights, bias) → (mean loss, accuracy) for "uint8" or "float32" rows."""
    tf = tensorflow()

    def evaluate(rows: Tensor, labels: Tensor, weights: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        size = tf.shape(rows)[0]
        loss, hits = tf.constant(0.0), tf.constant(0)
        for start in tf.range(0, size, MEASURED_ROWS):
            end = tf.minimum(start + MEASURED_ROWS, size)
            some, truth = rows[start:end], labels[start:end]
            logits = tf.transpose(_logits(weights, bias, intensities(some)))
            loss += tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(truth, logits))
            answers = _settle(tf.argmax(logits, 1, tf.int32), logits, weights, bias, some)
            hits += tf.math.count_nonzero(answers == truth, dtype=tf.int32)
        return loss / tf.cast(size, tf.float32), hits / size

    return tf.function(evaluate, input_signature=_signature(dtype))
