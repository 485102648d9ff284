"""The second toy of the lesson on gradient descent: paths of real runs on a map of the real loss."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.data.dataset import Dataset, Part
from mnist_core.gradient_descent import landscape
from mnist_core.once import once
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, Status, TrainingRun
from ui import live, show
from ui.component import bring, colour_limit, ink_bytes, mount, text
from ui.lessons.gradient_descent import charts, words
from ui.lessons.gradient_descent.views import plain

TRAIN_SIZE, TEST_SIZE, STEPS = 2_000, 500, 300
RATES = (0.01, 0.1, 0.5, 2.0, 10.0)
SHOWN_RATES = (0.01, 0.1, 0.5, 2.0)
PLANE_RATE = 0.5
BEST_RATE = 2.0  # of RATES, after 300 steps; a test holds this true
BATCHES: dict[str, int | None] = {"none": None, "100": 100, "10": 10, "1": 1}
DIGITS = 5  # of the map's, whose answers are shown
LEVELS = (0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10)
_EVERY = 0.4


def config(dataset: Dataset, rate: float, batch_size: int | None = None) -> TrainingConfig:
    """A small run of the real model, which takes about a second."""
    return TrainingConfig(TRAIN_SIZE, rate, STEPS, batch_size, TEST_SIZE).within(dataset)


def chosen_rates() -> tuple[list[float], int | None]:
    """The controls of the second toy: which learning rates to show, and the size of a mini-batch, if any."""
    chosen = st.pills(
        "Learning rates", [f"{rate:g}" for rate in RATES], selection_mode="multi",
        default=[f"{rate:g}" for rate in SHOWN_RATES], key="rates", wrap=True, bind="query-params",
    )  # fmt: skip
    batch = st.segmented_control(
        "Beside it, a mini-batch of", list(BATCHES), default="none", required=True, key="batch", wrap=True,
        bind="query-params",
    )  # fmt: skip
    return [rate for rate in RATES if f"{rate:g}" in chosen], BATCHES.get(batch)


def follow_all(configs: list[TrainingConfig], draw: Callable[[list[Snapshot]], None]) -> list[Snapshot]:
    """Start runs and call `draw` with their snapshots, with progress while any of them works; return the snapshots."""
    for each in configs:
        live.start(TrainingRun(each))

    def board(runs: list[Snapshot]) -> None:
        if any(run.active for run in runs):
            done, total = sum(run.step for run in runs), sum(run.config.steps for run in runs)
            ready = "getting a worker ready" if not done else f"{done:,} of {total:,} steps"
            st.progress(min(done / total, 1.0), text=f"Training {words.models(len(runs))}: {ready}")
        draw(runs)

    live.follow(lambda: [live.look(each) for each in configs], board)
    return [live.look(each) for each in configs]


def only_the_best(runs: list[Snapshot]) -> bool:
    """Whether the one run shown is the one that ends lowest of all the rates that one can choose."""
    return len(runs) == 1 and runs[0].config.learning_rate == BEST_RATE and runs[0].status is Status.FINISHED


def show_landscape(dataset: Dataset, runs: list[Snapshot], plane_of: Snapshot, batch_size: int | None) -> None:
    """The map of the loss with a path for each run, side by side, once the run that lays the plane has ended."""
    if plane_of.active or not len(plane_of.history):
        return
    if not runs:
        st.caption("No learning rate is chosen, so no path is drawn.")
        return
    ground = landscape.landscape(plane_of.history, dataset.train)
    name = plane_of.config.key(dataset.digest)[:24]
    if not any(run.active for run in runs):  # what is brought while runs are followed is brought again and again
        bring("planes", name, lambda: models(ground, dataset.train), most=4)
    path = landscape.flatten(plane_of.history.weights, plane_of.history.bias)
    rates = [run.config.learning_rate for run in runs]
    mount("landscape", "landscape", _map(ground) | {
        "plane": name,
        "lead": rates.index(PLANE_RATE) if PLANE_RATE in rates else 0,
        "panels": [_panel(ground, run, dataset.train, batch_size) for run in runs],
        "legend": _legend(batch_size),
        "note": words.plane(plane_of, landscape.variance_held(ground.plane, path), ground.examples),
        "hint": words.hint(ground.examples),
    })  # fmt: skip
    for run in runs:
        if run.status in (Status.DIVERGED, Status.FAILED):
            st.warning(f"Learning rate {run.config.learning_rate:g}: {run.message}")


def show_losses(runs: list[Snapshot]) -> None:
    """The loss of each run by step, as far as it is recorded."""
    begun = [run for run in runs if len(run.history)]
    if begun:
        show.moving(charts.loss_by_step(begun, show.colours()), "losses", height=190)


@once(size=8)
def models(ground: landscape.Landscape, part: Part) -> str:
    """What every model of a plane is made of, and some digits that it is asked, for the browser to keep."""
    some = slice(DIGITS)
    return json.dumps({
        "models": text(landscape.models(ground.plane)),
        "limit": colour_limit(ground.plane.origin[:-10]),
        "images": ink_bytes(part.intensities(some)),
        "labels": part.labels[some].tolist(),
    })  # fmt: skip


def _map(ground: landscape.Landscape) -> dict[str, Any]:
    rows, columns = ground.losses.shape
    return {
        "losses": text(ground.losses.astype(np.float32)),
        "rows": rows,
        "columns": columns,
        "across": ground.across[[0, -1]].tolist(),
        "along": ground.along[[0, -1]].tolist(),
        "levels": LEVELS,
    }


def _panel(ground: landscape.Landscape, run: Snapshot, part: Part, batch_size: int | None) -> dict[str, Any]:
    path = landscape.flatten(run.history.weights, run.history.bias)
    noisy = None
    if batch_size is not None:
        small = TrainingConfig(run.config.train_size, run.config.learning_rate, STEPS, batch_size)
        noisy = landscape.noisy_path(small, part, ground.plane)
    return {
        "title": f"rate {run.config.learning_rate:g}",
        "note": words.path_note(run, landscape.variance_held(ground.plane, path) if len(path) else 1.0),
        "strays": words.STRAYS if noisy is not None and not ground.holds(noisy) else "",
        "path": plain(landscape.coordinates(ground.plane, path).round(3)),
        "noisy": None if noisy is None else plain(noisy.round(2)),
        "steps": run.history.step.tolist(),
        "losses": plain(run.history.train_loss),
        "alt": words.path_alt(run.config, run),
    }


def _legend(batch_size: int | None) -> list[tuple[str, str]]:
    noisy = [("noisy", f"mini-batch of {batch_size}, every step")] if batch_size else []
    return [
        ("start", "start: all zero"),
        ("path", "full batch"),
        *noisy,
        ("end", "the ball"),
        ("trained", "trained at 0.5"),
    ]
