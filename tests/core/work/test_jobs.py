"""Jobs: long work in pieces, shared, stopped, taken up again, kept on disk, on workers that may die."""

import contextlib
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core.data.dataset import DatasetError, DatasetRef, load_dataset
from mnist_core.training.registry import make_registry
from mnist_core.work.registry import ABSENT_SECONDS
from mnist_core.work.store import Store
from mnist_core.work.work import ArrayWork, Field, Piece, Place, Status
from tests.support import ROOT
from tests.support.hands import Instant, Workshop

pytestmark = pytest.mark.usefixtures("nobody_leaves")

DIGEST = "d" * 64


@dataclass(frozen=True)
class Sum(ArrayWork):
    """Adds 1, 2, 3 … up to a number, one a piece."""

    last: int
    unlucky: int = -1

    def key(self, digest):
        return f"sum-{self.last}-{digest[:8]}"

    def begin(self):
        return {"at": np.array(0), "sum": np.array(0)}

    def advance(self, dataset, arrays, seconds):
        at = int(arrays["at"]) + 1
        if at == self.unlucky:
            raise ZeroDivisionError("unlucky")
        return Piece({"at": np.array(at), "sum": arrays["sum"] + at}, at, self.last)

    def layout(self):
        return {"at": Field(np.int64, (), self.last, self.last), "sum": Field(np.int64)}


@pytest.fixture
def workshop(monkeypatch):
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    return Workshop()


@pytest.fixture
def dataset():
    return SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST))


@pytest.fixture
def shared(dataset, workshop, tmp_path):
    return make_registry(dataset, executor=workshop, folder=tmp_path)


def test_a_job_goes_from_unknown_to_done(shared, workshop):
    work = Sum(4)
    assert shared.find(work) is None
    assert shared.start(work, "a").status is Status.WAITING
    workshop.hand.step()
    job = shared.find(work)
    assert (job.status, job.done, job.total, int(job.arrays["sum"])) == (Status.RUNNING, 1, 4, 1)
    workshop.finish()
    job = shared.wait(work)
    assert (job.status, job.fraction, int(job.arrays["sum"]), job.known) == (Status.FINISHED, 1.0, 10, False)
    assert not job.arrays["sum"].flags.writeable
    assert shared.start(work, "b").known
    assert workshop.hand.submitted == 4


def test_visitors_share_a_job_and_none_stops_it_for_the_others(shared, workshop):
    work = Sum(5)
    shared.start(work, "a")
    shared.start(work, "b")
    workshop.hand.step()
    assert shared.stop(work, "a").active
    workshop.hand.step()
    assert shared.find(work).done == 2
    shared.stop(work, "b")
    workshop.finish()
    job = shared.find(work)
    assert (job.status, job.done) == (Status.STOPPED, 3)
    assert shared.start(work, "a").status is Status.WAITING
    workshop.finish()
    assert int(shared.find(work).arrays["sum"]) == 15
    assert workshop.hand.submitted == 5


def test_jobs_and_runs_take_turns(dataset, workshop):
    first, second = Sum(3), Sum(6)
    shared = make_registry(dataset, executor=workshop, folder=None)
    shared.start(first, "a")
    shared.start(second, "b")
    for _ in range(4):
        workshop.hand.step()
    assert (shared.find(first).done, shared.find(second).done) == (2, 2)


def test_stopping_what_no_worker_has_stops_it_at_once(dataset, workshop):
    shared = make_registry(dataset, executor=workshop, folder=None)
    for last in (3, 4, 6):
        shared.start(Sum(last), "a")
    assert shared.stop(Sum(6), "a").status is Status.STOPPED
    assert shared.stop(Sum(99), "a").status is Status.UNKNOWN


def test_whoever_seemed_to_watch_and_does_not_look_again_keeps_nothing_alive(shared, workshop, monkeypatch):
    work = Sum(9)
    shared.start(work, "before the reload")
    assert shared.find(work, "after the reload").active
    assert shared.stop(work, "after the reload").watchers == 1
    workshop.hand.step()
    assert shared.find(work).active  # it may be another visitor
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now + 6))
    workshop.hand.step()
    assert shared.find(work).status is Status.STOPPED


def test_results_are_written_by_a_thread_that_brings_no_others(dataset, workshop, tmp_path, monkeypatch):
    threads, save = [], Store.save

    def slow(*arguments):
        threads.append(threading.current_thread().name)
        save(*arguments)

    monkeypatch.setattr(Store, "save", slow)
    with contextlib.closing(make_registry(dataset, executor=Instant, folder=tmp_path)) as registry:
        registry.start(Sum(2), "a")
    assert [name.rpartition("_")[0] for name in threads] == ["save-work"]


def test_what_the_disk_does_not_have_is_not_looked_for_at_every_poll_nor_under_the_lock(shared, workshop, monkeypatch):
    loads, load = [], Store.load

    def slow(*arguments):
        others = ThreadPoolExecutor(1)
        assert others.submit(shared.find, Sum(4)).result(60).active, "nobody else waits"
        loads.append(arguments)
        return load(*arguments)

    shared.start(Sum(4), "a")
    monkeypatch.setattr(Store, "load", slow)
    assert [shared.find(Sum(3)) for _ in range(50)] == [None] * 50
    assert len(loads) == 1
    shared.start(Sum(3), "a")
    workshop.finish()
    assert shared.find(Sum(3)).status is Status.FINISHED


def test_the_disk_is_asked_again_in_a_while(dataset, shared, tmp_path, workshop, monkeypatch):
    assert shared.find(Sum(3)) is None
    with contextlib.closing(make_registry(dataset, executor=Instant, folder=tmp_path)) as another_server:
        another_server.start(Sum(3), "a")
    assert shared.find(Sum(3)) is None
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.registry.time", SimpleNamespace(monotonic=lambda: now + ABSENT_SECONDS + 1))
    assert shared.find(Sum(3)).known


def test_data_that_are_gone_fail_the_work_in_words_and_it_goes_on_when_they_are_back(dataset, workshop):
    there = [True]

    def source():
        if not there[0]:
            raise OSError("the file is gone")
        return dataset

    registry = make_registry(source, executor=workshop, folder=None)
    registry.start(Sum(3), "a")
    there[0] = False
    workshop.finish()
    there[0] = True
    failed = registry.find(Sum(3))
    assert (failed.status, failed.done, failed.message) == (Status.FAILED, 1, "OSError: the file is gone")
    registry.start(Sum(3), "a")
    workshop.finish()
    assert int(registry.find(Sum(3)).arrays["sum"]) == 6


def test_a_failure_for_want_of_the_data_file_is_forgotten_when_that_is_there_again(workshop, tmp_path, monkeypatch):
    """A sweep went on saying that the file does not exist; and the sentence told visitors where it is on the server."""
    file = tmp_path / "mnist.npz"
    dataset = SimpleNamespace(digest=DIGEST, ref=DatasetRef("full", str(file), DIGEST))
    shared = make_registry(dataset, executor=workshop, folder=None)

    def gone(ref):
        raise DatasetError(f"{ref.path} does not exist.")

    monkeypatch.setattr(DatasetRef, "open", gone)
    shared.start(Sum(2), "a")
    workshop.finish()
    failed = shared.look(Sum(2), "a")
    assert (failed.status, failed.message) == (Status.FAILED, "DatasetError: mnist.npz does not exist.")
    file.touch()
    assert (shared.look(Sum(2), "a").status, shared.look(Sum(2), "a").message) == (Status.UNKNOWN, "")
    # Where another file is in its place it is tried again, and not for ever.
    shared.start(Sum(2), "a")
    workshop.finish()
    assert shared.look(Sum(2), "a").status is Status.FAILED
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    shared.start(Sum(2), "a")
    workshop.finish()
    assert shared.look(Sum(2), "a").status is Status.FINISHED


def test_a_result_is_known_to_the_next_process_and_a_damaged_one_is_computed_again(dataset, workshop, tmp_path):
    first = make_registry(dataset, executor=workshop, folder=tmp_path)
    first.start(Sum(3), "a")
    workshop.finish()
    first.close()  # waits until it is written
    next_one = make_registry(dataset, executor=workshop, folder=tmp_path)
    found = next_one.find(Sum(3))
    assert (found.status, found.known, int(found.arrays["sum"])) == (Status.FINISHED, True, 6)
    (file,) = tmp_path.glob("jobs/*.npz")
    for content in (file.read_bytes()[:100], b"", b"<html>"):
        file.write_bytes(content)
        assert make_registry(dataset, executor=workshop, folder=tmp_path).find(Sum(3)) is None
    np.savez(file, at=np.array(2), sum=np.array(3))
    assert make_registry(dataset, executor=workshop, folder=tmp_path).find(Sum(3)) is None


def test_an_error_fails_the_job_in_words_and_starting_it_again_goes_on(shared, workshop, caplog):
    work = Sum(4, unlucky=3)
    shared.start(work, "a")
    workshop.finish()
    job = shared.find(work)
    assert (job.status, job.done, job.message) == (Status.FAILED, 2, "ZeroDivisionError: unlucky")
    assert "unlucky" in caplog.text
    shared.start(work, "a")
    workshop.finish()
    assert workshop.hand.submitted == 4


def test_a_dead_worker_costs_one_piece(shared, workshop):
    work = Sum(4)
    shared.start(work, "a")
    workshop.hand.step()
    workshop.hand.die()
    workshop.finish()
    assert int(shared.find(work).arrays["sum"]) == 10


def test_memory_is_bounded(dataset, workshop):
    shared = make_registry(dataset, executor=Instant, folder=None, bytes_kept=32)
    for last in range(2, 6):
        shared.start(Sum(last), "a")
    assert [shared.look(Sum(last)).status for last in range(2, 6)] == [Status.UNKNOWN] * 2 + [Status.FINISHED] * 2


def test_closing_stops_what_runs(shared, workshop):
    shared.start(Sum(3), "a")
    shared.close()
    assert shared.find(Sum(3)).status is Status.STOPPED


@pytest.mark.slow
def test_real_workers_do_a_job_beside_runs():
    dataset = load_dataset()
    with contextlib.closing(make_registry(dataset, folder=None)) as registry:
        registry.start(Sum(5), "a")
        assert int(registry.wait(Sum(5), 300).arrays["sum"]) == 15


@pytest.mark.slow
def test_the_keras_process_has_keras_and_the_server_has_not(tmp_path):
    code = (
        "import sys\n"
        "from tests.core.work.test_jobs import Layers\n"
        "from mnist_core.training.registry import default_registry\n"
        "jobs = default_registry(); jobs.start(Layers(), 'a'); job = jobs.wait(Layers(), 300)\n"
        "assert job.status == 'finished', job.message\n"
        "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules\n"
        "print(int(job.arrays['parameters']))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert found.stdout.strip() == "7850", found.stderr


@dataclass(frozen=True)
class Layers(ArrayWork):
    """Counts the parameters of a Keras model."""

    place = Place.KERAS

    def key(self, digest):
        return "layers"

    def begin(self):
        return {}

    def advance(self, dataset, arrays, seconds):
        import keras

        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
        return Piece({"parameters": np.array(model.count_params())}, 1, 1)

    def layout(self):
        return {"parameters": Field(np.int64)}
