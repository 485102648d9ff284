"""A store that servers share: what one has done the other knows, whatever the shelf between them does."""

import contextlib
import logging
import threading
import time
from dataclasses import replace
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest

from mnist_core.data.dataset import DatasetRef
from mnist_core.training.registry import make_registry
from mnist_core.training.run import Status, TrainingRun
from mnist_core.work import shared as module
from mnist_core.work import shelf as shelves
from mnist_core.work.shared import SharedRoom, SharedStore, open_store
from mnist_core.work.shelf import Bucket, Folder, TooLargeError, open_shelf
from mnist_core.work.store import Store
from tests.core.work.test_jobs import DIGEST, Sum
from tests.core.work.test_store import CONFIG, RUN, finished, paused
from tests.support.hands import Instant

NAME = f"runs/{RUN.key(DIGEST)}.npz"
PAUSED = f"runs/{RUN.key(DIGEST)}.paused.npz"


class Box(dict):
    """A shelf in memory, which a test lets fail, hang or lie: `trouble` is called with what is asked first."""

    trouble = None

    def read(self, name):
        if self.trouble:
            self.trouble("read")
        return self.get(name)

    def write(self, name, content):
        if self.trouble:
            self.trouble("write")
        self[name] = content

    def remove(self, name):
        self.pop(name, None)

    def entries(self):
        return [shelves.Entry(name, len(self[name]), time.time() - 9 + k) for k, name in enumerate(self)]


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def store(tmp_path, box):
    return SharedStore(tmp_path / "one", box)


@pytest.fixture
def other(tmp_path, box):
    return SharedStore(tmp_path / "two", box)


def settle(store):
    """Wait until all is done that was ordered; the store is at its end then."""
    store.close()
    store._porter.join(60)
    assert not store._porter.is_alive()


@pytest.fixture
def s3(monkeypatch, tmp_path):
    """A bucket behind S3's own protocol, on this machine."""
    needs = "pip install -r requirements-cluster.txt 'moto[server]'"
    s3fs = pytest.importorskip("s3fs", reason=f"s3fs is needed for S3 only: {needs}")
    server = pytest.importorskip("moto.server", reason=f"moto stands in for S3: {needs}")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    _, port = running.get_host_and_port()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    urlopen(Request(f"http://127.0.0.1:{port}/bucket", method="PUT"), timeout=60).close()
    s3fs.S3FileSystem.clear_instance_cache()  # which know the port of another test
    yield f"s3://bucket/{tmp_path.name}"
    running.stop()


@pytest.fixture(params=["folder", "memory", pytest.param("s3", marks=pytest.mark.long)])
def address(request, tmp_path):
    if request.param == "folder":
        return str(tmp_path / "shared")
    if request.param == "s3":
        return request.getfixturevalue("s3")
    pytest.importorskip("fsspec", reason="fsspec is needed for addresses only: pip install -r requirements-cluster.txt")
    return f"memory://{tmp_path.name}/results"


def test_what_one_server_has_done_the_other_knows(address, tmp_path, monkeypatch):
    monkeypatch.setenv("SEESOFTMAX_STORE", address)
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    dataset = SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST))
    with contextlib.closing(make_registry(dataset, executor=Instant, folder=tmp_path / "one")) as first:
        first.start(Sum(4), "a")
    settle(first._store)
    with contextlib.closing(make_registry(dataset, executor=Instant, folder=tmp_path / "two")) as second:
        found = second.find(Sum(4))
        assert (found.status, found.known, int(found.arrays["sum"])) == (Status.FINISHED, True, 10)
    assert Store(tmp_path / "two").load(Sum(4), DIGEST) is not None, "it is on this disk from now on"


def test_a_shelf_reads_what_was_written_lists_it_and_forgets_it(address):
    shelf = open_shelf(address)
    assert shelf.read("runs/a.npz") is None
    assert shelf.entries() == []
    shelf.write("runs/a.npz", b"old")
    shelf.write("runs/a.npz", b"new")
    shelf.write("runs/empty.npz", b"")
    shelf.write("notes.txt", b"others'")
    shelf.write("jobs/b.npz", b"four")
    assert shelf.read("runs/a.npz") == b"new"
    assert shelf.read("runs/empty.npz") == b""
    found = sorted((entry.name, entry.size) for entry in shelf.entries())
    assert found == [("jobs/b.npz", 4), ("runs/a.npz", 3), ("runs/empty.npz", 0)]
    assert all(entry.written > 1e9 for entry in shelf.entries())
    shelf.remove("runs/a.npz")
    shelf.remove("runs/a.npz")
    assert shelf.read("runs/a.npz") is None


def test_what_is_too_large_is_not_read(address, monkeypatch):
    monkeypatch.setattr(shelves, "MOST_BYTES", 3)
    shelf = open_shelf(address)
    shelf.write("runs/a.npz", b"four")
    with pytest.raises(TooLargeError, match="more than 3 bytes"):
        shelf.read("runs/a.npz")


def test_addresses_are_of_folders_or_of_buckets(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_shelf("~/shared")._folder == tmp_path / "shared"
    assert open_shelf("file:///srv/shared")._folder.as_posix() == "/srv/shared"
    assert isinstance(open_shelf("s3://bucket/folder"), Bucket)
    assert isinstance(open_shelf("shared"), Folder)


def test_nobody_shares_who_was_not_told_to(tmp_path, monkeypatch):
    monkeypatch.delenv("SEESOFTMAX_STORE", raising=False)
    assert type(open_store(tmp_path)) is Store
    monkeypatch.setenv("SEESOFTMAX_STORE", str(tmp_path / "shared"))
    assert type(open_store(tmp_path)) is SharedStore
    assert type(open_store(None)) is Store, "who keeps nothing shares nothing"
    monkeypatch.setenv("SEESOFTMAX_MAX_SHARED_FILES", "9")
    assert open_store(tmp_path)._shared.files == 9
    monkeypatch.setenv("SEESOFTMAX_MAX_SHARED_FILES", "0")
    with pytest.raises(ValueError, match="SEESOFTMAX_MAX_SHARED_FILES must be"):
        open_store(tmp_path)


def test_a_paused_run_is_taken_up_elsewhere_and_makes_way_when_it_is_over(store, other, box):
    store.save(RUN, DIGEST, paused())
    settle(store)
    assert set(box) == {PAUSED}
    assert (other.load(RUN, DIGEST).status, other.load(RUN, DIGEST).done) == (Status.STOPPED, 7)
    other.save(RUN, DIGEST, finished())
    settle(other)
    assert set(box) == {NAME}
    assert store.load(RUN, DIGEST).status is Status.FINISHED, "though the disk has it paused"


def test_who_discards_a_run_does_not_find_it_again_and_leaves_what_others_have_finished(store, other, box, tmp_path):
    go_on = threading.Event()
    box.trouble = lambda what: what == "write" and go_on.wait(60)  # so that it is still to be put there
    store.save(RUN, DIGEST, paused())
    store.remove(RUN, DIGEST)
    assert store.load(RUN, DIGEST) is None
    go_on.set()
    settle(store)
    assert set(box) == set()
    other.save(RUN, DIGEST, finished())
    settle(other)
    third = SharedStore(tmp_path / "three", box)
    third.remove(RUN, DIGEST)
    settle(third)
    assert set(box) == {NAME}


@pytest.mark.parametrize("lie", [b"", b"<html>", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_shelf_that_lies_is_asked_once_and_what_is_on_disk_stays(store, box, caplog, lie):
    Store.save(store, RUN, DIGEST, paused())
    box[NAME] = lie
    for _ in range(3):
        assert store.load(RUN, DIGEST).done == 7
    assert len([each for each in caplog.records if "damaged" in each.getMessage()]) == 1
    store.save(RUN, DIGEST, finished())
    settle(store)
    assert box[NAME] != lie


def test_the_result_of_other_work_is_no_result(store, other, box):
    stranger = TrainingRun(replace(CONFIG, learning_rate=0.2))
    store.save(stranger, DIGEST, finished(stranger.config))
    settle(store)
    box[NAME] = box.pop(f"runs/{stranger.key(DIGEST)}.npz")
    assert other.load(RUN, DIGEST) is None


def test_a_shelf_that_fails_is_told_of_once_left_alone_for_a_while_and_served_again(store, other, box, caplog):
    asked = []

    def fail(what):
        asked.append(what)
        raise PermissionError("403")

    box.trouble = fail
    with caplog.at_level(logging.WARNING):
        for rate in (0.1, 0.2, 0.3):
            assert store.load(TrainingRun(replace(CONFIG, learning_rate=rate)), DIGEST) is None
    assert asked == ["read"]
    assert [each.getMessage().partition(":")[2].strip() for each in caplog.records] == ["PermissionError: 403"]
    box.trouble = None
    other.save(RUN, DIGEST, finished())
    settle(other)
    store._rest_until = -1.0
    assert store.load(RUN, DIGEST) is not None
    assert "works again" in caplog.text


class Clock:
    """Seconds that pass while a fetch is waited for, so many at most, and how long one was ready to wait each time."""

    def __init__(self, monkeypatch, answers_after=float("inf")):
        self.now, self.waits = 0.0, []
        clock = self

        class Fetch(module._Fetch):
            def __init__(self):
                super().__init__()
                self.done = SimpleNamespace(wait=self.wait, set=lambda: None, is_set=lambda: self.answered)
                self.answered = False

            def wait(self, seconds):
                clock.waits.append(seconds)
                clock.now += min(seconds, answers_after)
                self.answered = seconds >= answers_after

        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(module, "_Fetch", Fetch)


def look(store, count):
    """Look for so many runs that nobody knows."""
    for k in range(count):
        store.load(TrainingRun(replace(CONFIG, learning_rate=0.1 + k / 100)), DIGEST)


def test_nobody_waits_for_a_shelf_that_hangs_longer_than_is_promised(store, box, monkeypatch):
    go_on = threading.Event()
    box.trouble = lambda what: go_on.wait(60)
    clock = Clock(monkeypatch)
    look(store, 3)
    assert clock.waits == [module.PATIENCE]
    clock.now += module.REST + 1
    for _ in range(2):  # some more hang, then there are enough of them
        look(store, 30)
        clock.now += module.REST + 1
    assert len(store._fetching) <= module.FETCHES
    assert clock.waits == [module.PATIENCE] * 3
    go_on.set()


def test_quick_answers_are_waited_for_in_all_no_longer_than_one_slow_one(store, monkeypatch):
    monkeypatch.setattr(module, "FETCHES", 100)
    clock = Clock(monkeypatch, answers_after=0.2)
    look(store, 9)
    assert sum(clock.waits) >= clock.now == pytest.approx(module.PATIENCE)
    clock.now += module.WINDOW
    store.load(RUN, DIGEST)
    assert clock.waits[-1] == module.PATIENCE


def test_what_comes_too_late_is_there_at_the_next_look(store, other, box, monkeypatch):
    other.save(RUN, DIGEST, finished())
    settle(other)
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    late = threading.Event()
    box.trouble = lambda what: late.wait(60)
    assert store.load(RUN, DIGEST) is None
    late.set()
    while store._fetching:
        time.sleep(0.001)
    assert store.load(RUN, DIGEST) is not None


def test_results_wait_for_a_shelf_that_comes_back(store, box, monkeypatch):
    tries = []

    def fail_twice(what):
        tries.append(what)
        if len(tries) < 3:
            raise OSError("away")

    box.trouble = fail_twice
    monkeypatch.setattr(module, "REST", 0.0)
    store.save(RUN, DIGEST, finished())
    while NAME not in box:
        time.sleep(0.001)
    assert tries == ["write"] * 3


def test_the_end_does_not_wait_for_a_shelf_that_fails(store, box):
    box.trouble = lambda what: 1 // 0
    store.save(RUN, DIGEST, finished())
    settle(store)
    assert Store.load(store, RUN, DIGEST) is not None


def test_the_shelf_is_bounded(tmp_path, box):
    box.update({"runs/old.npz": b"x" * 10, "jobs/older.npz": b"x"})
    store = SharedStore(tmp_path, box, shared=SharedRoom(files=2))
    store.save(RUN, DIGEST, finished())
    settle(store)
    assert set(box) == {NAME, "jobs/older.npz"}
    box["runs/large.npz"] = b"x" * 100
    store = SharedStore(tmp_path, box, shared=SharedRoom(megabytes=1e-5))
    store.save(RUN, DIGEST, finished())
    settle(store)
    assert len(box) == 1
    box["runs/larger.npz"] = b"x" * 101
    store = SharedStore(tmp_path, box, shared=SharedRoom(days=1e-6))
    store.save(RUN, DIGEST, finished())
    settle(store)
    assert len(box) == 1, "the others are too old"
