"""What on a sheet or in a picture is no single digit: a dot, a blot, several shapes, a scribble.

A model has to answer whatever it is given, and is often sure of it; so it is asked here first. The same rules hold for
pen lines and for ink of which only the pixels are known: they are about the middles of lines, and the pen's width.
Doubted is only what hardly any honest digit looks like.
"""

import math
from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_core.arrays import Flags, Float32s, Float64s
from mnist_core.drawing.digits import crop_to_ink, ink_extent
from mnist_core.drawing.line_width import LINE_FRACTION, MEASURED_SIDE, pen_radius
from mnist_core.drawing.pieces import Box, box_of, longer_side, pieces_of_ink, pieces_of_lines
from mnist_core.drawing.strokes import pen_lines

# Of two pieces each may be a digit where the lower has this share of the other's height; where one lies above the
# other, of its size. The bar of a 5 has a sixth.
RIVAL = 0.5
# Beside each other they are together wider than any digit, by their height, or far apart: the two strokes of a 4 are
# neither.
WIDE, FAR = 1.1, 0.2
# Above each other there is more between them, by the larger one's size, than between the halves of a broken digit; of
# what is together taller than most digits, by its width, less is enough.
STACKED, TALL, STACKED_TALL = 0.35, 1.8, 0.21
# A drawing no longer than this share of its pen is a dot.
DOT = 0.5
# Ink covers less than this of the square about any digit once its lines are as wide as MNIST's.
FULL = 0.65
MOST_LINES = 40  # that are judged as such: a digit is drawn in five at most, and of more the pixels are
# Of a picture's boldest ink: more is a line, and where lines are thin and faint, more than so little joins them.
SOLID, JOINING = 0.5, 0.25
USUAL = 0.5  # of its lines, half are no wider: that is the width by which gaps and places are judged


class Doubt(StrEnum):
    """Why a drawing is taken for no digit."""

    DOT = "dot"  # hardly a line
    BLOT = "blot"  # a pen thicker than all that it drew
    SEVERAL = "several"  # shapes apart from each other, each as large as a digit beside the other
    SCRIBBLE = "scribble"  # more line than any digit has


# What is said of it.
DOUBTS = {
    Doubt.DOT: "A dot is no digit.",
    Doubt.BLOT: "The pen is thicker than all that it drew.",
    Doubt.SEVERAL: "Two shapes or more: it reads one digit at a time.",
    Doubt.SCRIBBLE: "More line than any digit has.",
}


def doubt_of_strokes(json_data: object, evened: Float32s) -> Doubt | None:
    """Say why a drawing is no digit; None where it may be one, or where nothing is drawn.

    Parameters
    ----------
    json_data : the canvas's, as for `strokes.ink_from_strokes`; ValueError as there
    evened : (H, W), the same with lines as wide as MNIST's: `strokes.ink_from_strokes(json_data, …)`
    """
    lines = pen_lines(json_data)
    if not lines:
        return None
    if len(lines) > MOST_LINES:
        return doubt_of_ink(evened)
    extent = longer_side(box_of(np.concatenate([points for points, _ in lines])))
    inked = crop_to_ink(evened)
    return (
        _hardly_a_line(extent, max(width for _, width in lines))
        or _several(pieces_of_lines(lines))
        or _scribble(float(inked.sum()) / max(inked.shape) ** 2)
    )


def doubt_of_ink(ink: Float32s) -> Doubt | None:
    """Say why ink (H, W), of which only the pixels are known, is no digit; None where it may be one, or is blank."""
    if not ink.any():
        return None
    sized = _sized(ink)
    solid = _cut(sized >= SOLID)
    depth = ndimage.distance_transform_edt(solid)
    thickest, pen = 2 * float(depth.max()) - 1, max(1.0, 2 * pen_radius(depth, USUAL))
    longer = max(solid.shape) - 2  # without the margin
    return (
        _hardly_a_line(longer - thickest, thickest)
        or _several(pieces_of_ink(_cut(sized >= JOINING), pen))
        or _scribble(_fullness(solid, depth, pen))
    )


def _hardly_a_line(extent: float, pen: float) -> Doubt | None:
    """Judge how far the middle of the lines runs, at the farthest, by the width of the pen."""
    if extent >= pen:
        return None
    return Doubt.DOT if extent <= DOT * pen else Doubt.BLOT


def _several(pieces: Iterable[Box]) -> Doubt | None:
    """Judge whether any two pieces are a digit each: none is that is a speck beside the largest."""
    found = list(pieces)
    least = RIVAL * max(map(longer_side, found))
    large = [piece for piece in found if longer_side(piece) >= least]
    return Doubt.SEVERAL if any(_are_two(*pair) for pair in combinations(large, 2)) else None


def _scribble(fullness: float) -> Doubt | None:
    """Judge how much of the square about the ink is covered by lines as wide as MNIST's."""
    return Doubt.SCRIBBLE if fullness > FULL else None


def _are_two(one: Box, other: Box) -> bool:
    """Whether two pieces are a digit each rather than parts of one."""
    lows, highs = (np.array(ends) for ends in zip(one, other, strict=True))
    across, down = lows.max(axis=0) - highs.min(axis=0)  # below 0 where they overlap
    width, height = highs.max(axis=0) - lows.min(axis=0)
    sides = highs - lows
    if across > 0:
        alike = sides[:, 1].min() >= RIVAL * sides[:, 1].max()
        return bool(alike and (width >= WIDE * height or across >= FAR * height))
    sizes = sides.max(axis=1)
    apart = STACKED_TALL if height >= TALL * width else STACKED
    return bool(down > 0 and down >= apart * sizes.max() and sizes.min() >= RIVAL * sizes.max())


def _sized(ink: Float32s) -> Float32s:
    """Cut ink (H, W) to its edges and enlarge it if it is small; the boldest becomes 1."""
    inked = crop_to_ink(ink)
    factor = max(1.0, MEASURED_SIDE / max(inked.shape))
    width, height = (max(1, round(length * factor)) for length in inked.shape[::-1])
    sized: Float32s = np.asarray(Image.fromarray(inked).resize((width, height), Image.Resampling.BICUBIC))
    scaled: Float32s = sized / sized.max()
    return scaled


def _cut(solid: Flags) -> Flags:
    """Cut what is solid to its edges, with a margin of one pixel."""
    return np.pad(solid[ink_extent(solid.astype(np.float32))], 1)


def _fullness(solid: Flags, depth: Float64s, pen: float) -> float:
    """How much of the square about the ink is covered once its edge is moved until lines are as wide as MNIST's."""
    extent = max(0.0, max(solid.shape) - 2 - pen)
    wider = (extent * LINE_FRACTION / (1 - LINE_FRACTION) - pen) / 2
    if wider <= 0:
        covered = depth > -wider
    else:
        covered = ndimage.distance_transform_edt(~np.pad(solid, math.ceil(wider))) <= wider
    return float(covered.sum() / (extent / (1 - LINE_FRACTION)) ** 2)
