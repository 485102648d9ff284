"""One training run as work that visitors share: where it is, and what a page may know of it."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mnist_core.arrays import Arrays
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import LAYOUT, History, Recorder, nothing_recorded
from mnist_core.training.piece import Order, Progress, work
from mnist_core.training.step import Checkpoint, initial_checkpoint, record_steps
from mnist_core.work.work import ACTIVE, FINAL, Effort, Field, Job, Kept, Layout, Report, Status, Taken, WorkInPieces

__all__ = ["ACTIVE", "FINAL", "History", "Snapshot", "Status", "TrainingRun"]

EVERY = 100  # steps between records
MOST_RECORDS = 32  # of a piece


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
    silence : in a sentence, that its worker has not answered for far too long; "" otherwise
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
    silence: str = ""

    @property
    def step(self) -> int:
        """The updates made so far."""
        return self.checkpoint.step

    @property
    def active(self) -> bool:
        """Whether there is more to come without anybody's doing."""
        return self.status in ACTIVE


class Trail:
    """How far a run has come: its records, and the state to go on from."""

    def __init__(self, steps: int, every: int) -> None:
        self.checkpoint = self.last_record = initial_checkpoint()
        self.pace: float | None = None  # steps a second, as last measured in a worker
        self.targets = tuple(record_steps(steps, every))
        self.recorder = Recorder(len(self.targets))

    @property
    def history(self) -> History:
        """The records so far."""
        return self.recorder.history

    def next_targets(self) -> tuple[int, ...]:
        """The next steps to record, as many as a piece may reach."""
        taken = len(self.history)
        return self.targets[taken : taken + MOST_RECORDS]


@dataclass(frozen=True)
class TrainingRun(WorkInPieces[Snapshot]):
    """The training run of a config, with a record every so many steps beside those at its beginning."""

    folder: ClassVar[str] = "runs"
    counted_as: ClassVar[str] = "runs"
    keeps_unfinished: ClassVar[bool] = True
    meaningful: ClassVar[int] = 5

    config: TrainingConfig
    every: int = EVERY

    @property
    def effort(self) -> Effort:
        """The steps, and the digits of all their batches."""
        config = self.config
        return Effort(config.steps, config.steps * (config.batch_size or config.train_size))

    def key(self, digest: str) -> str:
        """Name the run on the data of this digest; configs that lead to the same run share a name."""
        # Keys name the weights; another grid of records makes another run of them.
        key = self.config.key(digest)
        return key if self.every == EVERY else f"{key}-{self.every}"

    def check(self, dataset: Dataset) -> None:
        """Raise ValueError if the dataset has fewer examples than the config asks for."""
        self.config.check(dataset)

    def begin(self) -> Trail:
        """Nothing is recorded yet."""
        return Trail(self.config.steps, self.every)

    def order(self, state: Trail, dataset: Dataset, seconds: float) -> Callable[[], Report]:
        """Have a worker go on from the checkpoint to the next records."""
        order = Order(self.config, dataset.ref, state.checkpoint, state.next_targets(), seconds, state.pace)
        return functools.partial(work, order)

    def take(self, state: Trail, result: Progress) -> Taken:
        """Add the records of a piece, and take up its verdict if the run is over."""
        # Only the first pieces of a worker are that slow: it was compiling.
        warmed = bool(state.pace and result.pace and result.pace > 3 * state.pace)
        state.checkpoint, state.pace = result.checkpoint, result.pace
        for checkpoint, measurement in result.records:
            state.recorder.add(checkpoint, measurement)
            state.last_record = checkpoint
        end = Status.DIVERGED if result.diverged else None
        if end:
            # Between records nothing was measured: the state may be past saving, and depends on how the work was cut.
            state.checkpoint = state.last_record
        return Taken(state, state.checkpoint.step, self.config.steps, end, result.diverged, warmed)

    def layout(self) -> Layout:
        """The records, and the state to go on from."""
        arrays = {name: Field(dtype, ("records", *shape)) for name, (dtype, shape) in LAYOUT.items()}
        return arrays | {f"final_{name}": Field(*LAYOUT[name]) for name in ("weights", "bias")}

    def pack(self, state: Trail) -> Arrays:
        """Lay the records and the checkpoint out as arrays."""
        arrays = {name: getattr(state.history, name) for name in LAYOUT}
        return arrays | {"final_weights": state.checkpoint.weights, "final_bias": state.checkpoint.bias}

    def unpack(self, kept: Kept) -> Trail:
        """Take up a run that is over or paused.

        Raises
        ------
        ValueError
            If its records cannot be those of this run.
        """
        records = {name: kept.arrays[name] for name in LAYOUT}
        history = History(**records)
        steps, step, last = history.step, kept.done, self.config.steps
        if not len(steps) or (np.diff(steps) <= 0).any() or not steps[-1] <= step <= last:
            raise ValueError(f"records at {steps.tolist()} of a run at step {step:,} of {last:,}")
        if kept.status is Status.FINISHED and not step == last == steps[-1]:
            raise ValueError(f"a finished run at step {step:,} of {last:,}")
        trail = self.begin()
        trail.checkpoint = Checkpoint(step, kept.arrays["final_weights"], kept.arrays["final_bias"])
        trail.last_record = Checkpoint(int(steps[-1]), history.weights[-1], history.bias[-1])
        trail.recorder = Recorder.holding(history, len(history) if kept.status in FINAL else len(trail.targets))
        return trail

    def nbytes(self, state: Trail) -> int:
        """The memory that the records take."""
        return state.history.nbytes

    def show(self, job: Job) -> Snapshot:
        """Show the run to somebody who asked for it by this config."""
        trail: Trail | None = job.state
        # Of what was never begun no trail is laid only to be looked at.
        checkpoint, history = (
            (trail.checkpoint, trail.history) if trail is not None else (initial_checkpoint(), nothing_recorded())
        )
        return Snapshot(
            config=self.config,
            status=Status.STOPPED if job.status is Status.UNKNOWN else job.status,
            checkpoint=checkpoint,
            history=history,
            steps_per_second=job.speed,
            seconds_left=job.seconds_left,
            seconds=job.seconds,
            message=self._message(job, checkpoint.step),
            known=job.known,
            watchers=job.watchers,
            silence=job.silence,
        )

    def _message(self, job: Job, step: int) -> str:
        steps = f"{step:,} of {self.config.steps:,} steps"
        if job.status is Status.UNKNOWN:
            return "Not started yet."
        if job.status is Status.STOPPED:
            return f"Paused after {steps}; it can go on from there. {job.message}".rstrip()
        if job.status is Status.FAILED and not job.message.startswith("Training failed"):  # as earlier versions kept it
            return f"Training failed after {steps}: {job.message.rstrip('.')}. Starting it again goes on from there."
        return job.message
