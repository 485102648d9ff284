"""What a part of the data looks like as a whole: its classes, its typical images, and one fixed shuffling of pixels."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Bytes, Float32s, Float64s, Int64s, Integers
from mnist_core.data.archives import PIXELS
from mnist_core.data.dataset import Part
from mnist_core.once import once

INKED = 128  # of 255: from here on a pixel counts as inked
SIDE = 28


@dataclass(frozen=True, eq=False)
class Portraits:
    """The ten classes of a part as images, each row an image of 784 pixels; NaN where a class has no examples.

    Attributes
    ----------
    counts : int64 (10,), examples of each class
    mean : (10, 784), each pixel's mean intensity, 0 to 1
    variation : (10, 784), each pixel's standard deviation over the examples, 0 to 0.5
    ink_rate : (10, 784), the share of the examples that have at least half the full ink at a pixel, 0 to 1
    """

    counts: Int64s
    mean: Float64s
    variation: Float64s
    ink_rate: Float64s

    def difference(self, first: int, second: int) -> Float64s:
        """The mean image of one class minus another's, (784,), −1 to 1: positive where the first has more ink."""
        difference: Float64s = self.mean[first] - self.mean[second]
        return difference

    def apart(self, first: int, second: int, pixel: int) -> bool:
        """Whether over 90 % of one class ink a pixel, and under 10 % of the other."""
        low, high = sorted((self.ink_rate[first, pixel], self.ink_rate[second, pixel]))
        return bool(low < 0.1 and high > 0.9)


@once
def portraits(part: Part) -> Portraits:
    """Average every class of a part, pixel by pixel."""
    counts = class_balance(part.labels, len(part))
    mean, variation, ink_rate = (np.full((10, PIXELS), np.nan) for _ in range(3))
    for k in np.flatnonzero(counts):
        images = part.images[part.labels == k]
        mean[k] = images.mean(axis=0) / 255
        variation[k] = images.std(axis=0, dtype=np.float32) / 255
        ink_rate[k] = (images >= INKED).mean(axis=0)
    found = Portraits(counts, mean, variation, ink_rate)
    for array in (counts, mean, variation, ink_rate):
        array.setflags(write=False)
    return found


def class_balance(labels: Integers, size: int) -> Int64s:
    """Count each class among the first `size` labels: int64 (10,), which adds up to `size`."""
    return np.bincount(labels[:size], minlength=10).astype(np.int64)


def misses_some(counts: Int64s) -> bool:
    """Whether a class has no example at all."""
    return bool((counts == 0).any())


def tensor_shapes(train_size: int, test_size: int) -> dict[str, tuple[int, int]]:
    """Name the arrays that loading so many examples gives, with their shapes: images row by row, labels one-hot."""
    return {
        "train images": (train_size, PIXELS),
        "train labels": (train_size, 10),
        "test images": (test_size, PIXELS),
        "test labels": (test_size, 10),
    }


def pixel_place(pixel: int) -> tuple[int, int]:
    """The row and column, 0 to 27, of a pixel's place in the flat vector: rows lie end to end."""
    return divmod(pixel, SIDE)


@once
def permutation() -> Int64s:
    """The one fixed shuffling of the 784 pixel places: entry i is the place that place i takes its ink from."""
    order = np.random.default_rng(784).permutation(PIXELS)
    order.setflags(write=False)
    return order


def shuffle_pixels(images: Bytes) -> Bytes:
    """Move the pixels of images (784,) or (n, 784) to other places, the same ones in every image."""
    return images[..., permutation()]


def vector(part: Part, number: int, *, shuffled: bool = False) -> Float32s:
    """Give one example the way the model gets it: 784 intensities from 0 to 1, row after row, float32 (784,)."""
    image = part.images[number]
    return np.divide(shuffle_pixels(image) if shuffled else image, 255, dtype=np.float32)
