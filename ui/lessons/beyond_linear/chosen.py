"""The one digit that is put before the judges: a test digit, or what the visitor drew last on the drawing page."""

import random
from dataclasses import dataclass

import numpy as np
import streamlit as st

from mnist_core.arrays import Bytes
from mnist_core.beyond_linear import judges
from mnist_core.data.dataset import Dataset, Part
from mnist_core.drawing.doubts import DOUBTS
from mnist_core.training.run import Snapshot
from mnist_core.wording import a_digit
from ui import carried, drawings, examples, navigation, paper, show, state
from ui.contents import lesson
from ui.lessons.beyond_linear.controls import KEPT
from ui.lessons.beyond_linear.judges import Judge, all_answers

TEST, OWN = "Test digit", "Your drawing"
NO_LABEL = -1


@dataclass(frozen=True, eq=False)
class Chosen:
    """A digit among the examples of a part.

    Attributes
    ----------
    part, number : where its pixels are
    name : what it is called
    label : what it is, where that is known
    note : what is to be said of it
    """

    part: Part
    number: int
    name: str
    label: int | None = None
    note: str = ""


def choose_digit(found: list[Judge], dataset: Dataset, run: Snapshot) -> Chosen | None:
    """Let the visitor choose a digit; None where it is to be a drawing and there is none."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        whose = st.segmented_control(
            "Whose digit", [TEST, OWN], default=TEST, key="whose", required=True, label_visibility="collapsed", **KEPT
        )  # fmt: skip
        if whose == OWN:
            return _drawing(run)
        number = _by_number(found, dataset)
    label = int(dataset.test.labels[number])
    return Chosen(dataset.test, number, f"Test digit {number:,}, {a_digit(label)}", label)


def _by_number(found: list[Judge], dataset: Dataset) -> int:
    """Choose a test digit by number, at random, or where the judges disagree."""
    there = [judge.network for judge in found if judge.network is not None]

    def at_random() -> None:
        state.put(digit=random.randrange(len(dataset.test)))  # noqa: S311 - which digit is shown is no secret

    def disputed() -> None:
        asked = judges.asked(there[-1], dataset.test)
        given = np.stack([all_answers(network, dataset)[asked] for network in there])
        split = asked[(given != given[0]).any(axis=0)]
        state.put(digit=int(random.choice(split)) if len(split) else 0)  # noqa: S311

    number = examples.number(dataset.test, 8, **KEPT)
    st.button("Another digit", on_click=at_random, type="primary", key="another_digit")
    st.button("One they disagree on", on_click=disputed, disabled=len(there) < 2, key="a_disputed_digit")
    return number


def _drawing(run: Snapshot) -> Chosen | None:
    """What the visitor drew last, as the drawing page's model is given it; the address carries it on, as there."""
    carried.take_up(show.colours().ink)
    drawing = drawings.last(run.checkpoint)
    navigation.link(lesson("draw").file, "Draw another" if drawing else "Draw one: there is none yet")
    if drawing is None:
        return None
    if paper.now().held:
        carried.put(paper.now())
    pixels = np.round(255 * drawing.given).astype(np.uint8)
    part = state.kept_for("own digit", pixels.tobytes()) or _part(pixels)
    state.keep_for("own digit", pixels.tobytes(), part)  # the same one again: what is made of it is kept by it
    return Chosen(part, 0, "Your drawing", note=DOUBTS[drawing.doubt] if drawing.doubt else "")


def _part(pixels: Bytes) -> Part:
    """An image (784,) of greys as a part of one example."""
    images = pixels.reshape(1, -1)
    images.setflags(write=False)
    return Part(images, np.array([NO_LABEL]))
