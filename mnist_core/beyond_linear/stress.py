"""Digits moved, turned, thickened, dirtied: what an exam becomes when it is not sat the way it was taught.

All but the pen and the noise are linear in the ink. An image times a sparse matrix is the moved image,
(x M) W = x (M W), so for a linear model the digits can stay where they are: the weights move instead.
"""

from dataclasses import astuple, dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from mnist_core.arrays import Bytes, Float32s, Floats, Int64s, Integers, SignedBytes
from mnist_core.data.dataset import Part
from mnist_core.once import once
from mnist_core.slices import slices

SIDE = 28
MIDDLE = (SIDE - 1) / 2
SEED = 28
FEW = 20  # images
MOST = 10_000  # images of the parts that are examined: the first of them have the noise of all
NOISE_STEPS = 32  # of the kept noise within one standard deviation: one byte a pixel does

Map: TypeAlias = Any  # scipy.sparse.csr_array, which has no types


@dataclass(frozen=True)
class Stress:
    """What is done to every digit, in this order.

    Attributes
    ----------
    thickness : −4 to 4, the pen: thinner or thicker by so many steps of `thicken`
    scale : 0.5 to 1.5, the size of the digit
    rotation : −180 to 180 degrees, clockwise, about the middle of the picture
    right, down : −14 to 14 pixels
    contrast : −1 to 1; at 0 everything is grey, below it ink and paper change places
    noise : 0 to 1, the standard deviation added to every pixel; what leaves 0…1 is cut off
    shuffled : 0 to 1, the share of pixels that change places, the same in every image

    Raises
    ------
    ValueError
        If a number is beyond its range.
    """

    thickness: int = 0
    scale: float = 1.0
    rotation: float = 0.0
    right: float = 0.0
    down: float = 0.0
    contrast: float = 1.0
    noise: float = 0.0
    shuffled: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is beyond its range."""
        for name, (low, high) in RANGES.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must be {low:g} to {high:g}, not {getattr(self, name)}")

    @property
    def is_linear(self) -> bool:
        """Whether a matrix and a constant do it all."""
        return self.thickness == 0 and self.noise == 0

    @property
    def is_none(self) -> bool:
        """Whether the digits stay as they are."""
        return astuple(self) == astuple(NONE)


RANGES: dict[str, tuple[float, float]] = {
    "thickness": (-4, 4),
    "scale": (0.5, 1.5),
    "rotation": (-180, 180),
    "right": (-14, 14),
    "down": (-14, 14),
    "contrast": (-1, 1),
    "noise": (0, 1),
    "shuffled": (0, 1),
}
NONE = Stress()
THICK_5, THIN_3 = Stress(thickness=4), Stress(thickness=-2)
PENS = (1, THIN_3.thickness, THICK_5.thickness)  # made ready: the first step, and those that a button asks for


def thicken(images: Bytes, steps: int) -> Bytes:
    """Thicken (steps > 0) or thin (steps < 0) the strokes of images uint8 (n, 784), by grey dilation or erosion.

    One step takes the maximum (minimum) over a pixel and its four neighbours, two over the square 3×3, three over
    5×5 without its corners, four over 5×5. There is no ink beyond the edge.
    """
    pictures = images.reshape(-1, SIDE, SIDE)
    extreme = np.maximum if steps > 0 else np.minimum
    for _ in range(abs(steps) // 2):  # 3×3, and again for 5×5: along the rows, then along the columns
        for axis in (1, 2):
            pictures = reduce(extreme, _neighbours(pictures, axis))
    if steps % 2:
        pictures = reduce(extreme, [*_neighbours(pictures, 1), *_neighbours(pictures, 2)])
    return np.ascontiguousarray(pictures.reshape(len(images), -1))


def _neighbours(pictures: Bytes, axis: int) -> list[Bytes]:
    """Every pixel's neighbour before it, itself, and the neighbour after it; 0 beyond the edge."""
    padded = np.pad(pictures, [(1, 1) if place == axis else (0, 0) for place in range(3)])
    take = (padded[:, start : start + SIDE] if axis == 1 else padded[:, :, start : start + SIDE] for start in range(3))
    return list(take)


def warp(stress: Stress) -> Map:
    """Scale, rotate and shift as one sparse matrix M (784, 784): images @ M are the moved images; see `_warp`."""
    return _warp(stress.scale, stress.rotation, stress.right, stress.down)


@once(size=16)
def _warp(scale: float, rotation: float, right: float, down: float) -> Map:
    """Where the ink goes, as a matrix (784, 784).

    Each pixel of the result is read between four pixels of the image (bilinear interpolation), so a column of M has
    at most four entries; beyond the edge there is no ink.
    """
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    x, y = columns - MIDDLE - right, rows - MIDDLE - down
    angle = np.deg2rad(rotation)
    # Where a pixel of the result comes from: turned back and scaled back.
    from_x = (np.cos(angle) * x + np.sin(angle) * y) / scale + MIDDLE
    from_y = (np.cos(angle) * y - np.sin(angle) * x) / scale + MIDDLE
    left, top = np.floor(from_x).astype(int), np.floor(from_y).astype(int)
    across, along = from_x - left, from_y - top
    parts = []
    for dy, dx in np.ndindex(2, 2):
        weight = (along if dy else 1 - along) * (across if dx else 1 - across)
        row, column = top + dy, left + dx
        held = (weight > 1e-9) & (row >= 0) & (row < SIDE) & (column >= 0) & (column < SIDE)
        parts.append((weight[held], (row * SIDE + column)[held], np.flatnonzero(held)))
    weights, sources, targets = (np.concatenate(each) for each in zip(*parts, strict=True))
    return sparse.csr_array((weights.astype(np.float32), (sources, targets)), shape=(SIDE * SIDE, SIDE * SIDE))


@once(size=16)
def _turned(scale: float, rotation: float, right: float, down: float) -> Map:
    """The same matrix for images that are its columns: _turned @ images.T is (images @ M).T."""
    return _warp(scale, rotation, right, down).T.tocsr()


@once(size=64)
def shuffle(fraction: float) -> Int64s:
    """An order (784,) of the pixels in which this fraction of them has changed places; the same one every time.

    Images are shuffled by `images[:, order]`. Whoever moves at a small fraction also moves at every larger one.
    """
    moved = np.random.default_rng(SEED).permutation(SIDE * SIDE)[: round(fraction * SIDE * SIDE)]
    order = np.arange(SIDE * SIDE)
    order[np.sort(moved)] = moved
    order.setflags(write=False)
    return order


def fold(stress: Stress, weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Weights (784, k) and a bias (k,) that say of the digits as they are what the given ones say of the stressed.

    With M the warp, c the contrast and S the shuffling, the stressed image is (c x M + (1 − c)/2) S. So its evidence
    is x (c M S W) + (1 − c)/2 · Σ W + b: any number of digits, moved at the price of one multiplication of the weights.

    Raises
    ------
    ValueError
        If the stress is not linear: thickness or noise.
    """
    if not stress.is_linear:
        raise ValueError("thickness and noise are no matrix, and cannot be folded into the weights")
    unshuffled = np.empty_like(weights)
    unshuffled[shuffle(stress.shuffled)] = weights
    ground = (1 - stress.contrast) / 2
    folded = np.asarray(stress.contrast * (warp(stress) @ unshuffled), weights.dtype)
    return folded, np.asarray(bias + ground * unshuffled.sum(axis=0), bias.dtype)


def apply(stress: Stress, part: Part, rows: Integers | slice) -> Float32s:
    """The stressed images (n, 784) of some examples of a part, intensities from 0 to 1."""
    moved = written(part, stress.thickness, rows).astype(np.float32)
    place = (stress.scale, stress.rotation, stress.right, stress.down)
    if place != (1, 0, 0, 0):
        # The matrix takes an image a column, and reads them row by row; all else is faster an image a row.
        moved = np.ascontiguousarray(np.asarray(_turned(*place) @ np.ascontiguousarray(moved.T), np.float32).T)
    # In their places: what is not written anew does not leave the processor's cache.
    if stress.contrast == 1:
        moved /= 255
    else:
        moved *= np.float32(stress.contrast / 255)
        moved += np.float32((1 - stress.contrast) / 2)
    if stress.noise:
        noise = _noise_of(part)[rows].astype(np.float32)
        noise *= np.float32(stress.noise / NOISE_STEPS)
        moved += noise
    if stress.shuffled:
        moved = np.take(moved, shuffle(stress.shuffled), axis=1)
    return np.clip(moved, 0, 1, out=moved)


def written(part: Part, thickness: int, rows: Integers | slice) -> Bytes:
    """Images (n, 784), uint8, of some examples of a part, as a pen of another thickness would have written them.

    Of a few no others are thickened: ten digits that are shown do not wait for ten thousand.
    """
    if thickness and (isinstance(rows, slice) or len(rows) > FEW):
        return _pen(part, thickness)[rows]
    images = part.images[rows]
    return thicken(images, thickness) if thickness else images


def make_ready(part: Part) -> None:
    """Draw what is kept for all of a part: its digits with some other pens, and the noise."""
    for steps in PENS:
        _pen(part, steps)
    _noise_of(part)


@once(size=len(PENS))
def _pen(part: Part, steps: int) -> Bytes:
    """The part's images with another pen, kept for whoever moves the next slider: 8 MB."""
    images = np.empty_like(part.images)
    for rows in slices(len(part), np.uint8):
        images[rows] = thicken(part.images[rows], steps)
    images.setflags(write=False)
    return images


def _noise_of(part: Part) -> SignedBytes:
    """Noise for all images of a part, (N, 784): the same in the same places of every part, so that it is kept once."""
    return _noise(max(MOST, len(part)))[: len(part)]


@once(size=1)
def _noise(count: int) -> SignedBytes:
    """Normal noise for so many images (count, 784), in NOISE_STEPS to the standard deviation: 8 MB for 10,000.

    Of more images, the first have the same noise as of fewer.
    """
    random = np.random.default_rng(SEED)
    noise = np.empty((count, SIDE * SIDE), np.int8)
    for start in range(0, count, 1000):
        drawn = random.standard_normal(noise[start : start + 1000].shape, np.float32) * NOISE_STEPS
        noise[start : start + 1000] = np.clip(np.rint(drawn), -128, 127)
    noise.setflags(write=False)
    return noise
