"""What the board of a run says in sentences; no Streamlit, so that it can be tested alone."""

import math
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from mnist_core.exam.intervals import wilson
from mnist_core.training.config import FULL_BATCH, TrainingConfig
from mnist_core.training.history import History
from mnist_core.training.overfitting import onset
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.smoothness import penalty
from ui import words

FEW = 1000  # test digits: below that the luck is worth a word
UNTRAINED = math.log(10)
NOTICES = (
    "The first steps do most of the work: look at how the loss falls before step 100.",
    "The pictures begin as blurred means of the digits and sharpen into what tells them *apart*.",
    "The weights spread out for as long as it trains: it grows surer, on the digits that it gets wrong, too.",
    "In the long run the train loss falls while validation turns: it learns its examples by heart.",
    "Weight decay takes a little of every weight in every step. What only a few digits ask for fades, and the pictures "
    "turn smooth: their roughness, told below them, is 0 where neighbouring pixels agree and 2 for noise.",
    "Choose your knobs by validation, the practice exam. The test digits are for the exam, which is opened once; "
    "from then on this board shows them, too.",
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


def tries(run: Snapshot, *, is_sample: bool, cured: bool, is_open: bool) -> list[tuple[str, object]]:
    """What to try with a run, and the config that does it; on the sample nothing that needs full MNIST.

    No preset does any of it. While a run is at work nothing is told: it may be another's, and do it by itself.

    Parameters
    ----------
    cured : whether weight decay alone keeps this run from overfitting, and the visitor has seen it do that without
    is_open : whether the visitor has opened the run's exam, so that its test digits tell anything here
    """
    config, history = run.config, run.history
    lucky, best = max(history.test_accuracy, default=0), max(history.validation_accuracy, default=0)
    few = run.status is Status.FINISHED and config.train_size <= 5
    leaps = run.status is Status.DIVERGED and config.learning_rate <= 5
    recipe = replace(FULL_BATCH, train_size=config.train_size, test_size=config.test_size, seed=config.seed) == config
    flattered = is_open and lucky == 1 and recipe and (is_sample or config.train_size == FULL_BATCH.train_size)
    on_all = ("Reach 92.5&nbsp;% on the 5,000 validation digits.", best >= 0.925)
    found = [
        ("Train on 5 digits or fewer: the pictures *are* those digits.", few),
        ("Make the training diverge at a learning rate of 5 or less.", leaps),
        *([] if is_sample else [on_all]),
        (
            "Open the full-batch recipe's exam; then let the board show 100&nbsp;% for it, by luck alone: its knobs, "
            "but for the test size.",
            flattered,
        ),
        ("Make a run overfit; then cure it by weight decay alone.", cured),
    ]
    return [(task, None if run.active else so and config) for task, so in found]


def update(config: TrainingConfig) -> str:
    """Say what a step does."""
    step = "Each step moves every weight down the slope of the loss: the batch's ink times how wrong each share is."
    if not config.weight_decay:
        return step
    return (
        f"{step} Weight decay adds {config.weight_decay:g} of the weight itself to the slope, so every weight shrinks "
        "unless ink renews it; the biases are left alone."
    )


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


def stands(run: Snapshot, part: str, size: int) -> str:
    """Where a run stands, for who does not see the board: screen readers and programs.

    Parameters
    ----------
    part, size : the digits that its accuracy may be told by, and how many those are
    """
    config, history = run.config, run.history
    if run.active:
        return f"Training, {config.steps:,} steps in all."
    if not run.step or not len(history):
        return "Not trained yet."
    said = f"After step {run.step:,} of {config.steps:,}, {pace(run)}"
    loss = float(history.train_loss[-1])
    if run.status is Status.DIVERGED or not math.isfinite(loss):
        return f"{said}."
    accuracy = history.test_accuracy if part == "test" else history.validation_accuracy
    before = "" if history.step[-1] == run.step else f" at step {history.step[-1]:,}"
    share = unescape(words.percent(float(accuracy[-1])))
    return f"{said}: train loss {loss:.4f}{before}; of {size:,} {part} digits {share} are read rightly."


def note(run: Snapshot, *, is_open: bool) -> Note:
    """What there is to say about a run; with weight decay also what its losses leave out."""
    text, tone = _note(run, is_open)
    return Note(" ".join(filter(None, (text, _leaves_out(run)))), tone)


def _leaves_out(run: Snapshot) -> str:
    decay, history = run.config.weight_decay, run.history
    if not decay or not len(history):
        return ""
    left_out = penalty(history.weights[-1], decay)
    return f"Losses are the cross-entropy alone, without the decay's {left_out:.4f}."


def _note(run: Snapshot, is_open: bool) -> Note:
    """What went wrong, where it overfits, or whom it flatters."""
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
    return Note(" ".join(filter(None, (_crawls(history), _generalises(run), _flatters(run) if is_open else ""))))


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


def _generalises(run: Snapshot) -> str:
    if run.history.train_loss[-1] >= UNTRAINED / 2:
        return ""
    if run.config.weight_decay:
        return "No overfitting."  # in one line with what the losses leave out
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
