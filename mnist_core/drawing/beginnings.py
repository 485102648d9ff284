"""Drawings to begin with: what trips a reader of digits, as pen strokes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Line = Sequence[tuple[float, float]]

# In pixels of a canvas of 280.
PREFILLED: dict[str, Sequence[Line]] = {
    "1 far left": [[(20, 52), (19, 120), (18, 228)]],
    "tiny 7": [[(206, 196), (222, 195), (238, 197), (230, 214), (222, 236)]],
    "crossed 7": [
        [(78, 62), (130, 60), (200, 58), (172, 116), (148, 170), (130, 230)],
        [(108, 146), (150, 143), (192, 140)],
    ],
    "open 4": [
        [(92, 56), (88, 100), (84, 146), (130, 148), (196, 146)],
        [(176, 62), (172, 140), (166, 230)],
    ],
    "closed 4": [
        [(158, 52), (120, 100), (72, 158), (130, 160), (208, 156)],
        [(158, 52), (156, 140), (154, 232)],
    ],
}


def as_drawing(lines: Sequence[Line], pen_width: float, colour: str) -> dict[str, Any]:
    """Write lines as the canvas's `json_data` has them: curves from the middle of one piece to that of the next.

    Parameters
    ----------
    lines : each two points (x, y) or more, in pixels of the canvas
    pen_width : in pixels of the canvas
    colour : of the pen, as CSS has it
    """
    style = {
        "type": "Path", "version": "7.0.0", "fill": None, "stroke": colour, "strokeWidth": pen_width,
        "strokeLineCap": "round", "strokeLineJoin": "round",
    }  # fmt: skip
    return {"objects": [{**style, "path": _path(line)} for line in lines]}


def _path(line: Line) -> list[list[Any]]:
    path: list[list[Any]] = [["M", *line[0]]]
    path += [["Q", x, y, (x + to_x) / 2, (y + to_y) / 2] for (x, y), (to_x, to_y) in pairwise(line)]
    return [*path, ["L", *line[-1]]]
