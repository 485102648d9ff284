"""Predict before you see: what the model answers to a digit, and how many it reads rightly."""

import random

import numpy as np
import streamlit as st

from mnist_core.arrays import Flags
from mnist_core.data.dataset import Dataset
from mnist_core.exam import plain
from mnist_core.exam.exam import Exam, sit
from mnist_core.softmax.plain import softmax
from mnist_core.training.run import Snapshot
from mnist_core.wording import counted
from ui import examples, foresee, state, words
from ui.anatomy import Told, fulfilled
from ui.lessons.exam import pictures as exam_pictures
from ui.lessons.exam import words as exam_words
from ui.lessons.exam.foreseen import EVERY, PERCENT, RATES, of
from ui.lessons.exam.views import KEPT

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
        st.button("Another digit", on_click=lambda: state.put(digit=_random(exam)), type="primary", key="another_digit")
    asked = (run.config, number)
    answer, label = int(exam.answers[number]), int(exam.labels[number])
    given = state.guesses("answers").get(asked)
    guess = None if given is None else int(given[0])
    name = f"answer to {number}, {run.config}"
    told = given is not None or foresee.is_open(name)
    note = exam_words.told(guess, answer, label, float(exam.confidence[number])) if told else ""
    bet = exam_pictures.Bet(
        guess, told, note,
        choose=lambda k: state.remember_guess("answers", asked, k, answer),
        show=lambda: foresee.show_it(name),
    )  # fmt: skip
    exam_pictures.question(dataset.test, exam, number, bet)
    st.caption(exam_words.score(state.guesses("answers").values()))
    return Told(
        exam_words.argmax_formula(exam.probabilities[number] if told else None),
        "The answer is the class with the largest share, however small that is.",
        (sit,),
        done=fulfilled(foreseen=guess == answer != label and (number,)),
        plain=(softmax, plain.sit),
    )


def _accuracy(exam: Exam, run: Snapshot) -> None:
    """The accuracy to be foreseen, of all test digits or of one class; the truth comes after the guess."""
    scope = st.selectbox("How many does it read rightly, of", SCOPES, key="of", **KEPT)
    chosen = exam.right if scope == EVERY else exam.right[exam.labels == SCOPES.index(scope) - 1]
    found = {each: pair for (config, each), pair in state.guesses(RATES).items() if config == run.config}
    name = of(scope, run.config)
    seen = foresee.is_open(name) and scope not in found
    if seen:
        st.markdown(f"It reads **{words.percent(float(chosen.mean()) if len(chosen) else 0.0)}** of them.")
    else:
        _foresee_rate(chosen, found.get(scope), (run.config, scope), name)
    if found or not seen:
        st.caption(exam_words.distance(found.values()))


def _foresee_rate(right: Flags, given: tuple[float, float] | None, asked: tuple[object, str], name: str) -> None:
    truth = 100 * float(right.mean()) if len(right) else 0.0

    def guess(value: float) -> None:
        state.remember_guess(RATES, asked, value, truth)
        question = f"How many of {asked[1]} does the model read rightly?"
        foresee.tell_class(question, PERCENT, value, truth, exam_words.WHY_THAT_MANY)

    foresee.Form(
        f"Your guess, in % of these {counted(len(right), 'digit')}",
        PERCENT,
        told=None if given is None else foresee.told(PERCENT, *given, exam_words.WHY_THAT_MANY),
        guess=guess,
        waive=("Just show me", lambda: foresee.show_it(name)),
    ).draw("rate")


def _random(exam: Exam) -> int:
    """A digit at random; every other one, on average, is one that the model gets wrong."""
    wrong = np.flatnonzero(~exam.right)
    if len(wrong) and random.random() < 0.5:  # noqa: S311 - which digit is shown is no secret
        return int(random.choice(wrong))  # noqa: S311
    return random.randrange(len(exam))  # noqa: S311
