"""The pieces of a drawing that lie apart from each other, of pen lines and of pixels alike: where their middles run."""

import math
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from scipy import ndimage
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from mnist_core.arrays import Flags, Float64s, Integers
from mnist_core.drawing.shapes import labelled

# Lines belong together where they touch, or the gap between their middles is below this share of the largest piece's
# longer side.
GAP = 0.15
STEP = 2.0  # pixels of the canvas between two points at which a line is measured
MOST_POINTS = 4_000  # of a line
MOST_PIECES = 40  # of a picture, the largest, among which two digits are looked for

Box = tuple[Float64s, Float64s]  # the least (x, y) and the greatest of what the middle of a line runs through


def box_of(points: Float64s) -> Box:
    """The box about points (n, 2)."""
    return points.min(axis=0), points.max(axis=0)


def longer_side(box: Box) -> float:
    """The longer side of a box."""
    return float((box[1] - box[0]).max())


def pieces_of_lines(lines: Sequence[tuple[Float64s, float]]) -> list[Box]:
    """The boxes of the lines, points (n, 2) and a width each, that belong together."""
    dense = [_dense(points) for points, _ in lines]
    trees = [cKDTree(points) for points in dense]
    gaps = np.zeros((len(lines), len(lines)))
    for i, j in combinations(range(len(lines)), 2):
        gaps[i, j] = gaps[j, i] = trees[i].query(dense[j])[0].min()
    pens = np.array([width for _, width in lines])
    touching = gaps <= (pens[:, None] + pens) / 2

    def joined(near: Flags) -> list[Box]:
        count, piece = connected_components(near)
        return [box_of(np.concatenate([dense[i] for i in np.flatnonzero(piece == k)])) for k in range(count)]

    largest = max(map(longer_side, joined(touching)))
    return joined(touching | (gaps <= GAP * largest))


def _dense(points: Float64s) -> Float64s:
    """Points every STEP along a line through points (n, 2)."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0, along[-1], min(MOST_POINTS, 1 + math.ceil(along[-1] / STEP)))
    return np.stack([np.interp(at, along, side) for side in points.T], axis=1)


def pieces_of_ink(solid: Flags, pen: float) -> Iterable[Box]:
    """The boxes of what belongs together in a picture (h, w), the largest, drawn by a pen of this width."""
    sides = [longer_side(box) for box in _boxes(labelled(solid), pen)]
    reach = (GAP * max(sides) - pen) / 2
    near = ndimage.distance_transform_edt(~solid) <= reach if reach > 0 else solid
    yield from sorted(_boxes(np.where(solid, labelled(near), 0), pen), key=longer_side)[-MOST_PIECES:]


def _boxes(labels: Integers, pen: float) -> list[Box]:
    """The box about the middles of the lines of each labelled piece."""
    found = []
    for rows, columns in filter(None, ndimage.find_objects(labels)):
        low, high = np.array([columns.start, rows.start], float), np.array([columns.stop, rows.stop], float)
        inset = np.minimum(pen, high - low) / 2
        found.append((low + inset, high - inset))
    return found
