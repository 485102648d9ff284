"""The home page: the code that everyone pastes, beside what it computes of one real digit."""

import streamlit as st

from mnist_core.softmax.account import account
from mnist_core.training.run import Snapshot, TrainingRun
from mnist_core.training.values import values
from ui import examples, live, page, pictures, program, questions, replay, runs, state, words

dataset = page.open_home(
    "A machine that reads digits, laid open",
    "The lines that every tutorial has you paste, and what they compute. Point at a line: its stage lights up.",
)
recipe = runs.recipes(dataset)["Full batch"]
live.start(TrainingRun(recipe))


def show(run: Snapshot) -> None:
    """The digit's way through the model as it is now."""
    model = run.checkpoint
    index = examples.choose(dataset.test, model, first=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container():
            runs.status(run, "Full batch recipe")
        if replay.is_over(run):
            replay.button()
    label, image = int(dataset.test.labels[index]), dataset.test.intensities([index])[0]
    digit = account(model.weights, model.bias, image)
    pictures.pipeline(
        digit,
        model.weights,
        heading=f"test digit {index:,}",
        note=words.verdict(digit, label),
        label=label,
        alt=f"Test digit {index}, handwritten",
        key="pipeline",
        beside={
            "told": program.told(
                values(dataset, run, digit, label), recipe, index, is_open=state.has_opened_exam(recipe)
            ),
            "film": replay.film(run, image, label),
        },
    )


with st.container(horizontal=True, gap="small", key="home"):
    with st.container(width=420):
        program.listing(recipe)
    with st.container(key="way_of_digit", gap="xsmall"):
        live.follow(lambda: live.look(recipe), show)
page.lesson_list()
questions.offer(dataset)
