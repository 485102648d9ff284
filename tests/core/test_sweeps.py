"""Grids: their cells, what they show, and that they leave the workers to others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core import worker
from mnist_core.comparison import Standing
from mnist_core.dataset import DatasetRef
from mnist_core.grid import MOST_CELLS, RATES, Grid, estimated_seconds, make_grid, tones
from mnist_core.hyperparameters import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.run import Status
from mnist_core.runs import Registry
from mnist_core.sweeps import Sweeps
from mnist_core.training import Checkpoint, Diverged, Measurement

pytestmark = pytest.mark.usefixtures("nobody_leaves")

DIGEST = "d" * 64
BASE = TrainingConfig(train_size=100, steps=20, test_size=100)
GRID = Grid(BASE, "steps", (10, 20), (0.1, 0.5, 99.0))


# The grid


def test_the_cells_are_ordinary_runs():
    grid = make_grid(FULL_BATCH, "steps", 55_000)
    assert FULL_BATCH in grid.cells
    assert [config.steps for config in (row[0] for row in grid.rows)] == [10, 30, 100, 300, 1000, 2501]
    assert [config.learning_rate for config in grid.rows[2]] == list(RATES)
    assert all(config == replace(FULL_BATCH, steps=config.steps, learning_rate=config.learning_rate)
               for config in grid.cells)  # fmt: skip


def test_batches_up_to_all_of_them():
    rows = make_grid(replace(FULL_BATCH, train_size=500), "batch_size", 55_000).rows
    assert [row[0].batch_size for row in rows] == [1, 10, 100, None]


def test_a_batch_never_holds_more_than_the_training_digits():
    rows = make_grid(MINI_BATCH, "train_size", 55_000).rows
    assert [(row[0].train_size, row[0].batch_size) for row in rows] == [
        (10, 10), (100, 100), (1000, 100), (5500, 100), (20_000, 100), (55_000, 100)
    ]  # fmt: skip


def test_the_sample_has_fewer_rows():
    assert make_grid(FULL_BATCH.__class__(train_size=4000), "train_size", 4000).values == (10, 100, 1000, 4000)


def test_a_grid_is_bounded():
    with pytest.raises(ValueError, match=f"1 to {MOST_CELLS} cells, not {2 * MOST_CELLS}"):
        Grid(BASE, "steps", tuple(range(1, MOST_CELLS + 1)), (0.1, 0.2))
    with pytest.raises(ValueError, match="not 0"):
        Grid(BASE, "steps", ())
    assert all(len(make_grid(FULL_BATCH, axis, 55_000).cells) <= MOST_CELLS for axis in ("steps", "train_size"))


def test_cheap_rows_come_first_and_the_estimate_adds_up():
    grid = make_grid(replace(FULL_BATCH, steps=100), "batch_size", 55_000)
    costs = [estimated_seconds(config) for config in grid.cells]
    assert costs == sorted(costs)
    assert grid.seconds == pytest.approx(sum(costs))


def test_tones_by_hand():
    def stand(accuracy):
        return Standing(Status.FINISHED, 1, 1.0, test_accuracy=accuracy, train_loss=1 - accuracy)

    # Errors of 0.1, 0.01 and 0.001 are equally far apart.
    for quantity in ("test_accuracy", "train_loss"):
        found = tones([stand(0.9), None, stand(0.99), stand(0.999)], quantity)
        assert found[1] is None
        assert [found[k] for k in (0, 2, 3)] == pytest.approx([0, 0.5, 1])
    assert tones([None], "test_accuracy") == [None]
    assert tones([stand(0.5)], "test_accuracy") == [1.0]


# Working through it


class Gate:
    """Fake training that does a piece only when let."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.held: TrainingConfig | None = None  # the only run that waits at the gate; None: all do
        self.steps: list[TrainingConfig] = []
        self.seconds = 0.0  # that one way from record to record takes

    def advance(self, config, _dataset, checkpoint, steps):
        if self.held in (None, config):
            self.open.wait(300)
        time.sleep(self.seconds)
        self.steps += [config] * steps
        if config.learning_rate > 50:
            raise Diverged(5, config.learning_rate, 99.0, Checkpoint(5, checkpoint.weights, checkpoint.bias))
        return Checkpoint(checkpoint.step + steps, checkpoint.weights, checkpoint.bias)


@pytest.fixture
def gate(monkeypatch):
    gate = Gate()
    monkeypatch.setattr(worker, "advance", gate.advance)
    monkeypatch.setattr(worker, "measure", lambda *_: Measurement(0.5, 0.8, 0.6, 0.7, 0.9))
    monkeypatch.setattr(worker, "open_once", lambda ref: ref)
    return gate


@pytest.fixture
def registry(gate):
    part = SimpleNamespace(labels=np.zeros(1000, np.int64))
    dataset = SimpleNamespace(
        digest=DIGEST, ref=DatasetRef("sample", None, DIGEST), train=part, validation=part, test=part
    )
    registry = Registry(dataset, executor=lambda: ThreadPoolExecutor(2), folder=None)
    yield registry
    gate.open.set()
    registry.close()


@pytest.fixture
def sweeps(registry):
    return Sweeps(registry, turn=0.02, rest=0.05)


def until(predicate, seconds=120):
    end = time.monotonic() + seconds
    while not (found := predicate()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)
    return found


def finish(sweeps, grid):
    until(lambda: not sweeps.look(grid).active)
    return sweeps.look(grid)


def test_a_grid_fills(sweeps, registry):
    assert sweeps.look(GRID).standings == ((None,) * 3,) * 2
    assert not sweeps.look(GRID).active
    sweeps.start(GRID, "a")
    ended = finish(sweeps, GRID)
    assert (ended.done, ended.total, ended.current, ended.seconds_left) == (6, 6, None, None)
    assert [[each.status for each in row] for row in ended.standings] == [
        [Status.FINISHED, Status.FINISHED, Status.DIVERGED]
    ] * 2
    assert ended.standings[0][0].test_accuracy == 0.9
    # They are the registry's own runs.
    assert registry.find(GRID.cell(1, 0)).step == 20


def test_equal_grids_and_equal_cells_are_trained_once(sweeps, registry, gate):
    registry.start(GRID.cell(0, 0), "somebody")
    registry.wait(GRID.cell(0, 0), 120)
    for visitor in ("a", "b"):
        sweeps.start(Grid(BASE, "steps", (10, 20), GRID.rates), visitor)
    finish(sweeps, GRID)
    for row in GRID.rows:
        for config in row[:2]:
            assert gate.steps.count(config) == config.steps
    before = len(gate.steps)
    sweeps.start(GRID, "c")
    finish(sweeps, GRID)
    assert len(gate.steps) == before


def test_what_is_known_is_shown_before_anybody_starts(sweeps, registry):
    registry.start(GRID.cell(1, 1), "a")
    registry.wait(GRID.cell(1, 1), 120)
    shown = sweeps.look(GRID)
    assert shown.done == 1
    assert shown.standings[1][1].status is Status.FINISHED


def test_one_cell_at_a_time_whoever_asks(sweeps, registry, gate):
    gate.open.clear()
    grids = [Grid(replace(BASE, test_size=size), "steps", (10, 20), (0.1, 0.5)) for size in (10, 20, 30)]
    for number, grid in enumerate(grids):
        sweeps.start(grid, f"visitor {number}")
    until(lambda: any(registry.find(config) for grid in grids for config in grid.cells))
    found = [run for grid in grids for config in grid.cells if (run := registry.find(config)) and run.active]
    assert len(found) == 1
    gate.open.set()
    assert all(finish(sweeps, grid).done == 4 for grid in grids)


def test_a_cell_rests_while_somebody_trains_a_run_of_their_own(sweeps, registry, gate):
    gate.held = TrainingConfig(train_size=100, steps=7, test_size=50)
    gate.open.clear()
    gate.seconds = 0.05  # half a minute in all, if it were left to itself
    registry.start(gate.held, "a")
    grid = Grid(replace(BASE, steps=50_000), "batch_size", (None,), (0.1,))
    sweeps.start(grid, "b")
    until(lambda: (run := registry.find(grid.cell(0, 0))) and run.status is Status.STOPPED and run.step)
    halfway = registry.find(grid.cell(0, 0)).step
    assert halfway < 50_000
    until(lambda: registry.find(grid.cell(0, 0)).step > halfway)  # it is not starved either
    gate.seconds = 0.0
    gate.open.set()
    assert registry.wait(gate.held, 120).status is Status.FINISHED
    assert finish(sweeps, grid).done == 1


def test_stopping_lets_go_for_oneself_only(sweeps, registry, gate):
    gate.open.clear()
    sweeps.start(GRID, "a")
    sweeps.start(GRID, "b")
    cell = until(lambda: sweeps.look(GRID).current)
    assert not sweeps.stop(GRID, "a")
    assert sweeps.look(GRID).active
    assert sweeps.stop(GRID, "b")
    assert not sweeps.look(GRID).active
    gate.open.set()
    until(lambda: (run := registry.find(cell)) is None or not run.active)
    time.sleep(0.1)
    assert sweeps.look(GRID).done <= 1
    sweeps.start(GRID, "a")
    assert finish(sweeps, GRID).done == 6


def test_a_cell_that_fails_says_so_and_can_be_tried_again(sweeps, registry, monkeypatch):
    start = registry.start
    monkeypatch.setattr(registry, "start", lambda *_: 1 / 0)
    sweeps.start(GRID, "a")
    failed = finish(sweeps, GRID)
    assert {each.status for row in failed.standings for each in row} == {Status.FAILED}
    monkeypatch.setattr(registry, "start", start)
    sweeps.start(GRID, "a")
    assert finish(sweeps, GRID).standings[0][0].status is Status.FINISHED


def test_time_left_is_told_once_a_cell_is_over(sweeps, registry, gate):
    gate.held = GRID.cells[2]
    gate.open.clear()
    assert sweeps.look(GRID).seconds_left is None
    sweeps.start(GRID, "a")
    until(lambda: sweeps.look(GRID).done == 2)
    assert sweeps.look(GRID).seconds_left > 0
    gate.open.set()
    assert finish(sweeps, GRID).seconds_left is None
