"""Long work beside the training runs: cut in pieces, shared by whoever asks for the same, and kept on disk.

What a run is for one config, a job is for any other work: a sweep over training sizes, a network, an
account of who taught what. Its pieces are the pool's tasks, one at a time, so jobs and runs take
turns on the same workers; stopping is not sending the next piece, and a piece that a dying worker
takes with it is done again.
"""

import functools
import logging
import os
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mnist_core.dataset import Dataset, DatasetRef
from mnist_core.executors import keras_process
from mnist_core.once import once
from mnist_core.pool import Pool, PoolClosedError, Task, WorkersLostError
from mnist_core.runs import default_registry
from mnist_core.shelf import Arrays, Shelf, freeze
from mnist_core.sources import data_folder
from mnist_core.watchers import Watchers
from mnist_core.worker import open_once

__all__ = ["Arrays", "Job", "Jobs", "Piece", "State", "Work", "default_jobs", "keras_jobs"]

log = logging.getLogger(__name__)

PIECE_SECONDS = 0.3  # long against the few milliseconds a piece takes to travel, short for whoever waits in turn
BYTES_IN_MEMORY = 128 * 2**20


class State(StrEnum):
    """What a job is doing."""

    UNKNOWN = "unknown"  # nobody has asked for it
    WAITING = "waiting"  # nothing has come back from a worker yet
    RUNNING = "running"
    STOPPED = "stopped"  # everybody let go; it can go on from where it is
    DONE = "done"
    FAILED = "failed"  # starting it tries again from where it is


ACTIVE = (State.WAITING, State.RUNNING)


@dataclass(frozen=True, eq=False)
class Piece:
    """What came of a piece of work: the state after it, and how much of the whole is done, in units of the work's."""

    arrays: Arrays
    done: int
    total: int


class Work(Protocol):
    """What is to be done, as plain values: hashable, and equal where the result is."""

    def __hash__(self) -> int:
        """Equal work shares one job."""

    def key(self, digest: str) -> str:
        """Name the work on the data of this digest, as the name of a file without its ending."""

    def begin(self) -> Arrays:
        """Return the state before the first piece; runs in the server, so at once."""

    def advance(self, dataset: Dataset, arrays: Arrays, seconds: float) -> Piece:
        """Go on from a state for about so many seconds, in a worker; what is cut where must not change the result."""

    def accepts(self, arrays: Arrays) -> bool:
        """Whether arrays read from disk are this work's whole result."""


@dataclass(frozen=True, eq=False)
class Job:
    """Some work at one moment.

    Attributes
    ----------
    state : what it is doing
    arrays : how far it has come, read-only; empty while UNKNOWN
    done, total : units done and in all; both 0 until a piece is back
    seconds : what workers spent on it so far
    seconds_left : at the speed so far, others' turns included; None until known
    message : why it FAILED, in plain words; "" otherwise
    known : it was done before it was asked for: by an earlier visitor, or on disk
    watchers : how many visitors have asked for it within the last seconds
    """

    state: State
    arrays: Arrays
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    known: bool = False
    watchers: int = 0

    @property
    def active(self) -> bool:
        """Whether there is more to come without anybody's doing."""
        return self.state in ACTIVE

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0


UNKNOWN = Job(State.UNKNOWN, {})


@dataclass(frozen=True)
class _Report:
    """What a worker sends back; an error comes as words, since not every exception survives the way."""

    piece: Piece | None
    seconds: float
    failure: str = ""
    details: str = ""


def _carry_out(work: Work, data: DatasetRef, arrays: Arrays) -> _Report:
    """Do a piece, in a worker."""
    began = time.perf_counter()
    try:
        piece = work.advance(open_once(data), arrays, PIECE_SECONDS)
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        return _Report(None, time.perf_counter() - began, words, traceback.format_exc())
    return _Report(piece, time.perf_counter() - began)


class _Entry:
    """The changing state behind the jobs that are shown; the lock of Jobs guards every use."""

    def __init__(self, work: Work, arrays: Arrays, state: State = State.STOPPED, known: bool = False) -> None:
        self.work = work
        self.arrays = arrays
        self.state = state
        self.known = known
        self.message = ""
        self.wanted = False
        self.task: Task | None = None
        self.watchers = Watchers()
        self.done = self.total = int(state is State.DONE)
        self._seconds = 0.0
        self._began: tuple[float, int] | None = None  # when the first piece of this stretch was back, and done then

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.arrays.values())

    def begin(self) -> None:
        self.state, self.message, self.wanted, self._began = State.WAITING, "", True, None

    def take(self, report: _Report) -> None:
        self._seconds += report.seconds
        if report.piece is None:
            self.rest(State.FAILED, report.failure)
            return
        self.arrays = freeze(report.piece.arrays)
        self.done, self.total = report.piece.done, report.piece.total
        self._began = self._began or (time.monotonic(), self.done)
        if self.done >= self.total:
            self.rest(State.DONE)
        else:
            self.state = State.RUNNING

    def rest(self, state: State, message: str = "") -> None:
        self.state, self.message, self.wanted = state, message, False

    def show(self, known: bool = False) -> Job:
        return Job(
            self.state,
            self.arrays,
            self.done,
            self.total,
            self._seconds,
            self._seconds_left(),
            self.message,
            known or self.known,
            len(self.watchers),
        )

    def _seconds_left(self) -> float | None:
        if not self.active or self._began is None or self.done <= self._began[1]:
            return None
        since, first = self._began
        return (self.total - self.done) * (time.monotonic() - since) / (self.done - first)


class Jobs:
    """All jobs of a process, safe to use from any thread; no method waits for work but `wait`.

    Parameters
    ----------
    dataset : what the work is done on, or how to get it
    pool : whose workers do it
    folder : where results are kept; None keeps them in memory only
    bytes_kept : on disk, and half as much in memory; the results unused for longest go first
    """

    def __init__(
        self,
        dataset: Dataset | Callable[[], Dataset],
        pool: Pool,
        folder: Path | None,
        bytes_kept: int = 2 * BYTES_IN_MEMORY,
    ) -> None:
        self._source = dataset
        self._pool = pool
        self._shelf = Shelf(folder, bytes_kept)
        self._bytes_in_memory = bytes_kept // 2
        self._entries: OrderedDict[str, _Entry] = OrderedDict()  # the most recently used last
        self._rested = threading.Condition(threading.RLock())

    @property
    def dataset(self) -> Dataset:
        """The data that the work is done on."""
        return self._source() if callable(self._source) else self._source

    def find(self, work: Work, visitor: str | None = None) -> Job:
        """Show some work as it is, from memory or disk, and note that the visitor is watching; starts nothing."""
        key = work.key(self.dataset.digest)
        with self._rested:
            entry = self._recall(key, work)
            if entry is None:
                return UNKNOWN
            if visitor is not None:
                entry.watchers.add(visitor)
            return entry.show()

    def start(self, work: Work, visitor: str) -> Job:
        """Begin some work, let it go on, or join it; nothing to do if it is done."""
        dataset = self.dataset
        key = work.key(dataset.digest)
        with self._rested:
            entry = self._recall(key, work)
            if entry is None:
                entry = self._entries[key] = _Entry(work, freeze(work.begin()))
                self._forget(key)
            entry.watchers.add(visitor)
            known = entry.state is State.DONE
            if not known:
                entry.wanted = True
                if not entry.active:
                    entry.begin()
            task = self._next_task(key, entry, dataset.ref)
        self._send(task)
        with self._rested:
            return entry.show(known)

    def stop(self, work: Work, visitor: str) -> Job:
        """Stop some work as soon as its piece is back, unless other visitors are watching it."""
        key = work.key(self.dataset.digest)
        with self._rested:
            entry = self._entries.get(key)
            if entry is None:
                return self.find(work)
            entry.watchers.remove(visitor)
            entry.wanted = entry.active and bool(entry.watchers)
            task = None if entry.wanted else entry.task
        if task is not None and self._pool.withdraw(task):
            self._settle(key, entry, None, None)
        with self._rested:
            return entry.show()

    def wait(self, work: Work, timeout: float | None = None) -> Job:
        """Block until some work is no longer active, for so many seconds at most."""
        with self._rested:
            entry = self._recall(work.key(self.dataset.digest), work)
            if entry is None:
                return UNKNOWN
            self._rested.wait_for(lambda: not entry.active, timeout)
            return entry.show()

    def close(self) -> None:
        """End the workers; unfinished work stops."""
        self._pool.close()

    def _recall(self, key: str, work: Work) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is None and (arrays := self._shelf.load(key, work.accepts)) is not None:
            entry = self._entries[key] = _Entry(work, arrays, State.DONE, known=True)
        if entry is not None:
            self._entries.move_to_end(key)
            self._forget(key)
        return entry

    def _forget(self, used: str) -> None:
        """Drop what has become too much: nothing active, and not what was just used."""
        idle = [key for key, entry in self._entries.items() if not entry.active and key != used]
        total = sum(entry.nbytes for entry in self._entries.values())
        for oldest in idle:
            if total <= self._bytes_in_memory:
                break
            total -= self._entries.pop(oldest).nbytes

    def _next_task(self, key: str, entry: _Entry, data: DatasetRef) -> Task | None:
        if not entry.active or entry.task is not None:
            return None
        call = functools.partial(_carry_out, entry.work, data, entry.arrays)
        entry.task = Task(call, functools.partial(self._settle, key, entry))
        return entry.task

    def _send(self, task: Task | None) -> None:
        if task is not None:
            self._pool.send(task)

    def _settle(self, key: str, entry: _Entry, report: _Report | None, error: BaseException | None) -> None:
        """Take over what came of a piece, and send the next one or come to rest."""
        data = self.dataset.ref
        with self._rested:
            entry.task = None
            if report is not None:
                entry.take(report)
            elif isinstance(error, PoolClosedError):
                entry.rest(State.STOPPED)
            elif error is not None:
                own_words = isinstance(error, WorkersLostError)
                entry.rest(State.FAILED, str(error) if own_words else f"{type(error).__name__}: {error}")
            if entry.active and not entry.wanted:
                entry.rest(State.STOPPED)
            task = self._next_task(key, entry, data)
            job = entry.show()
            if not job.active:
                self._rested.notify_all()
        self._send(task)
        if job.state is State.FAILED:
            log.error("%s failed: %s\n%s", entry.work, job.message, report.details if report else "", exc_info=error)
        if job.state is State.DONE:
            self._shelf.save(key, job.arrays)


@once
def default_jobs() -> Jobs:
    """Return the process's jobs on the workers that also train the runs; Keras cannot be imported there."""
    registry = default_registry()
    return Jobs(lambda: registry.dataset, registry.pool, default_folder())


@once
def keras_jobs() -> Jobs:
    """Return the process's jobs on a worker of its own that has Keras, and ends when it has nothing to do."""
    registry = default_registry()
    return Jobs(lambda: registry.dataset, Pool(functools.partial(keras_process, os.getpid()), 1), default_folder())


def default_folder() -> Path:
    """Return where results are kept: ``jobs/`` in SEESOFTMAX_HOME or in the user's cache folder."""
    return data_folder().parent / "jobs"
