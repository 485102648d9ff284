"""What a training run is asked to do: its numbers, their ranges, their name in a store."""

import hashlib
import json
import math
import operator
from dataclasses import asdict, dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

# Part of every key: to be raised whenever the same numbers would lead to other weights or measurements.
KEY_VERSION = 1


@dataclass(frozen=True)
class TrainingConfig:
    """The hyperparameters of one run of gradient descent; equal configs mean equal runs.

    Attributes
    ----------
    train_size : the first 1 … 55,000 examples of the training part
    learning_rate : above 0, at most 100
    steps : how many updates, 1 … 100,000; where the tutorials' counter ends at 2,500 they made 2,501
    batch_size : examples per update, 1 … train_size; None for all of them in every update
    test_size : the first 1 … 10,000 examples of the test part, for measuring only
    seed : orders the mini-batches, 0 … 2³¹ − 1; a full batch has no order
    weight_decay : λ from 0 to 1: what is minimised is the loss and λ/2 times the sum of all squared weights, so that
        every update also takes learning_rate · λ of each weight from it; the biases are left alone

    Raises
    ------
    ValueError
        With the field, its value and its range, if a value is of the wrong type or out of range.
    """

    train_size: int = 5500
    learning_rate: float = 0.1
    steps: int = 2501
    batch_size: int | None = None
    test_size: int = 10_000
    seed: int = 0
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        """Check every field, and turn NumPy's numbers into plain ones."""
        for field, low, high in (
            ("train_size", 1, 55_000),
            ("steps", 1, 100_000),
            ("test_size", 1, 10_000),
            ("seed", 0, 2**31 - 1),
        ):
            object.__setattr__(self, field, whole(field, getattr(self, field), low, high))
        object.__setattr__(self, "learning_rate", _rate(self.learning_rate))
        object.__setattr__(self, "weight_decay", _decay(self.weight_decay))
        if self.batch_size is not None:
            object.__setattr__(self, "batch_size", whole("batch_size", self.batch_size, 1, self.train_size))

    def check(self, dataset: "Dataset") -> None:
        """Raise ValueError if the dataset holds fewer examples than the config asks for."""
        for field, part in (("train_size", dataset.train), ("test_size", dataset.test)):
            whole(field, getattr(self, field), 1, len(part.labels))

    def within(self, dataset: "Dataset") -> "TrainingConfig":
        """Return the nearest config that the dataset can serve: the same, or with fewer examples."""
        train_size = min(self.train_size, len(dataset.train))
        return replace(
            self,
            train_size=train_size,
            test_size=min(self.test_size, len(dataset.test)),
            batch_size=None if self.batch_size is None else min(self.batch_size, train_size),
        )

    def key(self, digest: str) -> str:
        """Name the run on the data of this digest: 64 hexadecimal digits, the same on every machine."""
        fields = asdict(self) | {"data": digest, "version": KEY_VERSION}
        if self.batch_size is None:
            fields["seed"] = 0  # a full batch has no order, so every seed gives the same run
        if not self.weight_decay:
            del fields["weight_decay"]  # runs from before there was any keep their names
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def whole(field: str, value: object, low: int, high: int) -> int:
    """Return a whole number of the range as an int; ValueError for anything else, also for a bool."""
    try:
        number = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or not low <= number <= high:
        raise ValueError(f"{field} must be a whole number from {low:,} to {high:,}, not {value!r}")
    return number


def _real(value: object) -> float:
    """Return a number as a float, and NaN for anything else, also for a bool."""
    return float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan


def _rate(value: object) -> float:
    """Return a learning rate as a float; ValueError for anything else."""
    number = _real(value)
    if not 0 < number <= 100:
        raise ValueError(f"learning_rate must be a number above 0 and at most 100, not {value!r}")
    return number


def _decay(value: object) -> float:
    """Return a weight decay as a float; ValueError for anything else."""
    number = _real(value)
    if not 0 <= number <= 1:
        raise ValueError(f"weight_decay must be a number from 0 to 1, not {value!r}")
    return number + 0.0  # −0.0 is the same run as 0.0


# The two recipes of the tutorials.
FULL_BATCH = TrainingConfig(train_size=5500, learning_rate=0.1, steps=2501)
MINI_BATCH = TrainingConfig(train_size=55_000, learning_rate=0.5, steps=1000, batch_size=100)
