"""A sheet on something darker, or lighter: where it ends, so that it is not taken for what is written on it."""

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_core.arrays import Flags, Float32s

# A sheet is looked for on a picture so small that pen lines hardly count.
SMALL_SIDE = 160
# What fills this much of the smallest rectangle about it, turned as it may be, is a sheet. A disc fills 0.79.
RECTANGLE = 0.85
# What is written leaves most of a sheet bare; a bold 0 or 8 would not.
BARE = 0.75
# Of the picture. And a shadow, or a table on one side, leaves more of the picture's own edge than this to the rest.
LEAST_AREA, MOST_OF_EDGE = 0.1, 0.5
# How sharply most of its edge stands out: the logarithm of the ratio of two greys a few pixels apart.
STEP, STEP_FRACTION = 0.3, 0.8
# What lies so near its edge, in small pixels, is blurred by it.
BLURRED = 2


def find_sheet(grey: Float32s) -> Flags | None:
    """Find the one sheet whose edges are seen on most sides in a picture (h, w) of greys from 0 to 1.

    Returns
    -------
    (h, w), which pixels lie well on it; None if there is none
    """
    image = Image.fromarray(grey)
    factor = SMALL_SIDE / max(grey.shape)
    width, height = (max(1, round(length * factor)) for length in image.size)
    if min(width, height) < SMALL_SIDE // 5 or factor >= 1:
        return None
    small = np.asarray(image.resize((width, height), Image.Resampling.BOX))
    depth = np.log(np.maximum(ndimage.median_filter(small, 5), 0.02))
    level = _between(depth)
    for side in (depth > level, depth < level):
        pieces, count = ndimage.label(side)
        if count:
            piece = pieces == 1 + np.argmax(np.bincount(pieces.ravel())[1:])
            whole = ndimage.binary_fill_holes(piece)
            if _is_sheet(piece, whole, depth):
                inner = ndimage.binary_erosion(whole, iterations=BLURRED)
                return np.asarray(Image.fromarray(inner).resize(image.size, Image.Resampling.NEAREST))
    return None


def on_sheet_alone(grey: Float32s, sheet: Flags) -> Float32s:
    """Cut a picture (h, w) to a sheet, and let what is seen beside it go on as the sheet does."""
    rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
    cut = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    grey, sheet = grey[cut], sheet[cut]
    nearest = ndimage.distance_transform_edt(~sheet, return_distances=False, return_indices=True)
    beside = ndimage.uniform_filter(grey[tuple(nearest)], max(grey.shape) // 20)
    return np.where(sheet, grey, beside)


def _is_sheet(piece: Flags, whole: Flags, depth: Float32s) -> bool:
    """Whether a piece of the picture, and the same without holes, has a sheet's size, shape and edge."""
    rim = np.concatenate([whole[0], whole[-1], whole[:, 0], whole[:, -1]])
    if whole.mean() < LEAST_AREA or rim.mean() > MOST_OF_EDGE or piece.sum() < BARE * whole.sum():
        return False
    edge = whole & ~ndimage.binary_erosion(whole, border_value=1)
    steps = (ndimage.maximum_filter(depth, 5) - ndimage.minimum_filter(depth, 5))[edge]
    if not len(steps) or np.mean(steps > STEP) < STEP_FRACTION:
        return False
    return bool(whole.sum() > RECTANGLE * _smallest_rectangle(whole))


def _smallest_rectangle(whole: Flags) -> float:
    """The area of the smallest rectangle that holds these pixels, of all that are turned by whole steps."""
    outline = np.argwhere(whole & ~ndimage.binary_erosion(whole))
    angles = np.radians(np.arange(0, 90, 3))
    along = np.outer(outline[:, 0], np.cos(angles)) + np.outer(outline[:, 1], np.sin(angles))
    across = np.outer(outline[:, 1], np.cos(angles)) - np.outer(outline[:, 0], np.sin(angles))
    return float(((np.ptp(along, axis=0) + 1) * (np.ptp(across, axis=0) + 1)).min())


def _between(values: Float32s) -> float:
    """The level that parts values best into two groups, by Otsu's method: the variance between them is largest."""
    counts, edges = np.histogram(values, 64)
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    sums = np.cumsum(counts * middles)
    apart = sums[:-1] / np.maximum(below, 1) - (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    return float(edges[1:-1][np.argmax(below * above * apart**2)])
