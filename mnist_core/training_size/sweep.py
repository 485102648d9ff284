"""The same model trained from zero on the first n examples, for many n at once.

The sets are nested, so one pass over the rows serves every model that uses them, with the weights of
many models side by side in one wide product; the numbers are those of separate runs.
"""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from mnist_core.arrays import Arrays, Float32s
from mnist_core.training.config import whole
from mnist_core.training.tensors import examples, tensorflow
from mnist_core.training_size import side_by_side
from mnist_core.training_size.groups import Group, cut
from mnist_core.work.work import ArrayWork, Effort, Field, Layout, Piece

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

# Part of every key: to be raised whenever the same numbers would lead to other weights.
KEY_VERSION = 1

FEW = tuple(range(1, 11))
SMALL = (*FEW, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500)
MANY = (*SMALL, 1_000, 2_000, 3_000, 5_500)
ALL = (*SMALL, 1_000, 2_000, 3_000, 5_500, 10_000, 20_000, 30_000, 55_000)
LUCKY = (*SMALL, 1_000)  # beyond it, which examples were drawn hardly matters

LARGEST_RATE = 0.5  # no run at it was ever seen to diverge, whatever the size; see mnist_core.training.step.Diverged
FIRST_STEPS = 16
ROWS_A_SECOND = 4_000_000  # on two busy cores
PARTS = ("train", "test")


@dataclass(frozen=True)
class Sweep(ArrayWork):
    """A model for each of many training sizes, all by one recipe: full batches from a zero start.

    Attributes
    ----------
    sizes : 1 to 40 sizes from 1 to 55,000, ascending
    learning_rate : above 0, at most 0.5
    steps : how many updates each model gets, 1 … 10,000
    draw : whose first n examples: 0 the train part in file order, 1 … 9,999 in an order by chance

    Raises
    ------
    ValueError
        With the field, its value and its range, if a value is of the wrong type or out of range.
    """

    counted_as: ClassVar[str] = "sweeps"

    sizes: tuple[int, ...] = MANY
    learning_rate: float = 0.1
    steps: int = 1_000
    draw: int = 0

    def __post_init__(self) -> None:
        """Check every field, and turn NumPy's numbers into plain ones."""
        sizes = tuple(whole("sizes", size, 1, 55_000) for size in self.sizes)
        if not 1 <= len(sizes) <= 40 or any(b <= a for a, b in pairwise(sizes)):
            raise ValueError(f"sizes must be 1 to 40 numbers, each larger than the one before, not {self.sizes!r}")
        rate = self.learning_rate
        if isinstance(rate, bool) or not isinstance(rate, int | float | np.floating) or not 0 < rate <= LARGEST_RATE:
            raise ValueError(f"learning_rate must be a number above 0 and at most {LARGEST_RATE:g}, not {rate!r}")
        object.__setattr__(self, "sizes", sizes)
        object.__setattr__(self, "learning_rate", float(rate))
        object.__setattr__(self, "steps", whole("steps", self.steps, 1, 10_000))
        object.__setattr__(self, "draw", whole("draw", self.draw, 0, 9_999))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The models in the groups in which they are trained, small sizes first."""
        return cut(self.sizes)

    @property
    def expected_seconds(self) -> float:
        """About how long a worker takes for all of it."""
        return self.steps * sum(group.cost for group in self.groups) / ROWS_A_SECOND

    @property
    def effort(self) -> Effort:
        """The steps of each model, and the digits of all."""
        return Effort(self.steps, self.steps * sum(self.sizes))

    def key(self, digest: str) -> str:
        """Name the sweep on the data of this digest."""
        fields = asdict(self) | {"data": digest, "version": KEY_VERSION}
        return f"sizes-{hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()}"

    def begin(self) -> Arrays:
        """Start with no model ready."""
        count = len(self.sizes)
        return {
            "weights": np.zeros((count, 784, 10), np.float32),
            "bias": np.zeros((count, 10), np.float32),
            "train_accuracy": np.full(count, np.nan),
            "test_accuracy": np.full(count, np.nan),
            "wave": np.array(0),  # the group that is being trained, by the name that results on disk have for it
            "step": np.array(0),
            "models": np.zeros((0, 0), np.float32),
        }

    def layout(self) -> Layout:
        """The models of all sizes, with their measurements."""
        count, over = len(self.sizes), len(self.groups)
        return {
            "weights": Field(np.float32, (count, 784, 10)),
            "bias": Field(np.float32, (count, 10)),
            "train_accuracy": Field(np.float64, (count,), 0, 1),
            "test_accuracy": Field(np.float64, (count,), 0, 1),
            "wave": Field(np.int64, (), over, over),
            "step": Field(np.int64, (), 0, 0),
            "models": Field(np.float32, (0, 0)),
        }

    def advance(self, dataset: "Dataset", arrays: Arrays, seconds: float) -> Piece:
        """Go on for about so many seconds, within one group.

        Raises
        ------
        ValueError
            If the dataset has fewer examples than the largest size.
        """
        whole("the largest of sizes", self.sizes[-1], 1, len(dataset.train))
        groups, place, step = self.groups, int(arrays["wave"]), int(arrays["step"])
        models, step = _descend(self, dataset, groups[place], (arrays["models"], step), seconds)
        if step < self.steps:
            state = arrays | {"models": models, "step": np.array(step)}
        else:
            state = arrays | _finished(self, dataset, groups[place], models, arrays)
            place, step = place + 1, 0
        costs = [group.cost for group in groups]
        done = self.steps * sum(costs[:place]) + (step * costs[place] if step else 0)
        return Piece(state, done, self.steps * sum(costs))


def _descend(
    sweep: Sweep, dataset: "Dataset", group: Group, state: tuple[Float32s, int], seconds: float
) -> tuple[Float32s, int]:
    """Train a group's models (from zero if there are none yet) up to the last step or until the time is over."""
    tf = tensorflow()
    rows = side_by_side.rows_of(dataset, sweep.draw, group.sizes[-1])
    way = side_by_side.by_examples if group.by_examples else side_by_side.by_pixels
    descend = way(rows, group.sizes, sweep.learning_rate)
    columns = group.sizes[-1] if group.by_examples else int(rows.rows.shape[1])
    models, step = state
    now = tf.constant(models) if step else tf.zeros((10 * len(group.sizes), columns))
    end, some = time.perf_counter() + seconds, FIRST_STEPS
    while step < sweep.steps:
        some = min(some, sweep.steps - step)
        began = time.perf_counter()
        now = descend(now, some)
        step += some
        left, took = end - time.perf_counter(), time.perf_counter() - began
        if left <= 0:
            break
        some = max(1, min(int(some * left / took), 8 * some))
    return now.numpy(), step


def _finished(
    sweep: Sweep, dataset: "Dataset", group: Group, models: Float32s, arrays: Arrays
) -> dict[str, NDArray[np.generic]]:
    """Put a group's models in their places, measured, and turn to the next group."""
    tf = tensorflow()
    rows = side_by_side.rows_of(dataset, sweep.draw, group.sizes[-1])
    test = examples(dataset, "test", len(dataset.test))
    if group.by_examples:
        models = tf.matmul(models, rows.rows).numpy()
    weights, bias = side_by_side.unpack(models, rows.pixels)
    upright = tf.constant(weights.transpose(0, 2, 1).reshape(-1, weights.shape[1]))
    on_test = side_by_side.right(test.rows, test.labels, upright, tf.constant(bias.reshape(-1)))
    on_train = side_by_side.right(rows.rows, rows.labels, tf.constant(models), tf.constant(0.0))
    new = {
        "weights": weights,
        "bias": bias,
        "test_accuracy": on_test.mean(axis=0),
        "train_accuracy": np.array([on_train[:size, k].mean() for k, size in enumerate(group.sizes)]),
    }
    found = {name: arrays[name].copy() for name in new}
    for name, values in new.items():
        found[name][group.places] = values
    turned = {"wave": arrays["wave"] + 1, "step": np.array(0), "models": np.zeros((0, 0), np.float32)}
    return found | turned
