"""A drawing as a text so short that an address can carry it: half pixels, and no more points than its lines need.

After a letter for this way of writing, lines are separated by dots. A line is the width of its pen, its first point,
and the steps from point to point, all as digits of base 64: one for the width and for each coordinate of a step, two
for each coordinate of a point. A step too far for one digit is FAR and the point that it leads to.
"""

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_core.arrays import Flags, Float64s, Int64s
from mnist_core.drawing.strokes import pen_lines

LONGEST = 1_400  # characters: with all else an address stays within the 2,000 that everything takes
MOST_POINTS = 6_000  # of a drawing before any is left out: some twenty times across the sheet
UNIT = 0.5  # pixels: of a small digit, enlarged, a pixel would be seen
# By how many units a line may be off where points are left out; more only where the text would be too long.
TOLERANCES = (1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
WAY = "a"
DIGITS = string.ascii_letters + string.digits + "-_"
VALUES = {digit: value for value, digit in enumerate(DIGITS)}
FAR, NEAR = DIGITS[-1], 31
BEYOND = 128  # units outside the sheet, on each side, to which a line is told
SIDE = 560  # of the sheet, in units
DOT = 0.01  # pixels


@dataclass(frozen=True)
class PenLine:
    """A line of straight pieces.

    Attributes
    ----------
    points : (x, y) in units of half a pixel of the canvas, one at least
    width : of the pen, in pixels of the canvas
    """

    points: tuple[tuple[int, int], ...]
    width: int


def as_text(json_data: object) -> str:
    """Write a drawing, as the canvas has it; "" where nothing is drawn, or too much for LONGEST characters.

    Raises
    ------
    ValueError
        If it is no drawing.
    """
    lines = [(_in_units(points), _digit(width)) for points, width in pen_lines(json_data)]
    if not lines or sum(len(points) for points, _ in lines) > MOST_POINTS:
        return ""
    for tolerance in TOLERANCES:
        text = WAY + ".".join(width + _steps(points[_corners(points, tolerance)].tolist()) for points, width in lines)
        if len(text) <= LONGEST:
            return text
    return ""


def lines_of(text: str) -> list[PenLine] | None:
    """Read what `as_text` wrote; None where that is something else."""
    if not text.startswith(WAY) or len(text) > LONGEST:
        return None
    try:
        return [_line(each) for each in text[len(WAY) :].split(".")]
    except (KeyError, ValueError, StopIteration):
        return None


def as_drawing(lines: Sequence[PenLine], colour: str) -> dict[str, Any]:
    """Write lines as the canvas's `json_data` has them, in a colour as CSS has it."""
    style = {
        "type": "Path", "version": "7.0.0", "fill": None, "stroke": colour, "strokeLineCap": "round",
        "strokeLineJoin": "round",
    }  # fmt: skip
    return {"objects": [{**style, "strokeWidth": line.width, "path": _path(line.points)} for line in lines]}


def _path(points: Sequence[tuple[int, int]]) -> list[list[Any]]:
    (x, y), *others = [(UNIT * x, UNIT * y) for x, y in points]
    # A line without any length would not be seen.
    return [["M", x, y], *(["L", *point] for point in others or [(x + DOT, y)])]


def _in_units(points: Float64s) -> Int64s:
    """Round points (n, 2) to units near the sheet, and leave out those that do not move."""
    whole: Int64s = np.clip(np.rint(points / UNIT), -BEYOND, SIDE + BEYOND - 1).astype(np.int64)
    moves = (np.diff(whole, axis=0) != 0).any(axis=1)
    moved: Int64s = whole[np.append(True, moves)]
    return moved


def _corners(points: Int64s, tolerance: float) -> Flags:
    """Choose the points (n, 2) that a line needs to stay this close to all (Douglas and Peucker, 1973)."""
    kept = np.zeros(len(points), bool)
    kept[[0, -1]] = True
    parts = [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        distances = _distances(points[first : last + 1])
        farthest = int(distances.argmax())
        if distances[farthest] > tolerance:
            kept[first + farthest] = True
            parts += [(first, first + farthest), (first + farthest, last)]
    return kept


def _distances(points: Int64s) -> Float64s:
    """How far points (n, 2) are from the straight piece between the first and the last."""
    apart, along = points - points[0], points[-1] - points[0]
    length = float(along @ along)
    share = np.clip(apart @ along / length, 0, 1) if length else np.zeros(len(points))
    away: Float64s = np.hypot(*(apart - share[:, None] * along).T)
    return away


def _digit(width: float) -> str:
    return DIGITS[min(max(round(width), 1), len(DIGITS) - 1)]


def _steps(points: Iterable[Sequence[int]]) -> str:
    text, before = "", None
    for point in points:
        step = None if before is None else [to - from_ + NEAR for to, from_ in zip(point, before, strict=True)]
        if step is not None and all(0 <= each <= 2 * NEAR for each in step):
            text += "".join(DIGITS[each] for each in step)
        else:
            text += ("" if before is None else FAR) + "".join(_two_digits(each) for each in point)
        before = point
    return text


def _two_digits(coordinate: int) -> str:
    high, low = divmod(coordinate + BEYOND, len(DIGITS))
    return DIGITS[high] + DIGITS[low]


def _line(text: str) -> PenLine:
    """Read a line; KeyError, ValueError or StopIteration where it is none."""
    digits = iter(text)
    width = VALUES[next(digits)]
    points = [_point(digits)]
    for digit in digits:
        if digit == FAR:
            points.append(_point(digits))
            continue
        x, y = points[-1]
        across, down = VALUES[digit], VALUES[next(digits)]
        points.append(_near_sheet(x + across - NEAR, y + down - NEAR))
    if not width:
        raise ValueError("a pen without width")
    return PenLine(tuple(points), width)


def _point(digits: Iterator[str]) -> tuple[int, int]:
    a, b, c, d = (VALUES[digit] for digit in (next(digits), next(digits), next(digits), next(digits)))
    return _near_sheet(a * len(DIGITS) + b - BEYOND, c * len(DIGITS) + d - BEYOND)


def _near_sheet(x: int, y: int) -> tuple[int, int]:
    if not all(-BEYOND <= each < SIDE + BEYOND for each in (x, y)):
        raise ValueError("a point far from the sheet")
    return x, y
