"""What the networks look for: hidden units, filters, and what they see on a digit."""

import streamlit as st

from mnist_core.beyond_linear import networks, plain
from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.data.dataset import Dataset
from mnist_core.training.run import Snapshot
from ui.anatomy import Told, fulfilled
from ui.lessons.beyond_linear import judges as bench
from ui.lessons.beyond_linear import pictures
from ui.lessons.beyond_linear import words as said
from ui.lessons.beyond_linear.chosen import choose_digit
from ui.lessons.beyond_linear.controls import KEPT


def inside(dataset: Dataset, run: Snapshot) -> Told:
    """What hidden units look for, and what filters see on a digit."""
    _, hidden, convolutional = bench.panel(run)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        which = st.segmented_control(
            "Network", ["Hidden layer", "Convolutional"], default="Hidden layer", key="network", required=True,
            label_visibility="collapsed", **KEPT,
        ) or "Hidden layer"  # fmt: skip
        chosen = choose_digit(bench.panel(run), dataset, run)
    judge = hidden if which == "Hidden layer" else convolutional
    if judge.network is None:
        with st.columns([0.34, 0.66])[0]:
            bench.train_button(Schooling(judge.kind), said.train(judge.kind))
    elif chosen is not None and judge.kind == "hidden":
        pictures.units(judge.network, chosen)
    elif chosen is not None:
        pictures.filters(judge.network, chosen)
    code = (
        (networks.hidden_logits, networks.by_vote)
        if judge.kind == "hidden"
        else (networks.feature_maps, networks.convolve)
    )
    return Told(
        r"h = \max(0,\ x W_1 + b_1)"
        if judge.kind == "hidden"
        else r"m_{rcf} = \max\Bigl(0,\ \sum_{i,j} F_{ijf}\, x_{r+i,\,c+j} + b_f\Bigr)",
        "A unit has a weight for every pixel, as a class has in softmax regression. A filter has 25, and uses them "
        "everywhere.",
        code,
        plain=(plain.hidden_layer,) if judge.kind == "hidden" else (plain.lay, plain.pool),
        # Until there is one it cannot be told: a classmate may train it.
        done=fulfilled(filters=None if judge.network is None else judge.kind == "convolutional" and chosen is not None),
    )
