"""How few pixels change a model's answers to the whole test part: work for a while, in pieces."""

import hashlib
import time
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Arrays
from mnist_core.data.dataset import Dataset
from mnist_core.training.step import Checkpoint
from mnist_core.why.smallest_change import MOST, fewest_pixels
from mnist_core.work.work import ArrayWork, Field, Layout, Piece

VERSION = 1
ROWS = 250  # at a time: 14 MB of gains


@dataclass(frozen=True)
class Fragility(ArrayWork):
    """Count for every test digit the fewest pixels that change a model's answer.

    Attributes
    ----------
    weights : the bytes of float32 (784, 10)
    bias : the bytes of float32 (10,)

    Raises
    ------
    ValueError
        If they are of other lengths.
    """

    weights: bytes
    bias: bytes

    def __post_init__(self) -> None:
        """Check the lengths."""
        if (len(self.weights), len(self.bias)) != (784 * 10 * 4, 10 * 4):
            raise ValueError(
                f"a model has 31,360 bytes of weights and 40 of bias, not {len(self.weights):,} and {len(self.bias):,}"
            )

    @classmethod
    def of(cls, model: Checkpoint) -> "Fragility":
        """The work for a model."""
        return cls(model.weights.tobytes(), model.bias.tobytes())

    def key(self, digest: str) -> str:
        """Name the result on the data of this digest."""
        name = hashlib.sha256(self.weights + self.bias + digest.encode()).hexdigest()
        return f"fragility-{VERSION}-{name[:40]}"

    def begin(self) -> Arrays:
        """Nothing is counted yet."""
        return {"counts": np.empty(0, np.int16)}

    def advance(self, dataset: Dataset, arrays: Arrays, seconds: float) -> Piece:
        """Count on for so many seconds."""
        weights = np.frombuffer(self.weights, np.float32).reshape(784, 10)
        bias = np.frombuffer(self.bias, np.float32)
        counts = [arrays["counts"]]
        done, total = len(counts[0]), len(dataset.test)
        end = time.monotonic() + seconds
        while done < total:
            images = dataset.test.intensities(slice(done, done + ROWS))
            counts.append(fewest_pixels(weights, bias, images).astype(np.int16))
            done += len(images)
            if time.monotonic() > end:
                break
        return Piece({"counts": np.concatenate(counts)}, done, total)

    def layout(self) -> Layout:
        """Counts of whole pixels."""
        return {"counts": Field(np.int16, ("digits",), 1, MOST)}
