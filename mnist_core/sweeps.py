"""Grids of runs, worked through in the background: one run at a time, and hardly any time while others want theirs.

The cells are ordinary runs of the registry, shared with whoever else wants them and kept. One thread
hands them in, a cell of each grid in turn; while anybody's own run is at work it rests most of the
time, so that thirty grids slow a visitor's run no more than one.
"""

import functools
import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from mnist_core.comparison import Standing, standing
from mnist_core.grid import Grid, estimated_seconds
from mnist_core.hyperparameters import TrainingConfig
from mnist_core.once import once
from mnist_core.run import FINAL, Status
from mnist_core.runs import Registry, default_registry
from mnist_core.watchers import Watchers

log = logging.getLogger(__name__)

NAME = "a grid"  # as which visitor the cells are started
TURN = 0.3  # seconds at a time that a cell may work while others want to
REST = 2.0  # and then leaves to them
CHECK_EVERY = 2.0  # seconds between looks for cells that others have trained
GRIDS_KEPT = 64
STANDINGS_KEPT = 8192


@dataclass(frozen=True)
class Progress:
    """A grid at one moment.

    Attributes
    ----------
    standings : of its cells, row by row; None for a cell that nobody has begun
    current : the cell that is being worked on
    active : whether there is more to come
    done, total : cells that are over, and all
    seconds_left : at the speed so far; None until known, and when not active
    """

    standings: tuple[tuple[Standing | None, ...], ...]
    current: TrainingConfig | None = None
    active: bool = False
    seconds_left: float | None = None

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


class _Sweep:
    """A grid on its way; the lock of Sweeps guards every use."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.active = False
        self.watchers = Watchers()
        self.checked = 0.0  # when its cells were last looked for among all runs
        self.began = 0.0
        self.cost_before = 0.0


class Sweeps:
    """All grids of a process, safe to use from any thread; nothing here waits for training.

    Parameters
    ----------
    registry : trains the cells
    turn, rest : seconds that a cell works and rests in turn while anybody's own run is at work
    """

    def __init__(self, registry: Registry, turn: float = TURN, rest: float = REST) -> None:
        self._registry = registry
        self._turn, self._rest = turn, rest
        self._sweeps: OrderedDict[Grid, _Sweep] = OrderedDict()  # the next in turn first
        self._over: OrderedDict[str, Standing] = OrderedDict()  # by key: a run's file is far larger than this
        self._current: TrainingConfig | None = None
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None

    def start(self, grid: Grid, visitor: str) -> None:
        """Begin a grid, let it go on, or join it."""
        with self._lock:
            sweep = self._recall(grid)
            sweep.watchers.add(visitor)
            if sweep.active:
                return
            for key in map(self._key, grid.cells):
                if key in self._over and self._over[key].status is Status.FAILED:
                    del self._over[key]
            sweep.active, sweep.began = True, time.monotonic()
            sweep.cost_before = self._cost_done(grid)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="grids", daemon=True)
                self._thread.start()

    def stop(self, grid: Grid, visitor: str) -> bool:
        """Stop a grid, unless other visitors are watching it; return whether it has stopped."""
        with self._lock:
            sweep = self._recall(grid)
            sweep.watchers.remove(visitor)
            if len(sweep.watchers):
                return False
            sweep.active = False
            current = self._current if self._current in grid.cells else None
        if current is not None:
            self._registry.stop(current, NAME)
        return True

    def look(self, grid: Grid, visitor: str | None = None) -> Progress:
        """Show a grid as it is, and note that the visitor is watching; starts nothing."""
        with self._lock:
            sweep = self._recall(grid)
            if visitor is not None:
                sweep.watchers.add(visitor)
            active = sweep.active
            current = self._current if active and self._current in grid.cells else None
            left = self._seconds_left(sweep) if active else None
            rows = tuple(tuple(self._over.get(self._key(config)) for config in row) for row in grid.rows)
        if current is not None:
            now = standing(self._registry.find(current))
            rows = tuple(
                tuple(now if config == current else each for config, each in zip(configs, row, strict=True))
                for configs, row in zip(grid.rows, rows, strict=True)
            )
        return Progress(rows, current, active, left)

    def _recall(self, grid: Grid) -> _Sweep:
        """Find a grid, or begin to know it; cells that others have trained meanwhile, or ever, are over in it."""
        sweep = self._sweeps.get(grid)
        if sweep is None:
            sweep = self._sweeps[grid] = _Sweep(grid)
            self._forget(grid)
        if not sweep.active or time.monotonic() - sweep.checked > CHECK_EVERY:
            sweep.checked = time.monotonic()
            for config in grid.cells:
                if self._key(config) not in self._over and (run := self._registry.find(config)) is not None:
                    self._note(config, standing(run))
        return sweep

    def _forget(self, used: Grid) -> None:
        idle = [grid for grid, sweep in self._sweeps.items() if not sweep.active and grid != used]
        for grid in idle[: max(0, len(self._sweeps) - GRIDS_KEPT)]:
            del self._sweeps[grid]

    def _note(self, config: TrainingConfig, found: Standing) -> None:
        """Remember how a cell ended."""
        if is_over(found):
            self._over[self._key(config)] = found
        while len(self._over) > STANDINGS_KEPT:
            self._over.popitem(last=False)

    def _key(self, config: TrainingConfig) -> str:
        return _key(config, self._registry.dataset.digest)

    def _cost_done(self, grid: Grid) -> float:
        return sum(estimated_seconds(config) for config in grid.cells if self._key(config) in self._over)

    def _seconds_left(self, sweep: _Sweep) -> float | None:
        """Extrapolate from what was done since it began, each cell weighed by what it should cost."""
        done = self._cost_done(sweep.grid)
        if done <= sweep.cost_before:
            return None
        pace = (time.monotonic() - sweep.began) / (done - sweep.cost_before)
        return pace * (sweep.grid.seconds - done)

    def _work(self) -> None:
        """Work through the grids until none is active; the thread's whole life."""
        while (config := self._next()) is not None:
            try:
                self._train(config)
            except Exception:  # the data may have gone; whoever starts the grid again tries again
                log.exception("A cell of a grid could not be trained: %s", config)
                with self._lock:
                    self._note(config, Standing(Status.FAILED, 0, 0.0))

    def _next(self) -> TrainingConfig | None:
        """Choose the next cell: of the first active grid in turn, which then goes to the end of the row."""
        with self._lock:
            for grid in [grid for grid, sweep in self._sweeps.items() if sweep.active]:
                left = [config for config in grid.cells if self._key(config) not in self._over]
                if left:
                    self._sweeps.move_to_end(grid)
                    self._current = left[0]
                    return left[0]
                self._sweeps[grid].active = False
            self._current = self._thread = None
            return None

    def _train(self, config: TrainingConfig) -> None:
        """Train one cell to its end, or until no grid wants it any more."""
        while self._is_wanted(config):
            self._registry.start(config, NAME)
            crowded = self._registry.busy(besides=config)
            run = self._registry.wait(config, self._turn)
            if run.status in FINAL or run.status is Status.FAILED:
                with self._lock:
                    self._note(config, standing(run))
                return
            if crowded or not run.active:
                self._registry.stop(config, NAME)
                time.sleep(self._rest)
        self._registry.stop(config, NAME)  # it may have been started just when the grid was stopped

    def _is_wanted(self, config: TrainingConfig) -> bool:
        with self._lock:
            return any(sweep.active and config in grid.cells for grid, sweep in self._sweeps.items())


@functools.lru_cache(maxsize=4096)
def _key(config: TrainingConfig, digest: str) -> str:
    return config.key(digest)


@once
def default_sweeps() -> Sweeps:
    """Return the process's grids."""
    return Sweeps(default_registry())
