"""The registry of runs: one computation for each config, whoever asks for it, and however often.

Every run has at most one piece of work queued or in a worker; when it comes back the next one joins
the end of the queue. So runs take turns, stopping is not sending the next piece, and what a dead
worker takes with it is done again from the last checkpoint.
"""

import functools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from mnist_core.dataset import Dataset
from mnist_core.ending import default_ending
from mnist_core.executors import process_pool, workers
from mnist_core.history import History
from mnist_core.hyperparameters import TrainingConfig
from mnist_core.loader import default_loader
from mnist_core.once import once
from mnist_core.pool import Pool, PoolClosedError, Task, WorkersLostError
from mnist_core.run import FINAL, Run, Snapshot, Status
from mnist_core.store import Store, default_folder
from mnist_core.worker import Order, Report, warm, work

__all__ = ["History", "Registry", "Snapshot", "Status", "default_registry"]

log = logging.getLogger(__name__)

PIECE_SECONDS = 0.25  # of work: long against the few milliseconds a piece takes to travel
ROUND_SECONDS = 2.0  # in which, while many runs take turns, each should move
SHORTEST_PIECE = 0.08


class Registry:
    """All runs of a process, safe to use from any thread; no method waits for training but `wait`.

    Parameters
    ----------
    dataset : what to train on, or how to get it, which is asked anew each time: full MNIST may come
        to replace the sample
    executor : makes the workers, by default processes of this machine; for another kind of executor,
        such as Dask's, let SEESOFTMAX_WORKERS say how many tasks it does at a time
    folder : where runs that are over or paused are kept; None keeps them in memory only
    bytes_kept : memory for the records of runs that are not active, least recently used first out
    every : steps between records

    Attributes
    ----------
    pool : hands the pieces to the workers; other work may join the queue

    Notes
    -----
    A config that does not fit the data raises ValueError in `start`, before anything begins. Apart
    from that and from getting the dataset, whatever goes wrong is told by the snapshots.
    """

    def __init__(
        self,
        dataset: Dataset | Callable[[], Dataset],
        *,
        executor: Callable[[], Executor] | None = None,
        folder: Path | Literal["default"] | None = "default",
        bytes_kept: int = 64 * 2**20,
        every: int = 100,
    ) -> None:
        self._source = dataset
        self._store = Store(default_folder() if folder == "default" else folder)
        self._bytes_kept = bytes_kept
        self._every = every
        self._runs: OrderedDict[str, Run] = OrderedDict()  # the most recently used last
        self._ended = threading.Condition(threading.RLock())  # guards the runs; says when one comes to rest
        self._workers = workers()
        self.pool = Pool(executor or self._processes, self._workers + 1)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="save-runs")
        self._warmed: threading.Event | None = None
        self._closed = False
        default_ending().on_end(self.close)

    @property
    def dataset(self) -> Dataset:
        """The data that every run learns from."""
        return self._source() if callable(self._source) else self._source

    def warm(self, wait: bool = False) -> None:
        """Start the workers in the background, so that they import TensorFlow while the visitor reads."""
        with self._ended:
            first, done = self._warmed is None, self._warmed or threading.Event()
            self._warmed = done
        if first:
            threading.Thread(target=self._warm, args=(done,), name="warm-workers", daemon=True).start()
        if wait:
            done.wait()

    def start(self, config: TrainingConfig, visitor: str) -> Snapshot:
        """Begin the run of this config, let it go on, or join it; nothing to do if it is over.

        Raises
        ------
        ValueError
            If the dataset has fewer examples than the config asks for.
        """
        config.check(self.dataset)
        key = self._key(config)
        run = self._recall(key, config) or Run(config, self._every)
        with self._ended:
            run = self._runs.setdefault(key, run)
            self._touch(key)
            known = run.status in FINAL
            run.watchers.add(visitor, self.audience)
            if not known:
                run.wanted = True
                if not run.active:
                    run.begin()
            task = self._next_task(key, run)
        self._send(task)
        with self._ended:
            return run.snapshot(config, known)

    def stop(self, config: TrainingConfig, visitor: str) -> Snapshot:
        """Stop a run as soon as the piece in a worker is back, unless other visitors are watching it."""
        key = self._key(config)
        with self._ended:
            run = self._runs.get(key)
            task = run.task if run is not None and run.let_go(visitor) else None
        if run is None:
            return self.find(config) or Run(config, self._every).snapshot(config)
        if task is not None and self.pool.withdraw(task):
            self._settle(key, run, None, None)
        with self._ended:
            return run.snapshot(config)

    def discard(self, config: TrainingConfig, visitor: str) -> Snapshot:
        """Stop a run and forget how far it has come, unless other visitors are watching it or it is over."""
        snapshot = self.stop(config, visitor)
        key = self._key(config)
        with self._ended:
            run = self._runs.get(key)
            if run is None or run.wanted or run.status in FINAL:
                return snapshot
            # A piece that is still in a worker comes back to a run that nobody knows.
            del self._runs[key]
            removed = self._write(self._store.remove, key)
        removed.result()
        return Run(config, self._every).snapshot(config)

    def find(self, config: TrainingConfig, visitor: str | None = None) -> Snapshot | None:
        """Show a run from memory or disk, or None, and note that the visitor is watching; never starts anything."""
        key = self._key(config)
        run = self._recall(key, config)
        if run is None:
            return None
        with self._ended:
            run = self._runs.setdefault(key, run)
            self._touch(key)
            if visitor is not None:
                run.watchers.add(visitor, self.audience)
            return run.snapshot(config)

    def busy(self, besides: TrainingConfig) -> bool:
        """Whether any run but this one waits or runs."""
        own = self._key(besides)
        with self._ended:
            return any(run.active for key, run in self._runs.items() if key != own)

    @property
    def audience(self) -> int:
        """How many visitors are watching runs that wait or run."""
        with self._ended:
            return sum(run.watchers.present for run in self._runs.values() if run.active)

    def wait(self, config: TrainingConfig, timeout: float | None = None) -> Snapshot:
        """Block until a run is no longer active, for so many seconds at most; LookupError if there is no such run."""
        run = self._recall(self._key(config), config)
        if run is None:
            raise LookupError(f"there is no run of {config}")
        with self._ended:
            self._ended.wait_for(lambda: not run.active, timeout)
            return run.snapshot(config)

    def close(self) -> None:
        """Stop every run and end the workers; what is to be saved is saved."""
        self._closed = True
        self.pool.close()
        with self._ended:
            for key, run in self._runs.items():
                if run.active:  # its piece is just being handed to a worker, and may not come back in time
                    run.stop()
                    self._keep(key, run)
            self._ended.notify_all()
        self._writer.shutdown()

    def _processes(self) -> Executor:
        return process_pool(self.dataset.ref)

    def _warm(self, done: threading.Event) -> None:
        def report(_pid: object, error: BaseException | None) -> None:
            if error is not None and not self._closed:
                log.warning("The workers could not be warmed up: %s", error)
            done.set()

        try:
            self.pool.send(Task(functools.partial(warm, self.dataset.ref), report))
        except Exception as error:  # no data: whoever starts a run will be told
            report(None, error)

    def _key(self, config: TrainingConfig) -> str:
        # Keys name the weights; another grid of records makes another run of them.
        key = config.key(self.dataset.digest)
        return key if self._every == 100 else f"{key}-{self._every}"

    def _recall(self, key: str, config: TrainingConfig) -> Run | None:
        """Find a run in memory, else on disk."""
        with self._ended:
            if (run := self._runs.get(key)) is not None:
                return run
        saved = self._store.load(key, config, self.dataset.digest)
        return None if saved is None else Run.restored(saved, self._every)

    def _touch(self, key: str) -> None:
        """Note a use, and drop what has become too much: never an active run, and not the one just used."""
        if key in self._runs:
            self._runs.move_to_end(key)
        idle = [key for key, run in self._runs.items() if not run.active]
        total = sum(self._runs[key].nbytes for key in idle)
        for oldest in idle:
            if total <= self._bytes_kept or oldest == key:
                break
            total -= self._runs.pop(oldest).nbytes

    def _next_task(self, key: str, run: Run) -> Task | None:
        """Make the next piece of an active run, unless one is under way."""
        if not run.active or run.task is not None:
            return None
        active = sum(other.active for other in self._runs.values())
        seconds = max(SHORTEST_PIECE, min(PIECE_SECONDS, ROUND_SECONDS * self._workers / active))
        order = Order(run.config, self.dataset.ref, run.checkpoint, run.targets(), seconds, run.pace)
        run.task = Task(functools.partial(work, order), functools.partial(self._settle, key, run))
        return run.task

    def _send(self, task: Task | None) -> None:
        if task is not None:
            self.pool.send(task)

    def _settle(self, key: str, run: Run, report: Report | None, error: BaseException | None) -> None:
        """Take over what came of a piece, and send the next one or come to rest."""
        with self._ended:
            run.task = None
            if report is not None:
                run.take(report)
            elif isinstance(error, PoolClosedError):
                run.stop()
            elif error is not None:
                run.fail(str(error) if isinstance(error, WorkersLostError) else f"{type(error).__name__}: {error}")
            if run.active and (self._closed or not run.wanted or run.watchers.are_gone):
                run.stop()
            task = self._next_task(key, run)
            if not run.active:
                self._touch(key)
                self._ended.notify_all()
            snapshot = run.snapshot(run.config)
            if not run.active and self._runs.get(key) is run:
                self._keep(key, run)
        self._send(task)
        self._log(snapshot, report, error)

    def _log(self, snapshot: Snapshot, report: Report | None, error: BaseException | None) -> None:
        if snapshot.status is Status.FAILED:
            details = report.details if report is not None else ""
            log.error("%s %s\n%s", snapshot.config, snapshot.message, details, exc_info=error)

    def _keep(self, key: str, run: Run) -> None:
        """Write down a run that has come to rest, if it has come anywhere."""
        if run.checkpoint.step:
            self._write(self._store.save, key, self.dataset.digest, run.snapshot(run.config))

    def _write(self, write: Callable[..., None], *arguments: object) -> Future[None]:
        # On a thread of its own: this one may be the executor's, which brings the other runs' results.
        try:
            return self._writer.submit(write, *arguments)
        except RuntimeError:  # closed, or the interpreter is ending
            write(*arguments)
            done: Future[None] = Future()
            done.set_result(None)
            return done


@once
def default_registry() -> Registry:
    """Return the process's one registry."""

    def dataset() -> Dataset:
        found = default_loader().get()
        assert found is not None  # without a timeout it waits, or raises
        return found

    return Registry(dataset)
