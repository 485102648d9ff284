"""Going through many images a few at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import DTypeLike

PIXELS = 784
SMALL = 2**17  # bytes


def slices(count: int, dtype: DTypeLike) -> Iterator[slice]:
    """Slices of `count` images, each of so few that they are less than SMALL bytes as numbers of this type.

    So little stays in a processor's cache, and comes from what the process has already. A server has the system give
    all that is larger anew each time, page by page, so as not to grow (see `work.memory`): the evidence of 10,000
    digits, 500 at a time, took eight times as long.
    """
    step = (SMALL - 1) // (PIXELS * np.dtype(dtype).itemsize)
    return (slice(start, start + step) for start in range(0, count, step))
