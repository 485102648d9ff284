"""What weight decay does to ten templates in two numbers: how rough they are, and what it adds to what is minimised."""

import numpy as np

from mnist_core.arrays import Floats

SIDE = 28


def roughness(weights: Floats) -> float:
    """How much neighbouring weights (784, 10) differ: their mean squared difference by the mean square of all weights.

    Neighbours are beside or below each other in one picture. 0 where all are equal, 2 where they are as independent
    as noise, 4 on a chess board of plus and minus; NaN where all weights are zero.
    """
    pictures = np.asarray(weights, np.float64).reshape(SIDE, SIDE, -1)
    across, down = np.diff(pictures, axis=1), np.diff(pictures, axis=0)
    squares = float(np.square(pictures).mean())
    differences = float(np.square(across).sum() + np.square(down).sum()) / (across.size + down.size)
    return differences / squares if squares else float("nan")


def penalty(weights: Floats, weight_decay: float) -> float:
    """What a weight decay λ adds to the loss that is minimised: λ/2 times the sum of all squared weights, in nats."""
    return weight_decay / 2 * float(np.square(np.asarray(weights, np.float64)).sum())
