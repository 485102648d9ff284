"""Jobs: long work in pieces, shared, stopped, taken up again, kept on disk, on workers that may die."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core import jobs
from mnist_core.dataset import DatasetRef, load_dataset
from mnist_core.jobs import UNKNOWN, Jobs, Piece, State
from mnist_core.pool import Pool
from mnist_core.runs import Registry
from tests.core.hands import Instant, Workshop

pytestmark = pytest.mark.usefixtures("nobody_leaves")

DIGEST = "d" * 64


@dataclass(frozen=True)
class Sum:
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

    def accepts(self, arrays):
        return set(arrays) == {"at", "sum"} and int(arrays["at"]) == self.last


@pytest.fixture
def workshop(monkeypatch):
    monkeypatch.setattr(jobs, "open_once", lambda ref: ref)
    return Workshop()


@pytest.fixture
def dataset():
    return SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST))


@pytest.fixture
def shared(dataset, workshop, tmp_path):
    return Jobs(dataset, Pool(workshop, 2), tmp_path)


def test_a_job_goes_from_unknown_to_done(shared, workshop):
    work = Sum(4)
    assert shared.find(work) is UNKNOWN
    assert shared.start(work, "a").state is State.WAITING
    workshop.hand.step()
    job = shared.find(work)
    assert (job.state, job.done, job.total, int(job.arrays["sum"])) == (State.RUNNING, 1, 4, 1)
    workshop.finish()
    job = shared.wait(work)
    assert (job.state, job.share, int(job.arrays["sum"]), job.known) == (State.DONE, 1.0, 10, False)
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
    assert (job.state, job.done) == (State.STOPPED, 3)
    assert shared.start(work, "a").state is State.WAITING
    workshop.finish()
    assert int(shared.find(work).arrays["sum"]) == 15
    assert workshop.hand.submitted == 5


def test_jobs_and_runs_take_turns(dataset, workshop):
    first, second = Sum(3), Sum(6)
    shared = Jobs(dataset, Pool(workshop, 2), None)
    shared.start(first, "a")
    shared.start(second, "b")
    for _ in range(4):
        workshop.hand.step()
    assert (shared.find(first).done, shared.find(second).done) == (2, 2)


def test_stopping_what_no_worker_has_stops_it_at_once(dataset, workshop):
    shared = Jobs(dataset, Pool(workshop, 1), None)
    shared.start(Sum(3), "a")
    shared.start(Sum(6), "a")
    assert shared.stop(Sum(6), "a").state is State.STOPPED
    assert shared.stop(Sum(99), "a") is UNKNOWN


def test_a_result_is_known_to_the_next_process_and_a_damaged_one_is_computed_again(dataset, workshop, tmp_path):
    first = Jobs(dataset, Pool(workshop, 2), tmp_path)
    first.start(Sum(3), "a")
    workshop.finish()
    next_one = Jobs(dataset, Pool(workshop, 2), tmp_path)
    found = next_one.find(Sum(3))
    assert (found.state, found.known, int(found.arrays["sum"])) == (State.DONE, True, 6)
    (file,) = tmp_path.glob("*.npz")
    for content in (file.read_bytes()[:100], b"", b"<html>"):
        file.write_bytes(content)
        assert Jobs(dataset, Pool(workshop, 2), tmp_path).find(Sum(3)) is UNKNOWN
    np.savez(file, at=np.array(2), sum=np.array(3))
    assert Jobs(dataset, Pool(workshop, 2), tmp_path).find(Sum(3)) is UNKNOWN


def test_an_error_fails_the_job_in_words_and_starting_it_again_goes_on(shared, workshop, caplog):
    work = Sum(4, unlucky=3)
    shared.start(work, "a")
    workshop.finish()
    job = shared.find(work)
    assert (job.state, job.done, job.message) == (State.FAILED, 2, "ZeroDivisionError: unlucky")
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
    shared = Jobs(dataset, Pool(Instant, 1), None, bytes_kept=64)
    for last in range(2, 6):
        shared.start(Sum(last), "a")
    assert [shared.find(Sum(last)).state for last in range(2, 6)] == [State.UNKNOWN] * 2 + [State.DONE] * 2


def test_closing_stops_what_runs(shared, workshop):
    shared.start(Sum(3), "a")
    shared.close()
    assert shared.find(Sum(3)).state is State.STOPPED


def test_real_workers_do_a_job_beside_runs():
    dataset = load_dataset()
    registry = Registry(dataset, folder=None)
    try:
        shared = Jobs(dataset, registry.pool, None)
        shared.start(Sum(5), "a")
        assert int(shared.wait(Sum(5), 300).arrays["sum"]) == 15
    finally:
        registry.close()


@pytest.mark.slow
def test_the_keras_process_has_keras_and_the_server_has_not(tmp_path):
    code = (
        "import sys\n"
        "from tests.core.test_jobs import Layers\n"
        "from mnist_core.jobs import keras_jobs\n"
        "jobs = keras_jobs(); jobs.start(Layers(), 'a'); job = jobs.wait(Layers(), 300)\n"
        "assert job.state == 'done', job.message\n"
        "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules\n"
        "print(int(job.arrays['parameters']))\n"
    )
    root = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=300)
    assert found.stdout.strip() == "7850", found.stderr


@dataclass(frozen=True)
class Layers:
    """Counts the parameters of a Keras model."""

    def key(self, digest):
        return "layers"

    def begin(self):
        return {}

    def advance(self, dataset, arrays, seconds):
        import keras

        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
        return Piece({"parameters": np.array(model.count_params())}, 1, 1)

    def accepts(self, arrays):
        return True
