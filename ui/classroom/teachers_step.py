"""The class is the batch, as the teacher leads it: who has pressed, the step, and what it has made of the weights."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Floats
from mnist_core.classroom import batch
from mnist_core.classroom.batch import LARGEST_RATE, ClassModel
from mnist_core.classroom.keys import Teacher
from mnist_core.data.dataset import Dataset
from mnist_core.exam.evaluation import answers
from mnist_core.wording import counted
from ui import cached, rooms, state, words
from ui.pictures import weight_pictures
from ui.rooms import Seen

RATE = 0.5


def show(teacher: Teacher, seen: Seen) -> None:
    """Begin a model, or take the next step of the one there is."""
    model = seen.model
    if model is None:
        st.markdown(
            "Each pupil presents a digit of their own; its gradient is (p − y) · x. You take the step: the mean of "
            "all of them, times the learning rate, is taken off the weights, which begin at zero."
        )
        st.button("Begin", on_click=_begin, args=(teacher,), key="begin_run", type="primary")
        return
    left, right = st.columns([0.45, 0.55], gap="large")
    with left:
        _lead(teacher, seen, model)
    with right:
        dataset = cached.dataset_at_once()
        if dataset is not None:
            _told(model, dataset)
        if model.steps:
            weight_pictures(model.weights.astype(np.float32), "class_weights")


def _lead(teacher: Teacher, seen: Seen, model: ClassModel) -> None:
    st.html(f'<p class="here"><b>{model.pressed}</b> of {len(seen.members)} have pressed</p>')
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        rate = st.number_input("Learning rate", 0.01, LARGEST_RATE, RATE, 0.1, key="class_rate", width=140)
        st.button(
            "Take the step", on_click=_take, args=(teacher, rate), key="take_step", type="primary",
            disabled=not model.pressed,
        )  # fmt: skip
    st.markdown(f"**{counted(model.steps, 'step')}** taken, each from the digits that were presented for it.")
    if not model.pressed:
        st.caption("A step needs at least one digit: pupils press on their own page.")
    if model.steps:
        st.button("Begin again from zero", on_click=_begin, args=(teacher,), key="begin_run")


def _told(model: ClassModel, dataset: Dataset) -> None:
    found = accuracy(model.weights, model.bias, dataset)
    st.markdown(
        f"**{words.percent(found)}** of MNIST's {len(dataset.test):,} test digits are read rightly by it. "
        "That is only looked at: nothing is chosen by it."
    )


def accuracy(weights: Floats, bias: Floats, dataset: Dataset) -> float:
    """The accuracy on the test digits, 0 to 1; kept for as long as the weights are the same."""
    what = (dataset.digest, weights.tobytes(), bias.tobytes())
    found = state.kept_for("class_accuracy", what)
    if found is None:
        found = float((answers(weights, bias, dataset.test) == dataset.test.labels).mean())
        state.keep_for("class_accuracy", what, found)
    return float(found)


def _begin(teacher: Teacher) -> None:
    rooms.allowed(lambda: batch.begin(rooms.classroom(), teacher))


def _take(teacher: Teacher, rate: float) -> None:
    rooms.allowed(lambda: batch.take(rooms.classroom(), teacher, rate))
