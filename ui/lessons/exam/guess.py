"""Predict before you see: what the model answers to a digit, and how many it reads rightly."""

import random

import numpy as np
import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam import plain
from mnist_core.exam.exam import Exam, sit
from mnist_core.softmax.plain import softmax
from mnist_core.training.run import Snapshot
from mnist_core.wording import counted
from ui import examples, show, state
from ui.anatomy import Told, fulfilled
from ui.lessons.exam import figures
from ui.lessons.exam import pictures as exam_pictures
from ui.lessons.exam import words as exam_words
from ui.lessons.exam.views import KEPT

EVERY = "all test digits"
SCOPES = (EVERY, *(f"the {digit}s alone" for digit in range(10)))


def show_guesses(exam: Exam, dataset: Dataset, run: Snapshot) -> Told:
    """Both guesses side by side, each with the visitor's score."""
    digit, rate = st.columns([0.62, 0.38], gap="large")
    with digit:
        shown = _answer(exam, dataset, run)
    with rate:
        _accuracy(exam, run)
    return shown


def _answer(exam: Exam, dataset: Dataset, run: Snapshot) -> Told:
    """One digit and ten classes to bet on; the shares come after the bet."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        number = examples.number(dataset.test, **KEPT)
        st.button("Another digit", on_click=lambda: state.put(digit=_random(exam)), type="primary")
    asked = (run.config, number)
    answer, label = int(exam.answers[number]), int(exam.labels[number])
    told = asked in state.guesses("answers")
    guess = int(state.guesses("answers")[asked][0]) if told else None
    note = "" if guess is None else exam_words.told(guess, answer, label, float(exam.confidence[number]))
    exam_pictures.question(
        dataset.test, exam, number, guess, note, lambda k: state.remember_guess("answers", asked, k, answer)
    )
    st.caption(exam_words.score(state.guesses("answers").values()))
    return Told(
        exam_words.argmax_formula(exam.probabilities[number] if told else None),
        "The answer is the class with the largest share, however small that is.",
        (sit,),
        done=fulfilled(foreseen=guess == answer != label and (number,)),
        plain=(softmax, plain.sit),
    )


def _accuracy(exam: Exam, run: Snapshot) -> None:
    """A slider for the accuracy, of all test digits or of one class; the truth comes after it."""
    scope = st.selectbox("How many does it read rightly, of", SCOPES, key="of", **KEPT)
    chosen = exam.right if scope == EVERY else exam.right[exam.labels == SCOPES.index(scope) - 1]
    of_these = counted(len(chosen), "digit")
    guess = st.slider(f"Your guess, in % of these {of_these}", 0, 100, 50, key="guessed", format="%d %%", **KEPT)
    asked = (run.config, scope)
    truth = 100 * float(chosen.mean()) if len(chosen) else 0.0
    st.button(
        "Reveal",
        on_click=lambda: state.remember_guess("rates", asked, guess, truth),
        disabled=asked in state.guesses("rates"),
    )
    if asked in state.guesses("rates"):
        st.markdown(exam_words.off(*state.guesses("rates")[asked]))
    found = {scope: pair for (config, scope), pair in state.guesses("rates").items() if config == run.config}
    st.caption(exam_words.distance(found.values()))
    if found:
        guesses, truths = np.array(list(found.values())).T
        figure = figures.estimates(list(found), guesses, truths, show.colours())
        show.still(figure, "estimates", exam_words.estimates(found))


def _random(exam: Exam) -> int:
    """A digit at random; every other one, on average, is one that the model gets wrong."""
    wrong = np.flatnonzero(~exam.right)
    if len(wrong) and random.random() < 0.5:  # noqa: S311 - which digit is shown is no secret
        return int(random.choice(wrong))  # noqa: S311
    return random.randrange(len(exam))  # noqa: S311
