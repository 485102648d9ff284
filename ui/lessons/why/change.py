"""The smallest change: the fewest pixels that turn an answer into another, tried on the drawing itself."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Float32s, Float64s
from mnist_core.data.dataset import Dataset
from mnist_core.softmax.regression import evidence, softmax
from mnist_core.training.run import Snapshot
from mnist_core.why.fragility import Fragility
from mnist_core.why.smallest_change import Change, gains, smallest_change
from mnist_core.wording import counted
from mnist_core.work.work import Job, Status
from ui import live, show
from ui.component import ink_bytes, mount
from ui.drawings import Drawing
from ui.lessons.why import charts
from ui.lessons.why import tries as why_tries
from ui.lessons.why import words as why_words
from ui.sent import pressed_on


def undo(drawing: Drawing) -> None:
    """Say that pixels of this drawing were changed, and offer to change them back; nothing where none were."""
    if not drawing.changes:
        return
    count = int((drawing.given != drawing.drawn).sum())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"Your drawing with {counted(count, 'pixel')} changed.")
        st.button("Change back", on_click=drawing.change_back, key="change_back")


def show_change(run: Snapshot, _dataset: Dataset, drawing: Drawing) -> None:
    """The fewest pixels as ghost ink, what they do, and a button to make it so."""
    model, image = run.checkpoint, drawing.given
    if drawing.changes and drawing.drawn.any():
        was = evidence(drawing.drawn, model.weights, model.bias).argmax()
        why_tries.done(why_tries.FLIP, bool(was != evidence(image, model.weights, model.bias).argmax()))
    change = smallest_change(model.weights, model.bias, image)
    if change is None:
        st.markdown("No change of any pixels turns this answer into another: nothing is learned yet.")
        return
    probabilities = [softmax(evidence(each, model.weights, model.bias).astype(float)) for each in (image, change.image)]
    answers = [change.before, change.answer]

    def apply() -> None:
        drawing.change(change.image.astype(np.float32))

    changed = ink_bytes(change.image)
    mount("flip", "flip", {
        "ink": ink_bytes(image),
        "changed": changed,
        "pixels": change.pixels.tolist(),
        "answers": answers,
        "shares": [[float(given[k]) for k in answers] for given in probabilities],
        "told": why_words.changed(change, probabilities[1]),
        "lines": why_words.leads(change, *_leads(run, image, change)),
    }, apply=pressed_on(changed, apply))  # fmt: skip
    _census(run, len(change))


def _leads(run: Snapshot, image: Float32s, change: Change) -> tuple[float, Float64s]:
    """By how much the answer leads the rival, and what each changed pixel takes from that, (k,)."""
    weights = run.checkpoint.weights.astype(np.float64)
    logits = evidence(image.astype(np.float64), weights, run.checkpoint.bias)
    toward = weights[:, change.rival] - weights[:, change.before]
    return float(logits[change.before] - logits[change.rival]), gains(toward, image)[change.pixels]


def _census(run: Snapshot, here: int) -> None:
    """How many pixels the test digits need, for comparison: counted when it is first asked for, and kept."""
    if run.active:
        return
    work = Fragility.of(run.checkpoint)
    job = live.look_at(work)
    if job.status is Status.UNKNOWN:
        live.start(work)

    def tell(job: Job) -> None:
        if job.status is Status.FINISHED:
            st.caption(why_words.census(job.arrays["counts"], here))
            show.moving(charts.fewest_pixels(job.arrays["counts"], here, show.colours()), "fewest", 120)
        elif job.status is Status.FAILED:
            st.caption(f"The test digits could not be counted: {job.message}")
        else:
            st.caption(f"Counting on the test digits: {job.done:,} of {job.total or 10_000:,} …")

    live.follow(lambda: live.look_at(work), tell)
