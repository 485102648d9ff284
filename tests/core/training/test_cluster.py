"""Which work goes to a cluster, and what its machines do before the first."""

import contextlib
import functools
import logging
import multiprocessing
from types import SimpleNamespace

import pytest

from mnist_core.data.dataset import Dataset
from mnist_core.training import preload
from mnist_core.training import registry as makers
from mnist_core.training.registry import default_registry
from mnist_core.work import errand
from mnist_core.work.work import Place
from tests.support.hands import Instant


class Cluster:
    """Says what it is asked for."""

    def __init__(self, address):
        self.address, self.asked = address, []

    def executor(self, place, make):
        self.asked.append((place, make))
        return Instant()


def test_with_an_address_runs_and_networks_go_to_the_cluster_and_find_the_data_there(sample, monkeypatch):
    made = []
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://there:8786")
    monkeypatch.setattr(makers, "Cluster", lambda address: made.append(Cluster(address)) or made[0])
    elsewhere = SimpleNamespace(get=lambda: Dataset(**{**vars(sample), "ref": sample.ref}))
    monkeypatch.setattr(makers, "default_loader", lambda: elsewhere)
    monkeypatch.setattr(makers, "MAKERS", {Place.KERAS: Instant, Place.APART: Instant})
    with contextlib.closing(default_registry.__wrapped__()) as registry:
        for place in Place:
            registry._pools[place]._make()
        assert registry.dataset.ref.path is None
    assert made[0].address == "tcp://there:8786"
    places = dict(made[0].asked)
    assert set(places) == {Place.TRAINER, Place.KERAS}, "what tells its progress by a file stays"
    assert isinstance(places[Place.TRAINER], functools.partial)
    assert places[Place.TRAINER].func is makers.trainers


def test_without_one_nothing_does(monkeypatch):
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
    monkeypatch.setattr(makers, "Cluster", pytest.fail)
    default_registry.__wrapped__().close()


@pytest.fixture
def machine(sample, monkeypatch):
    """A Dask worker's machine whose one process is this one."""
    monkeypatch.setattr(errand, "_executors", {})
    monkeypatch.setattr(preload, "load_dataset", lambda: sample)
    monkeypatch.setattr(preload, "trainers", lambda ref: Instant())
    warmed = []
    monkeypatch.setattr(preload, "warm", warmed.append)
    return warmed


def test_a_machine_gets_ready_and_says_what_it_lacks(machine, sample, caplog):
    with caplog.at_level(logging.INFO):
        preload._get_ready()
    assert machine == [sample.ref]
    assert [each.getMessage().partition(".")[0] for each in caplog.records] == [
        "This machine has no full MNIST, and can train on the sample only",
        f"Ready to train on {sample.source}",
    ]


def test_a_machine_that_cannot_get_ready_says_why_and_goes_on(machine, monkeypatch, caplog):
    monkeypatch.setattr(preload, "warm", lambda ref: 1 // 0)
    preload._get_ready()
    assert "could not get ready" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_under_a_nanny_dask_is_told_how_to_start_its_worker(monkeypatch):
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    with pytest.raises(RuntimeError, match="--no-nanny"):
        preload.dask_setup(None)


def test_the_machine_s_processes_end_with_its_dask_worker(monkeypatch):
    ended = []
    process = SimpleNamespace(shutdown=lambda wait, cancel_futures: ended.append((wait, cancel_futures)))
    monkeypatch.setattr(errand, "_executors", {"trainer": process})
    preload.dask_teardown(None)
    assert ended == [(False, True)]
    assert errand._executors == {}
