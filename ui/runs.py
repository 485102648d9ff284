"""Settings of a run, its buttons, and what it has come to."""

from typing import Any

import streamlit as st

from mnist_core import evaluation
from mnist_core.dataset import Dataset, Part
from mnist_core.hyperparameters import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.runs import Snapshot, Status
from ui import cached, live, show, state, words
from ui.charts import training as charts

MOST_STEPS = 20_000
BATCH_SIZE = 100


def recipes(dataset: Dataset) -> dict[str, TrainingConfig]:
    """The tutorials' two recipes by name, as far as the dataset has the examples."""
    return {"Full batch": FULL_BATCH.within(dataset), "Mini-batch": MINI_BATCH.within(dataset)}


def hyperparameters(dataset: Dataset) -> TrainingConfig:
    """The tutorials' capitalised numbers as controls, with their two recipes as presets; all in the address."""
    with st.container(horizontal=True, gap="small"):
        for name, recipe in recipes(dataset).items():
            st.button(name, on_click=_put, args=(recipe,), help=words.recipe(recipe), width="stretch")
    first = recipes(dataset)["Full batch"]
    before = state.settings()
    if before is not None:
        _put(before)
    with _row():
        train_size = _whole(
            "Train size", 1, len(dataset.train), first.train_size, 500, key="train_size",
            help="How many digits it may learn from: the first ones of the training part.",
        )  # fmt: skip
        test_size = _whole(
            "Test size", 1, len(dataset.test), first.test_size, 500, key="test_size",
            help="How many unseen digits measure it: the first ones of the test part. Few digits make a lucky number.",
        )  # fmt: skip
    with _row():
        rate = st.number_input(
            "Learning rate", 0.0001, 100.0, first.learning_rate, 0.05, "%g", key="learning_rate", bind="query-params",
            help="How far one step goes down the slope.",
        )  # fmt: skip
        steps = _whole(
            "Steps", 1, MOST_STEPS, first.steps, 100, key="steps",
            help="How many updates. The tutorials count from 0 and make one more: their step 2,500 is our 2,501.",
        )  # fmt: skip
    full = st.toggle(
        "Full batch", True, key="full_batch", bind="query-params",
        help="On: every step looks at all training digits. Off: at a batch of shuffled ones.",
    )  # fmt: skip
    with _row():
        batch = _whole(
            "Batch size", 1, len(dataset.train), BATCH_SIZE, 50, key="batch_size", disabled=full,
            help="How many digits one step looks at.",
        )  # fmt: skip
        seed = _whole(
            "Seed", 0, 2**31 - 1, 0, 1, key="seed", disabled=full,
            help="Another seed shuffles the mini-batches another way.",
        )  # fmt: skip
    if not full and batch > train_size:
        st.caption(f"A batch of {batch:,} cannot hold more than the {train_size:,} training digits; it holds those.")
    config = TrainingConfig(train_size, float(rate), steps, None if full else min(batch, train_size), test_size, seed)
    state.remember_settings(config)
    return config


def start_and_stop(config: TrainingConfig) -> None:
    """One button: start the run, stop it, or let it go on."""
    run = live.look(config)

    def start() -> None:
        state.remember_run(config)
        cached.registry().start(config, state.visitor())

    def stop() -> None:
        if cached.registry().stop(config, state.visitor()).watchers:
            st.toast("Others are watching this run, so it goes on for them.")

    if run.active:
        st.button("Stop", on_click=stop, width="stretch", key="stop")
    elif run.status is Status.FINISHED:
        known = not state.has_started(config)
        st.caption("This run is known already: it appears at once." if known else "This run has ended.")
    elif run.status is Status.DIVERGED:
        st.caption("This run diverged. Change a number to try another.")
    else:
        label = "Go on" if run.step else "Start"
        st.button(label, on_click=start, type="primary", width="stretch", key="start")


def choose_run(dataset: Dataset) -> TrainingConfig:
    """Let the visitor choose which model reads: one of the recipes, or the run that they started last."""
    choices = {f"{name} recipe": recipe for name, recipe in reversed(recipes(dataset).items())}
    last = state.last_run()
    if last is not None and last not in choices.values():
        choices["Your last run"] = last
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        name = st.segmented_control(
            "Model", list(choices), default=next(iter(choices)), key="model", required=True,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
        # An empty name in the address counts as none chosen.
        config = choices.get(name) or next(iter(choices.values()))
        st.caption(words.recipe(config))
    return config


def status(run: Snapshot) -> None:
    """Show how far a run is: a bar while it works, its result when it has ended, and why if it ended badly."""
    if run.active:
        st.progress(run.step / run.config.steps, text=words.status(run))
    else:
        st.markdown(words.status(run))
    if run.status in (Status.DIVERGED, Status.FAILED):
        st.warning(run.message)


def accuracy_by_digit(run: Snapshot, part: Part) -> None:
    """Show which digits a model that has ended reads best."""
    if run.active or not run.step:
        return
    st.markdown("#### Which digits it reads best")
    shares = evaluation.accuracy_by_class(run.checkpoint.weights, run.checkpoint.bias, part)
    show.still(
        charts.accuracy_by_digit(shares, show.colours()),
        key="by_digit",
        alt="Per cent of the test digits read rightly, for each digit",
    )
    worst, best = evaluation.extremes(shares)
    st.caption(f"Per cent of the test digits read rightly. Easiest: {best}. Hardest: {worst}.")


def _row() -> Any:
    """Two controls side by side, on a phone too, where columns would stack."""
    return st.container(horizontal=True, gap="small")


def _whole(label: str, low: int, high: int, value: int, step: int, **more: Any) -> int:
    return int(st.number_input(label, low, high, value, step, bind="query-params", **more))


def _put(config: TrainingConfig) -> None:
    state.put(
        train_size=config.train_size,
        test_size=config.test_size,
        learning_rate=config.learning_rate,
        steps=config.steps,
        full_batch=config.batch_size is None,
        batch_size=config.batch_size or BATCH_SIZE,
        seed=config.seed,
    )
