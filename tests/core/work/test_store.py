"""Runs at rest on disk: what comes back, and what is refused."""

import errno
import io
import json
import logging
import os
import re
import time
import tracemalloc
import zipfile
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
from mnist_core.work import store as storing
from mnist_core.work.store import Room, Store
from mnist_core.work.work import FOLDERS, Kept
from tests.support import ROOT

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


# Whatever lies in the place of a result.


def npy(array: np.ndarray, shape: tuple[int, ...] | None = None) -> bytes:
    """An array as NumPy writes it, or one whose header claims another shape."""
    file = io.BytesIO()
    header = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape if shape is None else shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + array.tobytes()


def zipped(packed: int = zipfile.ZIP_STORED, **changed: bytes) -> bytes:
    """The archive of a good run, with the bytes of some arrays changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as written:
        for name, array in archive().items():
            written.writestr(f"{name}.npy", changed.get(name, npy(array)))
    return file.getvalue()


def encrypted() -> bytes:
    content = zipped()
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # bit 0 of an entry's flags
        content = re.sub(
            re.escape(mark) + b"." * (place - 4) + b".", lambda found: found[0][:-1] + b"\x01", content, flags=re.DOTALL
        )
    return content


def badly_deflated() -> bytes:
    content = bytearray(zipped(zipfile.ZIP_DEFLATED))
    middle = content.index(b"weights.npy") + 2_000
    content[middle : middle + 200] = bytes(range(200))
    return bytes(content)


FIT = (2**36, 784, 10)  # of weights in float32: some 2,000 TiB
CLAIMED = npy(archive()["weights"], FIT)
DAMAGED = {
    "a bare array": npy(np.arange(3)),
    "a bare array that claims too much": npy(np.zeros(3, np.float32), FIT),
    "an encrypted archive": encrypted(),
    "a badly deflated archive": badly_deflated(),
    "an archive that claims too much": zipped(weights=CLAIMED),
    "an archive that unpacks to far more": zipped(zipfile.ZIP_DEFLATED, weights=npy(np.zeros((1_300, 784, 10), "f4"))),
    "an array that ends too soon": zipped(weights=npy(archive()["weights"])[:-1]),
    "an array that goes on": zipped(weights=npy(archive()["weights"]) + b"x"),
    "an array of objects": zipped(bias=npy(np.zeros(80, np.int64), (8, 10)).replace(b"<i8", b"|O8")),
    "a header that is no header": zipped(bias=b"\x93NUMPY\x01\x00\x10\x00{'descr': import os}"),
    "a later version": zipped(bias=b"\x93NUMPY\x09\x00"),
    "much to say": zipped(about=npy(np.array(json.dumps({"message": "x" * 100_000})))),
    "too deep": zipped(about=npy(np.array("[" * 10_000))),
    "no number of seconds": zipped(about=npy(np.array('{"seconds": NaN, "done": 20}'))),
    "an endless step": zipped(about=npy(np.array('{"done": Infinity}'))),
    "the same array twice": zipped().replace(b"final_bias.npy", b"train_loss.npy"),
    "cut short": zipped()[:-1_000],
    "a pickle": b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.",
    "a web page": b"<html>",
    "nothing": b"",
}  # fmt: skip


def refused(store: Store, path: Path, caplog) -> None:
    """What lies there is set aside once, said once, and the run can be kept in its place."""
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert store.load(RUN, DIGEST) is None
    assert [record.getMessage().split(" is damaged")[0] for record in caplog.records] == [str(path)]
    assert path.name not in os.listdir(path.parent)  # noqa: PTH208 - a link to nowhere does not "exist"
    store.save(RUN, DIGEST, finished())
    assert store.load(RUN, DIGEST) is not None
    assert len(caplog.records) == 1


@pytest.mark.parametrize("damage", DAMAGED)
def test_whatever_a_file_holds_it_is_set_aside_once_and_takes_no_memory(store, tmp_path, damage, caplog):
    path = tmp_path / "runs" / f"{KEY}.npz"
    path.parent.mkdir()
    path.write_bytes(DAMAGED[damage])
    tracemalloc.start()
    try:
        assert store.load(RUN, DIGEST) is None
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
    path.with_name(path.name + ".damaged").replace(path)
    caplog.clear()
    refused(store, path, caplog)


@pytest.mark.parametrize("what", ["a folder", "a link to nothing", "a link to itself", "a link to a folder", "a pipe"])
def test_what_is_no_file_is_set_aside_once(store, tmp_path, what, caplog):
    path = tmp_path / "runs" / f"{KEY}.npz"
    path.parent.mkdir()
    if what == "a folder":
        (path / "within").mkdir(parents=True)
    elif what == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(
            {"a link to nothing": "nowhere", "a link to itself": path.name, "a link to a folder": ".."}[what]
        )
    refused(store, path, caplog)
    assert tmp_path.is_dir()


def failing(monkeypatch, where: object, name: str, number: int, only: str = "") -> list[object]:
    """Have a function fail with this error where its first argument ends so; returns what it was given."""
    real, given = getattr(where, name), []

    def function(*arguments, **named):
        if not str(arguments[0]).endswith(only):
            return real(*arguments, **named)
        given.append(arguments[0])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(where, name, function)
    return given


def test_another_users_file_is_set_aside_once(store, tmp_path, monkeypatch, caplog):
    store.save(RUN, DIGEST, finished())
    with monkeypatch.context() as meanwhile:
        failing(meanwhile, Path, "open", errno.EACCES, ".npz")
        assert store.load(RUN, DIGEST) is None
    (tmp_path / "runs" / f"{KEY}.npz.damaged").replace(tmp_path / "runs" / f"{KEY}.npz")
    caplog.clear()
    failing(monkeypatch, Path, "open", errno.EACCES, ".npz")
    with caplog.at_level(logging.WARNING):
        assert [store.load(RUN, DIGEST) for _ in range(3)] == [None] * 3
    assert len(caplog.records) == 1


def test_what_is_damaged_on_a_disk_that_cannot_be_written_is_read_once_and_said_once(
    store, tmp_path, monkeypatch, caplog
):
    path = tmp_path / "runs" / f"{KEY}.npz"
    path.parent.mkdir()
    path.write_bytes(b"hello")
    reads, read = [], storing.read_archive
    monkeypatch.setattr(storing, "read_archive", lambda *arguments: reads.append(arguments) or read(*arguments))
    with monkeypatch.context() as read_only, caplog.at_level(logging.WARNING):
        failing(read_only, Path, "replace", errno.EROFS)
        assert [store.load(RUN, DIGEST) for _ in range(5)] == [None] * 5
    assert (len(reads), len(caplog.records)) == (1, 1)
    assert "cannot be set aside" in caplog.text
    store.save(RUN, DIGEST, finished())  # it can be written again
    assert store.load(RUN, DIGEST) is not None


def test_a_result_on_a_disk_that_cannot_be_written_is_known_and_that_is_said_once(store, monkeypatch, caplog):
    store.save(RUN, DIGEST, finished())
    failing(monkeypatch, os, "utime", errno.EROFS)
    failing(monkeypatch, storing, "write_arrays", errno.EROFS)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert store.load(RUN, DIGEST) is not None
            store.save(TrainingRun(replace(CONFIG, learning_rate=0.2)), DIGEST, finished())
    assert len(caplog.records) == 1


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_no_good_file_is_set_aside_because_too_many_are_open(store, monkeypatch, number, caplog):
    store.save(RUN, DIGEST, finished())
    with monkeypatch.context() as busy, caplog.at_level(logging.WARNING):
        failing(busy, Path, "open", number)
        assert [store.load(RUN, DIGEST) for _ in range(3)] == [None] * 3
    assert len(caplog.records) == 1
    assert store.load(RUN, DIGEST) is not None


def test_a_full_disk_is_said_once_leaves_nothing_behind_and_can_be_written_again(store, tmp_path, monkeypatch, caplog):
    def full(file, **_):
        file.write(b"half of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as meanwhile, caplog.at_level(logging.WARNING):
        meanwhile.setattr(np, "savez", full)
        for _ in range(3):
            store.save(RUN, DIGEST, finished())
            assert store.load(RUN, DIGEST) is None
    assert len(caplog.records) == 1
    assert not list((tmp_path / "runs").iterdir())
    store.save(RUN, DIGEST, finished())
    assert store.load(RUN, DIGEST) is not None


def test_what_cannot_take_its_place_leaves_nothing_behind(store, tmp_path):
    path = tmp_path / "runs" / f"{KEY}.npz"
    (path / "within").mkdir(parents=True)
    store.save(RUN, DIGEST, finished())
    assert [each.name for each in path.parent.iterdir()] == [path.name]


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
    store = Store(tmp_path, Room(files=3))
    runs = [TrainingRun(replace(CONFIG, learning_rate=rate)) for rate in (0.1, 0.2, 0.3, 0.4)]
    for age, run in enumerate(runs[:3]):
        store.save(run, DIGEST, finished(run.config))
        os.utime(tmp_path / "runs" / f"{run.key(DIGEST)}.npz", (time.time() - 100 + age,) * 2)
    store.load(runs[0], DIGEST)  # the oldest is used again
    store.save(runs[3], DIGEST, finished(runs[3].config))
    assert [store.load(run, DIGEST) is not None for run in runs] == [True, False, True, True]


def test_the_folder_is_bounded_in_bytes_and_what_others_keep_in_it_is_left_alone(tmp_path):
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"x" * 1000)
    store = Store(tmp_path, Room(megabytes=800_000 / 2**20))
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
        Store(tmp_path, Room(files=1)).save(work, DIGEST, finished() if work is RUN else whole_sweep())
        assert [path.suffix for path in (tmp_path / folder).iterdir()] == [".npz"]


def test_what_a_killed_process_was_writing_is_cleared_away_and_what_is_being_written_is_not(tmp_path):
    now = time.time()
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
        for name, age in (("a.unfinished", 3_660), ("a.progress", 3_660), ("b.unfinished", 60), ("b.progress", 60)):
            (tmp_path / folder / name).write_bytes(b"x")
            os.utime(tmp_path / folder / name, (now - age, now - age))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "old.unfinished").write_bytes(b"x")
    os.utime(tmp_path / "data" / "old.unfinished", (1, 1))
    Store(tmp_path).save(RUN, DIGEST, finished())
    left = {f"{path.parent.name}/{path.name}" for path in tmp_path.glob("*/*.[up]*")}
    assert left == {
        *(f"{each}/b.{end}" for each in FOLDERS for end in ("unfinished", "progress")),
        "data/old.unfinished",
    }


def test_all_kinds_of_work_share_one_bound_of_bytes_and_of_age(tmp_path):
    now = time.time()
    (tmp_path / "jobs").mkdir()
    for name, days in (("a", 1), ("b", 2), ("c", 8)):
        (tmp_path / "jobs" / f"{name}.npz").write_bytes(b"x" * 150_000)
        os.utime(tmp_path / "jobs" / f"{name}.npz", (now - 86_400 * days,) * 2)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mnist.npz").write_bytes(b"x" * 900_000)
    os.utime(tmp_path / "data" / "mnist.npz", (1, 1))
    Store(tmp_path, Room(days=7)).save(RUN, DIGEST, finished())
    assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == ["a.npz", "b.npz"]
    run = (tmp_path / "runs" / f"{KEY}.npz").stat().st_size
    Store(tmp_path, Room(megabytes=(run + 160_000) / 2**20)).save(RUN, DIGEST, finished())
    assert sorted(path.name for path in (tmp_path / "jobs").iterdir()) == ["a.npz"]
    Store(tmp_path, Room(files=1, megabytes=0.001)).save(RUN, DIGEST, finished())
    assert not list((tmp_path / "jobs").iterdir())
    assert Store(tmp_path).load(RUN, DIGEST) is not None, "what was written just now stays"
    assert (tmp_path / "data" / "mnist.npz").exists()


def test_every_kind_of_work_lies_where_the_disk_is_bounded():
    sources = "".join(path.read_text() for path in (ROOT / "mnist_core").rglob("*.py"))
    assert set(re.findall(r'^    folder: ClassVar\[str\] = "(\w+)"', sources, re.MULTILINE)) == set(FOLDERS)


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
