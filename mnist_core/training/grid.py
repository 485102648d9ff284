"""A two-way grid of runs: every learning rate with every value of another setting."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, Literal

import numpy as np

from mnist_core.arrays import Float64s
from mnist_core.training.comparison import Standing, standing
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import FINAL, Snapshot, Status, TrainingRun
from mnist_core.work.work import Composite, Job, Parts, WorkInPieces

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
class GridProgress:
    """A grid at one moment.

    Attributes
    ----------
    standings : of its cells, row by row; None for a cell that nobody has begun
    current : the cell that is being worked on
    active : whether there is more to come
    seconds_left : at the speed so far; None until known, and when not active
    watchers : how many visitors have asked for it within the last seconds
    silence : in a sentence, that the worker has not answered for far too long; "" otherwise
    """

    standings: tuple[tuple[Standing | None, ...], ...]
    current: TrainingConfig | None = None
    active: bool = False
    seconds_left: float | None = None
    watchers: int = 0
    silence: str = ""

    @property
    def total(self) -> int:
        """How many cells there are."""
        return sum(map(len, self.standings))

    @property
    def done(self) -> int:
        """How many cells are over."""
        return sum(each is not None and is_over(each) for row in self.standings for each in row)


def is_over(each: Standing) -> bool:
    """Whether a run will not go on by itself, whatever happens."""
    return each.status in FINAL or each.status is Status.FAILED


@dataclass(frozen=True)
class Grid(Composite[GridProgress]):
    """Ordinary runs by learning rate across and another setting down.

    Attributes
    ----------
    base : gives all other settings
    axis : what changes from row to row
    values : one for each row, ascending; None is a batch of all
    rates : one for each column, ascending
    """

    counted_as: ClassVar[str] = "grids"

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

    def key(self, digest: str) -> str:
        """Name the grid on the data of this digest."""
        return f"grid-{hashlib.sha256(f'{self!r} {digest}'.encode()).hexdigest()[:40]}"

    @property
    def parts(self) -> tuple[TrainingRun, ...]:
        """The runs of all cells."""
        return tuple(map(TrainingRun, self.cells))

    def note(self, shown: Snapshot) -> Standing:
        """Where a cell stands."""
        return standing(shown)

    def cost(self, part: WorkInPieces[Snapshot]) -> float:
        """The seconds that a cell should take."""
        assert isinstance(part, TrainingRun)
        return estimated_seconds(part.config)

    def show(self, job: Job) -> GridProgress:
        """Show the grid with where each of its cells stands."""
        state = job.state if isinstance(job.state, Parts) else Parts()
        found = {part.config: note for part, note in state.notes.items() if isinstance(part, TrainingRun)}
        rows = tuple(tuple(found.get(config) for config in row) for row in self.rows)
        current = state.current.config if isinstance(state.current, TrainingRun) else None
        return GridProgress(rows, current, job.active, job.seconds_left, job.watchers, job.silence)


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
    known: Float64s = np.array([np.nan if value is None else value for value in values], np.float64)
    errors = np.log(np.maximum(known if quantity.endswith("loss") else 1 - known, 1e-4))
    if np.isnan(errors).all():
        return [None] * len(values)
    low, high = float(np.nanmin(errors)), float(np.nanmax(errors))
    spread = high - low
    return [
        None if value is None else (high - float(error)) / spread if spread else 1.0
        for value, error in zip(values, errors, strict=True)
    ]
