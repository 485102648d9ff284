"""The process's registry of long work, and the workers that do it."""

import functools
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Literal

from mnist_core.data.dataset import Dataset, DatasetRef, anywhere
from mnist_core.data.loader import default_loader
from mnist_core.once import once
from mnist_core.settings import limits_from
from mnist_core.training.piece import initialise, warm
from mnist_core.work.bounds import Bounds
from mnist_core.work.cluster import Cluster
from mnist_core.work.processes import idle_process, loky_pool, workers
from mnist_core.work.registry import Registry
from mnist_core.work.shared import SharedRoom
from mnist_core.work.store import Room
from mnist_core.work.work import Place

# One thread: the other cores stay with the training runs, and on a busy machine threads mostly wait for each other.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

# Who does what is no training run; with a cluster they are called on its machines.
MAKERS: dict[Place, Callable[[], Executor]] = {
    Place.KERAS: functools.partial(idle_process, 60),
    Place.APART: functools.partial(idle_process, 30, ONE_THREAD),
}


def trainers(data: DatasetRef) -> Executor:
    """Make workers that import TensorFlow and open the data before their first task, and stay."""
    # Without a timeout an idle worker stays, and the next visitor does not wait for TensorFlow.
    return loky_pool(workers(), timeout=None, initializer=functools.partial(initialise, data, os.getpid()))


def make_registry(
    dataset: Dataset | Callable[[], Dataset],
    *,
    executor: Callable[[], Executor] | None = None,
    cluster: Cluster | None = None,
    folder: Path | Literal["default"] | None = "default",
    bytes_kept: int = 192 * 2**20,
    bounds: Bounds | None = None,
    room: Room | None = None,
) -> Registry:
    """Make a registry whose work is done by processes of this machine, or of a cluster's.

    Parameters
    ----------
    dataset : what to train on, or how to get it
    executor : makes the workers that train, where they are another's
    cluster : whose machines train, instead of this one; how many pieces of runs they are given at a time,
        SEESOFTMAX_WORKERS says
    folder, bytes_kept, bounds, room : as the registry has them
    """

    def workers_of(place: Place) -> Executor:
        make = MAKERS.get(place) or functools.partial(trainers, registry.dataset.ref)
        # What is apart tells its progress by a file of this machine's.
        return make() if cluster is None or place is Place.APART else cluster.executor(place, make)

    executors = {place: functools.partial(workers_of, place) for place in Place}
    registry = Registry(
        dataset,
        executors if executor is None else {**executors, Place.TRAINER: executor},
        folder=folder,
        bytes_kept=bytes_kept,
        bounds=bounds,
        room=room,
        prepare=warm,
    )
    return registry


def bounds_from(environment: Mapping[str, str]) -> tuple[Bounds, Room]:
    """Read how much may be computed, and kept on disk; ValueError, a sentence, where a variable is no such number."""
    limits_from(environment, SharedRoom())  # which its store reads
    bounds = limits_from(environment, Bounds(), most={"digits": 10**12})
    return bounds, limits_from(environment, Room())


@once
def default_registry() -> Registry:
    """Return the process's one registry, with the limits that the environment sets.

    Raises
    ------
    ValueError
        If one of these is none.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")

    def dataset() -> Dataset:
        found = default_loader().get()
        assert found is not None  # without a timeout it waits, or raises
        return anywhere(found) if address else found

    bounds, room = bounds_from(os.environ)
    return make_registry(dataset, cluster=Cluster(address) if address else None, bounds=bounds, room=room)
