"""Worker processes that take tasks in the order they come, and whose death loses nothing.

After a death every task that was in flight is suspect. First a probe finds out whether a worker can
live at all; then the suspects run one at a time, so that only what kills a worker alone is blamed.
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from mnist_core.work.ending import deaf_to_the_terminal, default_ending, kill_workers
from mnist_core.work.turns import Turns
from mnist_core.work.vigil import PATIENCE, Patience, Vigil
from mnist_core.work.work import Place

log = logging.getLogger(__name__)

NOBODY = ("",)  # whose turn it is where nobody is known: together as one visitor
ATTEMPTS = 3  # deaths of one task alone, or of the probe, before giving up
REST_SECONDS = 2.0  # between two tasks that nobody waits for, while there are others


class WorkersLostError(Exception):
    """A task cannot be done: it kills its workers, or no worker lives."""


class UnreachableError(BrokenExecutor):
    """Workers are elsewhere and cannot be reached, for the reason that it gives in plain words."""


class PoolClosedError(Exception):
    """A task will not be done: the pool was closed."""

    def __init__(self) -> None:
        super().__init__("the workers have been closed")


@dataclass(eq=False)
class Task:
    """A call for a worker, and whom to tell its result or error: one of the two is None."""

    call: Callable[[], Any]
    done: Callable[[Any, BaseException | None], None]
    urgent: bool = True  # somebody waits for it; if not, it makes way for what is
    whose: tuple[str, ...] = ()  # the visitors who have asked for it
    deaths: int = 0
    suspect: bool = False


class Pool:
    """Hand tasks to an executor, a few at a time; visitors take turns, and of one's tasks the first comes first.

    What is not urgent comes when nothing urgent is left, one at a time; and now and then all the same, so
    that it is not starved where somebody always waits.

    Parameters
    ----------
    make : makes the executor, at the first task and after each death
    at_once : tasks in the executor at a time: one for each worker, and one more so that none waits
    patience : how long a task may be there
    """

    def __init__(
        self, make: Callable[[], Executor], at_once: int, patience: Patience = PATIENCE[Place.TRAINER]
    ) -> None:
        self._make = make
        self._vigil = Vigil(patience, self._end_silent)
        self._at_once = at_once
        self._turns = Turns()
        self._probe = Task(os.getpid, lambda _result, _error: None)
        self._lock = threading.Lock()  # held for bookkeeping only, never while calling anybody
        self._waiting: deque[Task] = deque()
        self._patient: deque[Task] = deque()  # those that are not urgent
        self._rested_since = -REST_SECONDS  # when one of these was last handed out
        self._suspects: deque[Task] = deque()
        self._flying: set[Task] = set()
        self._executor: Executor | None = None
        self._trusted = True  # no death since a worker last answered
        self._lost_probes = 0
        self._launching = False
        self._closed = False
        self._hooked = False
        self._ending = default_ending()
        self._ending.on_end(self.close)

    @property
    def waiting(self) -> int:
        """How many tasks no worker has yet."""
        with self._lock:
            return len(self._waiting) + len(self._patient) + len(self._suspects)

    def send(self, task: Task) -> None:
        """Queue a task; `done` is called from whichever thread brings the result."""
        with self._lock:
            closed = self._closed
            if not closed:
                (self._waiting if task.urgent else self._patient).append(task)
        if closed:
            task.done(None, PoolClosedError())
        else:
            self._pump()

    def withdraw(self, task: Task) -> bool:
        """Take back a task that no worker has; `done` is then not called."""
        with self._lock:
            for queue in (self._waiting, self._patient, self._suspects):
                if task in queue:
                    queue.remove(task)
                    return True
        return False

    def hurry(self, task: Task, whose: tuple[str, ...]) -> None:
        """Have these wait for a task that was not urgent."""
        with self._lock:
            task.whose = whose
            task.urgent = True
            if task in self._patient:
                self._patient.remove(task)
                self._waiting.append(task)
        self._pump()

    def silence(self, task: Task) -> str:
        """Say that a worker has had a task for far too long; "" where none has."""
        executor = self._executor
        ends = hasattr(executor, "kill_workers") or getattr(executor, "ends_frozen", False)
        return self._vigil.words(task, ends=ends)

    def close(self, wait: bool = True) -> None:
        """End the workers, and every task with an error."""
        with self._lock:
            self._closed = True
            executor, self._executor = self._executor, None
            left = self._give_up()
        if executor is not None:
            executor.shutdown(wait=wait, cancel_futures=True)
        for task in left:
            task.done(None, PoolClosedError())

    def _pump(self) -> None:
        # One thread launches at a time and looks again after each launch, so that order is kept,
        # nobody waits for a starting process but who began it, and a synchronous executor does not recurse.
        while (task := self._take()) is not None:
            try:
                self._launch(task)
            finally:
                with self._lock:
                    self._launching = False

    def _take(self) -> Task | None:
        with self._lock:
            task = None if self._launching or self._closed else self._next()
            if task is not None:
                self._launching = True
                self._flying.add(task)
        if task is not None:
            self._vigil.begin(task)
        return task

    def _next(self) -> Task | None:
        if not self._trusted:
            return None if self._flying else self._probe
        if self._suspects:
            return None if self._flying else self._suspects.popleft()
        if any(task.suspect for task in self._flying) or len(self._flying) >= self._at_once:
            return None
        if self._patient and self._may_be_patient():
            self._rested_since = time.monotonic()
            return self._in_turn(self._patient)
        return self._in_turn(self._waiting) if self._waiting else None

    def _in_turn(self, queue: deque[Task]) -> Task:
        """Take the first task of whoever has waited longest since the last one."""
        task = min(queue, key=lambda each: self._turns.last(each.whose or NOBODY))
        queue.remove(task)
        self._turns.take(task.whose or NOBODY)
        return task

    def _may_be_patient(self) -> bool:
        """Whether it is the turn of a task that is not urgent."""
        if any(not task.urgent for task in self._flying):
            return False
        nobody_waits = not self._waiting and not self._flying
        return nobody_waits or time.monotonic() - self._rested_since >= REST_SECONDS

    def _give_up(self) -> list[Task]:
        """Take all that nobody has begun out of the queues."""
        left = [*self._suspects, *self._waiting, *self._patient]
        for queue in (self._suspects, self._waiting, self._patient):
            queue.clear()
        return left

    def _launch(self, task: Task) -> None:
        executor = None
        try:
            executor = self._current()
            with deaf_to_the_terminal():
                future = executor.submit(task.call)
        except BrokenExecutor as error:
            self._died(task, executor, error)
        except Exception as error:
            self._refused(task, executor, error)
        else:
            future.add_done_callback(partial(self._landed, task, executor))
            if not self._hooked:
                self._hooked = True
                self._ending.before_threads_are_joined()
            if self._closed:  # while it was being started, when there was nothing yet to end
                executor.shutdown(wait=False, cancel_futures=True)

    def _current(self) -> Executor:
        if (executor := self._executor) is not None:
            return executor
        fresh = self._make()
        with self._lock:
            if not self._closed:
                self._executor = fresh
                return fresh
        fresh.shutdown(wait=False, cancel_futures=True)
        raise PoolClosedError()

    def _landed(self, task: Task, executor: Executor, future: "Future[Any]") -> None:
        error = CancelledError() if future.cancelled() else future.exception()
        if error is not None and self._closed:
            error = PoolClosedError()
        if isinstance(error, BrokenExecutor):
            self._died(task, executor, error)
        else:
            self._vigil.end(task, answered=True)
            with self._lock:
                self._flying.discard(task)
                if task is self._probe:
                    self._trusted, self._lost_probes = True, 0
            task.done(None if error else future.result(), error)
        self._pump()

    def _died(self, task: Task, executor: Executor | None, error: BaseException) -> None:
        """A worker died, and this task with it."""
        self._vigil.end(task, answered=False)
        with self._lock:
            self._flying.discard(task)
            self._trusted = False
            retired = self._retire(executor)
            hopeless = self._lose_probe() if task is self._probe else self._suspect(task)
        if retired is not None:
            log.warning("A worker process died; starting afresh: %s", " ".join(str(error).split()))
            retired.shutdown(wait=False)
        words = "no worker process stays alive" if task is self._probe else "every worker process that tried it died"
        words = str(error) if isinstance(error, UnreachableError) else words
        for lost in hopeless:
            lost.done(None, WorkersLostError(f"{words} ({ATTEMPTS} in a row)"))

    def _refused(self, task: Task, executor: Executor | None, error: Exception) -> None:
        """The executor could not be made, or would not take the task: no fault of the task."""
        self._vigil.end(task, answered=False)
        if self._closed:
            with self._lock:
                self._flying.discard(task)
            if self._ending.begun:
                kill_workers()  # it may have started them, and then no thread to look after them
            task.done(None, PoolClosedError())
            return
        with self._lock:
            self._flying.discard(task)
            self._trusted = False
            retired = self._retire(executor)
            if task is not self._probe:
                (self._waiting if task.urgent else self._patient).appendleft(task)
            hopeless = self._lose_probe() if task is self._probe else []
        if retired is not None:
            retired.shutdown(wait=False, cancel_futures=True)
        for lost in hopeless:
            lost.done(None, WorkersLostError(f"no worker process can be started ({error})"))

    def _end_silent(self) -> None:
        """Kill the workers, of which one is silent, where they are processes of this machine: what they did is lost."""
        kill = getattr(self._executor, "kill_workers", None)
        if kill is not None:
            log.warning("A worker process does not answer, and is killed")
            kill()

    def _retire(self, executor: Executor | None) -> Executor | None:
        if executor is None or executor is not self._executor:
            return None
        self._executor = None
        return executor

    def _suspect(self, task: Task) -> list[Task]:
        task.deaths += task.suspect  # only a death that it had to itself is certainly its own
        task.suspect = True
        if task.deaths >= ATTEMPTS:
            return [task]
        self._suspects.append(task)
        return []

    def _lose_probe(self) -> list[Task]:
        self._lost_probes += 1
        if self._lost_probes < ATTEMPTS:
            return []
        hopeless = self._give_up()
        self._trusted, self._lost_probes = True, 0  # whoever comes next may try again
        return hopeless
