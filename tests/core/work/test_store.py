"""Runs at rest on disk: what comes back, and what is refused."""

import json
import logging
import os
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.folders import home_folder
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import LAYOUT
from mnist_core.training.run import Status, TrainingRun
from mnist_core.training.step import record_steps
from mnist_core.training_size.sweep import Sweep
from mnist_core.work.store import Store
from mnist_core.work.work import Kept

DIGEST = "d" * 64
CONFIG = TrainingConfig(train_size=50, steps=20)
RUN = TrainingRun(CONFIG)
KEY = RUN.key(DIGEST)


def finished(config: TrainingConfig = CONFIG, status: Status = Status.FINISHED) -> Kept:
    rng = np.random.default_rng(0)
    steps = record_steps(config.steps)
    arrays = {name: rng.random((len(steps), *shape)).astype(dtype) for name, (dtype, shape) in LAYOUT.items()}
    arrays |= {"step": np.array(steps), "final_weights": arrays["weights"][-1], "final_bias": arrays["bias"][-1]}
    message = "Läuft" if status != "finished" else ""
    return Kept(status, arrays, config.steps, config.steps, 1.5, message)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_finished_run_comes_back_to_the_bit_and_read_only(store):
    saved = finished()
    store.save(RUN, DIGEST, saved)
    found = store.load(RUN, DIGEST)
    assert (found.status, found.done, found.total, found.seconds) == (Status.FINISHED, 20, 20, 1.5)
    assert set(found.arrays) == set(saved.arrays)
    for name, array in found.arrays.items():
        np.testing.assert_array_equal(array, saved.arrays[name])
        assert not array.flags.writeable
    trail = RUN.unpack(found)
    np.testing.assert_array_equal(trail.history.weights, saved.arrays["weights"])
    np.testing.assert_array_equal(trail.checkpoint.weights, saved.arrays["final_weights"])
    np.testing.assert_array_equal(trail.checkpoint.bias, saved.arrays["final_bias"])


def test_a_diverged_run_comes_back_with_its_message(store):
    store.save(RUN, DIGEST, finished(status=Status.DIVERGED))
    found = store.load(RUN, DIGEST)
    assert (found.status, found.message) == (Status.DIVERGED, "Läuft")


def paused(step: int = 7) -> Kept:
    whole = finished(status=Status.STOPPED)
    records = np.flatnonzero(whole.arrays["step"] <= step)
    return replace(whole, done=step, arrays=whole.arrays | {name: whole.arrays[name][records] for name in LAYOUT})


def test_a_paused_run_comes_back_where_it_was(store):
    store.save(RUN, DIGEST, paused())
    found = store.load(RUN, DIGEST)
    assert (found.status, found.done, found.message) == (Status.STOPPED, 7, "Läuft")
    np.testing.assert_array_equal(RUN.unpack(found).history.step, [0, 1, 2, 5])


def test_a_run_that_is_removed_is_forgotten_and_may_be_removed_again(store, tmp_path):
    store.save(RUN, DIGEST, finished())
    store.remove(RUN, DIGEST)
    store.remove(RUN, DIGEST)
    assert store.load(RUN, DIGEST) is None
    Store(None).remove(RUN, DIGEST)
    (tmp_path / "file").touch()
    Store(tmp_path / "file").remove(RUN, DIGEST)


def test_configs_that_lead_to_the_same_run_share_a_file(store):
    other = replace(CONFIG, seed=7)  # a full batch has no order
    store.save(RUN, DIGEST, finished())
    assert store.load(TrainingRun(other), DIGEST) is not None


def test_nothing_is_left_but_the_file_itself(store, tmp_path):
    store.save(RUN, DIGEST, finished())
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [f"{KEY}.npz"]


def archive(**changed) -> dict:
    """What a good file holds, changed."""
    arrays = {name: array.copy() for name, array in finished().arrays.items()}
    about = {"key": KEY, "data": DIGEST, "status": "finished", "done": 20, "total": 20, "seconds": 1.0, "message": ""}
    arrays |= {name: value for name, value in changed.items() if name in arrays}
    about |= {name: value for name, value in changed.items() if name not in arrays}
    return {"about": np.array(json.dumps(about)), **arrays}


def as_before(**changed) -> dict:
    """What a good file of earlier versions held, changed."""
    about = {"format": "seesoftmax run 1", "config": asdict(CONFIG), "data": DIGEST, "status": "finished"}
    about |= {"step": 20, "seconds": 1.0, "message": ""} | changed
    return archive() | {"about": np.array(json.dumps(about))}


def nonsense_in(name: str) -> dict:
    broken = archive()[name]
    broken.flat[3] = np.nan
    return archive(**{name: broken})


def test_the_file_that_the_next_tests_break_is_good(store, tmp_path):
    (tmp_path / "runs").mkdir()
    for good in (archive(), as_before()):
        np.savez(tmp_path / "runs" / f"{KEY}.npz", **good)
        assert store.load(RUN, DIGEST).done == 20


@pytest.mark.parametrize(
    "arrays",
    [
        archive(key=TrainingRun(replace(CONFIG, learning_rate=0.2)).key(DIGEST)),
        archive() | {"about": np.array("no JSON")},
        archive() | {"about": np.array("[1, 2]")},
        archive() | {"surprise": np.zeros(3)},
        as_before(status="running"),
        as_before(step=19),
        archive(data="e" * 64),
        archive(status="running"),
        archive(status="no such status"),
        archive(done=19),
        archive(status="stopped", done=19),
        archive(status="stopped", done=21),
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
    assert store.load(RUN, DIGEST) is None
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [f"{KEY}.npz.damaged"]
    assert store.load(RUN, DIGEST) is None


@pytest.mark.parametrize("damage", ["empty", "text", "cut short", "a bit flipped", "an array alone"])
def test_a_damaged_file_is_set_aside_and_can_be_written_anew(store, tmp_path, damage):
    store.save(RUN, DIGEST, finished())
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
    assert store.load(RUN, DIGEST) is None
    assert not path.exists()
    store.save(RUN, DIGEST, finished())
    assert store.load(RUN, DIGEST) is not None


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
    assert store.load(RUN, DIGEST) is None
    assert not (tmp_path / "sprung").exists()


def test_a_run_with_numbers_beyond_the_finite_is_not_kept(store, tmp_path):
    kept = finished()
    losses = kept.arrays["train_loss"].copy()
    losses[-1] = np.inf
    store.save(RUN, DIGEST, replace(kept, arrays=kept.arrays | {"train_loss": losses}))
    assert not (tmp_path / "runs").exists()


def test_a_folder_that_cannot_be_written_is_said_once_and_harms_nothing(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            store.save(RUN, DIGEST, finished())
            assert store.load(RUN, DIGEST) is None
    assert len(caplog.records) == 1


def test_no_folder_keeps_nothing():
    store = Store(None)
    store.save(RUN, DIGEST, finished())
    assert store.load(RUN, DIGEST) is None


def test_the_file_unused_for_longest_goes_first(tmp_path):
    store = Store(tmp_path, files_kept=3)
    runs = [TrainingRun(replace(CONFIG, learning_rate=rate)) for rate in (0.1, 0.2, 0.3, 0.4)]
    for age, run in enumerate(runs[:3]):
        store.save(run, DIGEST, finished(run.config))
        os.utime(tmp_path / "runs" / f"{run.key(DIGEST)}.npz", (age, age))
    store.load(runs[0], DIGEST)  # the oldest is used again
    store.save(runs[3], DIGEST, finished(runs[3].config))
    assert [store.load(run, DIGEST) is not None for run in runs] == [True, False, True, True]


def test_the_folder_is_bounded_in_bytes_and_what_others_keep_in_it_is_left_alone(tmp_path):
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"x" * 1000)
    store = Store(tmp_path, bytes_kept=800_000)
    for rate in (0.1, 0.2, 0.3, 0.4, 0.5):
        run = TrainingRun(replace(CONFIG, learning_rate=rate))
        store.save(run, DIGEST, finished(run.config))
    files = list(folder.glob("*.npz"))
    assert 1 <= len(files) < 5
    assert sum(path.stat().st_size for path in files) <= 800_000
    assert (folder / "holiday.jpg").exists()


def test_what_was_left_unfinished_or_set_aside_is_cleared_away_in_time(tmp_path):
    for folder, work in (("runs", RUN), ("jobs", SWEEP)):
        (tmp_path / folder).mkdir()
        for name in ("tmpabc.unfinished", "old.npz.damaged", "x.progress"):
            (tmp_path / folder / name).write_bytes(b"x" * 1000)
            os.utime(tmp_path / folder / name, (1, 1))
        Store(tmp_path, files_kept=1).save(work, DIGEST, finished() if work is RUN else whole_sweep())
        assert [path.suffix for path in (tmp_path / folder).iterdir()] == [".npz"]


SWEEP = Sweep((1, 10), steps=5)


def whole_sweep() -> Kept:
    arrays = SWEEP.begin() | {"wave": np.array(len(SWEEP.groups))}
    return Kept(Status.FINISHED, arrays | dict.fromkeys(("train_accuracy", "test_accuracy"), np.ones(2)), 1, 1)


def test_results_of_earlier_versions_say_nothing_of_themselves_and_are_taken(tmp_path):
    (tmp_path / "jobs").mkdir()
    np.savez(tmp_path / "jobs" / f"{SWEEP.key(DIGEST)}.npz", **whole_sweep().arrays)
    found = Store(tmp_path).load(SWEEP, DIGEST)
    assert (found.status, found.seconds) == (Status.FINISHED, 0.0)


def test_work_that_cannot_go_on_from_disk_is_not_taken_unfinished(tmp_path):
    store = Store(tmp_path)
    store.save(SWEEP, DIGEST, replace(whole_sweep(), status=Status.STOPPED))
    assert store.load(SWEEP, DIGEST) is None


def test_a_damaged_file_is_read_once_and_said_once(store, tmp_path, caplog):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / f"{KEY}.npz").write_bytes(b"hello")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert store.load(RUN, DIGEST) is None
    assert len(caplog.records) == 1


def test_results_live_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path))
    assert home_folder() == tmp_path
