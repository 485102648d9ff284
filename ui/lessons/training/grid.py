"""A two-way grid of runs that fills in the background: learning rate by another setting."""

import itertools
from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.training.comparison import Standing
from mnist_core.training.config import TrainingConfig
from mnist_core.training.grid import MOST_SECONDS, Grid, GridProgress, make_grid, tones
from mnist_core.training.run import Status
from ui import component, live, state, toasts, words
from ui.lessons.training import compare_words, knobs
from ui.sent import Sent, cell

KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "page"}
KEY = "grid"
STATES = {Status.FINISHED: "done", Status.DIVERGED: "diverged", Status.FAILED: "failed"}


def show_grid(config: TrainingConfig, dataset: Dataset) -> None:
    """Choose the grid, start and pause it, and watch it fill."""
    if state.take("turned", False):
        toasts.tell("The knobs are set to this run.")
    controls, picture = st.columns([0.28, 0.72], gap="large")
    with controls:
        axis = st.segmented_control(
            "Learning rate by", list(compare_words.AXES), default="Steps", key="down", required=True, **KEPT
        ) or "Steps"  # fmt: skip
        grid = make_grid(config, compare_words.AXES[axis], len(dataset.train))
        examined = any(state.has_opened_exam(run) for row in grid.rows for run in row)
        quantities = [name for name in compare_words.QUANTITIES if name != "Test" or examined]
        shown = st.segmented_control(
            "Shown", quantities, default="Validation", key="measure", required=True, wrap=True, **KEPT
        ) or "Validation"  # fmt: skip
        shown_first = live.look_at(grid)
        _button(grid, shown_first)
    quantity = compare_words.QUANTITIES[shown]

    def fill(found: GridProgress) -> None:
        if state.take("opened", False):
            state.set_aside("turned", True)
            st.rerun()
        if found.active:
            st.progress(found.done / found.total, text=compare_words.progress(found))
        elif found.done:
            st.markdown(compare_words.progress(found))
        _picture(grid, found, quantity, config)

    with picture:
        live.follow(lambda: live.look_at(grid), fill, shown=shown_first)


def _button(grid: Grid, found: GridProgress) -> None:
    left = grid.seconds * (1 - found.done / found.total)

    def pause() -> None:
        if live.stop(grid).watchers:
            toasts.tell("Others are watching this grid, so it goes on for them.")

    if found.active:
        st.button("Pause the grid", on_click=pause, key="grid-pause", width="stretch")
    elif found.done < found.total:
        label = "Go on with the grid" if found.done else f"Train these {found.total} runs"
        st.button(
            label, on_click=live.start, args=(grid,), key="grid-start", width="stretch",
            type="primary", disabled=grid.seconds > MOST_SECONDS,
        )  # fmt: skip
        if grid.seconds > MOST_SECONDS:
            st.caption(compare_words.too_much(grid.seconds, MOST_SECONDS))
        else:
            st.caption(f"About {words.duration(left)} of work. It makes way for runs that somebody waits for.")
    st.caption(compare_words.held(grid))
    st.markdown(f"{compare_words.grid_lesson(grid.axis)} {compare_words.WHY_VALIDATION}")


def _picture(grid: Grid, found: GridProgress, quantity: str, config: TrainingConfig) -> None:
    rows = grid.rows
    configs = [run for row in rows for run in row]
    flat = [
        each if each and each.status is Status.FINISHED and _is_told(run, quantity) else None
        for run, each in zip(configs, itertools.chain(*found.standings), strict=True)
    ]
    finished = [each if each and each.status is Status.FINISHED else None for row in found.standings for each in row]
    shades, judged = iter(tones(flat, quantity)), iter(tones(finished, compare_words.JUDGED_BY))
    cells = [
        [
            _cell(run, each, quantity, next(shades), found.current) | {"best": next(judged) == 1.0}
            for run, each in zip(*pair, strict=True)
        ]
        for pair in zip(rows, found.standings, strict=True)
    ]
    chosen = next(([r, c] for r, row in enumerate(rows) for c, each in enumerate(row) if each == config), None)
    component.mount(
        "grid",
        KEY,
        {
            "title": compare_words.grid_title(quantity),
            "across": "learning rate →",
            "down": f"{compare_words.axis_name(grid.axis)} ↓",
            "rows": [compare_words.axis_value(grid, row) for row in range(len(rows))],
            "columns": [f"{rate:g}" for rate in grid.rates],
            "cells": cells,
            "chosen": chosen,
            "note": compare_words.grid_note(chosen is not None),
        },
        cell=Sent(cell(len(rows), len(grid.rates)), lambda place: _open(grid, *place)),
    )


def _cell(
    config: TrainingConfig, each: Standing | None, quantity: str, tone: float | None, current: TrainingConfig | None
) -> dict[str, Any]:
    status = "running" if config == current else "waiting" if each is None else STATES.get(each.status, "waiting")
    return {
        "text": compare_words.cell(config, each, quantity, is_open=state.has_opened_exam(config)),
        "tone": tone,
        "state": status,
        "say": compare_words.told(config, each, is_open=state.has_opened_exam(config)),
    }


def _is_told(config: TrainingConfig, quantity: str) -> bool:
    """Whether a cell may show this quantity: of the test digits only where the run's exam is open."""
    return quantity != "test_accuracy" or state.has_opened_exam(config)


def _open(grid: Grid, row: int, column: int) -> None:
    """Set the page to the run whose cell was pressed."""
    knobs.choose(grid.rows[row][column])
    state.set_aside("opened", True)  # only this part of the page runs now, and the knobs are in another
