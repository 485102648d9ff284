"""Runs at rest on disk: what comes back, and what is refused."""

import json
import logging
import os
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.history import LAYOUT, History
from mnist_core.hyperparameters import TrainingConfig
from mnist_core.run import Snapshot, Status
from mnist_core.store import Store, default_folder
from mnist_core.training import Checkpoint, record_steps

DIGEST = "d" * 64
CONFIG = TrainingConfig(train_size=50, steps=20)
KEY = CONFIG.key(DIGEST)


def finished(config: TrainingConfig = CONFIG, status: Status = Status.FINISHED) -> Snapshot:
    rng = np.random.default_rng(0)
    steps = record_steps(config.steps)
    arrays = {name: rng.random((len(steps), *shape)).astype(dtype) for name, (dtype, shape) in LAYOUT.items()}
    history = History(**{**arrays, "step": np.array(steps)})
    checkpoint = Checkpoint(config.steps, history.weights[-1], history.bias[-1])
    return Snapshot(config, status, checkpoint, history, seconds=1.5, message="Läuft" if status != "finished" else "")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "runs")


def test_a_finished_run_comes_back_to_the_bit_and_read_only(store):
    saved = finished()
    store.save(KEY, DIGEST, saved)
    found = store.load(KEY, CONFIG, DIGEST)
    assert found.known
    assert (found.config, found.status, found.step, found.seconds) == (CONFIG, Status.FINISHED, 20, 1.5)
    for name in LAYOUT:
        array = getattr(found.history, name)
        np.testing.assert_array_equal(array, getattr(saved.history, name))
        assert not array.flags.writeable
    np.testing.assert_array_equal(found.checkpoint.weights, saved.checkpoint.weights)
    np.testing.assert_array_equal(found.checkpoint.bias, saved.checkpoint.bias)


def test_a_diverged_run_comes_back_with_its_message(store):
    store.save(KEY, DIGEST, finished(status=Status.DIVERGED))
    found = store.load(KEY, CONFIG, DIGEST)
    assert (found.status, found.message) == (Status.DIVERGED, "Läuft")


def paused(step: int = 7) -> Snapshot:
    whole = finished(status=Status.STOPPED)
    records = np.flatnonzero(whole.history.step <= step)
    history = History(**{name: getattr(whole.history, name)[records] for name in LAYOUT})
    return replace(whole, checkpoint=replace(whole.checkpoint, step=step), history=history)


def test_a_paused_run_comes_back_where_it_was(store):
    store.save(KEY, DIGEST, paused())
    found = store.load(KEY, CONFIG, DIGEST)
    assert (found.status, found.step, found.known, found.message) == (Status.STOPPED, 7, False, "Läuft")
    np.testing.assert_array_equal(found.history.step, [0, 1, 2, 5])


def test_a_run_that_is_removed_is_forgotten_and_may_be_removed_again(store, tmp_path):
    store.save(KEY, DIGEST, finished())
    store.remove(KEY)
    store.remove(KEY)
    assert store.load(KEY, CONFIG, DIGEST) is None
    Store(None).remove(KEY)
    (tmp_path / "file").touch()
    Store(tmp_path / "file").remove(KEY)


def test_configs_that_lead_to_the_same_run_share_a_file(store):
    other = replace(CONFIG, seed=7)  # a full batch has no order
    store.save(KEY, DIGEST, finished())
    assert store.load(other.key(DIGEST), other, DIGEST).config == other


def test_nothing_is_left_but_the_file_itself(store, tmp_path):
    store.save(KEY, DIGEST, finished())
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [f"{KEY}.npz"]


def archive(**changed) -> dict:
    """What a good file holds, changed."""
    snapshot = finished()
    about = {"format": "seesoftmax run 1", "config": asdict(CONFIG), "data": DIGEST, "status": "finished"}
    about |= {"step": 20, "seconds": 1.0, "message": ""}
    arrays = {name: getattr(snapshot.history, name).copy() for name in LAYOUT}
    arrays |= {"final_weights": snapshot.checkpoint.weights.copy(), "final_bias": snapshot.checkpoint.bias.copy()}
    arrays |= {name: value for name, value in changed.items() if name in arrays}
    about |= {name: value for name, value in changed.items() if name not in arrays}
    return {"about": np.array(json.dumps(about)), **arrays}


def nonsense_in(name: str) -> dict:
    broken = archive()[name]
    broken.flat[3] = np.nan
    return archive(**{name: broken})


def test_the_file_that_the_next_tests_break_is_good(store, tmp_path):
    (tmp_path / "runs").mkdir()
    np.savez(tmp_path / "runs" / f"{KEY}.npz", **archive())
    assert store.load(KEY, CONFIG, DIGEST) is not None


@pytest.mark.parametrize(
    "arrays",
    [
        archive(format="another program's"),
        archive(config=asdict(replace(CONFIG, learning_rate=0.2))),
        archive(config={"surprise": 1}),
        archive(data="e" * 64),
        archive(status="running"),
        archive(status="no such status"),
        archive(step=19),
        archive(status="stopped", step=19),
        archive(status="stopped", step=21),
        archive(step=np.arange(8)[::-1].copy()),
        archive(weights=np.zeros((7, 784, 10), np.float64)),
        archive(weights=np.zeros((7, 28, 28, 10), np.float32)),
        archive(bias=np.zeros((3, 10), np.float32)),
        archive(final_weights=np.zeros((10, 784), np.float32)),
        nonsense_in("weights"),
        nonsense_in("train_loss"),
        nonsense_in("final_bias"),
        {"other": np.arange(3)},
    ],
)
def test_a_file_that_is_not_this_run_is_set_aside(store, tmp_path, arrays):
    (tmp_path / "runs").mkdir()
    np.savez(tmp_path / "runs" / f"{KEY}.npz", **arrays)
    assert store.load(KEY, CONFIG, DIGEST) is None
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [f"{KEY}.npz.damaged"]
    assert store.load(KEY, CONFIG, DIGEST) is None


@pytest.mark.parametrize("damage", ["empty", "text", "cut short", "a bit flipped", "an array alone"])
def test_a_damaged_file_is_set_aside_and_can_be_written_anew(store, tmp_path, damage):
    store.save(KEY, DIGEST, finished())
    path = tmp_path / "runs" / f"{KEY}.npz"
    good = path.read_bytes()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    bad = {"empty": b"", "text": b"hello", "cut short": good[: len(good) // 2], "a bit flipped": bytes(flipped)}
    if damage == "an array alone":
        with path.open("wb") as file:
            np.save(file, np.arange(3))
    else:
        path.write_bytes(bad[damage])
    assert store.load(KEY, CONFIG, DIGEST) is None
    assert not path.exists()
    store.save(KEY, DIGEST, finished())
    assert store.load(KEY, CONFIG, DIGEST) is not None


class Trap:
    """Unpickling this makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_a_pickle_is_never_opened(store, tmp_path):
    (tmp_path / "runs").mkdir()
    trap = np.array([Trap(tmp_path / "sprung")], dtype=object)
    np.savez(tmp_path / "runs" / f"{KEY}.npz", **{**archive(), "bias": trap})
    assert store.load(KEY, CONFIG, DIGEST) is None
    assert not (tmp_path / "sprung").exists()


def test_a_run_with_numbers_beyond_the_finite_is_not_kept(store, tmp_path):
    snapshot = finished()
    losses = snapshot.history.train_loss.copy()
    losses[-1] = np.inf
    store.save(KEY, DIGEST, replace(snapshot, history=replace(snapshot.history, train_loss=losses)))
    assert not (tmp_path / "runs").exists()


def test_a_folder_that_cannot_be_written_is_said_once_and_harms_nothing(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "runs")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            store.save(KEY, DIGEST, finished())
            assert store.load(KEY, CONFIG, DIGEST) is None
    assert len(caplog.records) == 1


def test_no_folder_keeps_nothing():
    store = Store(None)
    store.save(KEY, DIGEST, finished())
    assert store.load(KEY, CONFIG, DIGEST) is None


def test_the_file_unused_for_longest_goes_first(tmp_path):
    store = Store(tmp_path, files_kept=3)
    configs = [replace(CONFIG, learning_rate=rate) for rate in (0.1, 0.2, 0.3, 0.4)]
    for age, config in enumerate(configs[:3]):
        key = config.key(DIGEST)
        store.save(key, DIGEST, finished(config))
        os.utime(tmp_path / f"{key}.npz", (age, age))
    store.load(configs[0].key(DIGEST), configs[0], DIGEST)  # the oldest is used again
    store.save(configs[3].key(DIGEST), DIGEST, finished(configs[3]))
    kept = [store.load(config.key(DIGEST), config, DIGEST) is not None for config in configs]
    assert kept == [True, False, True, True]


def test_the_folder_is_bounded_in_bytes_and_strangers_in_it_are_left_alone(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"x" * 1000)
    store = Store(tmp_path, bytes_kept=800_000)
    for rate in (0.1, 0.2, 0.3, 0.4, 0.5):
        config = replace(CONFIG, learning_rate=rate)
        store.save(config.key(DIGEST), DIGEST, finished(config))
    files = list(tmp_path.glob("*.npz"))
    assert 1 <= len(files) < 5
    assert sum(path.stat().st_size for path in files) <= 800_000
    assert (tmp_path / "holiday.jpg").exists()


def test_runs_live_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "runs"
