"""The ink in a photo of paper, or of a board: the light is uneven, the ground not plain, specks are about."""

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_core.arrays import Bytes, Flags, Float32s, Integers

# Ground that differs by more than this from its own median, in shares of black on white, on more than so much of the
# border is no plain colour: the light is uneven, or there is grain enough for specks among half a million pixels.
PLAIN, PLAIN_FRACTION = 0.006, 0.1
# The ground is estimated on a picture so small that a pen line covers less than half of any window of the median.
SMALL_SIDE, WINDOW = 72, 27
# Contrast below is no ink: of the boldest, of the picture's own noise, and of black on white.
FAINT_FRACTION, NOISE_FACTOR, FAINT = 0.4, 5.0, 0.04
# Grain is smoothed away as far as thin lines bear it, in pixels.
SMOOTHED = 1.0
# A piece smaller than this share of the largest is a speck; so is one smaller than that share of the picture.
SPECK_FRACTION, DUST_FRACTION = 0.08, 0.0002
# Pieces of a line are one where the gap is narrower than this share of the picture's longer side.
JOINED_FRACTION = 0.02
# The picture's edge, the rim that is next to it, and what is no middle: on each side, as shares of its longer side.
EDGE_FRACTION, RIM_FRACTION, MARGIN_FRACTION = 0.015, 0.08, 0.15


def is_photo(rgba: Bytes) -> bool:
    """Whether the border of a picture (H, W, 4) is opaque and no plain colour."""
    border = np.concatenate([rgba[0], rgba[-1], rgba[:, 0], rgba[:, -1]]).astype(np.float32) / np.float32(255)
    ground = np.median(border, axis=0)
    apart = np.abs(border - ground).max(axis=1) > PLAIN
    return bool(ground[3] >= 0.5 and apart.mean() > PLAIN_FRACTION)


def greys(rgba: Bytes) -> Float32s:
    """How light each pixel of a picture (H, W, 4) is on white ground, (H, W) from 0 to 1."""
    opaque = Image.alpha_composite(Image.new("RGBA", rgba.shape[1::-1], "white"), Image.fromarray(rgba))
    return np.asarray(opaque.convert("L"), np.float32) / np.float32(255)


def ink_from_photo(grey: Float32s) -> Float32s:
    """Find what is written on unevenly lit ground, dark on light or light on dark, (H, W) from 0 to 1.

    The ground at a place is the median of what surrounds it far and wide; ink is what differs from
    that, to the side on which it differs most. What hangs together with the picture's edge (a table,
    a shadow, a margin) is no ink if there is other, and specks are none.
    """
    grey = ndimage.gaussian_filter(grey, SMOOTHED)
    apart = grey - _ground(grey)
    noise = 1.48 * float(np.median(np.abs(apart - np.median(apart))))
    dark, light = _boldest(_middle(apart))
    if max(dark, light) < NOISE_FACTOR * noise:  # written at the edge
        dark, light = _boldest(apart)
    contrast, boldest = (-apart, dark) if dark >= light else (apart, light)
    least = max(FAINT_FRACTION * boldest, NOISE_FACTOR * noise, FAINT)
    ink = np.clip((contrast - 0.7 * least) / (0.6 * least), 0, 1).astype(np.float32)
    return np.where(_written(ink >= 0.5), ink, np.float32(0))


def _boldest(apart: Float32s) -> tuple[float, float]:
    """By how much the boldest of what is darker than the ground differs from it, and of what is lighter."""
    return -float(np.quantile(apart, 0.001)), float(np.quantile(apart, 0.999))


def _middle(apart: Float32s) -> Float32s:
    """The middle of a picture (h, w): next to a dark table the paper itself would look like light ink."""
    height, width = (round(MARGIN_FRACTION * length) for length in apart.shape)
    return apart[height : apart.shape[0] - height, width : apart.shape[1] - width]


def _ground(grey: Float32s) -> Float32s:
    """Estimate the grey (h, w) of the bare ground everywhere."""
    factor = SMALL_SIDE / max(grey.shape)
    width, height = (max(1, round(length * factor)) for length in grey.shape[::-1])
    image = Image.fromarray(grey)
    small = np.asarray(image.resize((width, height), Image.Resampling.BOX))
    smooth = ndimage.gaussian_filter(ndimage.median_filter(small, WINDOW, mode="nearest"), 2)
    return np.asarray(Image.fromarray(smooth).resize(image.size, Image.Resampling.BICUBIC))


def _written(solid: Flags) -> Flags:
    """Which pixels (h, w) belong to pieces that somebody wrote, with their soft edges."""
    longer = max(solid.shape)
    # A rough line is broken here and there: what is as near as that belongs together.
    joined = ndimage.label(ndimage.distance_transform_edt(~solid) <= JOINED_FRACTION * longer / 2)[0]
    areas = np.bincount(joined.ravel(), weights=solid.ravel())[1:]
    if not len(areas) or areas.max() <= DUST_FRACTION * solid.size / 2:
        return np.zeros_like(solid)
    pieces = np.where(solid, joined, 0)
    inner = np.where(_from_outside(pieces, len(areas)), 0, areas)
    # Dust is no reason to drop a digit that touches the edge.
    written = inner if inner.max() > DUST_FRACTION * solid.size else areas
    kept = np.flatnonzero(written > SPECK_FRACTION * written.max()) + 1
    return np.asarray(ndimage.binary_dilation(np.isin(pieces, kept), iterations=2))


def _from_outside(pieces: Integers, count: int) -> Flags:
    """Which of so many pieces (h, w) come in over the picture's edge, or lie along it, (count,)."""
    longer = max(pieces.shape)
    edge, rim, margin = (max(1, round(share * longer)) for share in (EDGE_FRACTION, RIM_FRACTION, MARGIN_FRACTION))
    found = np.zeros(count, bool)
    for number, box in enumerate(ndimage.find_objects(pieces, count)):
        if box is not None:
            room = min(min(part.start, length - part.stop) for part, length in zip(box, pieces.shape, strict=True))
            middles = [
                min(part.start + part.stop, 2 * length - part.start - part.stop) / 2
                for part, length in zip(box, pieces.shape, strict=True)
            ]
            found[number] = room < edge or (room < rim and min(middles) < margin)
    return found
