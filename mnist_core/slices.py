"""Going through many images a few at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import DTypeLike

PIXELS = 784
SMALL = 2**17  # bytes


def slices(count: int, dtype: DTypeLike, width: int = PIXELS) -> Iterator[slice]:
    """Slices of `count` images, each of so few that `width` numbers of each, of this type, are less than SMALL bytes.

    So little stays in a processor's cache, and comes from what the process has already. A server has the system give
    all that is larger anew each time, page by page, so as not to grow (see `work.memory`): the evidence of 10,000
    digits, 500 at a time, took eight times as long.
    """
    step = max(1, (SMALL - 1) // (max(1, width) * np.dtype(dtype).itemsize))
    return (slice(start, start + step) for start in range(0, count, step))
