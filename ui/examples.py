"""Choosing an example of a part of the data."""

import random

import streamlit as st

from mnist_core.data.dataset import Part
from mnist_core.exam import evaluation
from mnist_core.training.step import Checkpoint
from ui import state


def choose(part: Part, checkpoint: Checkpoint) -> int:
    """Let the visitor choose an example of a part: by number, at random, or one that the model gets wrong."""

    def at_random() -> None:
        state.put(digit=random.randrange(len(part)))  # noqa: S311 - which digit is shown is no secret

    def a_mistake() -> None:
        wrong = evaluation.mistakes(checkpoint.weights, checkpoint.bias, part)
        state.put(digit=int(random.choice(wrong)) if len(wrong) else 0)  # noqa: S311

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        number = st.number_input(
            "Test digit", 0, len(part) - 1, 0, key="digit", bind="query-params", label_visibility="collapsed", width=130
        )
        st.button("Another digit", on_click=at_random, type="primary")
        st.button("One it gets wrong", on_click=a_mistake)
    return int(number)
