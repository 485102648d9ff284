"""What a visitor sends for the wall, checked before anything is done with it: strokes in range, a label, a name."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_core.arrays import Bytes
from mnist_core.classroom.limits import Limits, Refused, shown, whole
from mnist_core.drawing.as_text import BEYOND, LONGEST, UNIT, as_drawing, as_text, lines_of
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes, pen_lines

SIDE = 280  # of the canvas, in pixels
OUTSIDE = BEYOND * UNIT  # pixels beside the canvas that a line may reach
FIELDS = ("id", "label", "strokes")
NAME = re.compile(r"[A-Za-z0-9_-]{8,40}", re.ASCII)


@dataclass(frozen=True)
class Sent:
    """A drawing as a visitor sent it, found to be one.

    Attributes
    ----------
    name : the visitor's own for it, the same however often it is sent
    label : the digit that it is said to be, 0 … 9
    strokes : as `drawing.as_text` writes them
    """

    name: str
    label: int
    strokes: str

    def pixels(self) -> Bytes:
        """Paint the strokes and bring them to MNIST's form, (28, 28); Refused where there is no ink."""
        reading = read_drawing(ink_from_strokes(as_drawing(lines_of(self.strokes) or [], "black"), SIDE, SIDE))
        if reading.is_empty:
            raise Refused("The drawing has no ink on the sheet: draw a digit first.")
        return np.rint(reading.centred * 255).astype(np.uint8)


def read_sent(message: object, limits: Limits) -> Sent:
    """Check a message of `id`, `label` and `strokes`: what the canvas's `json_data` holds, or `as_text` of it.

    Raises
    ------
    Refused
        If it is anything else, or has more strokes or points than allowed.
    """
    if not isinstance(message, dict) or set(message) != set(FIELDS):
        raise Refused(
            f"A drawing is sent as an object of {', '.join(FIELDS)}, not as {shown(message)} of other things."
        )
    name = message["id"]
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Refused(f"A drawing's id must be 8 to 40 letters, digits, - or _, not {shown(name)}.")
    label = whole("A drawing's label", message["label"], 0, 9)
    return Sent(name, label, _text(message["strokes"], limits))


def _text(strokes: object, limits: Limits) -> str:
    if isinstance(strokes, str):
        lines = lines_of(strokes)
        if lines is None:
            raise Refused(
                f"The drawing's strokes cannot be read: at most {LONGEST:,} characters, as the app writes them."
            )
        _check(len(lines), sum(len(line.points) for line in lines), limits)
        return strokes
    objects = strokes.get("objects") if isinstance(strokes, dict) else None
    if not isinstance(objects, list):
        raise Refused(f"A drawing's strokes must be an object with a list of objects, or a text, not {shown(strokes)}.")
    # Counted before they are followed, for that takes long.
    _check(len(objects), sum(map(_pieces, objects)), limits)
    _check_lines(strokes, len(objects))
    text = as_text(strokes)
    if not text:
        raise Refused(f"The drawing takes more than {LONGEST:,} characters to write down: draw it with fewer turns.")
    return text


def _pieces(line: Any) -> int:
    path = line.get("path") if isinstance(line, dict) else None
    return len(path) if isinstance(path, list) else 0


def _check(strokes: int, points: int, limits: Limits) -> None:
    if not 1 <= strokes <= limits.strokes_per_drawing:
        raise Refused(f"A drawing must have 1 to {limits.strokes_per_drawing} strokes, not {strokes:,}.")
    if points > limits.points_per_drawing:
        raise Refused(f"A drawing must have at most {limits.points_per_drawing:,} points, not {points:,}.")


def _check_lines(drawing: object, count: int) -> None:
    """Require that each of so many objects is a line, near the canvas."""
    lines = pen_lines(drawing)
    if len(lines) != count:
        raise Refused(
            f"{count - len(lines)} of the drawing's {count} strokes are broken: only lines of a pen are taken."
        )
    reach = [(float(points.min()), float(points.max())) for points, _ in lines]
    for low, high in reach:
        if low < -OUTSIDE or high > SIDE + OUTSIDE:
            raise Refused(
                f"A stroke reaches from {low:.0f} to {high:.0f} pixels: "
                f"from {-OUTSIDE:.0f} to {SIDE + OUTSIDE:.0f} is near the sheet."
            )
