"""The ink in a photo of paper, or of a board: the light is uneven, the ground not plain, specks are about."""

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_core.arrays import Bytes, Flags, Float32s

# Ground that differs by more than this from its own median, in shares of black on white, on more than so much of the
# border is no plain colour.
PLAIN, PLAIN_FRACTION = 0.025, 0.1
# The ground is estimated on a picture so small that a pen line covers less than half of any window of the median.
SMALL_SIDE, WINDOW = 72, 27
# Contrast below is no ink: of the boldest, of the picture's own noise, and of black on white.
FAINT_FRACTION, NOISE_FACTOR, FAINT = 0.4, 5.0, 0.05
# A piece smaller than this share of the largest is a speck; so is one smaller than that share of the picture.
SPECK_FRACTION, DUST_FRACTION = 0.08, 0.0002
# The picture's edge, as a share of its longer side.
RIM_FRACTION = 0.08
# What is no middle, on each side.
MARGIN_FRACTION = 0.15


def is_photo(rgba: Bytes) -> bool:
    """Whether the border of a picture (H, W, 4) is opaque and no plain colour."""
    border = np.concatenate([rgba[0], rgba[-1], rgba[:, 0], rgba[:, -1]]).astype(np.float32) / np.float32(255)
    ground = np.median(border, axis=0)
    apart = np.abs(border - ground).max(axis=1) > PLAIN
    return bool(ground[3] >= 0.5 and apart.mean() > PLAIN_FRACTION)


def ink_from_photo(rgba: Bytes) -> Float32s:
    """Find what is written on unevenly lit ground, dark on light or light on dark, (H, W) from 0 to 1.

    The ground at a place is the median of what surrounds it far and wide; ink is what differs from
    that, to the side on which it differs most. What hangs together with the picture's edge (a table,
    a shadow, a margin) is no ink if there is other, and specks are none.
    """
    opaque = Image.alpha_composite(Image.new("RGBA", rgba.shape[1::-1], "white"), Image.fromarray(rgba))
    grey = ndimage.gaussian_filter(np.asarray(opaque.convert("L"), np.float32) / np.float32(255), 0.8)
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
    pieces, count = ndimage.label(solid, np.ones((3, 3)))
    if not count:
        return solid
    areas = np.bincount(pieces.ravel(), minlength=count + 1)[1:]
    rim = max(1, round(RIM_FRACTION * max(solid.shape)))
    edges = np.concatenate(
        [pieces[:rim].ravel(), pieces[-rim:].ravel(), pieces[:, :rim].ravel(), pieces[:, -rim:].ravel()]
    )
    inner = np.where(np.isin(np.arange(1, count + 1), edges), 0, areas)
    # Dust is no reason to drop a digit that touches the edge.
    written = inner if inner.max() > DUST_FRACTION * solid.size else areas
    kept = np.flatnonzero(written > SPECK_FRACTION * written.max()) + 1
    return np.asarray(ndimage.binary_dilation(np.isin(pieces, kept), iterations=2))
