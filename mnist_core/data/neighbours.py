"""Which images are close to which: Euclidean distance between vectors of 784 intensities."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Bytes, Float64s, Int64s, Integers

AT_ONCE = 100  # images whose distances to all others are held together


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The closest other images of each image, nearest first.

    Attributes
    ----------
    numbers : int64 (n, k), rows of the images
    distances : float64 (n, k), ascending along the rows; from 0 to 28, the distance from all white to all ink
    """

    numbers: Int64s
    distances: Float64s


def is_outlier(found: Neighbours, labels: Integers, image: int) -> bool:
    """Whether none of an image's nearest neighbours has its label."""
    return bool((labels[found.numbers[image]] != labels[image]).all())


def nearest(images: Bytes, count: int) -> Neighbours:
    """Find the `count` nearest other images of each of the images (n, 784) with ink from 0 to 255, n > `count`.

    |a − b|² = |a|² + |b|² − 2ab, which is exact here: whole numbers below 2⁵³. Ties go to the smaller number.
    """
    ink = images.astype(np.float64)
    squares = (ink**2).sum(axis=1)
    numbers, distances = np.empty((len(ink), count), np.int64), np.empty((len(ink), count))
    for start in range(0, len(ink), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        found = squares[rows, None] + squares - 2 * (ink[rows] @ ink.T)
        np.fill_diagonal(found[:, start:], np.inf)  # nobody's own neighbour
        numbers[rows] = np.argsort(found, axis=1, kind="stable")[:, :count]
        distances[rows] = np.sqrt(np.take_along_axis(found, numbers[rows], axis=1)) / 255
    return Neighbours(numbers, distances)
