"""Lines as wide as MNIST's, for drawings of which only the pixels are known.

A round pen of radius r leaves every point within r of its path. The other way round, its path lies where
the bare ground is at least r away: the middle of every line. Drawn anew from there with another pen, a line
is as wide as one likes. Where lines have run together, the path follows the blot's edge at the distance r:
so a 0 whose hole has been filled in gets it back.
"""

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_core.arrays import Float32s, Float64s

# A line's width as a share of the longer side of its digit: 2.6 pixels of MNIST's box of 20. 500 retraced digits are
# read as well as the originals with 2.6 and 2.8, a point worse with 2.4 and 3, and ever worse beyond.
LINE_FRACTION = 0.13
# Lines whose edges fade over more than this share of the digit's longer side have been through few pixels, as MNIST's
# have, and are left as wide as they are. Measured: of MNIST's digits, enlarged by blocks or smoothly, 99.9 % fade over
# 0.009 or more; pens from 6 to 36 pixels on a canvas of 280 over less, but for 1 % of digits only 80 pixels high.
SOFT_FRACTION = 0.0085
# What a blot hides is not known: the middle of a filled hole is painted grey. Of 0, 0.15, 0.3 and 0.4, the last two
# are read best.
HIDDEN = 0.3
# A digit of so few pixels has no shape of its own to measure: MNIST's are 20.
FEW_PIXELS = 28
# The digit is measured at this size, in pixels of its longer side: 10 to one of MNIST's box.
MEASURED_SIDE = 200
SLACK = 1.5
# The share of all lines, by their length, that is narrow enough to tell the pen.
NARROW = 0.1
# Lines within this factor of their width are right already: ink from pen strokes is not painted twice.
TOLERANCE = 1.2


def with_even_lines(ink: Float32s) -> Float32s:
    """Redraw the lines of ink (h, w), cut to its edges, as wide as MNIST's, where they are sharp enough to tell.

    Ink of few pixels, ink that is blurred, that has such lines already, or that is no larger than the pen which made
    it (a dot, a filled square) is returned as it is.

    Returns
    -------
    (h', w'), 0 to 1: the lines on a sheet as large, within a pixel, as `ink` times some factor, with room
    around it for lines that became wider
    """
    if max(ink.shape) <= FEW_PIXELS or not (ink >= 0.5).any() or _softness(ink) > SOFT_FRACTION:
        return ink
    depth = _depth(ink)
    radius = pen_radius(depth)
    path_side = max(depth.shape) - 2 * radius
    wanted = path_side * LINE_FRACTION / (1 - LINE_FRACTION) / 2
    if path_side <= 2 * radius or 1 / TOLERANCE < radius / wanted < TOLERANCE:
        return ink
    # The path is taken a little too wide, so that no line breaks; from its edge less is painted instead.
    slack = min(SLACK, radius / 2)
    path = np.pad(depth >= radius - slack, int(wanted) + 2)
    outside, inside = ndimage.distance_transform_edt(~path), ndimage.distance_transform_edt(path)
    line = np.clip(wanted - slack + 1 - np.where(path, inside, outside), 0, 1)
    redrawn: Float32s = np.maximum(line, HIDDEN * path).astype(np.float32)
    return redrawn


def pen_radius(depth: Float64s, share: float = NARROW) -> float:
    """Estimate the radius of the pen from the distances (h, w) to the bare ground.

    Along the middle of a line this distance is the radius; where lines cross or have run together it is
    larger. So the narrow lines tell: of what lies on ridges, this share is no wider.
    """
    ridges = depth[(depth >= ndimage.maximum_filter(depth, 3)) & (depth > 0)]
    return float(np.quantile(ridges, share)) - 0.5


def _depth(ink: Float32s) -> Float64s:
    """Measure how far each inked pixel is from bare ground, in pixels of the enlarged or shrunken ink."""
    factor = MEASURED_SIDE / max(ink.shape)
    height, width = (max(1, round(length * factor)) for length in ink.shape)
    sized = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BICUBIC))
    depth: Float64s = ndimage.distance_transform_edt(np.pad(sized >= 0.5, 1))[1:-1, 1:-1]
    return depth


def _softness(ink: Float32s) -> float:
    """Measure over what share of its longer side the edges of ink (h, w) fade; 0 where all is black or bare."""
    solid = np.pad(ink >= 0.5, 1)
    edges = np.count_nonzero(solid[:, 1:] != solid[:, :-1]) + np.count_nonzero(solid[1:] != solid[:-1])
    fading = np.count_nonzero((ink > 0.25) & (ink < 0.75))
    return float(fading / max(int(edges), 1) / max(ink.shape))
