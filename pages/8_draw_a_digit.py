"""Lesson: write a digit, see what the model sees, and what it answers."""

import streamlit as st

from mnist_core.training.run import Snapshot
from ui import anatomy, drawings, foresee, live, page, runs, state, tasks
from ui.lessons.drawing import foreseen as drawing_foreseen
from ui.lessons.drawing import views as drawing_views
from ui.lessons.drawing import words as drawing_words
from ui.lessons.why import below as why_below
from ui.lessons.why import formulas as why_formulas
from ui.lessons.why import tries as why_tries
from ui.lessons.why import views as why_views

dataset = page.open_page(
    "draw",
    "The model sees your digit as 784 pixels, centred",
    "Write a digit from 0 to 9, as large and wherever you like. It is brought into the form that every MNIST digit "
    "has; then the ten sets of weights vote.",
)
config = runs.choose_run(dataset)


def show(run: Snapshot) -> None:
    """The sheet, the way to the model and its answer: only this part runs again when the pen is lifted."""
    runs.status(run)
    with st.container(horizontal=True, gap="small"):
        sheet = st.container(width=282, gap="xsmall")
        with sheet:
            digit = drawing_views.choose(dataset, run)
        with st.container(width="stretch", gap="xsmall", key="way"):
            steps = drawing_views.switches()
            drawing = drawings.read(run.checkpoint, digit.what, digit.paint, steps)
            seen = foresee.ask(drawing_foreseen.question(run, drawing))
            if seen:
                drawing_views.reading(run, drawing, digit.label)
        with sheet:  # only now, since the answer is what one waits for
            drawing_views.tools()
        if seen:
            with st.container(width=408, gap="xsmall"):
                why_views.panel(run, dataset, drawing)
    drawing_views.beginnings(dataset)
    tries = drawing_words.tries(drawing, steps, by_hand=drawing_views.by_hand())
    if run.active:
        tries = tasks.while_trained(tries, run.config, drawing.given.tobytes())
    anatomy.notice_and_try([*drawing_words.NOTICES, why_tries.notice(state.get("why"))], [*tries, *why_tries.tries()])
    anatomy.formula_and_code(why_formulas.formula(state.get("why"), run, drawing))
    if seen:
        why_below.below(run, dataset, drawing)  # below what is said of the panel, which is not about the experiments


live.follow(lambda: live.look(config), show)
anatomy.take_away(
    "A trained softmax regression is 7,850 numbers: ten pictures and ten biases. Reading a digit is one multiplication "
    "per pixel and class, and softmax at the end; all the rest is making your drawing look like what it learned from."
)
page.close_page("draw", by_hand=why_views.BY_HAND)
