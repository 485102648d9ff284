"""The experiments under the drawing that need room: silence, being the optimiser, what the model cannot see."""

import numpy as np
import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam import not_digits
from mnist_core.softmax.regression import softmax
from mnist_core.training.run import Snapshot
from mnist_core.why import timeline
from ui import show
from ui.address import asked_place
from ui.component import ink_bytes, mount, text
from ui.drawings import Drawing
from ui.lessons.why import charts
from ui.lessons.why import optimiser as why_optimiser
from ui.lessons.why import unseen as why_unseen
from ui.lessons.why import words as why_words

INKS = np.linspace(0, 1, 41)
NOISE_INK = 0.3


def below(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """One larger experiment with the same model and the same drawing."""
    st.markdown("#### Three experiments")
    name = st.segmented_control(
        "Experiment", list(EXPERIMENTS), default="The silence test", key="experiment", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    EXPERIMENTS[name or "The silence test"](run, dataset, drawing)


def silence(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """Ink fades until only the biases speak: a blank; or noise comes up instead."""
    model, image = run.checkpoint, drawing.given
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        alone = softmax(model.bias.astype(np.float64))
        st.markdown(why_words.silence(model.bias, alone))
        show.when_seen(
            lambda: charts.biases(model.bias, alone, show.colours()),
            charts.BIASES_HEIGHT, "biases", why_words.biases(model.bias),
        )  # fmt: skip
        sound = not_digits.crowd_confidence(model, "noise", NOISE_INK, dataset.test)
        st.markdown(why_words.noise(sound))
    with right:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            choice = st.segmented_control(
                "What fades", ["Your digit", "Noise"], default="Your digit", key="fades", required=True,
                label_visibility="collapsed", bind="query-params",
            )  # fmt: skip
            if choice == "Noise":
                seed = st.number_input(
                    "Which noise", 0, 9_999, 0, key="noise", width=130, label_visibility="collapsed",
                    bind="query-params",
                )  # fmt: skip
                image = not_digits.noise(NOISE_INK, int(seed))
        probabilities = timeline.while_fading(model, image, INKS)
        mount("timeline", "fading", {
            "shares": text(probabilities.astype(np.float32)),
            "places": [f"{100 * ink:g} % ink" for ink in INKS],
            "told": why_words.fading(probabilities, INKS, timeline.turns(probabilities), bool(image.any())),
            "hues": show.colours().digits,
            "quantity": "Ink left",
            "parameter": "ink_left",
            "at": asked_place("ink_left", len(INKS)),
            "pixels": ink_bytes(image),
        })  # fmt: skip


EXPERIMENTS = {
    "The silence test": silence,
    "Be the optimiser": why_optimiser.paint,
    "What it cannot see": why_unseen.show_unseen,
}
