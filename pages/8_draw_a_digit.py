"""Lesson: write a digit, see what the model sees, and what it answers."""

import streamlit as st

from mnist_core.explain import account
from mnist_core.runs import Snapshot
from mnist_core.softmax import softmax
from ui import anatomy, cached, canvas, live, page, pictures, runs, state, words

dataset = page.open_page(
    "draw",
    "The model sees your digit as 784 pixels, centred",
    "Write a digit from 0 to 9. It is cropped, shrunk into 20&nbsp;×&nbsp;20 and moved until its ink balances in the "
    "middle, as every MNIST digit was. Then the ten sets of weights vote.",
)
config = runs.choose_run(dataset)
cached.registry().start(config, state.visitor())


def show(run: Snapshot) -> None:
    """The sheet and the answer: only this part runs again when the pen is lifted."""
    runs.status(run)
    sheet, answer = st.columns([0.3, 0.7], gap="medium")
    with sheet:
        st.caption("Draw here, large")
        reading = canvas.read()
    digit = account(run.checkpoint.weights, run.checkpoint.bias, reading.image)
    with answer:
        pictures.pipeline(
            digit,
            run.checkpoint.weights,
            heading="what the model sees: 28 × 28 pixels",
            note=words.answer(digit),
            alt="Your digit as the model sees it",
            key="answer",
        )
    shares = digit.probabilities
    anatomy.notice_and_try(
        [
            "The model never sees your stroke, only 784 numbers; a digit drawn small or in a corner ends up the same.",
            "Point at a row: a pixel that votes *for* one class may vote *against* its neighbour.",
            "The shares always add up to one, so it must answer something, even to a scribble.",
        ],
        [
            ("Draw a digit that it gives more than 99&nbsp;%.", not reading.is_empty and shares.max() > 0.99),
            ("Draw something that leaves every class under 50&nbsp;%.", not reading.is_empty and shares.max() < 0.5),
            ("Draw a 1 that lies on its side: is it still a 1?", words.lies_flat(reading)),
        ],
    )
    anatomy.formula_and_code(
        words.softmax_formula(digit),
        "Evidence is ink times weights, plus the bias; softmax turns it into shares.",
        account,
        softmax,
    )


live.follow(config, show)
anatomy.take_away(
    "A trained softmax regression is 7,850 numbers: ten pictures and ten biases. Reading a digit is one multiplication "
    "per pixel and class, and softmax at the end; all the rest is making your drawing look like what it learned from."
)
page.close_page("draw")
