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
        broken = run.config in state.exams_opened()
        st.markdown(sealed_words.reason(practice.right, len(dataset.test), broken=broken))
        label = "Back to the exam" if broken else "Open the exam"
        st.button(label, on_click=lambda: state.put(view=FIRST_QUESTION), type="primary", key="open_exam")
    with right:
        st.markdown(sealed_words.opened([_name(each, dataset) for each in state.exams_opened()], broken))
    return Told(
        sealed_words.practice_formula(practice.right),
        "The practice exam is marked as the exam is: by argmax, equality and mean. Only its digits are others.",
        (mark,),
    )


def note(run: Snapshot) -> None:
    """Note that the exam is looked at for this run, and say so where it is not the first."""
    state.note_exam(run.config)
    found = state.exams_opened()
    if len(found) > 1:
        st.caption(sealed_words.opened_again(len(found)))


def _name(config: TrainingConfig, dataset: Dataset) -> str:
    return next((f"{name} recipe" for name, each in runs.recipes(dataset).items() if each == config), "A run of yours")
