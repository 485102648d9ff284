"""One step of learning on the visitor's own digit: taken, watched, and taken back."""

import numpy as np
import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam.exam import exam_of
from mnist_core.softmax.regression import evidence
from mnist_core.training.run import Snapshot
from mnist_core.why.teaching import accuracies, teach
from ui import state
from ui.address import asked_place
from ui.component import ink_bytes, mount
from ui.drawings import Drawing
from ui.lessons.why import tries as why_tries
from ui.lessons.why import words as why_words
from ui.sent import Sent

RATES = [float(f"{0.001 * 10 ** (i / 6):.2g}") for i in range(25)]  # from 0.001 to 10, six in a decade
FIRST = 12  # 0.1
MOST_STEPS = 100
TEN_POINTS = 0.1


def show_step(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """The gradient of the digit under a label, and a copy of the model before and after a step along it.

    It opens on a label that the model does not give: of its own answer there is little to learn. What the copy loses is
    counted on validation digits, as everything is by which one may be tempted to choose.
    """
    if run.active:
        st.caption("You can teach it when its training has ended.")
        return
    model, image = run.checkpoint, drawing.given
    # In float64 throughout, what is foretold of a step is to the last digit what it then does.
    exact = image.astype(np.float64)
    logits = evidence(exact, model.weights.astype(np.float64), model.bias.astype(np.float64))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Teach a copy that this is a")
        second = int(logits.argsort()[-2])
        told = st.selectbox(
            "Label taught", range(10), None, key="truth", label_visibility="collapsed",
            placeholder=f"{second}, not its answer", width=170, bind="query-params",
        )  # fmt: skip
        label = second if told is None else int(told)
    what = (run.config, model.step, image.tobytes())
    steps: list[tuple[int, float]] = state.kept_for("taught", what, [])

    taken = teach(logits, exact, steps)
    weight = float(exact @ exact) + 1
    here = logits - weight * taken
    slope = teach(here, exact, [(label, 1.0)])
    marks = accuracies(model, dataset.validation, image, np.vstack([taken, taken + np.outer(RATES, slope)]))
    before = exam_of(model, dataset.validation).accuracy
    lost = bool(state.kept_for("spoiled", what, False)) or before - float(marks[0]) >= TEN_POINTS
    state.keep_for("spoiled", what, lost)
    why_tries.done(why_tries.TEACH, lost and not steps)
    mount("teach", "teach", {
        "ink": ink_bytes(image),
        "logits": here.tolist(),
        "weight": weight,
        "label": label,
        "rates": RATES,
        "at": FIRST if (asked := asked_place("how_far", len(RATES))) is None else asked,
        "accuracy": float(marks[0]),
        "accuracies": marks[1:].tolist(),
        "taken": [[label, RATES.index(rate)] for label, rate in steps],
        "most": MOST_STEPS,
        "told": why_words.taught(steps, before, float(marks[0])),
    }, steps=Sent(read_steps, lambda told: state.keep_for("taught", what, told)))  # fmt: skip


def read_steps(found: object) -> list[tuple[int, float]] | None:
    """The steps that a browser tells of, each a label and the place of its rate; None if they are none."""
    if not isinstance(found, list) or len(found) > MOST_STEPS:
        return None
    steps = []
    for step in found:
        whole = isinstance(step, list) and len(step) == 2 and all(type(part) is int for part in step)
        if not whole or not (0 <= step[0] < 10 and 0 <= step[1] < len(RATES)):
            return None
        steps.append((step[0], RATES[step[1]]))
    return steps
