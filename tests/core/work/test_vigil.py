"""Workers that answer nothing: a frozen one is told, then killed, and its task is done by another."""

import os
import signal
import sys
import threading
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

from mnist_core.data.dataset import DatasetRef
from mnist_core.training.registry import make_registry
from mnist_core.work import vigil
from mnist_core.work.piped import PipedPool
from mnist_core.work.pool import Pool, Task
from mnist_core.work.processes import loky_pool, semaphore_trouble
from mnist_core.work.vigil import PATIENCE, Patience
from mnist_core.work.work import Place
from tests.core.work.test_jobs import DIGEST, Sum
from tests.support.hands import Workshop

SECONDS = 120  # far beyond what a busy machine needs


def loky():
    return loky_pool(1, timeout=None)


def piped():
    return PipedPool(1, timeout=None, initializer=None, environment={})


def freeze_once(tried):
    """Be frozen at the first try; at the second, be done."""
    if not tried.exists():
        tried.touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    return "done"


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be frozen there")
@pytest.mark.parametrize("make", [loky, piped])
def test_the_task_of_a_frozen_worker_is_told_and_then_done_by_another(make, tmp_path, monkeypatch):
    """Nothing was told, and everything stood for good."""
    if make is loky and semaphore_trouble():
        pytest.skip("there are no semaphores")
    monkeypatch.setattr(vigil, "LOOK_SECONDS", 0.05)
    pool = Pool(make, at_once=2, patience=Patience(told=0.2, most=1.0, start=SECONDS))
    came: dict[str, list] = {"first": [], "second": []}
    done = {name: threading.Event() for name in came}

    def report(name, *what):
        came[name].append(what)
        done[name].set()

    pool.send(Task(os.getpid, partial(report, "first")))
    assert done["first"].wait(SECONDS)
    task = Task(partial(freeze_once, tmp_path / "tried"), partial(report, "second"))
    assert pool.silence(task) == ""
    pool.send(task)
    told = set()
    while not done["second"].wait(0.05):
        told.add(pool.silence(task)[:40])
    assert came["second"] == [("done", None)]
    assert told >= {"", "The worker has not answered for 0 s. Aft"}
    assert pool.silence(task) == ""
    pool.close()


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    monkeypatch.setitem(PATIENCE, Place.TRAINER, replace(PATIENCE[Place.TRAINER], told=0.0, start=0.0))
    dataset = SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST))
    registry = make_registry(dataset, executor=(workshop := Workshop()), folder=None)
    yield registry, workshop
    registry.close()


def test_whoever_watches_is_told_while_a_worker_has_the_piece(registry):
    registry, workshop = registry
    assert registry.look(Sum(1), "a").silence == ""
    registry.start(Sum(1), "a")
    silence = registry.look(Sum(1), "a").silence
    assert silence == "The worker has not answered for 0 s. This goes on when it does."  # nobody can end this one
    workshop.finish()
    assert registry.look(Sum(1), "a").silence == ""


def test_what_cannot_be_cut_in_pieces_and_keras_have_longer():
    for place in (Place.KERAS, Place.APART):
        assert PATIENCE[place].told > PATIENCE[Place.TRAINER].told
        assert PATIENCE[place].most > PATIENCE[Place.TRAINER].most
    assert set(PATIENCE) == set(Place)
