"""A two-way grid of runs: every learning rate with every value of another setting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_core.comparison import Standing
from mnist_core.hyperparameters import TrainingConfig

Axis = Literal["steps", "batch_size", "train_size"]
RATES = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
VALUES: dict[Axis, tuple[int | None, ...]] = {
    "steps": (10, 30, 100, 300, 1000, 2501),
    "batch_size": (1, 10, 100, 1000, None),
    "train_size": (10, 100, 1000, 5500, 20_000, 55_000),
}
MOST_CELLS = len(RATES) * 6
MOST_SECONDS = 15 * 60.0  # of a worker's time for a whole grid, as estimated


@dataclass(frozen=True)
class Grid:
    """Ordinary runs by learning rate across and another setting down.

    Attributes
    ----------
    base : gives all other settings
    axis : what changes from row to row
    values : one for each row, ascending; None is a batch of all
    rates : one for each column, ascending
    """

    base: TrainingConfig
    axis: Axis
    values: tuple[int | None, ...]
    rates: tuple[float, ...] = RATES

    def __post_init__(self) -> None:
        """Refuse what would be too much, or nothing."""
        if not 1 <= len(self.rates) * len(self.values) <= MOST_CELLS:
            raise ValueError(f"a grid must have 1 to {MOST_CELLS} cells, not {len(self.rates) * len(self.values)}")

    def cell(self, row: int, column: int) -> TrainingConfig:
        """Give the settings of one run; a batch never holds more than there are training digits."""
        value, batch = self.values[row], self.base.batch_size
        config = replace(self.base, learning_rate=self.rates[column], batch_size=None)
        if self.axis == "batch_size":
            batch = value
        elif value is not None:
            config = replace(config, **{self.axis: value})
        return replace(config, batch_size=None if batch is None else min(batch, config.train_size))

    @cached_property
    def rows(self) -> tuple[tuple[TrainingConfig, ...], ...]:
        """The settings of all runs, row by row."""
        columns = range(len(self.rates))
        return tuple(tuple(self.cell(row, column) for column in columns) for row in range(len(self.values)))

    @cached_property
    def cells(self) -> tuple[TrainingConfig, ...]:
        """The settings of all runs, cheap rows first, so that the picture fills soon."""
        rows = sorted(self.rows, key=lambda row: sum(map(estimated_seconds, row)))
        return tuple(config for row in rows for config in row)

    @cached_property
    def seconds(self) -> float:
        """About how long one worker takes for all of it."""
        return sum(map(estimated_seconds, self.cells))


def make_grid(base: TrainingConfig, axis: Axis, most_train: int) -> Grid:
    """Lay a grid around a run: the usual rates by the usual values, as far as there are `most_train` digits."""
    limit = {"steps": None, "batch_size": base.train_size, "train_size": most_train}[axis]
    values = [value for value in VALUES[axis] if limit is None or value is None or value <= limit]
    if axis == "train_size" and values[-1] != most_train:
        values.append(most_train)
    return Grid(base, axis, tuple(values))


def estimated_seconds(config: TrainingConfig) -> float:
    """Estimate what a run costs: 0.2 ms a step, 0.35 µs a digit looked at, and its records (two cores, measured)."""
    records = 7 + config.steps // 100
    measured = config.train_size + config.test_size + 5000
    return config.steps * (2e-4 + 3.5e-7 * (config.batch_size or config.train_size)) + records * measured * 5e-7


def tones(standings: Sequence[Standing | None], quantity: str) -> list[float | None]:
    """Say how good each run is among the others, from 0 for the worst to 1 for the best, None where not measured.

    By the logarithm of the error or the loss: from 91 to 92 % is as much as from 20 to 30 %.
    """
    values = [None if each is None else getattr(each, quantity) for each in standings]
    known: NDArray[np.float64] = np.array([np.nan if value is None else value for value in values], np.float64)
    errors = np.log(np.maximum(known if quantity.endswith("loss") else 1 - known, 1e-4))
    if np.isnan(errors).all():
        return [None] * len(values)
    low, high = float(np.nanmin(errors)), float(np.nanmax(errors))
    spread = high - low
    return [
        None if value is None else (high - float(error)) / spread if spread else 1.0
        for value, error in zip(values, errors, strict=True)
    ]
