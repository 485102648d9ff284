"""Being the optimiser: ten templates painted by hand, their score, why they lose, and gradient descent from there."""

import numpy as np
import streamlit as st

from mnist_core.arrays import SignedBytes
from mnist_core.data.dataset import Dataset
from mnist_core.training.run import Snapshot
from mnist_core.why import optimiser
from mnist_core.work.work import Job, Status
from ui import judged, live, runs, show, state
from ui.component import mount, text
from ui.drawings import Drawing
from ui.lessons.why import charts, optimiser_words
from ui.lessons.why import tries as why_tries
from ui.lessons.why import words as why_words
from ui.sent import Sent

MENDINGS = {
    "As painted": optimiser.Mending.NONE,
    "Mean ink subtracted": optimiser.Mending.ZERO_MEAN,
    "… and a bias": optimiser.Mending.NEAREST,
}


def paint(run: Snapshot, dataset: Dataset, _drawing: Drawing) -> None:
    """Templates to paint, their score on what the run is judged by, and what gradient descent makes of them."""
    revision, own, templates = _kept()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Clear all", key="paint_blank", on_click=_put, args=(np.zeros_like(templates),))
        st.button("Mean images", key="paint_means", on_click=lambda: _put(optimiser.mean_templates(dataset.train)))
        st.button("Trained weights", key="paint_trained",
                  on_click=lambda: _put(optimiser.paint_of(run.checkpoint.weights), own=False))  # fmt: skip
        name = st.segmented_control(
            "How it is mended", list(MENDINGS), default="As painted", key="mending", required=True,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
    mending = MENDINGS.get(name or "", optimiser.Mending.NONE)
    part = judged.part(dataset, run.config)
    score = optimiser.score(templates.tobytes(), mending, part)
    others = _others(run, dataset)
    unmended = mending is optimiser.Mending.NONE
    why_tries.done(why_tries.OPTIMISE, own and unmended and score.accuracy > others["mean images"])
    mount("painter", "painter", {
        "templates": text(templates),
        "revision": revision,
        "recall": score.recall.tolist(),
        "answered": score.answered.tolist(),
        "marks": [{"name": "you", "value": score.accuracy, "mine": True},
                  *({"name": other, "value": value, "mine": False} for other, value in others.items())],
        "said": optimiser_words.painted(templates, score.accuracy, others, judged.by(run.config)),
        "why": optimiser_words.why_paint_loses(templates, mending, score, part, judged.by(run.config)),
    }, painted=Sent(optimiser.read_paint, _take))  # fmt: skip
    _go_on(templates, mending, dataset, run)


def _kept() -> tuple[int, bool, SignedBytes]:
    """How often templates were put on the easel, whether without the help of training, and those there (10, 784)."""
    revision, own, kept = state.kept_for("paint", "templates", (0, True, bytes(optimiser.SIZE)))
    return revision, own, np.frombuffer(kept, np.int8).reshape(10, 784)


def _put(templates: SignedBytes, own: bool = True) -> None:
    """Put templates on the easel; `own` where no training made them."""
    state.keep_for("paint", "templates", (_kept()[0] + 1, own, templates.tobytes()))


def _take(painted: bytes) -> None:
    """Take the ten templates that have been painted."""
    state.keep_for("paint", "templates", (*_kept()[:2], painted))


def _others(run: Snapshot, dataset: Dataset) -> dict[str, float]:
    """What else has been scored on the same digits."""
    part = judged.part(dataset, run.config)
    means = optimiser.mean_templates(dataset.train).tobytes()
    found = {
        "mean images": optimiser.score(means, optimiser.Mending.NONE, part).accuracy,
        "… mended": optimiser.score(means, optimiser.Mending.NEAREST, part).accuracy,
    }
    if len(run.history):
        found["this run"] = float(judged.accuracies(run.history, run.config)[-1])
    return found


def _go_on(templates: SignedBytes, mending: optimiser.Mending, dataset: Dataset, run: Snapshot) -> None:
    """Let gradient descent go on from the paint, and show how that goes beside a start from nothing."""
    work = optimiser.Descent(templates.tobytes(), mending)
    recipe = runs.recipes(dataset)["Mini-batch"]
    # Two models are drawn, so both exams have to be open.
    name = "test" if all(map(state.has_opened_exam, (run.config, recipe))) else "validation"

    def start() -> None:
        live.start(work)

    def show_descent(job: Job) -> None:
        if job.status in (Status.UNKNOWN, Status.STOPPED, Status.FAILED):
            if job.status is Status.FAILED:
                st.warning(f"It could not go on: {job.message}")
            st.button("Let gradient descent go on from here", on_click=start, key="descend", type="primary")
            return
        chart, text_ = st.columns([0.62, 0.38], gap="large")
        with chart:
            history = live.look(recipe).history
            lines = {"from your paint": (job.arrays["steps"], job.arrays[f"{name}_accuracy"])}
            if len(history):
                lines["from zeros, mini-batch recipe"] = (history.step, getattr(history, f"{name}_accuracy"))
            show.moving(charts.head_start(lines, name, show.colours()), "head_start", 240)
        with text_:
            st.markdown(optimiser_words.descent(job, name))
            if job.active:
                st.progress(job.fraction, text=why_words.job_progress(job, "step"))
            else:
                st.button("Put what it learned on the easel", key="paint_learned",
                          on_click=lambda: _put(optimiser.paint_of(job.arrays["weights"]), own=False))  # fmt: skip

    live.follow(lambda: live.look_at(work), show_descent)
