"""Digits on squared paper: each as 7 × 7 squares, black or white, few enough to go through by hand."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Bytes, Flags, Int64s, Integers
from mnist_core.data.dataset import Part
from mnist_core.data.portraits import SIDE as PIXELS_ACROSS
from mnist_core.once import once

SIDE = 7  # squares
SQUARES = SIDE * SIDE
CELL = 3  # pixels in a row of a square
WINDOW = SIDE * CELL
FULL = CELL * CELL * 255  # the ink of a square that is all ink
AT_ONCE = 1_000  # images whose windows are held together: of all train images they would be 110 MB


@dataclass(frozen=True)
class Grid:
    """Where the squares lie on an image of 28 × 28 pixels, and how much ink makes one black.

    Attributes
    ----------
    top, left : the first row and column of pixels that belong to a square, 0 to 7
    threshold : the least ink of a black square, 1 to FULL
    """

    top: int
    left: int
    threshold: int

    @property
    def share(self) -> float:
        """The threshold as a share of the ink that a square can hold."""
        return self.threshold / FULL


@once
def grid_of(part: Part) -> Grid:
    """Lay the squares where a part's digits have most ink, and part black from white by Otsu's method.

    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979), 62–66. All in whole
    numbers up to the last step, so that every processor finds the same.
    """
    images = part.images.reshape(-1, PIXELS_ACROSS, PIXELS_ACROSS)
    ink = images.sum(axis=0, dtype=np.int64)
    top, left = (_fullest(ink.sum(axis=axis)) for axis in (1, 0))
    counts = np.zeros(FULL + 1, np.int64)
    for start in range(0, len(images), AT_ONCE):
        counts += np.bincount(_ink(images[start : start + AT_ONCE], top, left).reshape(-1), minlength=FULL + 1)
    return Grid(top, left, _otsu(counts))


def squares(images: Bytes, grid: Grid) -> Flags:
    """Draw images (n, 784) of ink from 0 to 255 in black and white squares, (n, 49), row by row: True is black."""
    black = np.empty((len(images), SQUARES), bool)
    for start in range(0, len(images), AT_ONCE):
        some = images[start : start + AT_ONCE].reshape(-1, PIXELS_ACROSS, PIXELS_ACROSS)
        black[start : start + AT_ONCE] = _ink(some, grid.top, grid.left) >= grid.threshold
    return black


def _ink(images: Bytes, top: int, left: int) -> Integers:
    """Add up the ink of each square of images (n, 28, 28): (n, 49), 0 to FULL."""
    window = images[:, top : top + WINDOW, left : left + WINDOW].astype(np.uint16)
    # Every third row and column at a time: a sum over so short an axis would take five times as long.
    for axis in (1, 2):
        first, second, third = (window.take(range(k, WINDOW, CELL), axis) for k in range(CELL))
        window = first + second + third
    return window.reshape(-1, SQUARES)


def _fullest(ink: Int64s) -> int:
    """Where the window with most ink begins in a row of sums (28,); the first of several."""
    return int(np.lib.stride_tricks.sliding_window_view(ink, WINDOW).sum(axis=1).argmax())


def _otsu(counts: Int64s) -> int:
    """The value that parts a histogram (v,) of the values 0 … v − 1 best: the variance between the halves is largest.

    From this value on is the upper half.
    """
    below = counts.cumsum()[:-1]
    above = counts.sum() - below
    sums = (counts * np.arange(len(counts))).cumsum()
    apart = sums[:-1] / np.maximum(below, 1) - (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    return int(np.argmax(below * above * apart**2)) + 1
