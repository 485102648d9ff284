"""The third toy of the lesson on gradient descent: one real step in slow motion."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_core.data.dataset import Dataset, Part
from mnist_core.gradient_descent import slow_motion
from mnist_core.gradient_descent.slow_motion import Step
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, Status
from ui import live
from ui.component import colour_limit, ink_bytes, mount, text
from ui.lessons.gradient_descent import words
from ui.lessons.gradient_descent.landscape import RATES, config, follow_all
from ui.lessons.gradient_descent.views import asked_number, plain

AFTER = (0, 1, 2, 5, 10, 20, 50, 100, 200)


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


def follow_step(dataset: Dataset, config: TrainingConfig, after: int) -> Step:
    """Show the update after so many others, which the run has to make first; return it."""

    def draw(runs: list[Snapshot]) -> None:
        for run in runs:
            show_step(_step(run, after, dataset.train), config.learning_rate)
            if run.status in (Status.DIVERGED, Status.FAILED):
                st.warning(run.message)

    if not after:
        run = live.look(config)
        draw([run])
    else:
        (run,) = follow_all([config], draw)
    return _step(run, after, dataset.train)


def is_there(step: Step, config: TrainingConfig, after: int) -> bool:
    """Whether this is the update that was asked for, or the last before its run ended, and none on the way there."""
    return step.before.step == after or not live.look(config).active


def show_step(step: Step, rate: float) -> None:
    """One update, stage by stage; walking through the stages needs no word with the server."""
    stages = words.stages(step, rate)
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


def _step(run: Snapshot, after: int, part: Part) -> Step:
    """The run's update after so many others, or after those that were recorded before it ended."""
    return slow_motion.step_of(run.config, part, slow_motion.recorded(run.history, after))
