"""The softmax lesson's toys: evidence that is dragged, where it comes from, and where float32 gives up."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.arrays import Floats
from mnist_core.data.dataset import Dataset
from mnist_core.drawing import digits, strokes
from mnist_core.softmax import dividing
from mnist_core.softmax.account import Account, account
from mnist_core.softmax.dividing import Float32
from mnist_core.softmax.regression import evidence as weigh
from mnist_core.training.run import Snapshot, TrainingRun
from mnist_core.training.step import Checkpoint, initial_checkpoint
from ui import address, canvas, component, examples, live, paper, runs, show, state, tasks, words
from ui.lessons.softmax import charts
from ui.lessons.softmax import words as softmax_words
from ui.lessons.softmax.setting import (
    CHOSEN,
    COLDEST,
    DRAWN,
    FEWEST,
    HOTTEST,
    LARGEST,
    MOST,
    PRESETS,
    WHOSE,
    Setting,
    read_commit,
    start_anew,
    take_over,
)
from ui.sent import Sent, whole

TEMPERATURES = np.geomspace(COLDEST, HOTTEST, 41)
DIFFERENCES = np.linspace(-8, 8, 65)
FARTHEST_OFFSET = 140  # far enough that even evidence of 30 falls below what float32 can hold
TRAINED = "Trained"


def choose_start(dataset: Dataset, now: Setting) -> None:
    """Buttons that start the toy anew from one of the presets, and the number of classes."""
    presets = dict(PRESETS)
    drawn = drawn_evidence(dataset)
    if drawn is not None:
        presets[DRAWN] = drawn
    if (found := examples.evidence_of_the_chosen(dataset)) is not None:
        presets[CHOSEN] = _within(found[1])
    st.markdown("**Start from**")
    with st.container(horizontal=True, gap="small"):
        for name, numbers in presets.items():
            st.button(name, on_click=_begin, args=(numbers,), key=f"preset {name}", help=WHOSE.get(name))
    state.put(classes=len(now.evidence))
    st.number_input("Classes", FEWEST, MOST, step=1, key="classes", on_change=_resize, args=(now,))


def _begin(numbers: tuple[float, ...]) -> None:
    """Begin anew from a preset."""
    tasks.begin_anew()
    start_anew(Setting(numbers))


def _resize(now: Setting) -> None:
    """Take classes away from the end, or add some without evidence."""
    wanted = int(state.get("classes"))
    start_anew(replace(now, evidence=(now.evidence + (0.0,) * MOST)[:wanted], raised=None))


def drawn_evidence(dataset: Dataset) -> tuple[float, ...] | None:
    """The evidence of the digit that the visitor drew last, by the mini-batch recipe; None if either is missing."""
    drawing = paper.last_drawing()
    model = examples.recipes_model(dataset) if drawing else None
    if model is None:
        return None
    try:
        reading = digits.read_drawing(strokes.ink_from_strokes(drawing, canvas.SIDE, canvas.SIDE))
    except ValueError:
        return None
    return None if reading.is_empty else _within(weigh(reading.image, model.weights, model.bias))


def _within(evidence: Floats) -> tuple[float, ...]:
    """Evidence (10,) as the bars take it."""
    return tuple(float(z) for z in np.clip(evidence, -LARGEST, LARGEST).round(2))


def bars(now: Setting) -> None:
    """The toy: evidence, its powers and the shares, to be dragged; it tells the server once they rest."""
    data: dict[str, Any] = {
        "state": {
            "z": list(now.evidence),
            "temperature": now.temperature,
            "add": now.constant,
            "raised": now.raised,
        },
        "seq": state.get("_shares_seq", 0),
    }
    if len(now.evidence) == 2:
        data["curve"] = np.stack([DIFFERENCES, dividing.logistic(DIFFERENCES)], axis=1).round(4).tolist()
    if len(now.evidence) == 3:
        data["corners"] = dividing.CORNERS.tolist()
        data["path"] = dividing.temperature_path(now.evidence, TEMPERATURES).round(4).tolist()
    component.mount("shares", "shares", data, commit=Sent(read_commit, take_over))


def origin(dataset: Dataset) -> tuple[Account, int]:
    """Where evidence comes from: one class's 784 terms on a test digit, and three of them as a model of their own.

    Returns the account of the digit, and the class.
    """
    recipe = runs.recipes(dataset)["Mini-batch"]
    live.start(TrainingRun(recipe))
    controls, picture = st.columns([0.23, 0.77], gap="medium")
    with controls:  # outside of what follows the run: the formula below the toy is about what they choose
        name = st.segmented_control(
            "Weights", [TRAINED, "Untrained"], default=TRAINED, key="weights", required=True, wrap=True,
            bind="query-params",
        )  # fmt: skip

        def weighed(run: Snapshot) -> Checkpoint:
            return run.checkpoint if name == TRAINED else initial_checkpoint()

        index = examples.choose(dataset.test, weighed(live.look(recipe)))
        label = int(
            st.number_input("Class", 0, 9, 7, key="class", bind="query-params", help="Whose weights are shown.")
        )

    def account_of(run: Snapshot) -> Account:
        model = weighed(run)
        return account(model.weights, model.bias, dataset.test.intensities([index])[0])

    def board(run: Snapshot) -> None:
        if state.take("class_pressed", False):
            address.run_again()  # the class's control stands outside
        digit = account_of(run)
        terms(digit, weighed(run).weights[:, label], label, f"test digit {index:,}")
        verdict = words.verdict(digit, int(dataset.test.labels[index]))
        trained = (
            words.status(run, "Mini-batch recipe").replace("**", "") if name == TRAINED else softmax_words.UNTRAINED
        )
        st.caption(f"{verdict} {trained}")

    with picture:
        live.follow(lambda: live.look(recipe), board)
    live.follow(lambda: live.look(recipe), lambda run: network(account_of(run), weighed(run).weights))
    return account_of(live.look(recipe)), label


def _press_class(k: int) -> None:
    state.put(**{"class": k})
    state.set_aside("class_pressed", True)


def terms(digit: Account, weights: np.ndarray[Any, Any], label: int, heading: str) -> None:
    """Show the evidence of one class as a sum of 784 terms, to be added up row by row, and all classes' so far."""
    (speaks_for, speaks_against, bias), evidence = softmax_words.weighed(digit, label)
    component.mount(
        "terms",
        "terms",
        {
            "pixels": component.ink_bytes(digit.image),
            "weights": component.text(weights.astype(np.float32)),
            "weight_limit": component.colour_limit(weights),
            "term_limit": component.colour_limit(digit.products[label]),
            "label": label,
            "parts": [speaks_for, speaks_against, bias, evidence],  # as printed they add up
            "running": component.text(digit.by_row.astype(np.float32)),
            "evidence": digit.evidence.tolist(),
            "probabilities": digit.probabilities.tolist(),
            "heading": heading,
        },
        choose=Sent(whole(10), _press_class),
    )


def network(digit: Account, weights: np.ndarray[Any, Any]) -> None:
    """Show three pixels and three classes of the same prediction as a network, as equations and as a product."""
    small = dividing.three_by_three(digit, weights)
    st.markdown(softmax_words.three_of_each(small))
    component.mount(
        "network",
        "network",
        {
            "pixels": small.pixels.tolist(),
            "classes": small.classes.tolist(),
            "inputs": small.inputs.tolist(),
            "weights": small.weights.tolist(),
            "bias": small.bias.tolist(),
            "evidence": small.evidence.tolist(),
            "probabilities": small.probabilities.tolist(),
        },
    )


def precision(now: Setting) -> Float32:
    """Compute softmax in float32 as it is written and with the maximum subtracted, side by side; return the first."""
    controls, picture = st.columns([0.23, 0.77], gap="medium")
    with controls:
        offset = st.slider(
            "Add to every class", -FARTHEST_OFFSET, FARTHEST_OFFSET, 0, 1, key="offset", bind="query-params"
        )
        moved = dividing.divide_up(now.evidence, constant=offset).scaled
        naive, stable = dividing.naive_float32(moved), dividing.stable_float32(moved)
        st.markdown(softmax_words.precision(naive))
    with picture:
        show.moving(charts.float32_range(naive, show.colours()), "float32", height=170)
        written, subtracted = st.columns(2)
        written.markdown(softmax_words.computation(naive, "z", "share, as written"))
        subtracted.markdown(softmax_words.computation(stable, "{z-m}", "share, stable"))
    return naive
