"""The records of a run, as arrays that grow without ever being copied."""

from dataclasses import dataclass, fields

import numpy as np

from mnist_core.arrays import Floats, Integers
from mnist_core.once import once
from mnist_core.training.step import Checkpoint, Measurement

# Each array's type, and the shape of one record's entry.
LAYOUT: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "step": (np.int64, ()),
    "train_loss": (np.float64, ()),
    "train_accuracy": (np.float64, ()),
    "validation_loss": (np.float64, ()),
    "validation_accuracy": (np.float64, ()),
    "test_accuracy": (np.float64, ()),
    "weights": (np.float32, (784, 10)),
    "bias": (np.float32, (10,)),
}
# What was measured when a record was taken.
MEASURED = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "test_accuracy")


@dataclass(frozen=True, eq=False)
class History:
    """What was recorded on the way: read-only arrays over R records.

    Attributes
    ----------
    step : (R,), updates made when the record was taken, ascending
    train_loss, validation_loss : (R,), mean cross-entropy in nats
    train_accuracy, validation_accuracy, test_accuracy : (R,), shares from 0 to 1
    weights : (R, 784, 10) float32
    bias : (R, 10) float32
    """

    step: Integers
    train_loss: Floats
    train_accuracy: Floats
    validation_loss: Floats
    validation_accuracy: Floats
    test_accuracy: Floats
    weights: Floats
    bias: Floats

    def __len__(self) -> int:
        return len(self.step)

    @property
    def nbytes(self) -> int:
        """The memory that the records take, in bytes."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))


@once
def nothing_recorded() -> History:
    """The history of whatever has not begun."""
    return Recorder(0).history


class Recorder:
    """Takes records, at most `capacity` of them, and shows them as a History."""

    def __init__(self, capacity: int) -> None:
        # Memory that was never written costs nothing: a run that is stopped early takes only its records.
        self._arrays = {name: np.empty((capacity, *shape), dtype) for name, (dtype, shape) in LAYOUT.items()}
        self.history = self._first(0)

    @classmethod
    def holding(cls, history: History, capacity: int) -> "Recorder":
        """Show a history, to which more can be added up to the capacity."""
        recorder = cls(capacity if capacity > len(history) else 0)
        if capacity <= len(history):
            recorder.history = history
            return recorder
        for name, array in recorder._arrays.items():
            array[: len(history)] = getattr(history, name)
        recorder.history = recorder._first(len(history))
        return recorder

    def add(self, checkpoint: Checkpoint, measurement: Measurement) -> None:
        """Append a record."""
        row = len(self.history)
        for name, array in self._arrays.items():
            array[row] = getattr(checkpoint if hasattr(checkpoint, name) else measurement, name)
        self.history = self._first(row + 1)

    def _first(self, count: int) -> History:
        """Show the first records: views, which later records leave alone."""
        views = {name: array[:count] for name, array in self._arrays.items()}
        for view in views.values():
            view.setflags(write=False)
        return History(**views)
