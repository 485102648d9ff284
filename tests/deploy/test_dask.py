"""A real scheduler and two Dask workers on loopback: the same results, and deaths that lose nothing."""

import contextlib
import os
import signal
import time
from dataclasses import replace

import numpy as np
import psutil
import pytest

from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.data.dataset import anywhere
from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import make_registry
from mnist_core.training.run import Status, TrainingRun
from mnist_core.work.cluster import Cluster
from mnist_core.work.vigil import PATIENCE, Patience
from mnist_core.work.work import Place
from tests.deploy.parts import dask, free_port, started

pytest.importorskip("distributed", reason="Dask is needed for a cluster only: pip install -r requirements-cluster.txt")
pytestmark = [pytest.mark.long, pytest.mark.usefixtures("nobody_leaves")]

CONFIG = TrainingConfig(train_size=4000, steps=1500, test_size=500, learning_rate=0.1)


@pytest.fixture(scope="module")
def parts(tmp_path_factory, mnist_path):
    """A scheduler and two workers, ready to train; the port beside them."""
    folder, port = tmp_path_factory.mktemp("dask"), free_port()
    scheduler = dask("scheduler", folder, port)
    scheduler.wait_for("Scheduler at:")
    workers = [dask(f"worker-{k}", folder / str(k), port) for k in (1, 2)]
    with started(*workers, scheduler):
        for worker in workers:
            worker.wait_for("Ready to train on")
        yield scheduler, workers, port


@pytest.fixture
def registry(parts, mnist, monkeypatch, tmp_path):
    monkeypatch.setenv("SEESOFTMAX_WORKERS", "2")
    address = f"tcp://127.0.0.1:{parts[-1]}"
    with (
        contextlib.closing(Cluster(address)) as cluster,
        contextlib.closing(make_registry(anywhere(mnist), cluster=cluster, folder=tmp_path)) as registry,
    ):
        yield registry


def processes_of(part):
    """The processes in which a Dask worker has the work done."""
    return [each for each in psutil.Process(part.process.pid).children() if "loky" in " ".join(each.cmdline())]


def ours():
    """The processes of our own that could do any work."""
    return [each for each in psutil.Process().children() if "popen_loky" in " ".join(each.cmdline())]


def test_runs_and_networks_are_trained_there_with_the_same_results(registry, mnist):
    before = ours()
    works = [TrainingRun(CONFIG), Schooling("softmax")]
    for work in works:
        registry.start(work, "a")
    for work in works:
        found = registry.wait(work, 600)
        assert found.status is Status.FINISHED, found.message
    assert ours() == before
    with contextlib.closing(make_registry(mnist, folder=None)) as here:
        here.start(works[0], "a")
        alone = here.wait(works[0], 600)
    # The same kind of processes on the same machine: to the bit.
    np.testing.assert_array_equal(registry.look(works[0]).history.weights, alone.history.weights)


def run_midway(registry, rate):
    """Start a run of some length; give it when a part of it is done."""
    run = TrainingRun(replace(CONFIG, learning_rate=rate, steps=4000))
    registry.start(run, "a")
    while registry.look(run, "a").step == 0:
        time.sleep(0.01)
    assert registry.look(run).active
    return run


def test_the_death_of_a_process_and_of_a_dask_worker_lose_nothing(registry, parts):
    _, workers, _ = parts
    run = run_midway(registry, 0.11)
    step = registry.look(run).step
    for worker in workers:
        for process in processes_of(worker):
            process.kill()
    workers[0].kill()
    found = registry.wait(run, 600)
    assert (found.status, found.step) == (Status.FINISHED, 4000), found.message
    assert step > 0
    workers[0].wait_for("(?s)Ready to train on.*Ready to train on")


@pytest.fixture
def impatient(monkeypatch):
    """As patient as a test is; the patience for a piece travels with it."""
    patience = Patience(told=2.0, most=6.0, start=60.0)
    monkeypatch.setitem(PATIENCE, Place.TRAINER, patience)
    return patience


def test_a_frozen_process_of_a_dask_worker_is_told_ended_and_its_piece_done_again(impatient, registry, parts):
    _, workers, _ = parts
    run = run_midway(registry, 0.14)
    frozen = [each for worker in workers for each in processes_of(worker) if "popen_loky" in " ".join(each.cmdline())]
    for process in frozen:
        process.suspend()
    step, told = registry.look(run).step, ""
    while not told:
        told = registry.look(run, "a").silence
        time.sleep(0.05)
    assert f"After {impatient.most:.0f} s it is ended, and another one does its piece again" in told
    found = registry.wait(run, 600)
    assert (found.status, found.step) == (Status.FINISHED, 4000), found.message
    assert step > 0
    assert not all(process.is_running() for process in frozen)  # one without a piece is nobody's care
    for process in frozen:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()


def test_a_frozen_dask_worker_is_given_up_and_its_piece_done_by_another(registry, parts):
    """By the scheduler, which waits for a sign of life as long as deploy/compose.yaml sets."""
    _, workers, _ = parts
    run = run_midway(registry, 0.15)
    os.kill(workers[0].process.pid, signal.SIGSTOP)
    began = time.monotonic()
    try:
        found = registry.wait(run, 600)
        print(f"done after {time.monotonic() - began:.0f} s")
        assert (found.status, found.step) == (Status.FINISHED, 4000), found.message
    finally:
        os.kill(workers[0].process.pid, signal.SIGCONT)
    again = run_midway(registry, 0.16)  # with the one that goes on again, or the one that is started in its place
    assert registry.wait(again, 600).status is Status.FINISHED


def test_a_scheduler_that_comes_again_at_once_is_found_and_one_that_does_not_is_told_of(registry, parts):
    scheduler, _, _ = parts
    run = run_midway(registry, 0.12)
    scheduler.kill()  # whose workers end then, and are started again by what runs them
    scheduler.start()
    found = registry.wait(run, 600)
    assert (found.status, found.step) == (Status.FINISHED, 4000), found.message
    run = run_midway(registry, 0.13)
    scheduler.kill()
    found = registry.wait(run, 600)
    assert found.status is Status.FAILED
    assert "the cluster's scheduler does not answer" in found.message
    assert "Starting it again goes on from there." in found.message
    assert found.step > 0
    scheduler.start()
    registry.start(run, "a")
    assert registry.look(run).step >= found.step
    assert registry.wait(run, 600).status is Status.FINISHED


def test_a_worker_without_mnist_says_so(parts, mnist, tmp_path, monkeypatch):
    port = free_port()
    scheduler = dask("scheduler", tmp_path, port)
    scheduler.wait_for("Scheduler at:")
    nowhere = {name: str(tmp_path / "nowhere") for name in ("MNIST_PATH", "KERAS_HOME", "SEESOFTMAX_HOME")}
    worker = dask("worker-1", tmp_path, port, SEESOFTMAX_OFFLINE="1", **nowhere)
    with started(worker, scheduler), contextlib.closing(Cluster(f"tcp://127.0.0.1:{port}")) as cluster:
        worker.wait_for("has no full MNIST, and can train on the sample only")
        with contextlib.closing(make_registry(anywhere(mnist), cluster=cluster, folder=None)) as registry:
            registry.start(TrainingRun(CONFIG), "a")
            found = registry.wait(TrainingRun(CONFIG), 600)
    assert found.status is Status.FAILED
    assert "A machine of the cluster has no MNIST: MNIST_PATH must name it there" in found.message
    assert "nowhere" not in found.message
