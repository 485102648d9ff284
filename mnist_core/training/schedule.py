"""What the number of a step alone decides: whether it is recorded or checked, and what it looks at."""

import numpy as np
import numpy.typing as npt

from mnist_core.once import once
from mnist_core.training.config import TrainingConfig

EARLY_STEPS = (0, 1, 2, 5, 10, 20, 50)  # the first steps change the most


def record_steps(steps: int, every: int = 100) -> list[int]:
    """List the steps worth a record: dense at first, then one in `every` (1 or more), and the last."""
    return sorted({step for step in EARLY_STEPS if step <= steps} | {*range(0, steps + 1, every), steps})


def next_check(step: int) -> int:
    """Return the next step at which divergence is looked for: 1, 2, 5, 10, 20, 50, 100, 200, 300, …"""
    return next((early for early in EARLY_STEPS if early > step), (step // 100 + 1) * 100)


def batches(config: TrainingConfig, start: int, stop: int) -> npt.NDArray[np.int32]:
    """Say which examples the updates start … stop − 1 see: (stop − start, batch_size).

    The batches are cut from the endless row of shuffled epochs, across their borders: in each epoch
    every example comes once, and epoch e's order is `default_rng([seed, e]).permutation(train_size)`.
    """
    size = config.batch_size or config.train_size
    first, beyond = start * size, stop * size
    epochs = range(first // config.train_size, -(-beyond // config.train_size))
    order = np.concatenate([_epoch(config.seed, epoch, config.train_size) for epoch in epochs])
    offset = first - epochs.start * config.train_size
    return order[offset : offset + beyond - first].reshape(-1, size)


@once(size=8)
def _epoch(seed: int, epoch: int, size: int) -> npt.NDArray[np.int32]:
    return np.random.default_rng([seed, epoch]).permutation(size).astype(np.int32)
