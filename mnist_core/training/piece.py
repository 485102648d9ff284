"""What runs in a worker process: a piece of a training run, and never an exception on the way back."""

import logging
import math
import os
import time
import traceback
from dataclasses import dataclass

from mnist_core.data.dataset import DatasetRef
from mnist_core.training.config import TrainingConfig
from mnist_core.training.step import Checkpoint, Diverged, Measurement, advance, initial_checkpoint, measure
from mnist_core.work.processes import belong_to
from mnist_core.work.work import Report

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """A piece of a run: go on from a checkpoint towards the next steps that are to be recorded.

    Attributes
    ----------
    config : the run
    data : the dataset, to be opened in the worker
    checkpoint : where to begin
    targets : the next steps to record, ascending; the first may be the checkpoint's own
    seconds : how long the piece should take; it may take half as much again, and does one step at least
    pace : steps per second as last measured, None at first
    """

    config: TrainingConfig
    data: DatasetRef
    checkpoint: Checkpoint
    targets: tuple[int, ...]
    seconds: float
    pace: float | None = None


@dataclass(frozen=True)
class Progress:
    """What came of an order.

    Attributes
    ----------
    checkpoint : where the run is now; if it diverged, a state before that
    records : every recorded step that was passed, with its measurement
    pace : steps per second of the last advance
    diverged : why the run cannot go on, in plain words; "" if it can
    """

    checkpoint: Checkpoint
    records: tuple[tuple[Checkpoint, Measurement], ...] = ()
    pace: float | None = None
    diverged: str = ""


def work(order: Order) -> Report:
    """Carry out an order; what was reached before an error counts."""
    piece = _Piece(order)
    diverged = failure = details = ""
    try:
        piece.run()
    except Diverged as error:
        piece.diverge(error)
        diverged = str(error)
    except Exception as error:
        failure, details = f"{type(error).__name__}: {error}", traceback.format_exc()
    seconds = time.perf_counter() - piece.began
    return Report(Progress(piece.checkpoint, tuple(piece.records), piece.pace, diverged), seconds, failure, details)


class _Piece:
    """An order while it is carried out: what is reached counts even if the rest fails."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.checkpoint = order.checkpoint
        self.records: list[tuple[Checkpoint, Measurement]] = []
        self.began = time.perf_counter()
        self.pace = order.pace

    def run(self) -> None:
        """Advance from target to target until they or the time run out."""
        config, dataset = self.order.config, self.order.data.open()
        self.began = time.perf_counter()
        for target in self.order.targets:
            while self.checkpoint.step < target:
                steps = self._affordable(target - self.checkpoint.step)
                if not steps:
                    return
                started = time.perf_counter()
                self.checkpoint = advance(config, dataset, self.checkpoint, steps)
                self.pace = steps / max(time.perf_counter() - started, 1e-6)
            self._record()

    def diverge(self, error: Diverged) -> None:
        """Show the leap itself too, if its numbers are finite: it is what the learner has asked for."""
        self.checkpoint = error.checkpoint
        if self.checkpoint.step == error.step and error.step in self.order.targets:
            self._record()

    def _record(self) -> None:
        measurement = measure(self.order.config, self.order.data.open(), self.checkpoint)
        self.records.append((self.checkpoint, measurement))

    def _affordable(self, steps: int) -> int:
        """Cut the way to the next target into equal parts of about the order's seconds: one part, or 0 to stop."""
        pace = self.pace or _guess(self.order.config)
        parts = max(1, round(steps / pace / self.order.seconds))
        part = math.ceil(steps / parts)
        left = self.order.seconds - (time.perf_counter() - self.began)
        # Half as much again is better than a needless cut: every piece costs a trip between processes.
        untouched = self.checkpoint is self.order.checkpoint and not self.records
        return part if untouched or part / pace <= 1.5 * left else 0


def _guess(config: TrainingConfig) -> float:
    """Guess the steps per second of a run that has not begun: half a millisecond, and 0.4 µs an example."""
    return 1 / (5e-4 + 4e-7 * (config.batch_size or config.train_size))


def warm(data: DatasetRef) -> int:
    """Import TensorFlow, open the data and compile, so that the first piece need not; return the process id."""
    dataset = data.open()
    for batch_size in (None, 1):  # each has a graph of its own
        config = TrainingConfig(train_size=2, steps=1, batch_size=batch_size, test_size=2)
        measure(config, dataset, advance(config, dataset, initial_checkpoint(), 1))
    return os.getpid()


def initialise(data: DatasetRef, server: int) -> None:
    """Prepare a fresh worker of the server with this process id; a failure is told by the first piece of work."""
    belong_to(server)
    try:
        warm(data)
    except Exception:
        log.exception("The worker could not prepare itself")
