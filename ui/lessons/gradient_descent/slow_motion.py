"""The third toy of the lesson on gradient descent: one real step in slow motion, or that of the visitor's own digit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.arrays import Float32s
from mnist_core.data.dataset import Dataset, Part
from mnist_core.gradient_descent import slow_motion
from mnist_core.gradient_descent.slow_motion import Step
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.step import initial_checkpoint
from mnist_core.wording import a_digit
from ui import drawings, examples, live
from ui.component import colour_limit, ink_bytes, mount, text
from ui.lessons.gradient_descent import words
from ui.lessons.gradient_descent.landscape import RATES, config, follow_all
from ui.lessons.gradient_descent.views import asked_number, plain

AFTER = (0, 1, 2, 5, 10, 20, 50, 100, 200)
BATCH, TEST, DRAWN = "The batch", "A test digit", "Your drawing"


@dataclass(frozen=True, eq=False)
class Own:
    """A digit that no run is trained on, to be looked at alone.

    Attributes
    ----------
    name : what it is called, with its label
    image : (784,), intensities from 0 to 1
    label : what it counts as
    """

    name: str
    image: Float32s
    label: int


def chosen_step(dataset: Dataset) -> tuple[TrainingConfig, int]:
    """The controls of the third toy: the run of mini-batches, and after how many updates to look at the next one."""
    after = st.select_slider("After so many updates", AFTER, 0, key="after", bind="query-params")
    size = st.segmented_control(
        "Digits in the batch", ["1", "2", "4"], default="4", required=True, key="digits", wrap=True,
        bind="query-params",
    )  # fmt: skip
    rate = st.segmented_control(
        "Learning rate", [f"{rate:g}" for rate in RATES], default="0.5", required=True, key="step_rate", wrap=True,
        bind="query-params",
    )  # fmt: skip
    return config(dataset, float(rate or 0.5), int(size or 4)), int(after)


def chosen_digit(dataset: Dataset) -> Own | None:
    """The controls of whose step it is: None for the batch's, which the run makes; else a digit's, made by a copy."""
    drawing = drawings.last(examples.recipes_model(dataset) or initial_checkpoint())
    whose = st.segmented_control(
        "Whose step", [BATCH, TEST, *([DRAWN] if drawing else [])], default=BATCH, required=True, key="step_of",
        wrap=True, bind="query-params",
    )  # fmt: skip
    if whose == TEST:
        number = examples.number(dataset.test, bind="query-params")
        label = int(dataset.test.labels[number])
        return Own(f"Test digit {number:,}, {a_digit(label)}", dataset.test.intensities([number])[0], label)
    if whose == DRAWN and drawing is not None:
        read = drawing.account.answer  # by the mini-batch recipe, where that is trained
        meant = int(st.number_input("Meant as a", 0, 9, read, key="meant", width=130, bind="query-params"))
        return Own(f"Your drawing, meant as {a_digit(meant)}", drawing.given, meant)
    return None


def follow_step(dataset: Dataset, config: TrainingConfig, after: int, own: Own | None) -> Step:
    """Show the update after so many others, which the run has to make first, or a copy's on this digit; return it."""

    def draw(runs: list[Snapshot]) -> None:
        for run in runs:
            step = _step(run, after, dataset.train, own)
            if own is not None:
                st.markdown(words.alone(own.name, step, config))
            if run.status in (Status.DIVERGED, Status.FAILED) and step.before.step < after:
                st.caption(words.ended(step, after))
            show_step(step, config.learning_rate, alone=own is not None)
            if run.status in (Status.DIVERGED, Status.FAILED):
                st.warning(run.message)

    if not after:
        run = live.look(config)
        draw([run])
    else:
        (run,) = follow_all([config], draw)
    return _step(run, after, dataset.train, own)


def is_there(step: Step, config: TrainingConfig, after: int) -> bool:
    """Whether this is the update that was asked for, or the last before its run ended, and none on the way there."""
    return step.before.step == after or live.look(config).status in (Status.FINISHED, Status.DIVERGED)


def show_step(step: Step, rate: float, *, alone: bool) -> None:
    """One update, stage by stage; walking through the stages needs no word with the server."""
    stages = words.stages(step, rate, alone=alone)
    mount("one_step", "one_step", numbers_of(step, rate) | {
        "stages": stages,
        "at": asked_number("stage", len(stages)),
        "hint": words.HINT,
        "legend": "red for, blue against; underlined: the right class",
    })  # fmt: skip


def numbers_of(step: Step, rate: float) -> dict[str, Any]:
    """What the browser draws of an update; the slope and the new weights it computes from these."""
    return {
        "images": ink_bytes(step.images),
        "labels": step.labels.tolist(),
        "evidence": plain(step.evidence),
        "evidence_limit": max(1.0, float(np.abs(step.evidence).max())),
        "shares": plain(step.probabilities),
        "losses": plain(step.losses),
        "surprise": plain(step.surprise),
        "after_losses": plain(step.losses_after),
        "weights": text(step.before.weights.T.astype(np.float32)),
        "rate": rate,
        "limit": colour_limit(np.stack([step.before.weights, step.after.weights])),
        "slope_limit": colour_limit(step.weight_gradient),
    }


def _step(run: Snapshot, after: int, part: Part, own: Own | None) -> Step:
    """The run's update after so many others, or after those that were recorded before it ended; or this digit's."""
    before = slow_motion.recorded(run.history, after)
    if own is None:
        return slow_motion.step_of(run.config, part, before)
    return slow_motion.take_step(before, own.image[np.newaxis], np.array([own.label]), run.config.learning_rate)
