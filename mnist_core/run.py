"""One training run: where it is, how fast it goes, and what a page may know of it."""

import time
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from mnist_core.history import History, Recorder
from mnist_core.hyperparameters import TrainingConfig
from mnist_core.pool import Task
from mnist_core.training import Checkpoint, initial_checkpoint, record_steps
from mnist_core.watchers import Watchers
from mnist_core.worker import Report

PACE_WINDOW = 5.0  # seconds that a speed is measured over
MEANINGFUL_STEPS = 5


class Status(StrEnum):
    """What a run is doing."""

    WAITING = "waiting"  # in the queue: nothing has come back from a worker yet
    RUNNING = "running"
    STOPPED = "stopped"  # everybody let go; it can go on from its checkpoint
    FINISHED = "finished"
    DIVERGED = "diverged"  # the numbers left the finite ones; the same config will always
    FAILED = "failed"  # an error or dead workers; starting it tries again from its checkpoint


ACTIVE = (Status.WAITING, Status.RUNNING)
FINAL = (Status.FINISHED, Status.DIVERGED)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run at one moment.

    Attributes
    ----------
    config : what was asked for
    status : what the run is doing
    checkpoint : the latest state, which may lie between two records
    history : the records so far
    steps_per_second : speed of the workers on this run alone; None until known, and when not active
    seconds_left : at the speed of the last seconds, other runs' turns included; None as above
    seconds : time that workers spent on the run so far
    message : why it stopped, in plain words for STOPPED, DIVERGED and FAILED; "" otherwise
    known : it was over before it was asked for: from an earlier visitor, or from disk
    watchers : how many visitors have asked for it within the last seconds
    """

    config: TrainingConfig
    status: Status
    checkpoint: Checkpoint
    history: History
    steps_per_second: float | None = None
    seconds_left: float | None = None
    seconds: float = 0.0
    message: str = ""
    known: bool = False
    watchers: int = 0

    @property
    def step(self) -> int:
        """The updates made so far."""
        return self.checkpoint.step

    @property
    def active(self) -> bool:
        """Whether there is more to come without anybody's doing."""
        return self.status in ACTIVE


class Run:
    """The changing state behind the snapshots; the registry's lock guards every use."""

    def __init__(self, config: TrainingConfig, every: int) -> None:
        self.config = config
        self.status = Status.STOPPED
        self.checkpoint = self._last_record = initial_checkpoint()
        self.message = "Not started yet."
        self.wanted = False  # whether it is to go on when the piece in a worker is back
        self.watchers = Watchers()
        self.task: Task | None = None  # the piece that is queued or in a worker: one at most
        self.pace: float | None = None
        self._targets = tuple(record_steps(config.steps, every))
        self._recorder = Recorder(len(self._targets))
        self._seconds = 0.0
        self._known = False
        self._reports: deque[tuple[float, int, float]] = deque()  # when, the step reached, seconds worked

    @classmethod
    def restored(cls, saved: Snapshot, every: int) -> "Run":
        """Take up a run that is over or paused from its snapshot on disk."""
        run = cls(saved.config, every)
        run.status, run.checkpoint, run.message = saved.status, saved.checkpoint, saved.message
        history = saved.history
        run._recorder = Recorder.holding(history, len(history if saved.status in FINAL else run._targets))
        run._last_record = Checkpoint(int(history.step[-1]), history.weights[-1], history.bias[-1])
        run._seconds, run._known = saved.seconds, saved.known
        return run

    @property
    def active(self) -> bool:
        """Whether the run waits or runs."""
        return self.status in ACTIVE

    @property
    def nbytes(self) -> int:
        """The memory that its records take."""
        return self._recorder.history.nbytes

    def let_go(self, visitor: str) -> bool:
        """Note that a visitor wants no more; return whether that stops the run: not while others are watching."""
        self.watchers.remove(visitor)
        self.wanted = self.active and bool(self.watchers)
        return not self.wanted

    def targets(self, most: int = 32) -> tuple[int, ...]:
        """Return the next steps to record, so many at most."""
        taken = len(self._recorder.history)
        return self._targets[taken : taken + most]

    def begin(self) -> None:
        """Get ready to wait for a worker; speeds of an earlier stretch say nothing about this one."""
        self.status, self.message, self.wanted = Status.WAITING, "", True
        self._reports.clear()

    def take(self, report: Report) -> None:
        """Take over what a worker has done, and its verdict if the run is over."""
        if self.pace and report.pace and report.pace > 3 * self.pace:
            self._reports.clear()  # only the first pieces of a worker are that slow: it was compiling
        self.checkpoint, self.pace = report.checkpoint, report.pace
        for checkpoint, measurement in report.records:
            self._recorder.add(checkpoint, measurement)
            self._last_record = checkpoint
        self._seconds += report.seconds
        now = time.monotonic()
        self._reports.append((now, report.checkpoint.step, report.seconds))
        while len(self._reports) > 2 and now - self._reports[1][0] > PACE_WINDOW:
            self._reports.popleft()
        self.status = Status.RUNNING
        if report.diverged:
            # Between records nothing was measured: the state may be past saving, and depends on how the work was cut.
            self.checkpoint = self._last_record
            self.end(Status.DIVERGED, report.diverged)
        elif report.failure:
            self.fail(report.failure)
        elif not self.targets(1):
            self.end(Status.FINISHED)

    def end(self, status: Status, message: str = "") -> None:
        """Come to rest."""
        self.status, self.message, self.wanted = status, message, False

    def stop(self) -> None:
        """Come to rest because nobody wants it to go on."""
        steps = f"{self.checkpoint.step:,} of {self.config.steps:,} steps"
        self.end(Status.STOPPED, f"Paused after {steps}; it can go on from there.")

    def fail(self, reason: str) -> None:
        """Come to rest because of an error, which is told as part of a sentence."""
        where = f"after {self.checkpoint.step:,} of {self.config.steps:,} steps"
        self.end(Status.FAILED, f"Training failed {where}: {reason.rstrip('.')}. Starting it again goes on from there.")

    def snapshot(self, config: TrainingConfig, known: bool = False) -> Snapshot:
        """Show the run as it is now to somebody who asked for it by this config."""
        speed, left = self._pace() if self.active else (None, None)
        return Snapshot(
            config=config,
            status=self.status,
            checkpoint=self.checkpoint,
            history=self._recorder.history,
            steps_per_second=speed,
            seconds_left=left,
            seconds=self._seconds,
            message=self.message,
            known=known or self._known,
            watchers=len(self.watchers),
        )

    def _pace(self) -> tuple[float | None, float | None]:
        """Return the steps per second of the workers and the seconds left, once a few steps have been seen."""
        if not self._reports:
            return None, None
        (first_time, first_step, _), (last_time, last_step, _) = self._reports[0], self._reports[-1]
        worked = sum(seconds for _, _, seconds in list(self._reports)[1:])
        steps = last_step - first_step
        if steps < MEANINGFUL_STEPS:
            return None, None
        left = (self.config.steps - last_step) * (last_time - first_time) / steps - (time.monotonic() - last_time)
        return steps / max(worked, 1e-9), max(left, 0.0)
