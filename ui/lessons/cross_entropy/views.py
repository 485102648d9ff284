"""The toys of the lesson on cross-entropy: bars to drag, a batch of real digits, code words, float32."""

import random
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from mnist_core.arrays import Float64s, Floats, Integers
from mnist_core.cross_entropy import information, predictions
from mnist_core.cross_entropy.information import Stages
from mnist_core.data.dataset import Dataset, Part
from mnist_core.softmax.regression import cross_entropy, evidence, softmax
from mnist_core.training.run import Snapshot
from ui import address, examples, marks, show, state, tasks
from ui.component import ink_bytes, mount
from ui.lessons.cross_entropy import charts, words
from ui.sent import Sent
from ui.words import term

SIZES = (1, 10, 20, 50, 100)
TRUTH = 3  # of the answer that a tutorial printed
ORDERS = ("As they come", "Costliest first")


def probabilities() -> Float64s:
    """The prediction that the address holds, or the tutorials' j; what is no prediction is taken from the address."""
    found = address.read("p", words.read_probabilities)
    return predictions.TUTORIALS_J if found is None else found


def is_tutorials_j(probabilities: Floats) -> bool:
    """Whether this is the prediction that the tutorials work through."""
    return np.array_equal(probabilities, predictions.TUTORIALS_J)


def _keep(found: Floats) -> None:
    address.write("p", None if is_tutorials_j(found) else words.write_probabilities(found))


def _begin(found: Floats, label: int | None = None) -> None:
    """Begin anew from a preset, with this label as the truth if one is given."""
    tasks.begin_anew()
    _keep(found)
    if label is not None:
        state.put(truth=label)


def label() -> int:
    """Let the visitor say which digit is the truth."""
    chosen = st.pills(
        "The truth is a", list(range(10)), default=TRUTH, key="truth", required=True, wrap=True,
        bind="query-params", persist_state="page",
    )  # fmt: skip
    # An empty name in the address counts as none chosen.
    return TRUTH if chosen is None else int(chosen)


def presets(label: int, truth: Floats, dataset: Dataset) -> None:
    """Offer predictions to begin with, each with what it costs in nats under the truth; last that of the chosen digit.

    Its own label becomes the truth, under which its price stands here.
    """
    with st.container(gap=None):
        st.caption(f"Begin with one, at its price in {term('nat', 'nats')}")
        row = st.container(horizontal=True, gap="xsmall")
    with row:
        for name, make in predictions.PRESETS.items():
            made = make(label)
            st.button(words.preset(name, made, truth), on_click=partial(_begin, made), key=name)
        if (found := examples.evidence_of_the_chosen(dataset)) is not None:
            own, made = found[0], predictions.probabilities(softmax(found[1]))
            st.button(
                words.preset("The digit I chose", made, information.target(own)), on_click=partial(_begin, made, own),
                key="chosen", help=words.CHOSEN,
            )  # fmt: skip


def truth(label: int) -> Floats:
    """Let the visitor smooth the label, or have some of the examples labelled wrongly."""
    smoothing = st.slider(
        "Label smoothing", 0.0, 0.5, 0.0, 0.05, key="smoothing", bind="query-params", persist_state="page",
        help="This much of the truth is spread over all ten classes alike.",
    )  # fmt: skip
    wrong = st.slider(
        f"Labelled {predictions.LOOKALIKE[label]} by mistake", 0.0, 0.5, 0.0, 0.05, key="wrong",
        bind="query-params", persist_state="page",
        help="This share of such digits carries the wrong label, that of a digit that looks like them.",
    )  # fmt: skip
    return information.target(label, smoothing, predictions.LOOKALIKE[label], wrong)


def bars(probabilities: Floats, truth: Floats, label: int, mode: str) -> None:
    """Show the ten shares, to be dragged, and what they cost; `mode` is "loss" or "code"."""
    data = {
        "units": predictions.apportion(probabilities).tolist(),
        "truth": truth.tolist(),
        "label": label,
        "mode": mode,
        "serial": state.get("_moves", 0),
    }
    mount("prediction", "prediction", data, moved=Sent(_read_move, _moved))


def _read_move(sent: object) -> tuple[Float64s, int] | None:
    """Ten shares as they were dragged, and the number of the drag."""
    if not (isinstance(sent, dict) and isinstance(sent.get("shares"), list) and type(sent.get("serial")) is int):
        return None
    try:
        return predictions.probabilities(sent["shares"]), sent["serial"]
    except (TypeError, ValueError, OverflowError):
        return None


def _moved(move: tuple[Float64s, int]) -> None:
    found, serial = move
    _keep(found)
    state.put(_moves=serial)


@dataclass(frozen=True)
class Batch:
    """Examples of a part in the order they are shown."""

    rows: Integers  # (n,) their numbers in the part
    labels: Integers  # (n,)
    probabilities: Floats  # (n, 10)
    losses: Floats  # (n,)
    mean: float


def choose_batch(part: Part) -> tuple[int, int, str]:
    """Let the visitor choose the batch: its first example, its size, the order to show it in."""

    def elsewhere() -> None:
        state.put(first=random.randrange(len(part)))  # noqa: S311 - which digits are shown is no secret

    own = examples.chosen(part)
    if own is not None and state.get("first") is None and not address.values("first"):
        marks.put_undrawn("first", own, 0)
    size = st.segmented_control(
        "Digits in the batch", SIZES, default=20, key="batch", required=True, wrap=True, bind="query-params",
        persist_state="page",
    )  # fmt: skip
    order = st.segmented_control(
        "Shown", ORDERS, default=ORDERS[0], key="order", required=True, wrap=True, bind="query-params",
        persist_state="page",
    )  # fmt: skip
    first = st.number_input(
        "From test digit", 0, len(part) - 1, "min", key="first", bind="query-params", persist_state="page"
    )
    st.button("Another batch", on_click=elsewhere, type="primary", width="stretch", key="another_batch")
    return int(first or 0), int(size or 20), str(order or "As they come")


def batch(run: Snapshot, part: Part, first: int, size: int, order: str) -> Batch:
    """Let the model as it is now read a batch of consecutive examples, the first again after the last."""
    rows = (first + np.arange(size)) % len(part)
    logits = evidence(part.intensities(rows), run.checkpoint.weights, run.checkpoint.bias)
    losses = information.losses(part.labels[rows], logits)
    shown = np.argsort(-losses, kind="stable") if order == ORDERS[1] else np.arange(size)
    mean = cross_entropy(part.labels[rows], logits)
    return Batch(rows[shown], part.labels[rows[shown]], softmax(logits[shown]), losses[shown], mean)


def losses(found: Batch, part: Part) -> None:
    """Show every example's loss as a bar and with its picture, and the mean."""
    examples = zip(found.rows, found.labels, found.probabilities, found.losses, strict=True)
    data = {
        "pixels": ink_bytes(part.intensities(found.rows)),
        "losses": [round(float(loss), 5) for loss in found.losses],
        "mean": found.mean,
        "wrong": (found.probabilities.argmax(axis=1) != found.labels).tolist(),
        "stories": [words.story(int(row), int(k), p, float(loss)) for row, k, p, loss in examples],
        "hint": "Every bar is a digit's loss in nats; hatched: read wrongly. Point at one.",
    }
    mount("losses", "losses", data)


def gap() -> float:
    """Let the visitor say by how much a wrong class leads in evidence."""
    st.markdown("Two classes: the truth has evidence 0, the wrong one leads.")
    lead = float(
        st.slider(
            "Lead of the wrong class", 0.0, charts.WIDEST, 40.0, 0.5, key="gap",
            bind="query-params", persist_state="page",
        )
    )  # fmt: skip
    st.caption(words.limits())
    return lead


def float32(gap: float) -> dict[str, Stages]:
    """Compute one loss in three ways, all in real float32, and show what each forms on its way."""
    found = charts.stages(gap)
    for column, (name, stages) in zip(st.columns(3, gap="small"), found.items(), strict=True):
        with column:
            st.markdown(f"**{name.capitalize()}**")
            st.code(words.stages(stages), language=None)
            st.markdown(words.verdict(stages, gap))
    show.moving(charts.float32_losses(gap, show.colours()), "float32", height=250)
    return found
