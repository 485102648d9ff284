"""Who taught the model this: the evidence for a class, split exactly over the train examples."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Float32s, Floats, Int64s
from mnist_core.data.dataset import Dataset
from mnist_core.softmax.regression import evidence
from mnist_core.training.run import Snapshot
from mnist_core.why.teachers import Influence, Teachers, split, strongest
from mnist_core.work.work import Job, Status
from ui import live, runs, words
from ui.component import ink_bytes, mount
from ui.drawings import Drawing
from ui.lessons.why import retraining as why_retraining
from ui.lessons.why import retraining_words
from ui.lessons.why import words as why_words

WHO, WITHOUT = "Who taught it", "Without them"


def show_teachers(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """The examples that speak loudest, once the run has been repeated with an account of who gave what."""
    if runs.lacks_training(run, "who taught it"):
        return
    if run.active or not run.step:
        st.caption("You can ask who taught it when its training has ended.")
        return
    work = Teachers(run.config, run.step)
    job = live.look_at(work)
    if job.status is Status.FINISHED:
        _show(run, dataset, drawing.given, job)
    else:
        _offer(run, work)


def _offer(run: Snapshot, work: Teachers) -> None:
    """What is to be had, at what price; the progress while it is made."""
    st.markdown(why_words.teachers_offer(run.config, run.step))

    def start() -> None:
        live.start(work)

    def pause() -> None:
        live.stop(work)

    def progress(job: Job) -> None:
        if job.active:
            st.progress(job.fraction, text=why_words.job_progress(job, "step"))
            st.button("Pause", on_click=pause, key="pause_teachers")
            return
        if job.status is Status.FAILED:
            st.warning(f"It could not be done: {job.message}")
        label = "Go on" if job.status is Status.STOPPED and job.done else "Repeat the run and keep account"
        st.button(label, on_click=start, key="start_teachers", type="primary")

    live.follow(lambda: live.look_at(work), progress)


def _show(run: Snapshot, dataset: Dataset, image: Float32s, job: Job) -> None:
    model = run.checkpoint
    logits = evidence(image.astype(np.float64), model.weights.astype(np.float64), model.bias)
    answer = int(logits.argmax())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = st.selectbox(
            "Class", range(10), None, key="logit", label_visibility="collapsed", placeholder=f"{answer}, its answer",
            width=150, bind="query-params",
        )  # fmt: skip
        view = st.segmented_control(
            "With whom", [WHO, WITHOUT], default=WHO, key="taught_by", required=True, label_visibility="collapsed",
            bind="query-params",
        )  # fmt: skip
    k = answer if told is None else int(told)
    of_bias = job.arrays.get("account_of_bias")  # only where weights decay
    parts = split(dataset.train, job.arrays["account"], image, of_bias)
    influence = strongest(parts[:, k])
    biases = None if of_bias is None else of_bias[:, k]
    data = {
        "told": why_words.teachers(k, influence, run.config.train_size, float(logits[k])),
        "for": _tiles(dataset, image, influence, influence.for_) | _of_bias(biases, influence.for_),
        "digits": 3,
        "hint": f"In the corner: its label. The run itself gives {k} {words.signed(logits[k], 3)}.",
    }
    if view == WITHOUT:
        work = why_retraining.without_loudest(run, influence)
        found = why_retraining.missed(work, image, k, parts, influence)
        mount("teachers", "teachers", data | {"told": retraining_words.left_out(k, influence), "missed": found})
        if found is None:
            why_retraining.offer(work)
        return
    mount("teachers", "teachers", data | {
        "against": _tiles(dataset, image, influence, influence.against) | _of_bias(biases, influence.against),
        "sum": why_words.teachers_sum(influence, run.config.train_size),
    })  # fmt: skip


def _of_bias(biases: Floats | None, numbers: Int64s) -> dict[str, object]:
    """What each of the digits gave to the bias (n,), where that is not as much as its ink counts."""
    return {} if biases is None else {"biases": biases[numbers].astype(float).tolist()}


def _tiles(dataset: Dataset, image: Float32s, influence: Influence, numbers: Int64s) -> dict[str, object]:
    """The pictures of train examples and what they add."""
    images = dataset.train.intensities(numbers)
    return {
        "values": ink_bytes(images),
        "labels": dataset.train.labels[numbers].tolist(),
        "numbers": numbers.tolist(),
        "shares": [float(each) for each in influence.contributions[numbers]],
        "overlaps": (images @ image).tolist(),
        "total": why_words.of_tiles(influence, numbers) / why_words.THOUSANDTHS,
    }
