"""Examples as TensorFlow's tensors, prepared once and kept within bounds.

TensorFlow is imported on first use only, for it takes seconds and half a gigabyte.
"""

import functools
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from mnist_core.arrays import Integers

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

Tensor: TypeAlias = Any  # TensorFlow ships no types
PartName: TypeAlias = Literal["train", "validation", "test"]

KERAS_OF_BEFORE = "TF_USE_LEGACY_KERAS"
_importing = threading.Lock()


@functools.cache
def tensorflow() -> Any:
    """Import TensorFlow, whatever it writes to stderr meanwhile: its greeting heeds no log level.

    Without Keras, which takes as long again where it finds all that it plots and wraps with. TensorFlow imports it at
    once unless it is asked for the Keras of before, which is not there; asked no more, it finds Keras when `tf.keras`
    is first used.
    """
    with _importing:  # two threads that redirected stderr at once would not both give it back
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        if sys.stderr is not None:
            sys.stderr.flush()
        stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        asked = os.environ.get(KERAS_OF_BEFORE)
        try:
            os.dup2(nowhere, 2)
            os.environ.setdefault(KERAS_OF_BEFORE, "1")
            import tensorflow
        finally:
            if asked is None:
                os.environ.pop(KERAS_OF_BEFORE, None)
            os.dup2(stderr, 2)
            os.close(stderr)
            os.close(nowhere)
        return tensorflow


@dataclass(frozen=True)
class Examples:
    """The first examples of a part as tensors.

    Attributes
    ----------
    rows : (n, pixels), uint8 from 0 to 255 or float32 from 0 to 1
    labels : (n,), int32
    pixels : which of the 784 pixels the rows hold, ascending
    """

    rows: Tensor
    labels: Tensor
    pixels: Integers

    @property
    def nbytes(self) -> int:
        """The memory of the rows in bytes; the rest is small."""
        return int(np.prod(self.rows.shape)) * int(self.rows.dtype.size)


class ExamplesCache:
    """Examples by key, the least recently used dropped beyond a number of bytes.

    A worker serves many runs in turn, chunk by chunk, and should not prepare their data for every chunk.
    """

    def __init__(self, capacity: int) -> None:
        """Keep up to `capacity` bytes, and always the newest entry."""
        self.capacity = capacity
        self._entries: OrderedDict[tuple[object, ...], Examples] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """The memory held in bytes."""
        return sum(entry.nbytes for entry in self._entries.values())

    def get(self, key: tuple[object, ...], prepare: Callable[[], Examples]) -> Examples:
        """Return the entry of this key, prepared if it is missing."""
        with self._lock:
            if key not in self._entries:
                self._entries[key] = prepare()
            self._entries.move_to_end(key)
            while self.nbytes > self.capacity and len(self._entries) > 1:
                self._entries.popitem(last=False)
            return self._entries[key]


cache = ExamplesCache(capacity=256_000_000)


def examples(dataset: "Dataset", part: PartName, size: int, as_float: bool = False) -> Examples:
    """Give the first `size` examples of a part, cached.

    Of the train part only the pixels that are inked in at least one of these examples: the others
    multiply by zero in every logit and every gradient, and are 18 % of the work for 5,500 examples.
    """
    key = (dataset.digest, part, size, as_float)
    return cache.get(key, lambda: _prepare(dataset, part, size, as_float))


def _prepare(dataset: "Dataset", part: PartName, size: int, as_float: bool) -> Examples:
    tf = tensorflow()
    images = getattr(dataset, part).images[:size]
    pixels = np.flatnonzero(images.any(axis=0)) if part == "train" else np.arange(images.shape[1])
    rows = tf.constant(images[:, pixels])
    labels = tf.constant(getattr(dataset, part).labels[:size], tf.int32)
    return Examples(intensities(rows) if as_float else rows, labels, pixels)


def intensities(rows: Tensor) -> Tensor:
    """Turn bytes into float32 from 0 to 1; rows that are so already stay as they are."""
    tf = tensorflow()
    return rows if rows.dtype == tf.float32 else tf.cast(rows, tf.float32) / 255
