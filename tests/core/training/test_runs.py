"""The registry of runs: sharing, taking turns, stopping, dying workers, remembering."""

import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core.data.dataset import DatasetRef
from mnist_core.training import piece as worker
from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import default_registry, make_registry, trainers
from mnist_core.training.run import Status, TrainingRun
from mnist_core.training.step import (
    Checkpoint,
    Diverged,
    Measurement,
    advance,
    initial_checkpoint,
    measure,
    record_steps,
)
from mnist_core.work.processes import workers
from tests.support import ROOT
from tests.support.hands import Hand, Instant, Workshop
from tests.support.processes import lives

CONFIG = TrainingConfig(train_size=100, steps=600, test_size=100)
pytestmark = pytest.mark.usefixtures("nobody_leaves")

DIGEST = "d" * 64


@pytest.fixture
def dataset():
    """Something that looks like a small dataset, for training that is faked."""
    part = SimpleNamespace(labels=np.zeros(1000, np.int64))
    return SimpleNamespace(
        digest=DIGEST, ref=DatasetRef("sample", None, DIGEST), train=part, validation=part, test=part
    )


@pytest.fixture
def seconds_per_step(monkeypatch):
    """Replace training by a pure recurrence that takes this long by a clock of its own."""
    cost, now = [0.002], [0.0]

    def fake_advance(config, _dataset, checkpoint, steps):
        bias = checkpoint.bias.copy()
        for step in range(checkpoint.step, checkpoint.step + steps):
            bias = np.cos(bias * np.float32(3) + np.float32(config.learning_rate * step))
            now[0] += cost[0]
            if config.learning_rate > 50 and step >= 149:
                raise Diverged(200, config.learning_rate, math.inf, checkpoint)
            if config.train_size == 13 and step >= 149:
                raise ZeroDivisionError("unlucky")
        return Checkpoint(checkpoint.step + steps, checkpoint.weights, bias)

    def fake_measure(_config, _dataset, checkpoint):
        return Measurement(float(checkpoint.bias[0]), 0.5, 1.0, 0.5, 0.5)

    monkeypatch.setattr(worker, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    monkeypatch.setattr(worker, "advance", fake_advance)
    monkeypatch.setattr(worker, "measure", fake_measure)
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    return cost


@pytest.fixture
def workshop(seconds_per_step):
    return Workshop()


@pytest.fixture
def registry(dataset, workshop):
    registry = make_registry(dataset, executor=workshop, folder=None)
    yield registry
    registry.close()


def same_numbers(one, other) -> bool:
    pairs = [(getattr(one.history, name), getattr(other.history, name)) for name in one.history.__dataclass_fields__]
    pairs += [(one.checkpoint.weights, other.checkpoint.weights), (one.checkpoint.bias, other.checkpoint.bias)]
    return one.step == other.step and all(np.array_equal(a, b) for a, b in pairs)


@pytest.fixture
def uninterrupted(dataset, seconds_per_step):
    """What the run comes to when nothing happens to it."""
    registry = make_registry(dataset, executor=Instant, folder=None)
    registry.start(TrainingRun(CONFIG), "a")
    snapshot = registry.wait(TrainingRun(CONFIG))
    registry.close()
    return snapshot


# Beginning and sharing


def test_a_run_goes_from_waiting_to_finished(registry, workshop):
    assert registry.find(TrainingRun(CONFIG)) is None
    began = registry.start(TrainingRun(CONFIG), "a")
    assert (began.status, began.step, len(began.history), began.active) == (Status.WAITING, 0, 0, True)
    workshop.hand.step()
    under_way = registry.find(TrainingRun(CONFIG))
    assert (under_way.status, under_way.active, under_way.watchers) == (Status.RUNNING, True, 1)
    assert 0 < under_way.step < CONFIG.steps
    workshop.finish()
    ended = registry.wait(TrainingRun(CONFIG))
    assert (ended.status, ended.step, ended.active, ended.message) == (Status.FINISHED, CONFIG.steps, False, "")
    assert ended.history.step.tolist() == record_steps(CONFIG.steps)
    assert ended.seconds == pytest.approx(CONFIG.steps * 0.002)
    assert (ended.steps_per_second, ended.seconds_left, ended.known) == (None, None, False)


def test_thirty_threads_asking_at_once_share_one_computation(registry, workshop):
    ready = threading.Barrier(30)

    def visit(number: int):
        ready.wait()
        return registry.start(TrainingRun(replace(CONFIG)), f"visitor {number}")

    with ThreadPoolExecutor(30) as threads:
        snapshots = list(threads.map(visit, range(30)))
    assert all(snapshot.active for snapshot in snapshots)
    assert len(workshop.hands) == 1
    assert workshop.hand.submitted == 1
    assert registry.find(TrainingRun(CONFIG)).watchers == 30
    assert workshop.finish() == workshop.hand.submitted
    assert registry.find(TrainingRun(CONFIG)).status is Status.FINISHED


def test_a_visitor_who_asks_twice_counts_once(registry):
    registry.start(TrainingRun(CONFIG), "a")
    assert registry.start(TrainingRun(CONFIG), "a").watchers == 1
    assert registry.find(TrainingRun(CONFIG), "a").watchers == 1
    assert registry.find(TrainingRun(CONFIG), "b").watchers == 2


def test_a_finished_run_is_known_at_once_and_computes_nothing(registry, workshop):
    registry.start(TrainingRun(CONFIG), "a")
    workshop.finish()
    submitted = workshop.hand.submitted
    again = registry.start(TrainingRun(CONFIG), "b")
    assert (again.status, again.known) == (Status.FINISHED, True)
    assert workshop.hand.submitted == submitted


def test_an_executor_that_works_inside_submit_neither_deadlocks_nor_recurses(dataset, seconds_per_step):
    seconds_per_step[0] = 1.0  # a piece for each step
    registry = make_registry(dataset, executor=Instant, folder=None)
    config = replace(CONFIG, steps=2000)
    assert registry.start(TrainingRun(config), "a").status is Status.FINISHED
    registry.close()


def test_a_config_too_large_for_the_data_is_refused_before_anything_starts(registry, workshop):
    with pytest.raises(ValueError, match="train_size must be a whole number from 1 to 1,000, not 1001"):
        registry.start(TrainingRun(TrainingConfig(train_size=1001, test_size=100)), "a")
    assert workshop.hands == []


def test_when_full_mnist_replaces_the_sample_runs_are_other_runs(dataset, workshop):
    full = SimpleNamespace(**{**vars(dataset), "digest": "f" * 64, "ref": DatasetRef("full", "mnist.npz", "f" * 64)})
    source = [dataset]
    registry = make_registry(lambda: source[0], executor=workshop, folder=None)
    registry.start(TrainingRun(CONFIG), "a")
    workshop.finish()
    source[0] = full
    assert registry.find(TrainingRun(CONFIG)) is None
    assert registry.start(TrainingRun(CONFIG), "a").status is Status.WAITING
    registry.close()


def test_there_is_one_default_registry():
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: default_registry(), range(8)))) == 1


# Pieces and turns


def test_the_tiny_first_records_share_a_piece_and_later_pieces_take_a_quarter_second(registry, workshop):
    registry.start(TrainingRun(replace(CONFIG, steps=1000)), "a")
    seconds = []
    while workshop.hand.queue:
        before = registry.find(TrainingRun(replace(CONFIG, steps=1000))).seconds
        workshop.hand.step()
        seconds.append(registry.find(TrainingRun(replace(CONFIG, steps=1000))).seconds - before)
    assert len(seconds) <= 11
    assert all(0.05 < s < 0.38 for s in seconds)


def test_slow_steps_are_cut_between_records(registry, workshop, seconds_per_step):
    seconds_per_step[0] = 0.03
    registry.start(TrainingRun(CONFIG), "a")
    seen = set()
    while workshop.hand.step():
        seen.add(registry.find(TrainingRun(CONFIG)).step)
    gaps = np.diff(sorted(seen))
    assert gaps.max() * 0.03 < 0.4
    assert registry.find(TrainingRun(CONFIG)).status is Status.FINISHED


def test_runs_take_turns_piece_by_piece(registry, workshop, seconds_per_step):
    seconds_per_step[0] = 0.01
    configs = [replace(CONFIG, learning_rate=0.1 + number / 100) for number in range(30)]
    for number, config in enumerate(configs):
        registry.start(TrainingRun(config), f"visitor {number}")
    first = [registry.find(TrainingRun(config)).step for config in configs]
    assert first == [0] * 30
    turns = 0
    while all(registry.find(TrainingRun(config)).active for config in configs):
        workshop.hand.step(30)
        turns += 1
        seconds = [registry.find(TrainingRun(config)).seconds for config in configs]
        assert min(seconds) > 0
        # The first to come were given a piece for a quarter of a second, when there were few.
        assert max(seconds) - min(seconds) < 0.38
    assert turns > 10
    workshop.finish()
    assert {registry.find(TrainingRun(config)).status for config in configs} == {Status.FINISHED}


def test_speed_and_time_left_are_told_while_it_runs(registry, workshop, seconds_per_step, monkeypatch):
    config = replace(CONFIG, steps=6000)
    now = [0.0]
    monkeypatch.setattr("mnist_core.work.pace.time", SimpleNamespace(monotonic=lambda: now[0]))
    assert registry.start(TrainingRun(config), "a").steps_per_second is None
    steps = []
    for _ in range(4):
        now[0] += 0.5
        workshop.hand.step()
        steps.append(registry.find(TrainingRun(config)).step)
    snapshot = registry.find(TrainingRun(config))
    assert snapshot.seconds < 0.38 * 4, "half of the time went to others"
    assert snapshot.steps_per_second == pytest.approx(1 / seconds_per_step[0])
    assert snapshot.seconds_left == pytest.approx((6000 - steps[-1]) * 1.5 / (steps[-1] - steps[0]))
    registry.stop(TrainingRun(config), "a")
    workshop.finish()
    stopped = registry.find(TrainingRun(config))
    assert (stopped.status, stopped.steps_per_second, stopped.seconds_left) == (Status.STOPPED, None, None)


# Stopping


def test_a_run_stops_when_the_last_visitor_lets_go_and_loses_nothing(registry, workshop):
    registry.start(TrainingRun(CONFIG), "a")
    registry.start(TrainingRun(CONFIG), "b")
    workshop.hand.step()
    assert registry.stop(TrainingRun(CONFIG), "a").active
    step = registry.find(TrainingRun(CONFIG)).step
    assert registry.stop(TrainingRun(CONFIG), "b").active  # a worker is still at it
    workshop.hand.step()
    stopped = registry.wait(TrainingRun(CONFIG))
    assert stopped.status is Status.STOPPED
    assert stopped.step > step
    assert f"Paused after {stopped.step} of 600 steps" in stopped.message
    assert not workshop.hand.queue


def test_stopping_a_run_that_no_worker_has_stops_it_at_once(registry, workshop):
    others = [replace(CONFIG, learning_rate=rate) for rate in (0.2, 0.3)]
    for config in (*others, CONFIG):
        registry.start(TrainingRun(config), "a")
    assert workshop.hand.submitted == 2  # one for the worker, and one so that it never waits
    assert registry.stop(TrainingRun(CONFIG), "a").status is Status.STOPPED


def test_nobody_stops_a_run_that_another_watches(registry, workshop):
    registry.start(TrainingRun(CONFIG), "a")
    assert registry.stop(TrainingRun(CONFIG), "stranger").active
    workshop.hand.step()
    assert registry.find(TrainingRun(CONFIG)).active


def test_who_has_left_or_reloaded_the_page_watches_no_more(registry, workshop, monkeypatch):
    registry.start(TrainingRun(CONFIG), "before the reload")
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 6))
    assert registry.find(TrainingRun(CONFIG), "after the reload").active
    registry.stop(TrainingRun(CONFIG), "after the reload")
    workshop.hand.step()
    assert registry.find(TrainingRun(CONFIG)).status is Status.STOPPED


def test_whoever_seemed_to_watch_and_does_not_look_again_keeps_no_run_alive(registry, workshop, monkeypatch):
    registry.start(TrainingRun(CONFIG), "before the reload")
    assert registry.find(TrainingRun(CONFIG), "after the reload").active
    assert registry.stop(TrainingRun(CONFIG), "after the reload").watchers == 1
    workshop.hand.step()
    assert registry.find(TrainingRun(CONFIG)).active  # it may be another visitor
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 6))
    workshop.hand.step()
    assert registry.find(TrainingRun(CONFIG)).status is Status.STOPPED


def test_whoever_looks_after_another_has_left_keeps_the_run_alive(registry, workshop, monkeypatch):
    registry.start(TrainingRun(CONFIG), "a")
    registry.find(TrainingRun(CONFIG), "b")
    registry.stop(TrainingRun(CONFIG), "a")
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 2))
    registry.find(TrainingRun(CONFIG), "b")
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 60))
    workshop.hand.step()
    assert registry.find(TrainingRun(CONFIG)).active


def test_a_discarded_run_begins_again_from_nothing(registry, workshop, uninterrupted):
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(2)
    discarded = registry.discard(TrainingRun(CONFIG), "a")
    assert (discarded.step, len(discarded.history)) == (0, 0)
    assert registry.find(TrainingRun(CONFIG)) is None
    registry.start(TrainingRun(CONFIG), "a")
    workshop.finish()  # the piece of before comes back to nobody
    assert same_numbers(registry.find(TrainingRun(CONFIG)), uninterrupted)


def test_a_discarded_run_is_taken_back_and_goes_on_from_where_it_was(registry, workshop, uninterrupted):
    work = TrainingRun(CONFIG)
    assert registry.stopped(work) is None
    registry.take_back(work)  # nothing to take back
    registry.start(work, "a")
    workshop.hand.step(2)
    step = registry.find(work).step
    registry.discard(work, "a")
    assert registry.stopped(work).step == step > 0
    workshop.hand.step()  # the piece that a worker had when it was stopped
    assert registry.find(work) is None
    step, work_done = registry.stopped(work).step, workshop.hand.submitted
    registry.take_back(work)
    assert registry.stopped(work) is None
    assert registry.find(work).status is Status.STOPPED
    assert registry.find(work).step == step
    assert workshop.hand.submitted == work_done
    registry.start(work, "b")
    workshop.finish()
    assert same_numbers(registry.find(work), uninterrupted)


def test_a_discarded_run_that_has_begun_anew_is_gone(registry, workshop):
    work = TrainingRun(CONFIG)
    registry.start(work, "a")
    workshop.hand.step(2)
    registry.discard(work, "a")
    registry.start(work, "b")
    assert registry.stopped(work) is None
    registry.take_back(work)
    assert registry.find(work).step == 0


def test_nobody_discards_what_another_watches_or_what_is_over(registry, workshop):
    registry.start(TrainingRun(CONFIG), "a")
    registry.find(TrainingRun(CONFIG), "b")
    assert registry.discard(TrainingRun(CONFIG), "a").watchers == 1
    assert registry.find(TrainingRun(CONFIG)).active
    workshop.finish()
    assert registry.discard(TrainingRun(CONFIG), "b").status is Status.FINISHED
    assert registry.find(TrainingRun(CONFIG)).status is Status.FINISHED
    assert registry.discard(TrainingRun(replace(CONFIG, steps=7)), "a").step == 0


def test_the_audience_is_whoever_watches_what_is_going_on(registry, workshop, monkeypatch):
    registry.start(TrainingRun(CONFIG), "a")
    registry.start(TrainingRun(replace(CONFIG, learning_rate=0.2)), "b")
    registry.find(TrainingRun(CONFIG), "c")
    registry.find(TrainingRun(replace(CONFIG, learning_rate=0.2)), "c")  # who watches two counts once
    assert registry.audience == 3
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 6))
    registry.find(TrainingRun(CONFIG), "c")
    assert registry.audience == 1
    workshop.finish()
    assert registry.audience == 0


def test_a_run_that_nobody_watches_goes_on(registry, workshop, monkeypatch):
    registry.start(TrainingRun(CONFIG), "a")
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 600))
    workshop.finish()
    assert registry.find(TrainingRun(CONFIG)).status is Status.FINISHED


def test_a_run_that_is_stopped_and_taken_up_before_its_piece_is_back_goes_on(registry, workshop):
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step()
    registry.stop(TrainingRun(CONFIG), "a")
    registry.start(TrainingRun(CONFIG), "b")
    workshop.finish()
    assert registry.find(TrainingRun(CONFIG)).status is Status.FINISHED


def test_stopping_or_awaiting_what_was_never_started(registry):
    assert registry.stop(TrainingRun(CONFIG), "a").status is Status.STOPPED
    assert registry.find(TrainingRun(CONFIG)) is None
    with pytest.raises(LookupError, match="nobody has started"):
        registry.wait(TrainingRun(CONFIG))


@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_stopped_and_resumed_equals_uninterrupted_to_the_bit(registry, workshop, uninterrupted, pieces):
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(pieces)
    registry.stop(TrainingRun(CONFIG), "a")
    workshop.finish()
    assert registry.wait(TrainingRun(CONFIG)).status is Status.STOPPED
    assert registry.start(TrainingRun(CONFIG), "b").status is Status.WAITING
    workshop.finish()
    assert same_numbers(registry.wait(TrainingRun(CONFIG)), uninterrupted)


def test_started_again_while_the_last_piece_is_in_a_worker_it_simply_goes_on(registry, workshop, uninterrupted):
    registry.start(TrainingRun(CONFIG), "a")
    registry.stop(TrainingRun(CONFIG), "a")
    registry.start(TrainingRun(CONFIG), "b")
    assert workshop.hand.submitted == 1
    workshop.finish()
    assert same_numbers(registry.find(TrainingRun(CONFIG)), uninterrupted)


# What goes wrong


def test_a_diverged_run_keeps_its_finite_records_and_is_not_tried_again(registry, workshop):
    config = replace(CONFIG, learning_rate=60)
    registry.start(TrainingRun(config), "a")
    workshop.finish()
    diverged = registry.wait(TrainingRun(config))
    assert diverged.status is Status.DIVERGED
    assert "learning rate of 60" in diverged.message
    assert diverged.history.step[-1] == diverged.step == 100
    assert registry.start(TrainingRun(config), "b").known
    assert not workshop.hand.queue


def test_an_error_in_the_worker_fails_the_run_in_words_and_is_logged(registry, workshop, caplog):
    config = replace(CONFIG, train_size=13)
    registry.start(TrainingRun(config), "a")
    with caplog.at_level(logging.ERROR):
        workshop.finish()
    failed = registry.wait(TrainingRun(config))
    assert failed.status is Status.FAILED
    assert "ZeroDivisionError: unlucky" in failed.message
    assert failed.history.step[-1] == 100
    assert "Traceback" in caplog.text
    again = registry.start(TrainingRun(config), "a")
    assert (again.status, again.step, again.message) == (Status.WAITING, failed.step, "")


def test_a_dead_worker_costs_one_piece_and_changes_no_number(registry, workshop, uninterrupted):
    registry.start(TrainingRun(CONFIG), "a")
    for _ in range(4):
        workshop.hand.die()
        assert workshop.hands[-2].down
        workshop.hand.step()  # the probe
        workshop.hand.step()  # the piece again
    workshop.finish()
    assert len(workshop.hands) == 5
    assert same_numbers(registry.wait(TrainingRun(CONFIG)), uninterrupted)


def test_what_kills_every_worker_fails_alone(registry, workshop, caplog):
    poison, others = CONFIG, [replace(CONFIG, learning_rate=rate) for rate in (0.2, 0.3, 0.4)]
    registry.start(TrainingRun(poison), "a")
    for config in others:
        registry.start(TrainingRun(config), "a")
    for _ in range(200):
        queue = workshop.hand.queue
        if not queue:
            break
        order = getattr(queue[0][1], "args", [None])[0]
        if order is not None and order.config == poison:
            workshop.hand.die()
        else:
            workshop.hand.step()
    failed = registry.find(TrainingRun(poison))
    assert failed.status is Status.FAILED
    assert "every worker process that tried it died (3 in a row)" in failed.message
    assert {registry.find(TrainingRun(config)).status for config in others} == {Status.FINISHED}
    assert len(workshop.hands) == 5  # the first death, in company, blames nobody; then three alone


def test_when_no_worker_lives_every_run_fails_and_can_be_started_again(registry, workshop, uninterrupted):
    configs = [replace(CONFIG, learning_rate=rate) for rate in (0.1, 0.2, 0.3, 0.4)]
    for config in configs:
        registry.start(TrainingRun(config), "a")
    for _ in range(4):
        workshop.hand.die()
    for config in configs:
        assert registry.find(TrainingRun(config)).status is Status.FAILED
        assert "no worker process stays alive (3 in a row)" in registry.find(TrainingRun(config)).message
    registry.start(TrainingRun(CONFIG), "a")
    workshop.finish()
    assert same_numbers(registry.find(TrainingRun(CONFIG)), uninterrupted)


def test_an_executor_that_cannot_be_made_fails_the_run(dataset):
    def refuse() -> Executor:
        raise OSError("out of semaphores")

    registry = make_registry(dataset, executor=refuse, folder=None)
    failed = registry.start(TrainingRun(CONFIG), "a")
    assert failed.status is Status.FAILED
    assert "no worker process can be started (out of semaphores)" in failed.message
    registry.warm(wait=True)  # told in the log, raised nowhere
    registry.close()


def test_closing_stops_what_runs_and_ends_the_executor(registry, workshop):
    configs = [replace(CONFIG, learning_rate=rate) for rate in (0.1, 0.2, 0.3, 0.4)]
    for config in configs:
        registry.start(TrainingRun(config), "a")
    registry.close()
    assert {registry.find(TrainingRun(config)).status for config in configs} == {Status.STOPPED}
    assert workshop.hand.down
    assert registry.start(TrainingRun(CONFIG), "a").status is Status.STOPPED


class Stubborn(Hand):
    """An executor that does not end as it should: it waits until it is let go, or raises."""

    def __init__(self, let_go: threading.Event | None) -> None:
        super().__init__()
        self.let_go = let_go

    def shutdown(self, wait=True, *, cancel_futures=False):
        if self.let_go is None:
            raise RuntimeError("it will not end")
        self.let_go.wait()


@pytest.mark.parametrize("let_go", [threading.Event(), None], ids=["blocks", "raises"])
def test_whatever_ending_the_workers_takes_what_was_done_is_kept_first(dataset, seconds_per_step, tmp_path, let_go):
    hand = Stubborn(let_go)
    registry = make_registry(dataset, executor=lambda: hand, folder=tmp_path)
    registry.start(TrainingRun(CONFIG), "a")
    hand.step()
    done = registry.find(TrainingRun(CONFIG)).step
    assert 0 < done < CONFIG.steps
    closing = threading.Thread(target=registry.close)
    closing.start()
    end = time.monotonic() + 60
    while not (kept := registry._store.load(TrainingRun(CONFIG), dataset.digest)):
        assert time.monotonic() < end, "nothing was kept"
        time.sleep(0.01)
    assert TrainingRun(CONFIG).unpack(kept).checkpoint.step == done
    if let_go is not None:
        let_go.set()
    closing.join(60)
    assert not closing.is_alive()
    assert registry.find(TrainingRun(CONFIG)).status is Status.STOPPED


def test_the_number_of_workers_comes_from_the_environment(monkeypatch):
    assert workers() == 1
    monkeypatch.setenv("SEESOFTMAX_WORKERS", "4")
    assert workers() == 4
    for nonsense in ("0", "many", "-1", ""):
        monkeypatch.setenv("SEESOFTMAX_WORKERS", nonsense)
        with pytest.raises(ValueError, match="SEESOFTMAX_WORKERS must be a whole number"):
            make_registry(lambda: None)


# Remembering


def test_a_finished_run_is_known_to_the_next_process(dataset, workshop, tmp_path):
    first = make_registry(dataset, executor=workshop, folder=tmp_path)
    first.start(TrainingRun(CONFIG), "a")
    workshop.finish()
    original = first.find(TrainingRun(CONFIG))
    first.close()  # waits until it is written
    second = make_registry(dataset, executor=workshop, folder=tmp_path)
    known = second.start(TrainingRun(CONFIG), "b")
    assert (known.status, known.known) == (Status.FINISHED, True)
    assert same_numbers(known, original)
    assert len(workshop.hands) == 1
    second.close()


def test_a_paused_run_waits_on_disk_for_the_next_process(dataset, workshop, tmp_path, uninterrupted):
    first = make_registry(dataset, executor=workshop, folder=tmp_path)
    first.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(2)
    first.stop(TrainingRun(CONFIG), "a")
    workshop.finish()
    paused = first.find(TrainingRun(CONFIG))
    first.close()
    second = make_registry(dataset, executor=workshop, folder=tmp_path)
    found = second.find(TrainingRun(CONFIG))
    assert (found.status, found.known) == (Status.STOPPED, False)
    assert 0 < found.step < CONFIG.steps
    assert same_numbers(found, paused)
    second.start(TrainingRun(CONFIG), "b")
    workshop.finish()
    assert same_numbers(second.find(TrainingRun(CONFIG)), uninterrupted)
    assert not second.find(TrainingRun(CONFIG)).known
    second.close()


def test_what_runs_when_the_process_ends_can_go_on_in_the_next(dataset, workshop, tmp_path):
    first = make_registry(dataset, executor=workshop, folder=tmp_path)
    first.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(2)
    reached = first.find(TrainingRun(CONFIG)).step
    first.close()
    second = make_registry(dataset, executor=workshop, folder=tmp_path)
    assert (second.find(TrainingRun(CONFIG)).status, second.find(TrainingRun(CONFIG)).step) == (Status.STOPPED, reached)
    second.close()


def test_a_run_whose_process_is_killed_goes_on_from_where_it_was_saved_on_its_way(
    dataset, workshop, tmp_path, uninterrupted, monkeypatch
):
    """All of it was lost: it was saved only when it came to rest."""
    monkeypatch.setattr("mnist_core.work.registry.SAVED_SECONDS", 0.0)
    monkeypatch.setattr("mnist_core.work.registry.WRITING_SHARE", 1e9)
    first = make_registry(dataset, executor=workshop, folder=tmp_path)
    first.start(TrainingRun(CONFIG), "a")
    for _ in range(2):
        workshop.hand.step()
        first._writer.submit(int).result()  # until it is written; then the process is killed, so nothing is closed
    reached = first.find(TrainingRun(CONFIG)).step
    second = make_registry(dataset, executor=workshop, folder=tmp_path)
    found = second.find(TrainingRun(CONFIG))
    assert (found.status, found.step) == (Status.STOPPED, reached)
    assert 0 < reached < CONFIG.steps
    assert found.message == (
        f"Paused after {reached} of 600 steps; it can go on from there. "
        "So far it was saved when its server was last heard of."
    )
    second.start(TrainingRun(CONFIG), "b")
    workshop.finish()
    assert same_numbers(second.find(TrainingRun(CONFIG)), uninterrupted)
    second.close()
    first.close()


def test_on_its_way_a_run_is_saved_now_and_then_and_never_twice_the_same(dataset, workshop, tmp_path, monkeypatch):
    registry = make_registry(dataset, executor=workshop, folder=tmp_path)
    saved = []
    monkeypatch.setattr(registry._store, "save", lambda work, digest, kept: saved.append((kept.status, kept.done)))

    def step():
        workshop.hand.step()
        registry._writer.submit(int).result()
        return registry.find(TrainingRun(CONFIG)).step

    registry.start(TrainingRun(CONFIG), "a")
    step()
    assert saved == []  # it has just begun
    (entry,) = registry._entries.values()
    entry.saved_next = 0.0
    reached = step()
    assert saved == [(Status.STOPPED, reached)]
    step()
    assert len(saved) == 1  # not so soon again
    entry.saved_next, entry.saved_at = 0.0, CONFIG.steps
    step()
    assert len(saved) == 1  # nothing new
    registry.close()


def test_a_run_that_is_discarded_while_it_is_saved_on_its_way_is_gone(dataset, workshop, tmp_path, monkeypatch):
    monkeypatch.setattr("mnist_core.work.registry.SAVED_SECONDS", 0.0)
    registry = make_registry(dataset, executor=workshop, folder=tmp_path)
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(2)
    registry.discard(TrainingRun(CONFIG), "a")
    workshop.finish()
    registry.close()
    assert not list((tmp_path / "runs").iterdir())


def test_a_paused_run_survives_when_others_take_its_place_in_memory(dataset, workshop, tmp_path):
    registry = make_registry(dataset, executor=workshop, folder=tmp_path, bytes_kept=0)
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(2)
    registry.stop(TrainingRun(CONFIG), "a")
    workshop.finish()
    step = registry.find(TrainingRun(CONFIG)).step
    registry.start(TrainingRun(replace(CONFIG, learning_rate=0.3)), "b")
    workshop.finish()
    registry.find(TrainingRun(replace(CONFIG, learning_rate=0.3)), "b")
    registry._writer.submit(int).result()  # until it is written
    found = registry.find(TrainingRun(CONFIG))
    assert (found.status, found.step) == (Status.STOPPED, step)
    registry.close()


def test_a_discarded_run_is_gone_from_disk_too(dataset, workshop, tmp_path):
    registry = make_registry(dataset, executor=workshop, folder=tmp_path)
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step(2)
    registry.stop(TrainingRun(CONFIG), "a")
    workshop.hand.step(1)
    registry.start(TrainingRun(CONFIG), "a")
    assert registry.discard(TrainingRun(CONFIG), "a").step == 0
    workshop.finish()  # the piece of before comes back to nobody, and is not kept
    assert registry.find(TrainingRun(CONFIG)) is None
    registry.close()
    assert not list((tmp_path / "runs").iterdir())


def test_a_damaged_file_is_trained_anew(dataset, workshop, tmp_path):
    path = tmp_path / "runs" / f"{CONFIG.key(DIGEST)}.npz"
    path.parent.mkdir()
    path.write_bytes(b"not a run")
    registry = make_registry(dataset, executor=workshop, folder=tmp_path)
    assert registry.start(TrainingRun(CONFIG), "a").status is Status.WAITING
    workshop.finish()
    registry.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, path.name + ".damaged"]


def test_without_a_folder_that_works_everything_else_does(dataset, workshop, tmp_path):
    (tmp_path / "file").write_text("in the way")
    registry = make_registry(dataset, executor=workshop, folder=tmp_path / "file")
    registry.start(TrainingRun(CONFIG), "a")
    workshop.finish()
    assert registry.find(TrainingRun(CONFIG)).status is Status.FINISHED
    registry.close()


def test_another_grid_of_records_is_another_file(dataset, workshop, tmp_path):
    for every in (100, 50):
        registry = make_registry(dataset, executor=workshop, folder=tmp_path)
        assert not registry.start(TrainingRun(CONFIG, every), "a").known
        workshop.finish()
        registry.close()
    assert len(list(tmp_path.glob("runs/*.npz"))) == 2


def test_memory_is_bounded_but_neither_active_runs_nor_the_last_one_are_dropped(dataset, workshop):
    one = len(record_steps(CONFIG.steps)) * 31_500  # bytes of a run
    registry = make_registry(dataset, executor=workshop, folder=None, bytes_kept=3 * one + one // 2)
    configs = [replace(CONFIG, learning_rate=0.1 + number / 100) for number in range(6)]
    for config in configs[:4]:
        registry.start(TrainingRun(config), "a")
        workshop.finish()
    assert registry.find(TrainingRun(configs[0])) is None
    registry.find(TrainingRun(configs[1]))  # used again: configs[2] is now the oldest
    registry.start(TrainingRun(configs[4]), "a")
    assert registry.find(TrainingRun(configs[2])) is not None  # the active run takes nobody's place
    registry.find(TrainingRun(configs[1]))
    registry.find(TrainingRun(configs[2]))
    workshop.finish()
    kept = [registry.find(TrainingRun(config)) is not None for config in configs]
    assert kept == [False, True, True, False, True, False]
    registry.close()
    tiny = make_registry(dataset, executor=Workshop(), folder=None, bytes_kept=0)
    tiny.start(TrainingRun(CONFIG), "a")
    tiny.stop(TrainingRun(CONFIG), "a")
    assert tiny.find(TrainingRun(CONFIG)) is not None
    tiny.close()


def test_snapshots_share_their_arrays_and_cost_next_to_nothing(registry, workshop):
    registry.start(TrainingRun(CONFIG), "a")
    workshop.hand.step()
    early = registry.find(TrainingRun(CONFIG))
    assert registry.find(TrainingRun(CONFIG)).history is early.history
    kept = early.history.weights.copy()
    workshop.hand.step()
    late = registry.find(TrainingRun(CONFIG))
    assert len(late.history) > len(early.history)
    assert np.shares_memory(early.history.weights, late.history.weights)
    np.testing.assert_array_equal(early.history.weights, kept)
    with pytest.raises(ValueError, match="read-only"):
        late.history.weights[0] = 0
    tracemalloc.start()
    looks = [registry.find(TrainingRun(CONFIG)) for _ in range(100)]
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100 * 1000 < late.history.nbytes
    assert all(look.history is late.history for look in looks)


# With real workers


@pytest.fixture(scope="module")
def pool(sample):
    """A registry with the default executor, and the executors it has made."""
    made: list = []

    def make() -> Executor:
        made.append(trainers(sample.ref))
        return made[-1]

    registry = make_registry(sample, executor=make, folder=None)
    registry.warm(wait=True)
    yield registry, made
    registry.close()


def plain(config, data):
    """Train without the registry."""
    checkpoint, measurements = initial_checkpoint(), []
    for step in record_steps(config.steps):
        checkpoint = advance(config, data, checkpoint, step - checkpoint.step)
        measurements.append(measure(config, data, checkpoint))
    return checkpoint, measurements


@pytest.mark.slow
def test_a_real_run_equals_plain_training(pool, sample):
    registry, _ = pool
    config = TrainingConfig(train_size=500, steps=150, batch_size=50, test_size=500, seed=3)
    assert registry.start(TrainingRun(config), "a").active
    snapshot = registry.wait(TrainingRun(config), timeout=300)
    assert snapshot.status is Status.FINISHED, snapshot.message
    checkpoint, measurements = plain(config, sample)
    np.testing.assert_array_equal(snapshot.checkpoint.weights, checkpoint.weights)
    assert snapshot.history.test_accuracy.tolist() == [m.test_accuracy for m in measurements]


@pytest.mark.slow
@pytest.mark.parametrize("kills", [(1, 300)])
def test_killed_workers_change_no_number(pool, sample, kills, monkeypatch):
    # In the shortest of pieces of a run that is far from its end: a worker is needed whenever one has been killed.
    for name in ("SHORTEST_PIECE", "PIECE_SECONDS"):
        monkeypatch.setattr(f"mnist_core.work.registry.{name}", 1e-6)
    registry, made = pool
    config = TrainingConfig(train_size=1000, steps=20_000, test_size=500)
    end = time.monotonic() + 300

    def goes_on():
        assert time.monotonic() < end, "no fresh executor was made, or the run does not move"
        time.sleep(0.02)
        run = registry.find(TrainingRun(config))
        assert run.active, run.message
        return run.step

    registry.start(TrainingRun(config), "a")
    before = len(made)
    for after in kills:
        while goes_on() < after:
            pass
        for pid in list(made[-1]._processes):
            os.kill(pid, signal.SIGKILL)
        killed = len(made)
        while len(made) == killed:
            step = goes_on()
    while goes_on() <= step:
        pass
    registry.stop(TrainingRun(config), "a")
    snapshot = registry.wait(TrainingRun(config), timeout=300)
    assert snapshot.status is Status.STOPPED, snapshot.message
    assert len(made) == before + len(kills)
    checkpoint = advance(config, sample, initial_checkpoint(), snapshot.step)
    np.testing.assert_array_equal(snapshot.checkpoint.weights, checkpoint.weights)
    np.testing.assert_array_equal(snapshot.checkpoint.bias, checkpoint.bias)


def test_workers_that_cannot_start_fail_the_run(sample):
    from loky import ProcessPoolExecutor

    registry = make_registry(
        sample, executor=lambda: ProcessPoolExecutor(1, initializer=os._exit, initargs=(1,)), folder=None
    )
    registry.start(TrainingRun(CONFIG), "a")
    failed = registry.wait(TrainingRun(CONFIG), timeout=300)
    assert failed.status is Status.FAILED
    assert "no worker process stays alive" in failed.message
    registry.close()


SERVER = """
import os, signal, sys
from mnist_core.training.config import TrainingConfig
from mnist_core.data.dataset import load_dataset
from mnist_core.training.run import TrainingRun
from mnist_core.training.registry import make_registry
assert "tensorflow" not in sys.modules
registry = make_registry(load_dataset(download=False), folder=None)
config = TrainingConfig(train_size=100, steps=20, test_size=100)
registry.start(TrainingRun(config), "a")
snapshot = registry.wait(TrainingRun(config), timeout=300)
assert snapshot.status == "finished", snapshot.message
assert "tensorflow" not in sys.modules
print(*registry.pool._executor._processes, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
registry.start(TrainingRun(TrainingConfig(train_size=4000, steps=20_000, test_size=100)), "a")
# And the interpreter ends in the midst of it.
"""


@pytest.mark.slow
def test_the_server_never_imports_tensorflow_and_its_workers_end_with_it(tmp_path):
    servers = {way: serve(way, tmp_path) for way in ("killed", "ended")}
    pids = []
    for way, server in servers.items():
        output, _ = server.communicate(timeout=300)
        # By force, with 1, where a busy machine is too slow to end it within its five seconds.
        assert server.returncode in ((-signal.SIGKILL,) if way == "killed" else (0, 1)), way
        pids += [int(pid) for pid in output.split()]
    assert len(pids) == 2
    end = time.monotonic() + 60
    while any(lives(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(lives(pid) for pid in pids)


def serve(way: str, folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", SERVER, way],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=folder,  # workers find the package wherever the server runs
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
