"""A cluster behind the executor: what comes back, and that whatever is lost ends in a broken executor."""

import asyncio
import contextlib
import sys
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import partial
from types import SimpleNamespace

import pytest

from mnist_core.data.dataset import DatasetRef
from mnist_core.training import registry as makers
from mnist_core.training.registry import make_registry
from mnist_core.work import cluster as module
from mnist_core.work import errand, vigil
from mnist_core.work.cluster import Cluster, Connection, connect
from mnist_core.work.pool import Pool, Task, UnreachableError, WorkersLostError
from mnist_core.work.vigil import PATIENCE, Patience
from mnist_core.work.work import Place, Status
from tests.core.work.test_jobs import DIGEST, Sum
from tests.support.hands import Hand, Instant, Workshop
from tests.support.loops import apart

pytestmark = pytest.mark.usefixtures("nobody_leaves", "quick")


class KilledError(Exception):
    """What Dask says when a task has killed too many of its workers."""


class Dask:
    """A scheduler with one worker in this process; a test says what happens to them.

    `hangs` lets nothing come back, `error` is what comes instead, `refuses` lets nobody in.
    """

    def __init__(self) -> None:
        self.refuses: Exception | None = None
        self.hangs = False
        self.error: BaseException | None = None
        self.workers = 1
        self.deaf = False
        self.clients: list[SimpleNamespace] = []
        self.calls = 0

    async def connect(self, address):
        if self.refuses:
            raise self.refuses
        client = SimpleNamespace(status="running", submit=self.submit, scheduler=self, close=self.close)
        self.clients.append(client)
        return Connection(client, (KilledError, OSError))

    def submit(self, call, pure):
        assert not pure
        self.calls += 1
        return SimpleNamespace(result=lambda: self.result(call))

    async def result(self, call):
        if self.error is not None:
            raise self.error
        if self.hangs:
            await asyncio.Event().wait()
        return await asyncio.to_thread(call)

    async def identity(self, n_workers):
        if self.deaf:
            raise OSError("closed")
        return {"n_workers": self.workers}

    async def close(self, timeout):
        self.clients[-1].status = "closed"


@pytest.fixture
def quick(monkeypatch):
    """Seconds as milliseconds; and no processes of an earlier test."""
    for name in ("LOOK_SECONDS", "ALONE_SECONDS"):
        monkeypatch.setattr(module, name, 0.01)
    monkeypatch.setattr(errand, "_executors", {})


@pytest.fixture
def dask():
    return Dask()


@pytest.fixture
def cluster(dask):
    with contextlib.closing(Cluster("tcp://there:8786", dask.connect)) as cluster:
        yield cluster


def ask(pool, call):
    """Have a pool do something; give the result and the error."""
    came, done = [], threading.Event()

    def take(*what):
        came.extend(what)
        done.set()

    pool.send(Task(call, take))
    assert done.wait(60)
    return came


def test_results_and_errors_come_back(cluster):
    executor = cluster.executor(Place.TRAINER, Instant)
    assert executor.submit(lambda: 7).result(60) == 7
    with pytest.raises(ZeroDivisionError):
        executor.submit(lambda: 1 // 0).result(60)


def test_processes_are_made_once_for_each_place_and_anew_when_they_have_died(cluster):
    workshop = Workshop()
    first = cluster.executor(Place.TRAINER, workshop)
    future = first.submit(lambda: 1)
    while not (workshop.hands and workshop.hand.queue):
        assert not future.done()
    workshop.hand.die()
    with pytest.raises(BrokenExecutor, match="killed"):
        future.result(60)
    again = first.submit(lambda: 2)
    while not (len(workshop.hands) == 2 and workshop.hand.step()):
        assert not again.done()
    assert again.result(60) == 2
    cluster.executor(Place.KERAS, Instant).submit(lambda: 3).result(60)
    assert len(workshop.hands) == 2
    assert workshop.hands[0].down


class Frozen(Executor):
    """Processes of which the first answers nothing until it is killed."""

    def __init__(self) -> None:
        self.futures: list[Future] = []

    def submit(self, call, /):
        self.futures.append(Future())
        return self.futures[-1]

    def kill_workers(self):
        for future in self.futures:
            future.set_exception(BrokenExecutor("killed"))

    def shutdown(self, wait=True, *, cancel_futures=False):
        pass


def test_a_frozen_process_of_a_dask_worker_is_ended_and_its_piece_done_again(cluster, monkeypatch):
    """It was told of, and its piece stood for good."""
    monkeypatch.setitem(PATIENCE, Place.TRAINER, Patience(told=0.0, most=0.1, start=0.0))
    monkeypatch.setattr(vigil, "LOOK_SECONDS", 0.02)
    frozen = [Frozen()]
    make = partial(cluster.executor, Place.TRAINER, lambda: frozen.pop() if frozen else Instant())
    pool, came, told = Pool(make, 1), threading.Event(), []
    pool.send(Task(lambda: 7, lambda *what: (told.append(what), came.set())))
    assert came.wait(60)
    assert told == [(7, None)]
    pool.close()


def test_of_a_frozen_process_of_a_dask_worker_is_told_that_it_is_ended(cluster):
    pool = Pool(partial(cluster.executor, Place.TRAINER, Workshop()), 1, Patience(told=0.0, most=120.0, start=0.0))
    task = Task(lambda: 7, lambda _result, _error: None)
    pool.send(task)
    assert "After 120 s it is ended, and another one does its piece again" in pool.silence(task)
    pool.close()


@pytest.mark.parametrize("error", [KilledError("p"), OSError("reset"), asyncio.CancelledError()])
def test_a_lost_dask_worker_is_a_broken_executor(cluster, dask, error):
    dask.error = error
    with pytest.raises(BrokenExecutor):
        cluster.executor(Place.TRAINER, Instant).submit(lambda: 7).result(60)


def test_what_dask_cannot_send_is_no_death(cluster, dask):
    dask.error = TypeError("cannot be pickled")
    with pytest.raises(TypeError, match="pickled"):
        cluster.executor(Place.TRAINER, Instant).submit(lambda: 7).result(60)


def test_a_scheduler_that_falls_silent_ends_what_is_waited_for_and_the_next_call_finds_it_again(cluster, dask):
    dask.hangs = dask.deaf = True
    executor = cluster.executor(Place.TRAINER, Instant)
    with pytest.raises(UnreachableError, match="connection with the cluster was lost"):
        executor.submit(lambda: 7).result(60)
    dask.hangs = dask.deaf = False
    assert executor.submit(lambda: 8).result(60) == 8
    assert len(dask.clients) == 2


def test_a_client_that_dask_has_given_up_is_replaced(cluster, dask):
    executor = cluster.executor(Place.TRAINER, Instant)
    executor.submit(lambda: 7).result(60)
    dask.clients[-1].status = "connecting"
    executor.submit(lambda: 7).result(60)
    assert len(dask.clients) == 2


def test_a_cluster_without_workers_lets_nobody_wait_for_ever(cluster, dask):
    dask.hangs, dask.workers = True, 0
    with pytest.raises(UnreachableError, match="no worker of the cluster is there"):
        cluster.executor(Place.TRAINER, Instant).submit(lambda: 7).result(60)


@pytest.mark.parametrize(
    ("error", "words", "advice"),
    [
        (OSError("refused"), "the cluster's scheduler does not answer", "is it running"),
        (TimeoutError(), "the cluster's scheduler does not answer", "is it running"),
        (ModuleNotFoundError("distributed"), "package that a cluster needs is not installed", "requirements-cluster"),
        (ValueError("nonsense"), "the address of the cluster is none", "tcp://host:8786"),
    ],
)
def test_a_cluster_that_cannot_be_reached_is_told_in_words_and_its_address_in_the_log_once(
    cluster, dask, caplog, error, words, advice
):
    dask.refuses = error
    pool = Pool(lambda: cluster.executor(Place.TRAINER, Instant), 1)
    _, lost = ask(pool, lambda: 7)
    assert isinstance(lost, WorkersLostError)
    assert words in str(lost)
    assert "tcp://" not in str(lost)
    (told,) = [each.getMessage() for each in caplog.records if "No work can be done" in each.getMessage()]
    assert "tcp://there:8786" in told
    assert advice in told
    dask.refuses = None
    assert ask(pool, lambda: 7) == [7, None]


def test_a_run_goes_on_where_it_was_when_the_cluster_is_back(cluster, dask, monkeypatch):
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    monkeypatch.setattr(makers, "MAKERS", dict.fromkeys(Place, Instant))
    dataset = SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST))
    with contextlib.closing(make_registry(dataset, cluster=cluster, folder=None)) as registry:
        registry.start(Sum(3), "a")
        assert int(registry.wait(Sum(3), 60).arrays["sum"]) == 6
        dask.refuses, dask.clients[-1].status = OSError("gone"), "closed"
        registry.start(Sum(4), "a")
        failed = registry.wait(Sum(4), 60)
        assert failed.status is Status.FAILED
        assert failed.message.startswith("the cluster's scheduler does not answer")
        dask.refuses = None
        registry.start(Sum(4), "a")
        assert int(registry.wait(Sum(4), 60).arrays["sum"]) == 10


def test_who_ends_waits_for_nothing_that_is_out(cluster, dask):
    dask.hangs = True
    executor = cluster.executor(Place.TRAINER, Instant)
    future = executor.submit(lambda: 7)
    executor.shutdown(cancel_futures=True)
    with pytest.raises(CancelledError):
        future.result(60)
    with pytest.raises(RuntimeError, match="shut down"):
        executor.submit(lambda: 7)


def test_only_who_uses_a_cluster_needs_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError):
        apart(lambda: connect("tcp://127.0.0.1:1"))


def test_a_hand_that_dies_while_it_is_given_something_is_a_death_too(cluster):
    hand = Hand()
    hand.die()
    with pytest.raises(BrokenExecutor, match="dead"):
        cluster.executor(Place.TRAINER, lambda: hand).submit(lambda: 7).result(60)
