"""The sheet to draw on."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from mnist_core import digits, strokes
from ui import show, state

SIDE = 280
PEN_WIDTH = 20
BLANK: dict[str, list[object]] = {"objects": []}


def read() -> digits.Reading:
    """A sheet to draw on, its button to clear it, and what has been drawn, stage by stage."""
    result = st_canvas(
        stroke_width=PEN_WIDTH,
        stroke_color=show.colours().ink,
        height=SIDE,
        width=SIDE,
        key=f"canvas-{state.drawing_number()}",
    )
    st.button("Clear", on_click=state.next_drawing, key="clear", width=SIDE)
    state.remember_drawing(result.json_data)
    try:
        ink = strokes.ink_from_strokes(result.json_data or BLANK, SIDE, SIDE)
    except ValueError as error:
        st.warning(f"This drawing cannot be read: {error}")
        ink = strokes.ink_from_strokes(BLANK, SIDE, SIDE)
    return digits.read_drawing(ink)
