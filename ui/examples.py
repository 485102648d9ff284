"""Choosing an example of a part of the data: the one that a visitor chose goes along from lesson to lesson."""

import random
from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st
from streamlit.errors import StreamlitAPIException

from mnist_core.arrays import Float64s
from mnist_core.data.dataset import Dataset, Part
from mnist_core.exam import evaluation
from mnist_core.softmax.regression import evidence
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.step import Checkpoint
from ui import address, live, marks, state, walk

_CHOSEN, _SHOWN_ON = "_digit_chosen", "_digit_shown_on"


def choose(part: Part, checkpoint: Checkpoint, *, first: bool = True) -> int:
    """Let the visitor choose an example of a part: by number, at random, or one that the model gets wrong.

    Another digit is what to press first on the page, unless it is said not to be.
    """

    def at_random() -> None:
        state.put(digit=random.randrange(len(part)))  # noqa: S311 - which digit is shown is no secret

    def a_mistake() -> None:
        wrong = evaluation.mistakes(checkpoint.weights, checkpoint.bias, part)
        state.put(digit=int(random.choice(wrong)) if len(wrong) else 0)  # noqa: S311

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        index = number(part, bind="query-params")
        st.button("Another digit", on_click=at_random, type="primary" if first else "secondary", key="another_digit")
        # Untrained, all classes tie at every digit: none of them is a mistake.
        learned = bool(checkpoint.weights.any() or checkpoint.bias.any())
        st.button("One it gets wrong", on_click=a_mistake, disabled=not learned, key="a_mistake")
    return index


def number(part: Part, default: int = 0, **bound: Any) -> int:
    """Draw the control of the test digit's number, which opens on the one chosen last on another page."""
    chosen, elsewhere = state.get(_CHOSEN), state.get(_SHOWN_ON, state.page()) != state.page()
    if elsewhere and chosen is not None and not address.values("digit"):
        with suppress(StreamlitAPIException):  # the page that was left may still hold the name in the address
            marks.put_undrawn("digit", min(chosen, len(part) - 1), default)
    state.put(**{_SHOWN_ON: state.page()})
    found = int(
        st.number_input(
            "Test digit", 0, len(part) - 1, default, key="digit", label_visibility="collapsed", width=130, **bound
        )
    )
    if found != default or chosen is not None:
        state.put(**{_CHOSEN: found})
    walk.look()
    return found


def chosen(part: Part) -> int | None:
    """The number of the test digit that the visitor chose last, on whatever page; None for who chose none."""
    found = state.get(_CHOSEN)
    return None if found is None else min(int(found), len(part) - 1)


def recipes_model(dataset: Dataset) -> Checkpoint | None:
    """The mini-batch recipe's model, which reads what a visitor brings from another page; None until it is trained."""
    run = live.look(MINI_BATCH.within(dataset))
    return run.checkpoint if run.step and not run.active else None


def evidence_of_the_chosen(dataset: Dataset) -> tuple[int, Float64s] | None:
    """The label of the digit that goes along and its evidence (10,) by the mini-batch recipe; None if either lacks."""
    found = chosen(dataset.test)
    model = None if found is None else recipes_model(dataset)
    if found is None or model is None:
        return None
    logits = evidence(dataset.test.intensities([found])[0], model.weights, model.bias)
    return int(dataset.test.labels[found]), np.asarray(logits, np.float64)


def go_along(number: int) -> None:
    """Have this test digit go along from now on."""
    state.put(**{_CHOSEN: number})
