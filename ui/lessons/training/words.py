"""What the board of a run says in sentences; no Streamlit, so that it can be tested alone."""

import math
from dataclasses import replace
from typing import NamedTuple

from mnist_core.exam.intervals import wilson
from mnist_core.training.config import FULL_BATCH
from mnist_core.training.history import History
from mnist_core.training.overfitting import onset
from mnist_core.training.run import Snapshot, Status
from ui import words

FEW = 1000  # test digits: below that the luck is worth a word
UNTRAINED = math.log(10)
NOTICES = (
    "The first steps do most of the work: look at how the loss falls before step 100.",
    "The pictures begin as blurred means of the digits and sharpen into what tells them *apart*.",
    "The weights spread out for as long as it trains: it grows surer, on the digits that it gets wrong, too.",
    "In the long run the train loss falls while validation turns: it learns its examples by heart.",
)


class Note(NamedTuple):
    """A sentence or two about a run, and the kind of thing they say: "", "overfit" or "diverged"."""

    text: str
    tone: str = ""


class Mark(NamedTuple):
    """A step worth marking in the curves."""

    step: int
    kind: str
    text: str


def tries(run: Snapshot, *, is_sample: bool) -> list[tuple[str, object]]:
    """What to try with a run, and the config that does it; on the sample nothing that needs full MNIST.

    No preset does any of it. While a run is at work nothing is told: it may be another's, and do it by itself.
    """
    config, best = run.config, max(run.history.test_accuracy, default=0)
    few = run.status is Status.FINISHED and config.train_size <= 5
    leaps = run.status is Status.DIVERGED and config.learning_rate <= 5
    recipe = replace(FULL_BATCH, train_size=config.train_size, test_size=config.test_size, seed=config.seed) == config
    flattered = best == 1 and recipe and (is_sample or config.train_size == FULL_BATCH.train_size)
    on_all = ("Reach 92&nbsp;% on all 10,000 test digits.", best >= 0.92 and config.test_size == 10_000)
    found = [
        ("Train on 5 digits or fewer: the pictures *are* those digits.", few),
        ("Make the training diverge at a learning rate of 5 or less.", leaps),
        *([] if is_sample else [on_all]),
        ("Reach 100&nbsp;% with the full-batch recipe, by luck alone: its knobs, but for the test size.", flattered),
    ]
    return [(task, None if run.active else so and config) for task, so in found]


def pace(run: Snapshot) -> str:
    """How fast a run goes, or how it stands."""
    if run.status is Status.FINISHED:
        return f"trained in {words.duration(run.seconds)}"
    if run.status is Status.DIVERGED:
        return "diverged"
    if run.status is Status.FAILED:
        return "failed"
    if not run.active:
        return "paused" if run.step else "not started"
    if not run.steps_per_second:
        return "at work" if run.step else "getting a worker ready"
    left = "" if run.seconds_left is None else f" · {words.duration(run.seconds_left)} left"
    return f"{run.steps_per_second:,.0f} steps a second{left}"


def note(run: Snapshot) -> Note:
    """What there is to say about a run: what went wrong, where it overfits, or whom it flatters."""
    history = run.history
    if run.status is Status.DIVERGED:
        return Note(run.message, "diverged")
    if run.status is Status.FAILED or (not run.active and not len(history)):
        return Note(run.message)
    start = onset(history)
    if start is not None:
        return Note(_overfits(history, start), "overfit")
    if run.active:
        return Note("")
    if run.status is Status.STOPPED:
        return Note(run.message)
    return Note(" ".join(filter(None, (_crawls(history), _generalises(history), _flatters(run)))))


def marks(run: Snapshot) -> list[Mark]:
    """The steps to be marked in a run's curves."""
    found = []
    start = onset(run.history)
    if start is not None:
        found.append(Mark(int(run.history.step[start]), "overfit", "overfits from here"))
    if run.status is Status.DIVERGED and len(run.history):
        found.append(Mark(int(run.history.step[-1]), "diverged", f"leaps at step {run.history.step[-1]:,}"))
    return found


def _overfits(history: History, start: int) -> str:
    train, validation = history.train_loss, history.validation_loss
    return (
        f"It learns by heart from step {history.step[start]:,} on: train loss {train[start]:.3f} → {train[-1]:.3f}, "
        f"but validation loss {validation[start]:.3f} → {validation[-1]:.3f}."
    )


def _crawls(history: History) -> str:
    if history.train_loss[-1] < UNTRAINED / 2:
        return ""
    return (
        f"It crawls: after {history.step[-1]:,} steps the train loss is still {history.train_loss[-1]:.2f}, of "
        f"{UNTRAINED:.2f} at the start. Take a higher rate, or more steps."
    )


def _generalises(history: History) -> str:
    if history.train_loss[-1] >= UNTRAINED / 2:
        return ""
    return "No overfitting yet: the validation loss never rose for good while the train loss fell."


def _flatters(run: Snapshot) -> str:
    size = run.config.test_size
    if size >= FEW:
        return ""
    low, high = wilson(round(float(run.history.test_accuracy[-1]) * size), size)
    return (
        f"But {size:,} test {'digit' if size == 1 else 'digits'} are few: anything from {100 * low:.0f} to "
        f"{100 * high:.0f} % may be its true accuracy."
    )
