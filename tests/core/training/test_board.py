"""The board's packets: what a browser unpacks is what was recorded, and thirty watchers cost what one does."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core.data.dataset import Part
from mnist_core.data.mosaic import candidates_for
from mnist_core.training import board
from mnist_core.training.board import Board, Boards, spread
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import MEASURED, History
from mnist_core.training.run import Snapshot, Status, TrainingRun
from mnist_core.training.smoothness import roughness
from mnist_core.training.step import Checkpoint
from mnist_core.work.work import Job
from tests.support.feed import frames


@pytest.fixture
def digits():
    rng = np.random.default_rng(5)
    return Part(rng.integers(0, 256, (50, 784)).astype(np.uint8), rng.integers(0, 10, 50))


@pytest.fixture
def history():
    rng = np.random.default_rng(6)
    shape = 6
    return History(
        step=np.array([0, 1, 2, 5, 10, 20]),
        **{name: rng.random(shape) for name in MEASURED},
        weights=np.concatenate([np.zeros((1, 784, 10)), rng.normal(size=(5, 784, 10))]).astype(np.float32),
        bias=rng.normal(size=(shape, 10)).astype(np.float32),
    )


def first(history: History, count: int) -> History:
    return History(**{name: getattr(history, name)[:count] for name in history.__dataclass_fields__})


def checkpoint(history: History, record: int = -1) -> Checkpoint:
    return Checkpoint(int(history.step[record]), history.weights[record], history.bias[record])


def test_spread_by_hand():
    np.testing.assert_allclose(spread(np.arange(101.0)), [5, 25, 50, 75, 95])


def test_what_is_unpacked_is_what_was_recorded(digits, history):
    candidates = candidates_for(digits, 50)
    view = Board(candidates).view(history, checkpoint(history))
    assert view.live == b""
    for record, frame in enumerate(frames(view.packets, view.layout)):
        weights, bias = history.weights[record], history.bias[record]
        for name in ("step", *MEASURED):
            assert frame[name] == pytest.approx(getattr(history, name)[record])
        assert frame["wrong"] == pytest.approx(1 - history.test_accuracy[record])
        limit = frame["limit"]
        np.testing.assert_allclose(frame["pictures"] / 127 * limit, np.clip(weights.T, -limit, limit), atol=limit / 250)
        np.testing.assert_allclose(frame["spread"], spread(weights), atol=1e-6)
        np.testing.assert_allclose(frame["roughness"], roughness(weights), rtol=1e-6)
        np.testing.assert_allclose(frame["bias"], bias, rtol=1e-6)
        expected = (candidates.images / 255 @ weights + bias).argmax(axis=1)
        np.testing.assert_array_equal(frame["answers"], expected)
        assert frame["tiles"].all()  # fifty digits, fifty tiles


def test_packets_are_made_once_and_grow_with_the_history(digits, history, monkeypatch):
    made = Board(candidates_for(digits, 50))
    some = made.view(first(history, 3), checkpoint(history, 2))
    monkeypatch.setattr(board, "pack", None)  # nothing more is packed
    assert made.view(first(history, 3), checkpoint(history, 2)).packets == some.packets
    monkeypatch.undo()
    every = made.view(history, checkpoint(history))
    assert every.packets[:3] == some.packets
    assert all(one is other for one, other in zip(every.packets, some.packets, strict=False))
    # Somebody whose snapshot is older than another watcher's gets what belongs to it.
    assert made.view(first(history, 3), checkpoint(history, 2)).packets == some.packets


def test_a_state_between_records_follows_the_last_one(digits, history):
    made = Board(candidates_for(digits, 50))
    now = Checkpoint(7, history.weights[4], history.bias[4])
    view = made.view(first(history, 4), now)
    assert made.view(first(history, 4), now).live is view.live
    frame = frames([*view.packets, view.live], view.layout)[-1]
    assert frame["step"] == 7
    assert all(np.isnan(frame[name]) for name in MEASURED)
    assert 0 <= frame["wrong"] <= 1
    np.testing.assert_allclose(frame["spread"], spread(history.weights[4]), atol=1e-6)
    assert made.view(history, checkpoint(history)).live == b""


def test_what_never_began_is_packed_once_for_all_runs(digits):
    boards, data = Boards(), SimpleNamespace(test=digits, digest="d")
    runs = [TrainingRun(TrainingConfig(test_size=50, steps=steps)).show(Job(Status.UNKNOWN)) for steps in (100, 200)]
    assert runs[0].checkpoint is runs[1].checkpoint
    assert not runs[0].checkpoint.weights.any()
    assert not runs[0].checkpoint.weights.flags.writeable
    assert not len(runs[0].history)
    assert boards.view(runs[0], data).live is boards.view(runs[1], data).live


def test_a_run_that_began_anew_has_another_edition(digits, history):
    boards = Boards()
    data = SimpleNamespace(test=digits, digest="d")
    run = Snapshot(TrainingConfig(test_size=50), Status.RUNNING, checkpoint(history, 3), first(history, 4))
    old = boards.view(run, data)
    assert boards.view(replace(run, history=history, checkpoint=checkpoint(history)), data).edition == old.edition
    anew = boards.view(replace(run, history=first(history, 1), checkpoint=checkpoint(history, 0)), data)
    assert anew.edition != old.edition
    assert len(anew.packets) == 1
    other = first(history, 4)
    other.weights.setflags(write=True)
    other = History(**{**other.__dict__, "weights": other.weights + 1})
    assert boards.view(replace(run, history=other), data).edition != anew.edition


def test_only_so_many_boards_are_kept(digits, history, monkeypatch):
    monkeypatch.setattr(board, "KEPT", 2)
    boards = Boards()
    data = SimpleNamespace(test=digits, digest="d")
    views = [
        boards.view(Snapshot(TrainingConfig(seed=seed, batch_size=5, test_size=50), Status.RUNNING,
                            checkpoint(history), history), data)
        for seed in (1, 2, 3, 1)
    ]  # fmt: skip
    assert views[0].edition != views[3].edition


def test_a_run_without_records_shows_where_it_begins(digits, history):
    made = Board(candidates_for(digits, 50))
    view = made.view(first(history, 0), checkpoint(history, 0))
    assert view.packets == ()
    (frame,) = frames([view.live], view.layout)
    assert frame["step"] == 0
    assert not frame["pictures"].any()
    # Whoever is late gets nothing that does not fit to the records which others have seen.
    made.view(history, checkpoint(history))
    assert made.view(first(history, 0), checkpoint(history, 0)).live == b""
