"""`python -m mnist_core train`: train a model, and write it down."""

import argparse
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.command_line.interrupts import heed_interrupt
from mnist_core.command_line.terminal import Refused, bar, print_json, print_line, say
from mnist_core.take_away.models import to_npz
from mnist_core.training.config import TrainingConfig
from mnist_core.wording import counted

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset
    from mnist_core.training.step import Checkpoint, Measurement

LOG_EVERY = 100


def train_command(arguments: argparse.Namespace) -> int:
    """Train as asked, with a line for each measurement."""
    fields = ("train_size", "learning_rate", "steps", "batch_size", "test_size", "seed", "weight_decay")
    try:
        config = TrainingConfig(**{field: getattr(arguments, field) for field in fields})
    except ValueError as reason:
        raise Refused(reason) from reason
    if arguments.out is not None:
        _write(arguments.out, None)
    dataset, config = _data(config)
    from mnist_core.training.step import Diverged, measure, train

    started = time.perf_counter()
    try:
        for checkpoint in train(config, dataset, LOG_EVERY):
            if checkpoint.step % LOG_EVERY == 0 or checkpoint.step == config.steps:
                measurement = measure(config, dataset, checkpoint)
                _log(checkpoint, measurement, arguments.json)
            bar(checkpoint.step, config.steps)
            heed_interrupt()
    except Diverged as reason:
        if arguments.json:
            print_json(event="diverged", step=reason.step, message=str(reason))
        say(str(reason))
        return 1
    if arguments.out is not None:
        _write(arguments.out, checkpoint)
    _finish(config, dataset, measurement, time.perf_counter() - started, arguments)
    return 0


def _data(config: TrainingConfig) -> "tuple[Dataset, TrainingConfig]":
    """Open MNIST; if there is only the sample, say so, and shrink the run to fit."""
    from mnist_core.data.dataset import DatasetError, load_dataset

    try:
        dataset = load_dataset(bar)
    except DatasetError as reason:
        raise Refused(reason) from reason
    if dataset.is_sample:
        say("Only the bundled sample of MNIST is to be had: " + " ".join(dataset.notes))
    fitting = config.within(dataset)
    if fitting != config:
        say(f"The run is on {fitting.train_size:,} train and {fitting.test_size:,} test examples.")
    return dataset, fitting


def _log(checkpoint: "Checkpoint", measurement: "Measurement", as_json: bool) -> None:
    if as_json:
        print_json(event="step", step=checkpoint.step, **asdict(measurement))
        return
    accuracy, loss = measurement.test_accuracy, measurement.train_loss
    print_line(f"Training step: {checkpoint.step:6d}  accuracy = {accuracy:.4f}  loss = {loss:.4f}")


def _finish(
    config: TrainingConfig, dataset: "Dataset", last: "Measurement", seconds: float, arguments: argparse.Namespace
) -> None:
    """Print the last line."""
    if arguments.json:
        out = None if arguments.out is None else str(arguments.out)
        run = {"config": asdict(config), "source": dataset.source, "is_sample": dataset.is_sample}
        print_json(event="done", **run, **asdict(last), seconds=round(seconds, 3), out=out)
        return
    where = "" if arguments.out is None else f" The model is in {arguments.out}."
    done = f"{counted(config.steps, 'step')} on {counted(config.train_size, 'example')}"
    print_line(f"Done: {done} in {seconds:.1f} s.{where}")


def _write(path: Path, checkpoint: "Checkpoint | None") -> None:
    """Write a model so that the file is either whole or not there; None only tries whether it could be written.

    Behind a link the file that it names is written, and the link stays. A device or a pipe is written to, never
    replaced: it is no file of ours, and what would be left in its place is one.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError("it is a folder")
        if path.exists() and not path.is_file():
            _write_through(path, checkpoint)
        else:
            _write_whole(Path(os.path.realpath(path)), checkpoint)
    except OSError as reason:
        raise Refused(f"{path} cannot be written: {reason.strerror or reason}") from reason


def _write_through(path: Path, checkpoint: "Checkpoint | None") -> None:
    """Write a model to a device or a pipe; there is nothing to try, since to open a pipe is to wait for its reader."""
    if checkpoint is not None:
        with path.open("r+b" if path.is_block_device() else "wb") as file:
            file.write(to_npz(checkpoint.weights, checkpoint.bias))


def _write_whole(path: Path, checkpoint: "Checkpoint | None") -> None:
    """Write a model beside its place, then move it there."""
    unfinished = path.parent / f".{path.name[:100]}.{os.getpid()}.unfinished"
    try:
        with unfinished.open("wb") as file:
            if checkpoint is not None:
                file.write(to_npz(checkpoint.weights, checkpoint.bias))
        if checkpoint is not None:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
