"""Many models trained side by side on the first n rows, for many n: TensorFlow's graphs for it.

The rows carry a column of ones, so that a bias is a weight like any other, and enough columns of zeros
to make tiles of them views without a copy. Models lie below each other, the largest first: ten rows
each. A tile of rows is multiplied with all models that reach it at once, and a matrix product with
many long rows runs two to three times as fast as one with ten (measured: 75 against 160 and more
billion operations a second on two cores). XLA makes none of this faster (measured: 4.5 s against
4.4), and takes a second to compile; it stays off.
"""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_core.arrays import Flags, Float32s, Int64s, Integers
from mnist_core.once import once
from mnist_core.training.graphs import CLASSES, CLEAR, MEASURED_ROWS
from mnist_core.training.tensors import Examples, Tensor, cache, intensities, tensorflow
from mnist_core.training_size.groups import Tile, tiles

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

ALIGNED = 16  # float32 numbers in 64 bytes


def order(dataset: "Dataset", draw: int, size: int) -> Int64s:
    """Which train examples (size,) a draw takes, one after the other: 0 the file's order, others by chance."""
    count = len(dataset.train)
    return np.arange(size) if draw == 0 else np.random.default_rng(draw).permutation(count)[:size]


def rows_of(dataset: "Dataset", draw: int, size: int) -> Examples:
    """Give the first rows of a draw, cached: the inked pixels, then a one, then zeros up to a multiple of 16."""
    return cache.get(("side by side", dataset.digest, draw, size), lambda: _prepare(dataset, draw, size))


def _prepare(dataset: "Dataset", draw: int, size: int) -> Examples:
    tf = tensorflow()
    chosen = order(dataset, draw, size)
    images = dataset.train.images[chosen]
    pixels = np.flatnonzero(images.any(axis=0))
    rows = np.zeros((size, -(-(len(pixels) + 1) // ALIGNED) * ALIGNED), np.float32)
    np.divide(images[:, pixels], 255, out=rows[:, : len(pixels)], dtype=np.float32)
    rows[:, len(pixels)] = 1
    return Examples(tf.constant(rows), tf.constant(dataset.train.labels[chosen], tf.int32), pixels)


def unpack(models: Float32s, pixels: Integers) -> tuple[Float32s, Float32s]:
    """Turn models (10·k, columns) into weights (k, 784, 10) and biases (k, 10)."""
    found = models.reshape(-1, CLASSES, models.shape[1])
    weights = np.zeros((len(found), 784, CLASSES), np.float32)
    weights[:, pixels] = found[:, :, : len(pixels)].transpose(0, 2, 1)
    return weights, found[:, :, len(pixels)]


def by_pixels(rows: Examples, sizes: Sequence[int], rate: float) -> Callable[[Tensor, int], Tensor]:
    """Return the function (models, steps) → models (10·k, columns), in the order of the sizes."""
    tf = tensorflow()
    graph = pixel_graph(tiles(sizes), int(rows.rows.shape[1]))
    rates = tf.constant(np.repeat(rate / np.array(sizes[::-1], np.float32), CLASSES)[:, np.newaxis])
    truth = tf.one_hot(rows.labels, CLASSES, axis=0)

    def descend(models: Tensor, steps: int) -> Tensor:
        return _turn(graph(rows.rows, truth, _turn(models), rates, tf.constant(steps)))

    return descend


def _turn(models: Tensor) -> Tensor:
    """Put the last model first."""
    tf = tensorflow()
    return tf.reshape(tf.reverse(tf.reshape(models, (-1, CLASSES, models.shape[1])), [0]), models.shape)


@once(size=16)
def pixel_graph(pieces: tuple[Tile, ...], columns: int) -> Any:
    """Return the graph (rows, truth, models, rates, steps) → models for these tiles of rows."""
    tf = tensorflow()

    def descend(rows: Tensor, truth: Tensor, models: Tensor, rates: Tensor, steps: Tensor) -> Tensor:
        for _ in tf.range(steps):
            slope = tf.zeros((0, columns))
            for start, end, count in pieces:
                some = rows[start:end]
                logits = tf.transpose(tf.matmul(some, models[: CLASSES * count], transpose_b=True))
                more = tf.matmul(_surprise(logits, truth[:, start:end]), some)
                # Models that begin with this tile have no slope from the later rows yet.
                known = slope.shape[0]
                slope = tf.concat([slope + more[:known], more[known:]], 0)
            models -= rates * slope
        return models

    models = CLASSES * pieces[-1][-1]
    shapes = [(pieces[0][1], columns), (CLASSES, pieces[0][1]), (models, columns), (models, 1)]
    return _trace(descend, shapes)


def _surprise(logits: Tensor, truth: Tensor) -> Tensor:
    """Subtract the truth (10, n) from the shares of every model's logits (10·k, n)."""
    tf = tensorflow()
    each = tf.reshape(logits, (-1, CLASSES, tf.shape(logits)[1]))
    exponentials = tf.exp(each - tf.reduce_max(each, 1, keepdims=True))
    return tf.reshape(exponentials / tf.reduce_sum(exponentials, 1, keepdims=True) - truth, tf.shape(logits))


def _trace(function: Callable[..., Tensor], shapes: Sequence[tuple[int | None, ...]]) -> Any:
    """Compile a graph for arguments of these shapes and a number of steps."""
    tf = tensorflow()
    signature = [*(tf.TensorSpec(shape, tf.float32) for shape in shapes), tf.TensorSpec((), tf.int32)]
    return tf.function(function, input_signature=signature).get_concrete_function()


def by_examples(rows: Examples, sizes: Sequence[int], rate: float) -> Callable[[Tensor, int], Tensor]:
    """Return the function (coefficients, steps) → coefficients (10·k, n) of the rows, 0 where a model has no row."""
    tf = tensorflow()
    products = tf.matmul(rows.rows, rows.rows, transpose_b=True)
    uses = np.arange(sizes[-1]) < np.array(sizes)[:, np.newaxis]
    rates = tf.constant(np.repeat(uses * np.float32(rate) / np.array(sizes, np.float32)[:, np.newaxis], CLASSES, 0))
    truth = tf.one_hot(rows.labels, CLASSES, axis=0)
    return lambda models, steps: _example_graph()(products, truth, models, rates, tf.constant(steps))


@functools.cache
def _example_graph() -> Any:
    tf = tensorflow()

    def descend(products: Tensor, truth: Tensor, models: Tensor, rates: Tensor, steps: Tensor) -> Tensor:
        for _ in tf.range(steps):
            models -= rates * _surprise(tf.matmul(models, products), truth)
        return models

    return _trace(descend, [(None, None), (CLASSES, None), (None, None), (None, None)])


def right(rows: Tensor, labels: Tensor, models: Tensor, bias: Tensor) -> Flags:
    """Tell which rows (n, columns) each of the models (10·k, columns) with biases (10·k,) answers rightly: (n, k).

    Near ties are answered from float64, as in the exam: so it is the same on every processor.
    """
    tf = tensorflow()
    found = []
    for start in range(0, int(rows.shape[0]), MEASURED_ROWS):
        some = slice(start, start + MEASURED_ROWS)
        logits = tf.matmul(intensities(rows[some]), models, transpose_b=True) + bias
        logits = tf.reshape(logits, (logits.shape[0], -1, CLASSES))
        best = tf.math.top_k(logits, 2).values.numpy()
        answers = tf.argmax(logits, 2, tf.int32).numpy()
        _settle(answers, best[..., 0] - best[..., 1] < CLEAR, rows[some], models, bias)
        found.append(answers == labels[some, tf.newaxis].numpy())
    return np.concatenate(found)


def _settle(answers: Integers, near: Flags, rows: Tensor, models: Tensor, bias: Tensor) -> None:
    """Answer anew, in place, what is near a tie: answers (n, k) of rows (n, columns)."""
    if not near.any():
        return
    pixels = rows.numpy() / 255.0 if rows.dtype == np.uint8 else rows.numpy().astype(np.float64)
    exact = models.numpy().astype(np.float64).reshape(-1, CLASSES, pixels.shape[1])
    offsets = np.broadcast_to(bias.numpy().astype(np.float64), (len(exact) * CLASSES,)).reshape(-1, CLASSES)
    for k in np.flatnonzero(near.any(axis=0)):
        close = near[:, k]
        answers[close, k] = (pixels[close] @ exact[k].T + offsets[k]).argmax(axis=1)
