"""Which pieces of ink belong together, and whether they are several shapes where one digit was asked for."""

import math

import numpy as np
from scipy import ndimage

from mnist_core.arrays import Flags, Float32s, Integers

# Pieces are one shape where the gap between them is narrower than this share of the largest one's size. Of 500 traced
# digits, 98 % have no wider gap between their strokes.
GAP = 0.12
# A shape smaller than this share of the largest is no digit beside it.
RIVAL = 0.4
MEASURED_SIDE = 200


def largest_shape(ink: Float32s) -> tuple[Float32s, int]:
    """Keep the largest of the shapes in ink (h, w), and count those that could be digits by their size."""
    if not ink.any():
        return ink, 0
    factor = math.ceil(max(ink.shape) / MEASURED_SIDE)
    padded = np.pad(ink, [(0, -length % factor) for length in ink.shape])
    blocks = padded.reshape(padded.shape[0] // factor, factor, padded.shape[1] // factor, factor).max(axis=(1, 3))
    solid = blocks >= 0.5 * ink.max()
    reach = GAP * max(_sizes(labelled(solid))) / 2
    shapes = labelled(ndimage.distance_transform_edt(~solid) <= max(reach, 1))
    sizes = _sizes(np.where(solid, shapes, 0))
    kept = shapes == 1 + int(np.argmax(sizes))
    # The faint rim of a line may be wider than the reach.
    kept = ndimage.binary_propagation(kept, mask=kept | (blocks > 0) & (shapes == 0))
    everywhere = np.repeat(np.repeat(kept, factor, axis=0), factor, axis=1)[: ink.shape[0], : ink.shape[1]]
    return np.where(everywhere, ink, np.float32(0)), sum(size >= RIVAL * max(sizes) for size in sizes)


def labelled(solid: Flags) -> Integers:
    """Number the pieces of what is solid (h, w) from 1."""
    labels: Integers = ndimage.label(solid, np.ones((3, 3)))[0]
    return labels


def _sizes(labels: Integers) -> list[float]:
    """The diagonal of the rectangle about each labelled piece, in pixels, in the labels' order."""
    boxes = ndimage.find_objects(labels)
    return [math.hypot(*(part.stop - part.start for part in box)) if box else 0.0 for box in boxes]
