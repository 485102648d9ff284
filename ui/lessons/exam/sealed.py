"""The exam before it is opened: why it is opened once, and for which runs this visitor has."""

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam.exam import Exam, exam_of, mark
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot
from ui import runs, state
from ui.anatomy import Told
from ui.lessons.exam import sealed_words

NAME = "Sealed"
FIRST_QUESTION = "Guess first"


def show_seal(_exam: Exam, dataset: Dataset, run: Snapshot) -> Told:
    """Say what validation says of the model, why the exam is another matter, and what of it was looked at."""
    practice = exam_of(run.checkpoint, dataset.validation)
    left, right = st.columns([0.55, 0.45], gap="large")
    with left:
        broken = state.has_opened_exam(run.config)
        st.markdown(sealed_words.reason(practice.right, len(dataset.test), broken=broken))
        label = "Back to the exam" if broken else "Open this exam, too" if state.exams_opened() else "Open the exam"
        st.button(label, on_click=_open, args=(run.config,), type="primary", key="open_exam")
    with right:
        st.markdown(sealed_words.opened([_name(each, dataset) for each in state.exams_opened()], broken))
    return Told(
        sealed_words.practice_formula(practice.right),
        "The practice exam is marked as the exam is: by argmax, equality and mean. Only its digits are others.",
        (mark,),
    )


def stays_shut(view: str, run: Snapshot) -> bool:
    """Whether the seal is shown before what is asked for: the first exam opens with a question, as is said.

    Another run's does not: to switch the model within an opened exam is no wish to look at one more.
    """
    return view == NAME or (bool(state.exams_opened()) and not state.has_opened_exam(run.config))


def _open(config: TrainingConfig) -> None:
    """Break the seal of this run; a question that was asked before it was broken is answered now."""
    if state.get("view") == NAME:
        state.put(view=FIRST_QUESTION)
    state.note_exam(config)


def note(run: Snapshot) -> None:
    """Note that the exam is looked at for this run, and say so where it is not the first."""
    state.note_exam(run.config)
    found = state.exams_opened()
    if len(found) > 1:
        st.caption(sealed_words.opened_again(len(found)))


def _name(config: TrainingConfig, dataset: Dataset) -> str:
    return next((f"{name} recipe" for name, each in runs.recipes(dataset).items() if each == config), "A run of yours")
