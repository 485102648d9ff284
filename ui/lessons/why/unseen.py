"""What the model cannot see: a picture that looks like another digit, and is the drawing to it."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Float64s
from mnist_core.data.dataset import Dataset
from mnist_core.training.run import Snapshot
from mnist_core.why.unseen import between, closest, closest_class, lookalike, sight, views
from ui.component import colour_limit, ink_bytes, mount, signed_bytes, text
from ui.drawings import Drawing
from ui.lessons.why import unseen_words
from ui.sent import pressed_on

PLACES = np.linspace(0, 1, 21)
CLOSEST = 20


def show_unseen(run: Snapshot, dataset: Dataset, drawing: Drawing) -> None:
    """A picture that is the drawing to the model and another digit to you, and all that the model sees of the three."""
    if run.active:
        st.caption("You can ask what it cannot see when its training has ended.")
        return
    basis, _ = views(run.checkpoint, dataset.train)
    if not basis.size:
        st.caption("It has learned nothing yet: all ten templates are alike, and it sees nothing of any picture.")
        return
    seen = drawing.given.astype(np.float64)
    number = _choose(run, dataset, seen)
    like = dataset.train.images[number] / 255
    found = lookalike(basis, seen, like)
    shares, coordinates = sight(run.checkpoint, basis, np.vstack([between(seen, found.image, PLACES), like]))
    answer = None if drawing.is_blank or drawing.account.is_tie else drawing.account.answer
    told = unseen_words.Told(answer, number, int(dataset.train.labels[number]), int(shares[-1].argmax()))
    st.markdown(unseen_words.found(told, found, (seen, like), shares))
    changed = ink_bytes(found.image)
    mount("unseen", "unseen", {
        "ink": ink_bytes(np.array([seen, found.image, like])),
        "names": unseen_words.names(told),
        "rows": unseen_words.rows(told),
        "shares": text(shares),
        "coordinates": text(coordinates),
        "basis": signed_bytes(basis.T, colour_limit(basis)),
        "heading": unseen_words.heading(basis.shape[1]),
        "changed": changed,
    }, apply=pressed_on(changed, lambda: drawing.change(found.image.astype(np.float32))))  # fmt: skip


def _choose(run: Snapshot, dataset: Dataset, seen: Float64s) -> int:
    """The train digit that the picture is to look like, chosen by its class and how close the model sees it."""
    first = closest_class(run.checkpoint, dataset.train, seen)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Let it look like class")
        told = st.selectbox(
            "Looks like", range(10), None, key="looks_like", label_visibility="collapsed", width=190,
            placeholder=f"{first}, the closest", bind="query-params",
        )  # fmt: skip
        st.markdown("its closest train digit no.")
        place = st.number_input(
            "How close", 1, CLOSEST, 1, key="closest", label_visibility="collapsed", width=130, bind="query-params",
        )  # fmt: skip
    numbers = closest(run.checkpoint, dataset.train, first if told is None else int(told), seen, CLOSEST)
    return numbers[min(int(place), len(numbers)) - 1]
