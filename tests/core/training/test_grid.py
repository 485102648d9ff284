"""Grids: their cells, what they show, and that they leave the workers to others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core.data.dataset import DatasetRef
from mnist_core.training import piece as worker
from mnist_core.training.comparison import Standing
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.grid import MOST_CELLS, RATES, Grid, estimated_seconds, make_grid, tones
from mnist_core.training.registry import make_registry
from mnist_core.training.run import Status, TrainingRun
from mnist_core.training.step import Checkpoint, Diverged, Measurement
from mnist_core.work.registry import ALONE_SECONDS, LEFT_SECONDS
from mnist_core.work.store import Store
from tests.support.hands import Workshop

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
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    monkeypatch.setattr("mnist_core.work.pool.REST_SECONDS", 0.05)
    return gate


@pytest.fixture
def registry(gate):
    part = SimpleNamespace(labels=np.zeros(1000, np.int64))
    dataset = SimpleNamespace(
        digest=DIGEST, ref=DatasetRef("sample", None, DIGEST), train=part, validation=part, test=part
    )
    registry = make_registry(dataset, executor=lambda: ThreadPoolExecutor(2), folder=None)
    yield registry
    gate.open.set()
    registry.close()


def until(predicate, seconds=120):
    end = time.monotonic() + seconds
    while not (found := predicate()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)
    return found


def finish(registry, grid):
    until(lambda: not registry.look(grid).active)
    return registry.look(grid)


def test_a_grid_fills(registry):
    assert registry.look(GRID).standings == ((None,) * 3,) * 2
    assert not registry.look(GRID).active
    registry.start(GRID, "a")
    ended = finish(registry, GRID)
    assert (ended.done, ended.total, ended.current, ended.seconds_left) == (6, 6, None, None)
    assert [[each.status for each in row] for row in ended.standings] == [
        [Status.FINISHED, Status.FINISHED, Status.DIVERGED]
    ] * 2
    assert ended.standings[0][0].test_accuracy == 0.9
    # They are the registry's own runs.
    assert registry.find(TrainingRun(GRID.cell(1, 0))).step == 20


def test_equal_grids_and_equal_cells_are_trained_once(registry, gate):
    registry.start(TrainingRun(GRID.cell(0, 0)), "somebody")
    registry.wait(TrainingRun(GRID.cell(0, 0)), 120)
    for visitor in ("a", "b"):
        registry.start(Grid(BASE, "steps", (10, 20), GRID.rates), visitor)
    finish(registry, GRID)
    for row in GRID.rows:
        for config in row[:2]:
            assert gate.steps.count(config) == config.steps
    before = len(gate.steps)
    registry.start(GRID, "c")
    finish(registry, GRID)
    assert len(gate.steps) == before


def test_what_is_known_is_shown_before_anybody_starts(registry):
    registry.start(TrainingRun(GRID.cell(1, 1)), "a")
    registry.wait(TrainingRun(GRID.cell(1, 1)), 120)
    shown = registry.look(GRID)
    assert shown.done == 1
    assert shown.standings[1][1].status is Status.FINISHED


def test_one_cell_at_a_time_whoever_asks(registry, gate):
    gate.open.clear()
    grids = [Grid(replace(BASE, test_size=size), "steps", (10, 20), (0.1, 0.5)) for size in (10, 20, 30)]
    for number, grid in enumerate(grids):
        registry.start(grid, f"visitor {number}")
    until(lambda: any(registry.find(TrainingRun(config)) for grid in grids for config in grid.cells))
    found = [registry.find(TrainingRun(config)) for grid in grids for config in grid.cells]
    assert sum(run is not None and run.active for run in found) == 1
    gate.open.set()
    assert all(finish(registry, grid).done == 4 for grid in grids)


@pytest.fixture
def by_hand(registry, gate, monkeypatch):
    """The same registry whose pieces are done by hand, and the pool's clock."""
    workshop, now = Workshop(), [1_000.0]
    monkeypatch.setattr("mnist_core.work.pool.time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr("mnist_core.work.pool.REST_SECONDS", 2.0)
    worked = [0.0]

    def advance(config, dataset, checkpoint, steps):
        worked[0] += steps / 100
        return gate.advance(config, dataset, checkpoint, steps)

    monkeypatch.setattr(worker, "time", SimpleNamespace(perf_counter=lambda: worked[0]))
    monkeypatch.setattr(worker, "advance", advance)
    registry = make_registry(registry.dataset, executor=workshop, folder=None)
    yield registry, workshop, now
    registry.close()


def step_of(registry, config):
    run = registry.find(TrainingRun(config))
    return run.step if run else 0


def test_cells_make_way_for_a_run_that_somebody_waits_for_and_are_not_starved(by_hand, gate):
    registry, workshop, now = by_hand
    own = TrainingConfig(train_size=100, steps=2_000, test_size=50)
    grid = Grid(replace(BASE, steps=2_000), "batch_size", (None,), (0.1,))
    registry.start(grid, "b")
    workshop.hand.step()  # with nobody else there it comes at once
    registry.start(TrainingRun(own), "a")
    workshop.hand.step(2)  # the piece of the cell that was on its way already
    begun = gate.steps.count(grid.cells[0])
    for _ in range(5):
        workshop.hand.step()
    assert gate.steps.count(grid.cells[0]) == begun, "it rests"
    now[0] += 2.0
    workshop.hand.step(3)
    assert gate.steps.count(grid.cells[0]) > begun, "now and then it comes all the same"
    again = gate.steps.count(grid.cells[0])
    workshop.hand.step(3)
    assert gate.steps.count(grid.cells[0]) == again
    workshop.finish()
    assert registry.find(TrainingRun(own)).status is Status.FINISHED
    assert registry.look(grid).done == 1


def test_a_cell_that_somebody_opens_is_a_run_that_somebody_waits_for(by_hand):
    registry, workshop, _ = by_hand
    grid = Grid(replace(BASE, steps=2_000), "batch_size", (None,), (0.1,))
    registry.start(grid, "b")
    registry.start(TrainingRun(TrainingConfig(train_size=100, steps=2_000, test_size=50)), "a")
    cell = registry.look(grid).current
    workshop.hand.step(4)  # now its piece waits in vain
    before = step_of(registry, cell)
    registry.start(TrainingRun(cell), "c")
    workshop.hand.step(6)
    assert step_of(registry, cell) > before


def test_a_grid_ends_when_its_last_visitor_has_left(by_hand, monkeypatch):
    registry, workshop, _ = by_hand
    now = [time.monotonic()]
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now[0]))
    registry.start(GRID, "a")
    registry.look(GRID, "b")
    workshop.hand.step(2)
    assert registry.look(GRID).active
    now[0] += 60
    registry.look(GRID, "b")  # a tab that is not seen looks once a minute
    now[0] += 60
    workshop.hand.step()
    assert registry.look(GRID).active
    now[0] += LEFT_SECONDS
    workshop.finish()
    found = registry.look(GRID)
    assert not found.active
    assert found.done < found.total


def test_a_grid_does_not_go_on_for_a_page_that_was_reloaded(by_hand, monkeypatch):
    registry, workshop, _ = by_hand
    now = [time.monotonic()]
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now[0]))
    registry.start(GRID, "before the reload")
    registry.look(GRID, "after the reload")
    assert registry.stop(GRID, "after the reload").watchers == 1
    workshop.hand.step()
    assert registry.look(GRID).active  # it may be another visitor
    now[0] += 6
    workshop.hand.step()
    assert not registry.look(GRID).active


def test_paused_cells_are_not_read_from_disk_at_every_look(registry, gate, tmp_path, monkeypatch):
    folder, workshop = tmp_path / "home", Workshop()
    grid = Grid(replace(BASE, steps=2_000), "batch_size", (None,), (0.1,))
    gate.seconds = 0.1
    first = make_registry(registry.dataset, executor=workshop, folder=folder)
    first.start(TrainingRun(grid.cells[0]), "a")
    workshop.hand.step()
    first.close()
    loads, load = [], Store.load
    monkeypatch.setattr(Store, "load", lambda store, work, digest: loads.append(work) or load(store, work, digest))
    monkeypatch.setattr("mnist_core.work.registry.CHECK_SECONDS", 0.0)
    second = make_registry(registry.dataset, executor=workshop, folder=folder)
    for _ in range(5):
        (standing,) = (each for row in second.look(grid).standings for each in row)
    assert loads == [TrainingRun(grid.cells[0])]
    assert second.find(TrainingRun(grid.cells[0])).status is Status.STOPPED
    assert standing is None, "it is not over"
    second.close()


def test_the_cells_are_named_once_and_not_at_every_look(registry, monkeypatch):
    named, key = [], TrainingRun.key
    monkeypatch.setattr(TrainingRun, "key", lambda run, digest: named.append(run) or key(run, digest))
    registry.look(GRID)
    before = len(named)
    for _ in range(5):
        registry.look(GRID)
    assert 0 < before == len(named)


def test_who_leaves_a_cell_does_not_stop_it_for_the_grid(by_hand, monkeypatch):
    registry, workshop, _ = by_hand
    now = [time.monotonic()]
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now[0]))
    grid = Grid(replace(BASE, steps=2_000), "batch_size", (None,), (0.1,))
    registry.start(grid, "a")
    cell = TrainingRun(grid.cells[0])
    registry.start(cell, "b")
    assert registry.stop(cell, "b").active
    now[0] += 6
    registry.look(grid, "a")
    workshop.hand.step()
    assert registry.find(cell).active
    workshop.finish()
    assert registry.look(grid).done == 1


def test_what_nobody_has_looked_at_for_long_makes_way_until_somebody_looks(by_hand, monkeypatch):
    registry, workshop, _ = by_hand
    now = [time.monotonic()]
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now[0]))
    left, mine = (TrainingRun(replace(BASE, steps=20_000, learning_rate=rate)) for rate in (0.1, 0.2))

    def advanced(pieces: int) -> tuple[int, int]:
        before = [registry.find(run).step for run in (left, mine)]
        for _ in range(pieces):
            registry.look(mine, "b")
            workshop.hand.step()
        return tuple(registry.find(run).step - step for run, step in zip((left, mine), before, strict=True))

    registry.start(left, "a")
    registry.start(mine, "b")
    workshop.hand.step(4)
    of_left, of_mine = advanced(10)
    assert of_left > of_mine / 2  # in turns, as long as both are looked at
    now[0] += ALONE_SECONDS + 1
    advanced(3)  # the piece that was ordered before, and the one that has its turn all the same
    of_left, of_mine = advanced(10)
    assert of_left == 0 < of_mine
    assert registry.find(left).active
    registry.look(left, "c")
    of_left, of_mine = advanced(10)
    assert of_left > of_mine / 2


def test_stopping_lets_go_for_oneself_only(registry, gate):
    gate.open.clear()
    registry.start(GRID, "a")
    registry.start(GRID, "b")
    cell = until(lambda: registry.look(GRID).current)
    assert registry.stop(GRID, "a").active
    assert registry.look(GRID).active
    assert not registry.stop(GRID, "b").active
    assert not registry.look(GRID).active
    gate.open.set()
    until(lambda: (run := registry.find(TrainingRun(cell))) is None or not run.active)
    # Whoever comes after it is served; the grid, were it still at work, would have had every other turn.
    after = TrainingRun(replace(BASE, steps=20_000))  # no cell of it, and many turns long
    registry.start(after, "c")
    until(lambda: not registry.look(after, "c").active)
    assert registry.look(GRID).done <= 1
    registry.start(GRID, "a")
    assert finish(registry, GRID).done == 6


def test_a_cell_that_fails_says_so_and_can_be_tried_again(registry, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(TrainingRun, "check", lambda *_: 1 / 0)
        registry.start(GRID, "a")
        failed = finish(registry, GRID)
    assert {each.status for row in failed.standings for each in row} == {Status.FAILED}
    registry.start(GRID, "a")
    assert finish(registry, GRID).standings[0][0].status is Status.FINISHED


def test_time_left_is_told_once_a_cell_is_over(registry, gate):
    gate.held = GRID.cells[2]
    gate.open.clear()
    assert registry.look(GRID).seconds_left is None
    registry.start(GRID, "a")
    until(lambda: registry.look(GRID).done == 2)
    assert registry.look(GRID).seconds_left > 0
    gate.open.set()
    assert finish(registry, GRID).seconds_left is None
