"""What is done to the digits: sliders, presets, and which digits are shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_core.arrays import Int64s
from mnist_core.beyond_linear.stress import NONE, THICK_5, THIN_3, Stress
from mnist_core.data.dataset import Part
from mnist_core.once import once
from ui import state, tasks

KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "page"}
TWO = 332  # pixels of the sliders' place: two of them and what parts them
NARROW: dict[str, Any] = {"width": 158}  # two beside each other, on a phone too
PEN = "Grey dilation and erosion. ±1: a pixel and its four neighbours; ±2: 3×3; ±4: 5×5."
CONTRAST = "0: all grey. Below 0, ink and paper change places."
NOISE = "The standard deviation added to every pixel; paper is 0, ink is 1."
SHUFFLED = "They change places in one order, the same in every image."
EVERY = "each digit"
SHOWN = 10


@dataclass(frozen=True)
class Setting:
    """What the sliders say."""

    stress: Stress
    taught: bool = False  # whether the judges learned from shuffled pixels too
    of: str = EVERY  # with a preset: which digits it shows


PRESETS: dict[str, Setting] = {
    "As written": Setting(NONE),
    "A 1 at the far left": Setting(Stress(right=-10), False, "1"),
    "Moved by (4, 3)": Setting(Stress(right=4, down=3)),
    "Thick pen": Setting(THICK_5),
    "Thin pen": Setting(THIN_3),
    "Upside down": Setting(Stress(rotation=180)),
    "Shuffled, and taught so": Setting(Stress(shuffled=1.0), True),
}


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The presets in a row, and below them a place for the sliders beside one for what they do to the digits."""
    with st.container(horizontal=True, gap="xsmall"):
        for name, setting in PRESETS.items():
            st.button(name, key=f"preset_{name}", on_click=_put, args=(setting,))
    row = st.container(horizontal=True, gap="medium")
    return row.container(width=TWO), row.container(gap="xsmall", key="court")


def controls() -> Setting:
    """The sliders; all in the address."""
    with st.container(horizontal=True, gap="small"):
        across = st.slider("Right, pixels", -12, 12, 0, key="right", **KEPT, **NARROW)
        down = st.slider("Down, pixels", -12, 12, 0, key="down", **KEPT, **NARROW)
        scale = st.slider("Size", 0.5, 1.5, 1.0, 0.05, key="scale", **KEPT, **NARROW)
        rotation = st.slider("Turn, degrees", -180, 180, 0, 5, key="rotation", **KEPT, **NARROW)
        pen = st.slider("Pen", -4, 4, 0, key="thickness", help=PEN, **KEPT, **NARROW)
        contrast = st.slider("Contrast", -1.0, 1.0, 1.0, 0.1, key="contrast", help=CONTRAST, **KEPT, **NARROW)
        noise = st.slider("Noise", 0.0, 1.0, 0.0, 0.05, key="noise", help=NOISE, **KEPT, **NARROW)
        shuffled = st.slider("Pixels shuffled, %", 0, 100, 0, 5, key="shuffled", help=SHUFFLED, **KEPT, **NARROW)
    taught = st.toggle(
        "Shuffle the training digits too", False, key="taught", **KEPT,
        help="The order of the pixels is the same in training and exam.",
    )  # fmt: skip
    return Setting(Stress(pen, scale, rotation, across, down, round(contrast, 2), noise, shuffled / 100), taught)


OF = [EVERY, *map(str, range(10))]


def which() -> str:
    """Which digits are shown."""
    return str(st.selectbox("Show", OF, key="of", width=140, label_visibility="collapsed", **KEPT) or EVERY)


@once(size=16)
def shown(part: Part, of: str) -> Int64s:
    """The examples that are shown: the first of each digit, or the first ten of one."""
    if of == EVERY:
        found = np.concatenate([np.flatnonzero(part.labels == digit)[:1] for digit in range(10)])
    else:
        found = np.flatnonzero(part.labels == int(of))[:SHOWN]
    found.setflags(write=False)
    return found


def _put(setting: Setting) -> None:
    tasks.begin_anew()
    stress = setting.stress
    state.put(
        right=int(stress.right), down=int(stress.down), scale=stress.scale, rotation=int(stress.rotation),
        thickness=stress.thickness, contrast=stress.contrast, noise=stress.noise,
        shuffled=round(100 * stress.shuffled), taught=setting.taught,
    )  # fmt: skip
    if state.has("of"):
        state.put(of=setting.of)
