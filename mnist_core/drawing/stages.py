"""A drawing on its way to the model, step by step, each step to be left out: what would the model see then?

Whatever is left out, the model is given a field of 28×28 pixels. With all steps, the last picture is that of
`digits.read_drawing`.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from mnist_core.arrays import Float32s
from mnist_core.drawing.digits import BOX_SIDE, FIELD_SIDE, crop_to_ink, ink_extent
from mnist_core.drawing.line_width import MEASURED_SIDE, with_even_lines
from mnist_core.drawing.strokes import Sheet

# The steps after the drawing itself, in their order; the drawing as it is cannot be left out.
LINE, CROP, BOX, CENTRE = STEPS = ("line", "crop", "box", "centre")

Place = tuple[float, float]
Frame = tuple[float, float, float, float]


@dataclass(frozen=True)
class Stage:
    """What the model would be given if the way ended here.

    Attributes
    ----------
    step : "drawn" or one of STEPS
    done : whether the step was made; if not, the picture is that of the stage before
    image : (784,), 0 to 1, in the 256 greys of MNIST
    frame : what is scaled next: its left, top, width and height in pixels of the field
    """

    step: str
    done: bool
    image: Float32s
    frame: Frame


@dataclass(frozen=True)
class _Piece:
    """Ink in its place on the field, `scale` pixels of which are one of the ink.

    `middle` is where its own middle lies, `frame` (top, left, height, width) what the box has to hold, and
    `corner` where centring has put its corner.
    """

    ink: Float32s
    scale: float
    middle: Place
    frame: Frame = (0.0, 0.0, FIELD_SIDE, FIELD_SIDE)
    bold: bool = False
    corner: tuple[int, int] | None = None


def stages_of(drawn: Sheet, evened: Sheet | None = None, steps: Collection[str] = STEPS) -> list[Stage]:
    """Take a drawing along the way, making only these steps.

    Parameters
    ----------
    drawn : the drawing as it is
    evened : the same with lines as wide as MNIST's, where the strokes are known; else they are redrawn from the pixels
    steps : those of STEPS that are made

    Returns
    -------
    Five stages: the drawing, and one for each of STEPS.
    """
    piece = _place(drawn)
    found = [_stage("drawn", True, piece)]
    for step in STEPS:
        if step in steps:
            if step == LINE:
                piece = _even(piece) if evened is None else _place(evened)
            else:
                piece = {CROP: _crop, BOX: _box, CENTRE: _centre}[step](piece)
        found.append(_stage(step, step in steps, piece))
    return found


def _place(sheet: Sheet) -> _Piece:
    """Put a sheet's ink on the field, the sheet as large as the field and in its middle."""
    size = np.array(sheet.ink.shape)
    scale = FIELD_SIDE / float((size - 2 * sheet.margin).max())
    rows, columns = ink_extent(sheet.ink)
    middle = np.array([rows.start + rows.stop, columns.start + columns.stop]) / 2
    row, column = FIELD_SIDE / 2 + (middle - size / 2) * scale
    return _Piece(sheet.ink[rows, columns], scale, (float(row), float(column)))


def _even(piece: _Piece) -> _Piece:
    """Redraw the lines from the pixels; they stay where they are."""
    ink = with_even_lines(piece.ink)
    if ink is piece.ink:
        return piece
    return replace(piece, ink=crop_to_ink(ink), scale=piece.scale * max(piece.ink.shape) / MEASURED_SIDE)


def _crop(piece: _Piece) -> _Piece:
    """Let the frame be the smallest that holds all ink."""
    height, width = (length * piece.scale for length in piece.ink.shape)
    frame = (piece.middle[0] - height / 2, piece.middle[1] - width / 2, height, width)
    return replace(piece, frame=frame) if piece.ink.any() else piece


def _box(piece: _Piece) -> _Piece:
    """Scale the frame about its own middle until its longer side is the box's; what leaves the field is moved back."""
    sides = np.array(piece.frame[2:])
    factor = BOX_SIDE / float(sides.max())
    middle = np.array(piece.frame[:2]) + sides / 2
    inside = np.clip(middle, factor * sides / 2, FIELD_SIDE - factor * sides / 2)
    row, column = inside + factor * (np.array(piece.middle) - middle)
    top, left = inside - factor * sides / 2
    frame = (float(top), float(left), float(factor * sides[0]), float(factor * sides[1]))
    scale = piece.scale * factor
    # As in `digits.fit_to_box`: what is not scaled is as bold as it was.
    return replace(piece, scale=scale, middle=(float(row), float(column)), frame=frame, bold=scale != 1)


def _centre(piece: _Piece) -> _Piece:
    """Move the ink by whole pixels until its centre of mass is in the middle of the field."""
    ink = _scaled(piece)
    if not ink.any():
        return piece
    masses = [ink.sum(axis=axis) for axis in (1, 0)]
    row, column = (float(np.average(np.arange(len(mass)), weights=mass)) for mass in masses)
    top, left = (FIELD_SIDE // 2 - math.floor(place + 0.5) for place in (row, column))
    return replace(piece, frame=(top, left, *ink.shape), corner=(top, left))


def _scaled(piece: _Piece) -> Float32s:
    """The ink in pixels of the field; once in its box, its boldest is brought to 1, as `digits.fit_to_box` does."""
    height, width = (max(1, round(length * piece.scale)) for length in piece.ink.shape)
    ink: Float32s = np.asarray(Image.fromarray(piece.ink).resize((width, height), Image.Resampling.BOX))
    return (ink / (ink.max() or 1) if piece.bold else ink).clip(0, 1)


def _stage(step: str, done: bool, piece: _Piece) -> Stage:
    """Lay the ink on the field; what lies outside is lost."""
    ink = _scaled(piece)
    top, left = piece.corner or (
        round(middle - length / 2) for middle, length in zip(piece.middle, ink.shape, strict=True)
    )
    field = Image.new("F", (FIELD_SIDE, FIELD_SIDE))
    field.paste(Image.fromarray(ink), (left, top))
    image: Float32s = np.round(np.asarray(field, np.float32) * 255) / np.float32(255)
    row, column, height, width = piece.frame
    return Stage(step, done, image.reshape(-1), (column, row, width, height))
