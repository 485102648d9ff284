"""Runs side by side: pinned, started together, their curves overlaid and their results in a table that sorts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.training.comparison import Standing, digits_seen, standing
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import FINAL, Snapshot, TrainingRun
from ui import live, show, state, toasts
from ui.charts.style import Options
from ui.lessons.training import charts, compare_words, pins
from ui.lessons.training import controls as training_controls

KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "page"}
STEP, DIGITS = "Steps", "Digits looked at"
TRAIN, VALIDATION, TEST = "Train", "Validation", "Test"
RACED_RATES = (0.01, 0.1, 1.0)
RACED_BATCHES = (None, 1000, 100, 10)


def show_race(config: TrainingConfig, dataset: Dataset) -> None:
    """Pin, start, watch and compare."""
    pinned = pins.read(dataset)
    _buttons(config, pinned)
    if not pinned:
        _invite(config)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        across = st.segmented_control(
            "Drawn over", [STEP, DIGITS], default=STEP, key="over", required=True, label_visibility="collapsed", **KEPT
        ) or STEP  # fmt: skip
        examined = any(state.has_opened_exam(each) for each in pinned)
        part = st.segmented_control(
            "Digits measured on", [TRAIN, VALIDATION, *([TEST] if examined else [])], default=VALIDATION, key="part",
            required=True, label_visibility="collapsed", **KEPT,
        ) or VALIDATION  # fmt: skip
        st.caption(compare_words.in_common(pinned))

    def race(runs: Sequence[Snapshot]) -> None:
        _curves(pinned, runs, across, part)
        _table(pinned, [standing(run) for run in runs])

    live.follow(lambda: [training_controls.look(each) for each in pinned], race)


def _buttons(config: TrainingConfig, pinned: Sequence[TrainingConfig]) -> None:
    """Pin and unpin, start and pause."""
    runs = [training_controls.look(each) for each in pinned]
    active = any(run.active for run in runs)
    resting = [run for run in runs if not run.active and run.status not in FINAL]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        full = len(pinned) >= pins.MOST
        if config not in pinned:
            st.button(
                "Pin this run", on_click=pins.pin, args=([config],), icon=":material/keep:", disabled=full,
                key="pin_this_run",
            )  # fmt: skip
        if active:
            at_work = [run.config for run in runs if run.active]
            st.button("Pause them", on_click=_pause, args=(at_work,), key="pause_pinned")
        if resting:
            label = compare_words.start(len(resting), begun=any(run.step for run in resting))
            waiting = [run.config for run in resting]
            st.button(label, on_click=_start, args=(waiting,), type="primary", key="start_pinned")
        for each, name in zip(pinned, compare_words.names(pinned) if pinned else [], strict=True):
            st.button(
                f"{name} ✕", key=f"unpin-{name}", on_click=pins.unpin, args=(each,), type="tertiary", help="Unpin it",
            )  # fmt: skip
        if len(pinned) > 1:
            st.button("Unpin all", on_click=pins.clear, type="tertiary", key="unpin_all")


def _invite(config: TrainingConfig) -> None:
    st.markdown(
        "Pin the run above, turn a knob, pin again: the runs stand side by side. All start from zeros, and with the "
        "same seed they draw the same batches, so whatever differs comes from the knob. Or race these:"
    )
    batches = dict.fromkeys(min(each, config.train_size) if each else None for each in RACED_BATCHES)
    races: dict[str, list[TrainingConfig]] = {
        "Three learning rates": [replace(config, learning_rate=rate) for rate in RACED_RATES],
        "Four batch sizes": [replace(config, batch_size=size) for size in batches],
    }
    with st.container(horizontal=True, gap="small"):
        for name, configs in races.items():
            st.button(name, on_click=pins.pin, args=(configs,), key=f"race {name}")


def _start(configs: Sequence[TrainingConfig]) -> None:
    for config in configs:
        state.remember_run(config)
        state.go_away(config, "")
        live.start(TrainingRun(config))


def _pause(configs: Sequence[TrainingConfig]) -> None:
    going_on = [each for each in configs if live.stop(TrainingRun(each)).watchers]
    for config in going_on:
        state.go_away(config, "paused")
    if going_on:
        toasts.tell("Others are watching some of these runs, so those go on for them.")


def _curves(configs: Sequence[TrainingConfig], runs: Sequence[Snapshot], across: str, part: str) -> None:
    name = part.lower()
    # Of the test digits only the accuracy is measured; their loss is nobody's guide.
    loss = "validation" if part == TEST else name
    names = compare_words.names(configs)
    left, right = st.columns(2, gap="medium")
    chart: Callable[..., Options]
    for column, quantity, title, chart in (
        (left, f"{loss}_loss", f"{loss.capitalize()} loss, nats", charts.losses),
        (right, f"{name}_accuracy", f"{part} accuracy, %", charts.accuracies),
    ):
        lines = [
            _line(label, run, quantity, across)
            for label, run in zip(names, runs, strict=True)
            if quantity != "test_accuracy" or state.has_opened_exam(run.config)
        ]
        with column:
            over = "step" if across == STEP else "digits looked at"
            key = f"race-{quantity.partition('_')[2]}"
            show.moving(chart(title, lines, over, show.colours()), key, charts.height(names))


def _line(name: str, run: Snapshot, quantity: str, across: str) -> charts.Line:
    first = 0 if across == STEP else 1  # on a logarithmic axis there is no zero
    each = 1 if across == STEP else digits_seen(run.config, 1)
    steps = run.history.step[first:] * each
    return charts.Line(name, run.config.steps * each, steps, getattr(run.history, quantity)[first:])


def _table(configs: Sequence[TrainingConfig], standings: Sequence[Standing]) -> None:
    colours = show.colours()
    examined = [state.has_opened_exam(config) for config in configs]
    marks = [
        (each.validation_accuracy, each.test_accuracy if is_open else None)
        for each, is_open in zip(standings, examined, strict=True)
    ]
    percent = [[None if value is None else 100 * value for value in pair] for pair in marks]
    table = {
        "line": [charts.swatch(place, colours) for place in range(len(configs))],
        "digits": [config.train_size for config in configs],
        "batch": [config.batch_size or config.train_size for config in configs],
        "rate": [config.learning_rate for config in configs],
        **({"decay": [config.weight_decay for config in configs]} if any(c.weight_decay for c in configs) else {}),
        "seed": [None if config.batch_size is None else config.seed for config in configs],
        "steps": [each.step for each in standings],
        "train loss": [each.train_loss for each in standings],
        "validation": [validation for validation, _ in percent],
        **({"test": [test for _, test in percent]} if any(examined) else {}),
        "seconds": [each.seconds if each.step else None for each in standings],
        "state": [compare_words.state_of(*pair) for pair in zip(configs, standings, strict=True)],
        "best": compare_words.honours(standings),
    }
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        key="race-table",
        alt="The pinned runs: their settings, and how good they are",
        column_config={
            "line": column.ImageColumn("", width=52),
            "digits": column.NumberColumn(width=64),
            "batch": column.NumberColumn(width=64),
            "rate": column.NumberColumn(format="%g", width=60),
            "decay": column.NumberColumn(format="%g", width=64, help="Weight decay"),
            "seed": column.NumberColumn(width=56, help="Orders the mini-batches; a full batch has no order"),
            "steps": column.NumberColumn(width=64),
            "train loss": column.NumberColumn(format="%.4f", width=80),
            "validation": column.NumberColumn("validation %", format="%.2f", width=96),
            "test": column.NumberColumn("test %", format="%.2f", width=64),
            "seconds": column.NumberColumn(
                format="%.1f", width=76, help="That workers spent on it, other runs' turns left out"
            ),
            "state": column.TextColumn(width=150),
            "best": column.TextColumn("best in", width=170),
        },
    )
    st.caption(compare_words.table_note(any(examined)))
