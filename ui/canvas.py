"""The sheet to draw on, its pen and its buttons; what has been drawn on it, as ink."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from mnist_core.arrays import Float32s
from mnist_core.data.dataset import Part
from mnist_core.drawing.beginnings import PREFILLED, as_drawing
from mnist_core.drawing.digits import in_cells
from mnist_core.drawing.strokes import sheets_from_strokes
from mnist_core.drawing.tracing import traced
from ui import address, carried, paper, show, state
from ui.component import ink_bytes, mount
from ui.sent import Sent, cell

SIDE = paper.SIDE
PEN_WIDTH = 20
THINNEST, THICKEST = 4, 40
BLANK: dict[str, Any] = {"objects": []}
PIXELS = 28  # of the model, along a side
LONGEST_BY_KEYS = 2_000  # points of a line that keys draw


def read() -> paper.Strokes:
    """A sheet to draw on; the drawing on it, which can be painted."""
    colour = show.colours().ink
    carried.take_up(colour)
    sheet = paper.now()
    if not _is_usable(state.get(sheet.key)):
        sheet = sheet.fresh(sheet.held)  # another key lets go of it
    sheet = paper.keep(sheet.in_ink(colour, shown=state.has(sheet.key)))
    result = st_canvas(
        stroke_width=int(state.get("pen", PEN_WIDTH)),
        stroke_color=colour,
        height=SIDE,
        width=SIDE,
        initial_drawing=sheet.first,
        key=sheet.key,
    )
    # What a teacher's link holds stays what the sheet began with, whatever is drawn over it.
    drawing = (sheet.first if address.is_held(carried.NAME) else result.json_data) or BLANK
    paper.keep(sheet.holding(drawing))
    try:
        return paper.check(drawing)
    except ValueError as error:
        st.warning(f"This drawing cannot be read: {error}")
        return BLANK


def draw_by_keys() -> None:
    """A pen that keys lead over what is on the sheet, for who has no pointer: each line that it draws joins that."""
    mount("key_pen", "by_keys", {"ink": ink_bytes(in_cells(_ink_on_sheet()))}, line=Sent(_read_line, _join))


def _ink_on_sheet() -> Float32s:
    """What is on the sheet, as its pen drew it; nothing where it cannot be read, as the sheet itself says."""
    drawing: paper.Strokes = BLANK
    with suppress(ValueError):
        drawing = paper.check(paper.now().held or BLANK)
    return sheets_from_strokes(drawing, SIDE, SIDE)[0].ink


def _read_line(sent: object) -> list[tuple[float, float]] | None:
    """Read a line over the model's pixels, one after the other, as points of the canvas; a dot is a short line."""
    line = sent.get("line") if isinstance(sent, Mapping) else None
    if not isinstance(line, list) or not 1 <= len(line) <= LONGEST_BY_KEYS:
        return None
    cells = [cell(PIXELS, PIXELS)(each) for each in line]
    points = [((x + 0.5) * SIDE / PIXELS, (y + 0.5) * SIDE / PIXELS) for x, y in filter(None, cells)]
    if len(points) < len(cells):
        return None
    return points if len(points) > 1 else [points[0], (points[0][0] + 1, points[0][1])]


def _join(line: list[tuple[float, float]]) -> None:
    drawing = paper.now().held or BLANK
    made = as_drawing([line], state.get("pen", PEN_WIDTH), show.colours().ink)
    paper.keep(paper.now().fresh({**drawing, "objects": [*drawing["objects"], *made["objects"]]}))


def _is_usable(sent: object) -> bool:
    """Whether the canvas can make something of what a browser has sent as its state, which it does not check."""
    if not isinstance(sent, Mapping):
        return sent is None
    drawing = sent.get("drawing")
    return (not drawing or isinstance(drawing, Mapping)) and sent.get("backgroundFit") is None


def tools() -> None:
    """The pen and the buttons under the sheet that was read: its width; undo and clear. The address carries it on."""
    with suppress(ValueError):  # of what cannot be read, which was said by then
        carried.put(paper.now())  # only now: it has to be written as text, which would keep the answer waiting
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width=SIDE):
        st.slider("Pen width", THINNEST, THICKEST, PEN_WIDTH, 2, key="pen", width=116, bind="query-params")
        st.button("Undo", on_click=paper.undo, key="undo", disabled=not paper.now().can_undo)
        st.button("Clear", on_click=paper.lay, key="clear")
    if carried.is_too_long(paper.now()):
        st.caption("Too many lines for the address: a reload, or a link to this page, begins with a blank sheet.")


def beginnings(validation: Part) -> None:
    """Drawings to begin with, one button each, and any validation digit as strokes."""

    def begin(name: str) -> None:
        paper.lay(as_drawing(PREFILLED[name], state.get("pen", PEN_WIDTH), show.colours().ink))

    def trace() -> None:
        lines = traced(validation.intensities([int(state.get("traced", 0))])[0], SIDE)
        paper.lay(as_drawing(lines, state.get("pen", PEN_WIDTH), show.colours().ink))

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption("Or begin with", width="content")
        for name in PREFILLED:
            st.button(name, on_click=begin, args=(name,), key=f"begin-{name}")
        st.number_input(
            "Validation digit to trace", 0, len(validation) - 1, 0, key="traced", width=130,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
        st.button("trace this", on_click=trace, key="trace", help="A validation digit, by number, as pen strokes.")
        by_keys = st.toggle("by keys", key="keys", help="For who draws without a pointer.")
    if by_keys:
        draw_by_keys()
