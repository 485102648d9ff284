"""Pen strokes, as the canvas's fabric.js describes them, painted as ink with lines as wide as MNIST's.

Strokes beat pixels: a line that was drawn too thin or too thick can still be made as wide as the
lines that the model learned from, whatever the size of the drawing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from mnist_core.arrays import Float32s, Float64s
from mnist_core.drawing.digits import BOX_SIDE
from mnist_core.drawing.line_width import LINE_FRACTION

LARGEST_CANVAS = 1_000
LARGEST_NUMBER = 100_000
MOST_COMMANDS = 10_000
NUMBERS_OF_COMMAND = {"M": 2, "L": 2, "Q": 4}
# From the point that `left` and `top` name to the middle, as a share of the size.
FROM_ORIGIN = {"left": 0.5, "top": 0.5, "right": -0.5, "bottom": -0.5}
# How many pixels strokes are painted with: 10 across one of the box, if that does not make the whole canvas too large.
PAINTED_INK, PAINTED_CANVAS = 10 * BOX_SIDE, 1_000


@dataclass(frozen=True)
class Sheet:
    """A drawing on its sheet.

    Attributes
    ----------
    ink : (H, W), 0 to 1
    margin : pixels of `ink` that lie outside the sheet on each of its four sides
    """

    ink: Float32s
    margin: float = 0.0


@dataclass(frozen=True)
class _Stroke:
    """One line of the pen: its points (n, 2) and its width, in pixels of the canvas."""

    points: Float64s
    width: float


def ink_from_strokes(json_data: object, width: int, height: int, *, pen_width: float | None = None) -> Float32s:
    """Paint the pen strokes of a canvas anew, at high resolution.

    Parameters
    ----------
    json_data : the canvas's `json_data`: {"objects": […]} as fabric.js 7 writes them, or None before
        the first stroke. Only freehand lines count; objects that are something else or broken are ignored.
    width, height : of the canvas in pixels, 1 … 1,000
    pen_width : of every line, in pixels of the canvas, above 0. By default all lines are as wide as
        MNIST's will be once the drawing fills its box, except where the drawing is no larger than
        the pen that made it: a dot stays a dot.

    Returns
    -------
    (H', W'), 0 to 1: the canvas, with room around it for a line along its edge that became wider

    Raises
    ------
    ValueError
        If the drawing holds no list of objects or too many of them, or a size is out of range.
    """
    _check_sizes(width=width, height=height, pen_width=1 if pen_width is None else pen_width)
    strokes = _strokes(json_data, _along)
    if pen_width is None:
        return _evened(strokes, width, height).ink
    return _painted([_Stroke(stroke.points, pen_width) for stroke in strokes], width, height).ink


def sheets_from_strokes(json_data: object, width: int, height: int) -> tuple[Sheet, Sheet]:
    """Paint strokes with their own pens, and as `ink_from_strokes` does, and keep where the canvas ends."""
    _check_sizes(width=width, height=height)
    strokes = _strokes(json_data, _along)
    return _painted(strokes, width, height), _evened(strokes, width, height)


def pen_lines(json_data: object) -> list[tuple[Float64s, float]]:
    """Give the points (n, 2) of every freehand line, along its curves, and its width, in pixels of the canvas.

    Of straight pieces only the ends are given. ValueError as for `ink_from_strokes`.
    """
    return [(stroke.points, stroke.width) for stroke in _strokes(json_data, _ends_and_curves)]


def _check_sizes(**sizes: float) -> None:
    for name, value in sizes.items():
        if not 0 < value <= LARGEST_CANVAS:
            raise ValueError(f"{name} must be a number above 0 and at most {LARGEST_CANVAS:,}, not {value!r}")


def _evened(strokes: list[_Stroke], width: float, height: float) -> Sheet:
    """Paint strokes with lines as wide as MNIST's will be once the drawing fills its box."""
    extent = _extent(strokes, width, height)
    if extent <= max((stroke.width for stroke in strokes), default=math.inf):
        return _painted(strokes, width, height)
    # The longer side holds the middle of the line and half its width at either end.
    pen_width = extent * LINE_FRACTION / (1 - LINE_FRACTION)
    return _painted([_Stroke(stroke.points, pen_width) for stroke in strokes], width, height, margin=pen_width / 2)


def _painted(strokes: list[_Stroke], width: float, height: float, *, margin: float = 0.0) -> Sheet:
    """Paint a canvas of this size with so much room around it, as fine as its drawing needs."""
    # Nothing at all would else be painted finest.
    pens = [stroke.width for stroke in strokes]
    longest = _extent(strokes, width, height) + max(pens) if pens else max(width, height)
    scale = min(PAINTED_CANVAS / (max(width, height) + 2 * margin), PAINTED_INK / longest)
    size = math.ceil((width + 2 * margin) * scale), math.ceil((height + 2 * margin) * scale)
    moved = [_Stroke((stroke.points + margin) * scale, stroke.width * scale) for stroke in strokes]
    return Sheet(_paint(moved, size), margin * scale)


def _paint(strokes: list[_Stroke], size: tuple[int, int]) -> Float32s:
    """Paint strokes given in pixels of a picture of this size (width, height); ends and joints are round."""
    # Pillow's lines have hard edges: they are painted twice as large, then each four pixels averaged.
    image = Image.new("L", (2 * size[0], 2 * size[1]))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        # Pillow counts from the middle of the first pixel, the canvas from its edge.
        # NumPy's numbers, taken one by one, are three times as slow as Python's.
        points = (stroke.points * 2 - 0.5).tolist()
        # A line one pixel wide it follows pixel by pixel to its end, however far outside that is.
        draw.line([(x, y) for x, y in points], fill=255, width=max(2, round(stroke.width * 2)))
        for point in points:
            draw.circle(point, stroke.width, fill=255)
    return np.asarray(image.reduce(2), dtype=np.float32) / np.float32(255)


def _extent(strokes: list[_Stroke], width: float, height: float) -> float:
    """Measure the longer side of what the strokes' middle lines cover within the canvas; 0 if nothing."""
    points = np.concatenate([np.empty((0, 2)), *(stroke.points for stroke in strokes)])
    inside = points[((points >= 0) & (points <= (width, height))).all(axis=1)]
    return float(np.ptp(inside, axis=0).max()) if len(inside) else 0.0


def freehand_lines(json_data: object) -> list[dict[str, Any]]:
    """Give the freehand lines of a canvas as it describes them, none of None; some may be broken.

    Raises
    ------
    ValueError
        If there is no list of objects or too much in it, so that it could not be painted.
    """
    if json_data is None:
        return []
    objects = json_data.get("objects") if isinstance(json_data, dict) else None
    if not isinstance(objects, list):
        raise ValueError("a drawing must hold a list of objects")
    lines = [item for item in objects if isinstance(item, dict) and isinstance(item.get("path"), list)]
    if max(len(objects), sum(len(line["path"]) for line in lines)) > MOST_COMMANDS:
        raise ValueError(f"a drawing must have at most {MOST_COMMANDS:,} pieces of line")
    return lines


def _strokes(json_data: object, trace: Callable[[Float64s], Float64s]) -> list[_Stroke]:
    """Read all freehand lines along the points that `trace` gives of their curves (n, 3, 2)."""
    strokes = []
    for line in freehand_lines(json_data):
        try:
            strokes.append(_stroke(line, trace))
        except ValueError:
            continue  # a broken line is left out, the rest can still be read
    return strokes


def _stroke(line: dict[str, Any], trace: Callable[[Float64s], Float64s]) -> _Stroke:
    """Place one fabric.js path on the canvas; ValueError if it is broken or cannot be seen."""
    curves, pen = _curves(line["path"]), _number(line, "strokeWidth", 1)
    # Moved, turned and scaled about its middle, which fabric.js finds as if each control point counted twice.
    hull = _sample(curves, lambda t: ((1 - t) ** 3, 3 * t * (1 - t), t**3))
    middle, size = (hull.max(axis=0) + hull.min(axis=0)) / 2, np.ptp(hull, axis=0)
    turn, stretch = _matrices(line)
    scales = np.abs([_number(line, "scaleX", 1), _number(line, "scaleY", 1)])
    corner = np.array([_number(line, "left", middle[0]), _number(line, "top", middle[1])])
    origin = np.array([FROM_ORIGIN.get(str(line.get(name)), 0.0) for name in ("originX", "originY")])
    placed = corner + turn @ (origin * (size + pen) * scales)
    points = (trace(curves) - middle) @ (turn @ stretch).T + placed
    pen *= math.sqrt(scales.prod())
    if not (np.abs(points).max() <= LARGEST_NUMBER and 0 < pen <= LARGEST_CANVAS) or line.get("visible") is False:
        raise ValueError("nothing to be seen")
    return _Stroke(points, pen)


def _curves(path: list[Any]) -> Float64s:
    """Read M, L and Q commands as (n, 3, 2): each curve's start, control point and end."""
    curves: list[list[float]] = []
    start: list[float] = []
    for place, command in enumerate(path):
        if not isinstance(command, list) or not command or not isinstance(command[0], str):
            raise ValueError("not a command")
        numbers = [_checked(number) for number in command[1:]]
        # A freehand line is never lifted: one M, at the start.
        if NUMBERS_OF_COMMAND.get(command[0]) != len(numbers) or (command[0] == "M") != (place == 0):
            raise ValueError("not a command of a freehand line")
        end = numbers[-2:]
        if place:
            control = numbers[:2] if len(numbers) == 4 else [(a + b) / 2 for a, b in zip(start, end, strict=True)]
            curves.append([*start, *control, *end])
        start = end
    if not curves:
        raise ValueError("a line without length or end")
    return np.array(curves).reshape(-1, 3, 2)


def _along(curves: Float64s) -> Float64s:
    """Give four points along each curve (n, 3, 2), after the first curve's start: (4n + 1, 2)."""
    return _sample(curves, lambda t: ((1 - t) ** 2, 2 * t * (1 - t), t**2))


def _ends_and_curves(curves: Float64s) -> Float64s:
    """Give four points along each curve (n, 3, 2), but of those that are straight only the end."""
    straight = (2 * curves[:, 1] == curves[:, 0] + curves[:, 2]).all(axis=1)
    kept = np.ones((len(curves), 4), bool)
    kept[straight, :-1] = False
    points: Float64s = _along(curves)[np.concatenate([[True], kept.ravel()])]
    return points


def _sample(curves: Float64s, weigh: Callable[[Float64s], tuple[Float64s, Float64s, Float64s]]) -> Float64s:
    """Weigh the three points of each curve (n, 3, 2) for four points of it, after the first's start: (4n + 1, 2)."""
    weights = np.stack(weigh(np.arange(1, 5) / 4), axis=1)
    return np.concatenate([curves[:1, 0], (weights @ curves).reshape(-1, 2)])


def _matrices(line: dict[str, Any]) -> tuple[Float64s, Float64s]:
    """Say how fabric.js turns an object, and how it stretches, flips and skews it before: (2, 2) each."""
    angle, skew_x, skew_y = (math.radians(_number(line, name, 0)) for name in ("angle", "skewX", "skewY"))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    flips = [-1 if line.get(name) is True else 1 for name in ("flipX", "flipY")]
    scales = np.diag([_number(line, "scaleX", 1), _number(line, "scaleY", 1)]) * flips
    skews = np.array([[1, math.tan(skew_x)], [0, 1]]) @ np.array([[1, 0], [math.tan(skew_y), 1]])
    return turn, scales @ skews


def _number(line: dict[str, Any], name: str, default: float) -> float:
    """Look up a number; ValueError if it is there but is none."""
    return _checked(line.get(name, default))


def _checked(value: object) -> float:
    """Return a number of sensible size as a float; ValueError for anything else, NaN too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST_NUMBER:
        raise ValueError("not a number that a canvas holds")
    return float(value)
