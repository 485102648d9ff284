"""What a model would be had it never seen some of its examples: trained again without them.

That the evidence splits exactly over those who taught it says what each of them gave, and not what would be missing
without it: another would have taught it instead. Every example gives lr/n (y − p), so the worse an example is read,
the more it gives; leave the loudest out, and those that are like them are read worse, and give more.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Arrays, Floats, Integers
from mnist_core.data.dataset import Dataset
from mnist_core.training import graphs
from mnist_core.training.schedule import batches
from mnist_core.training.tensors import Examples, cache, examples, intensities, tensorflow
from mnist_core.why.teachers import Teachers
from mnist_core.work.work import Field, Layout

VERSION = 1


@dataclass(frozen=True)
class Retraining(Teachers):
    """Repeat a run as `Teachers` does, but without some of its train examples, and keep no account.

    All else stays, so that nothing but their absence makes a difference: the others come in the same order, in the
    same batches. An update averages over those that are left of its batch; a batch of which none is left makes none.

    Attributes
    ----------
    without : the numbers of the examples that are left out, ascending

    Raises
    ------
    ValueError
        If these are no examples of the run, or all of them.
    """

    without: tuple[int, ...]

    def __post_init__(self) -> None:
        """Check the steps and the examples."""
        super().__post_init__()
        size, found = self.config.train_size, self.without
        if list(found) != sorted(set(found)) or not all(0 <= number < size for number in found):
            raise ValueError(f"without must be numbers from 0 to {size - 1:,} in order, not {found!r}")
        if len(found) == size:
            raise ValueError(f"at least one of {size:,} examples must be left to train on")

    def key(self, digest: str) -> str:
        """Name the result on the data of this digest."""
        name = hashlib.sha256(repr(self.without).encode()).hexdigest()
        return f"retraining-{VERSION}-{self.config.key(digest)[:40]}-{self.steps}-{name[:20]}"

    def begin(self) -> Arrays:
        """Nothing is learned yet: the weights (784, 10), the bias (10,), the step (1,)."""
        return {
            "weights": np.zeros((784, 10), np.float32),
            "bias": np.zeros(10, np.float32),
            "step": np.zeros(1, np.int64),
        }

    def layout(self) -> Layout:
        """The model after the last of the steps."""
        return {
            "weights": Field(np.float32, (784, 10)),
            "bias": Field(np.float32, (10,)),
            "step": Field(np.int64, (1,), self.steps, self.steps),
        }

    def _descend(self, dataset: Dataset, arrays: Arrays, start: int, stop: int) -> Arrays:
        """Make the updates start … stop − 1."""
        config, full = self.config, self.config.batch_size is None
        data = self._left(dataset) if full else examples(dataset, "train", config.train_size)
        found = graphs.place(arrays["weights"], arrays["bias"], data.pixels)
        rate, fading = np.float32(config.learning_rate), graphs.fading(config.learning_rate, config.weight_decay)
        decays = bool(fading)
        if full:
            found = graphs.full_batch(decays)(data.rows, data.labels, *found, rate, np.int32(stop - start), *fading)
        else:
            for some in thinned(batches(config, start, stop), self.without):
                found = graphs.mini_batches(decays)(data.rows, data.labels, *found, rate, some, *fading)
        weights = arrays["weights"].copy()
        weights[data.pixels] = found[0].numpy().T
        return {"weights": weights, "bias": found[1].numpy()[:, 0], "step": np.array([stop])}

    def _left(self, dataset: Dataset) -> Examples:
        """The examples that are left, as float32; only the pixels that one of them inks, as in training."""

        def prepare() -> Examples:
            tf, left = tensorflow(), np.delete(np.arange(self.config.train_size), self.without)
            images = dataset.train.images[left]
            pixels = np.flatnonzero(images.any(axis=0))
            labels = tf.constant(dataset.train.labels[left], tf.int32)
            return Examples(intensities(tf.constant(images[:, pixels])), labels, pixels)

        return cache.get((dataset.digest, self.config.train_size, self.without), prepare)


def thinned(order: Integers, without: tuple[int, ...]) -> Iterator[Integers]:
    """Leave some examples out of batches (m, size): blocks (n, size − k) of those in a row that lose as many, k."""
    left = ~np.isin(order, without)
    sizes = left.sum(axis=1)
    for rows in np.split(np.arange(len(order)), np.flatnonzero(np.diff(sizes)) + 1):
        if sizes[rows[0]]:
            yield order[rows][left[rows]].reshape(len(rows), -1)


def claimed(contributions: Floats, without: tuple[int, ...]) -> Floats:
    """The evidence (10,) that would be left if what examples gave (n, 10) were all that they are good for."""
    left: Floats = contributions.sum(axis=0) - contributions[list(without)].sum(axis=0)
    return left
