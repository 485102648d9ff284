"""Why the model answers a drawing as it does: the panel beside the answer, one view at a time."""

import numpy as np
import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.softmax.regression import evidence
from mnist_core.training.run import Snapshot
from mnist_core.why.ledger import Basis, average_digit, first_two, ledger
from mnist_core.why.timeline import over_training, turns
from ui import runs, show
from ui.address import asked, asked_place
from ui.component import ink_bytes, mount, text
from ui.drawings import Drawing
from ui.lessons.why import change as why_change
from ui.lessons.why import teachers as why_teachers
from ui.lessons.why import teaching as why_teaching
from ui.lessons.why import words as why_words

BY_HAND = (
    "against",
    "basis",
    "checkpoint",
    "how_far",
    "ink_left",
)  # what the components keep in the address by themselves


def panel(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """Explain the answer to a drawing, in the view that the visitor has chosen."""
    view = st.segmented_control(
        "Why this answer", list(VIEWS), default="Evidence", key="why", required=True, label_visibility="collapsed",
        bind="query-params",
    )  # fmt: skip
    why_change.undo(drawing)
    if not drawing.is_digit:
        st.markdown(why_words.nothing_to_explain(drawing.is_blank))
        return
    VIEWS[view or "Evidence"](run, dataset, drawing)


def show_ledger(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """The evidence for the answer rather than any other class, pixel by pixel until it adds up."""
    model, image = run.checkpoint, drawing.given
    average = average_digit(dataset.train)
    books = {basis: ledger(model.weights, model.bias, image, basis, average) for basis in Basis}
    logits = evidence(image, model.weights, model.bias)
    answer, rival = first_two(logits)
    singles, pairs = why_words.columns(books, answer)
    running = [
        [book.of(k).running for k in range(10)] + [book.between(answer, k).running for k in range(10)]
        for book in books.values()
    ]
    limit = float(np.abs(model.weights).max()) or 1.0
    mount("ledger", "ledger", {
        "answer": answer,
        "rival": rival,
        "asked": asked_place("against", 10),
        "basis": asked("basis", Basis),
        "weights": text(np.round(model.weights.T / limit * 32767).astype(np.int16)),
        "limit": limit,
        "ink": ink_bytes(image),
        "average": ink_bytes(average),
        "running": text(np.array(running, np.float32)),
        "singles": singles,
        "pairs": pairs,
        "bases": list(why_words.BASES.values()),
        "hints": list(why_words.HINTS.values()),
        "question": f"Why {answer} rather than",
    })  # fmt: skip


def show_time(run: Snapshot, _dataset: Dataset, drawing: Drawing) -> None:
    """The same drawing under every checkpoint of the run."""
    history = run.history
    if runs.lacks_training(run, "what it answered on the way"):
        return
    if not len(history):
        st.caption("The first checkpoint is still to come.")
        return
    probabilities = over_training(history, drawing.given)
    places = [f"step {step:,}" for step in history.step]
    mount("timeline", "time", {
        "shares": text(probabilities.astype(np.float32)),
        "places": places,
        "told": why_words.timeline(places, probabilities, turns(probabilities)),
        "hues": show.colours().digits,
        "quantity": "Checkpoint",
        "parameter": "checkpoint",
        "at": asked_place("checkpoint", len(history)),
    })  # fmt: skip


VIEWS = {
    "Evidence": show_ledger,
    "Teachers": why_teachers.show_teachers,
    "Flip it": why_change.show_change,
    "Teach it": why_teaching.show_step,
    "Time": show_time,
}
