"""A long computation that somebody asked for: done once, in a process of its own that then ends, and kept on disk."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from mnist_core.executors import loky_pool
from mnist_core.once import once
from mnist_core.pool import Pool, PoolClosedError, Task
from mnist_core.shelf import Arrays, Shelf, freeze
from mnist_core.sources import data_folder

log = logging.getLogger(__name__)


class State(StrEnum):
    """How far a computation is."""

    UNKNOWN = "unknown"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Job:
    """A computation as it is now.

    Attributes
    ----------
    state : UNKNOWN until somebody asks for it
    arrays : what it has come to, read-only; empty until it is DONE
    began : when it was started, by time.monotonic
    step : the number it has last reported, 0 at first
    message : why it FAILED, in one line
    """

    state: State
    arrays: Arrays
    began: float = 0.0
    step: int = 0
    message: str = ""

    @property
    def seconds(self) -> float:
        """For how long it has been running."""
        return time.monotonic() - self.began


UNKNOWN = Job(State.UNKNOWN, {})


class Background:
    """Computations by key; whoever asks for the same one shares it.

    Parameters
    ----------
    make : makes an executor of one worker, for one computation
    folder : where results are kept; made when first needed
    """

    def __init__(self, make: Callable[[], Executor], folder: Path) -> None:
        self._make = make
        self._folder = folder
        self._shelf = Shelf(folder)
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def look(self, key: str, accept: Callable[[Arrays], bool]) -> Job:
        """The computation of this key as it is now; one kept on disk is done, if `accept` finds it whole."""
        with self._lock:
            job = self._jobs.get(key, UNKNOWN)
            if job.state is State.UNKNOWN and (kept := self._shelf.load(key, accept)) is not None:
                job = self._jobs[key] = Job(State.DONE, kept)
        if job.state is State.RUNNING:
            return Job(State.RUNNING, {}, job.began, self._step(key))
        return job

    def start(self, key: str, function: Callable[..., Arrays], *args: Any) -> None:
        """Call function(*args, file for its progress) in a process of its own, unless that runs or is done."""
        with self._lock:
            if self._jobs.get(key, UNKNOWN).state in (State.RUNNING, State.DONE):
                return
            self._jobs[key] = Job(State.RUNNING, {}, time.monotonic())
        # Starting a process takes a moment: not while a page waits.
        threading.Thread(target=self._run, args=(key, partial(function, *args, self._report(key))), daemon=True).start()

    def _run(self, key: str, call: Callable[[], Arrays]) -> None:
        landed = threading.Event()
        pool = Pool(self._make, at_once=1)

        def done(arrays: Arrays | None, error: BaseException | None) -> None:
            self._finish(key, arrays, error)
            landed.set()

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            log.warning("Results cannot be kept on disk (everything else works): %s", error)
        pool.send(Task(call, done))
        landed.wait()
        pool.close(wait=False)

    def _finish(self, key: str, arrays: Arrays | None, error: BaseException | None) -> None:
        if isinstance(error, PoolClosedError):  # the server ends; whoever asks the next one gets it
            return
        if arrays is None:
            log.error("A computation in the background failed (%s): %s", key, error)
            with self._lock:
                self._jobs[key] = Job(State.FAILED, {}, message=f"{type(error).__name__}: {error}")
            return
        with contextlib.suppress(OSError):
            self._report(key).unlink(missing_ok=True)
        self._shelf.save(key, arrays)
        with self._lock:
            self._jobs[key] = Job(State.DONE, freeze(arrays))

    def _report(self, key: str) -> Path:
        return self._folder / f"{key}.progress"

    def _step(self, key: str) -> int:
        try:
            return int(self._report(key).read_text("ascii"))
        except (OSError, ValueError):
            return 0


def own_process() -> Executor:
    """Make an executor of one worker process, without TensorFlow, that ends when it has had nothing to do."""
    # One thread: the other cores stay with the training runs, and on a busy machine threads mostly wait for each other.
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return loky_pool(1, timeout=30, environment=one)


@once
def default_background() -> Background:
    """The process's one."""
    return Background(own_process, data_folder().parent / "projections")
