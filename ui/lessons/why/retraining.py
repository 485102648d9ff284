"""Whether the loudest teachers are missed: trained again without them, beside what the split claims."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Float32s, Floats
from mnist_core.softmax.regression import evidence
from mnist_core.training.run import Snapshot
from mnist_core.why.retraining import Retraining, claimed
from mnist_core.why.teachers import Influence
from mnist_core.work.work import Job, Status
from ui import live
from ui.lessons.why import retraining_words
from ui.lessons.why import words as why_words


def without_loudest(run: Snapshot, influence: Influence) -> Retraining | None:
    """The run without those who speak loudest for a class; None where there are none, or no others."""
    loudest = tuple(sorted(influence.for_.tolist()))
    return Retraining(run.config, run.step, loudest) if 0 < len(loudest) < run.config.train_size else None


def missed(
    work: Retraining | None, image: Float32s, k: int, parts: Floats, influence: Influence
) -> dict[str, object] | None:
    """What is missing of the evidence for class k without them, for the browser; None while it is not known.

    `parts` (n, 10) are what each example adds to the evidence of each class for this image (784,).
    """
    job = None if work is None else live.look_at(work)
    if work is None or job is None or job.status is not Status.FINISHED:
        return None
    again = evidence(image.astype(np.float64), job.arrays["weights"].astype(np.float64), job.arrays["bias"])
    return retraining_words.missed(k, influence, np.array([parts.sum(axis=0), claimed(parts, work.without), again]))


def offer(work: Retraining | None) -> None:
    """A button to train again, or how far that is; why not, where it cannot be done."""
    if work is None:
        st.caption("Without these nobody is left who speaks for it: there is nothing to train again.")
        return

    def start() -> None:
        live.start(work)

    def progress(job: Job) -> None:
        if job.active:
            st.progress(job.fraction, text=why_words.job_progress(job, "step"))
            return
        if job.status is Status.FAILED:
            st.warning(f"It could not be done: {job.message}")
        st.button(retraining_words.offer(len(work.without)), on_click=start, key="start_retraining", type="primary")

    st.caption(retraining_words.WHY)
    live.follow(lambda: live.look_at(work), progress)
