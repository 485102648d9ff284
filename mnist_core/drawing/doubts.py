"""What on a sheet is no single digit: a dot, a blot, several shapes, a scribble.

A model has to answer whatever it is given, and is often sure of it; so it is asked here first. Doubted is only what no
honest digit looks like: of the 500 retraced ones none is, at any pen, nor are 4s and 5s whose strokes do not meet.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from mnist_core.arrays import Flags, Float32s, Float64s
from mnist_core.drawing.digits import crop_to_ink
from mnist_core.drawing.strokes import pen_lines

# Lines belong together where they touch, or the gap between their middles is below this share of the largest piece's
# longer side.
GAP = 0.15
# Of two pieces each may be a digit where the lower has this share of the other's height; where one lies above the
# other, of its size. The bar of a 5 has a sixth.
RIVAL = 0.5
# Beside each other they are together wider than any digit, by their height, or far apart: the two strokes of a 4 are
# neither.
WIDE, FAR = 1.1, 0.2
# Above each other there is more between them, by the larger one's size, than between the halves of a broken digit.
STACKED = 0.35
# A drawing no longer than this share of its pen is a dot.
DOT = 0.5
# Ink covers less than this of the square about any digit once its lines are as wide as MNIST's: 0.44 at most.
FULL = 0.65
MOST_LINES = 40  # among which pieces are looked for: a digit is drawn in five at most
STEP = 2.0  # pixels of the canvas between two points at which a line is measured
MOST_POINTS = 4_000  # of a line


class Doubt(StrEnum):
    """Why a drawing is taken for no digit."""

    DOT = "dot"  # hardly a line
    BLOT = "blot"  # a pen thicker than all that it drew
    SEVERAL = "several"  # shapes apart from each other, each as large as a digit beside the other
    SCRIBBLE = "scribble"  # more line than any digit has


def doubt_of(json_data: object, evened: Float32s) -> Doubt | None:
    """Say why a drawing is no digit; None where it may be one, or where nothing is drawn.

    Parameters
    ----------
    json_data : the canvas's, as for `strokes.ink_from_strokes`; ValueError as there
    evened : (H, W), the same with lines as wide as MNIST's: `strokes.ink_from_strokes(json_data, …)`
    """
    lines = pen_lines(json_data)
    if not lines:
        return None
    extent, pen = _longer_side(np.concatenate([points for points, _ in lines])), max(width for _, width in lines)
    if extent < pen:
        return Doubt.DOT if extent <= DOT * pen else Doubt.BLOT
    if len(lines) <= MOST_LINES and any(_are_two(*pair) for pair in combinations(_pieces(lines), 2)):
        return Doubt.SEVERAL
    inked = crop_to_ink(evened)
    return Doubt.SCRIBBLE if inked.sum() > FULL * max(inked.shape) ** 2 else None


def _longer_side(points: Float64s) -> float:
    """The longer side of the rectangle about points (n, 2)."""
    return float(np.ptp(points, axis=0).max())


def _pieces(lines: Sequence[tuple[Float64s, float]]) -> list[Float64s]:
    """The points (n, 2) of the lines that belong together, piece by piece."""
    dense = [_dense(points) for points, _ in lines]
    trees = [cKDTree(points) for points in dense]
    gaps = np.zeros((len(lines), len(lines)))
    for i, j in combinations(range(len(lines)), 2):
        gaps[i, j] = gaps[j, i] = trees[i].query(dense[j])[0].min()
    pens = np.array([width for _, width in lines])
    touching = gaps <= (pens[:, None] + pens) / 2

    def joined(near: Flags) -> list[Float64s]:
        count, piece = connected_components(near)
        return [np.concatenate([dense[i] for i in np.flatnonzero(piece == k)]) for k in range(count)]

    largest = max(map(_longer_side, joined(touching)))
    return joined(touching | (gaps <= GAP * largest))


def _dense(points: Float64s) -> Float64s:
    """Points every STEP along a line through points (n, 2)."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0, along[-1], min(MOST_POINTS, 1 + math.ceil(along[-1] / STEP)))
    return np.stack([np.interp(at, along, side) for side in points.T], axis=1)


def _are_two(one: Float64s, other: Float64s) -> bool:
    """Whether two pieces, points (n, 2) each, are a digit each rather than parts of one."""
    lows, highs = np.array([[each.min(axis=0), each.max(axis=0)] for each in (one, other)]).swapaxes(0, 1)
    across, down = lows.max(axis=0) - highs.min(axis=0)  # below 0 where they overlap
    width, height = highs.max(axis=0) - lows.min(axis=0)
    sides = highs - lows
    if across > 0:
        alike = sides[:, 1].min() >= RIVAL * sides[:, 1].max()
        return bool(alike and (width >= WIDE * height or across >= FAR * height))
    sizes = sides.max(axis=1)
    return bool(down >= STACKED * sizes.max() and sizes.min() >= RIVAL * sizes.max())
