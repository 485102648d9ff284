"""How one drawing is answered along a way: under every checkpoint of a run, or while its ink fades."""

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.softmax.regression import softmax
from mnist_core.training.history import History
from mnist_core.training.step import Checkpoint


def over_training(history: History, image: Floats) -> Floats:
    """The ten shares (R, 10) that an image (784,) gets under each of R recorded models."""
    inked = np.flatnonzero(image)
    # Only the rows of inked pixels: some 150 of 784.
    logits = np.tensordot(history.weights[:, inked], image[inked], axes=(1, 0)).astype(np.float64) + history.bias
    return softmax(logits)


def while_fading(model: Checkpoint, image: Floats, inks: Floats) -> Floats:
    """The ten shares (n, 10) of an image (784,) whose ink is multiplied by each of `inks` (n,), 0 to 1.

    Evidence is linear in the ink: from the bias alone at 0 straight to the whole evidence at 1.
    """
    votes = np.asarray(image, np.float64) @ model.weights
    return softmax(np.outer(inks, votes) + model.bias)


def turns(probabilities: Floats) -> list[int]:
    """The places (of n) at which the answer is another than before; classes that all tie give none."""
    answers = np.where(np.ptp(probabilities, axis=1) > 0, probabilities.argmax(axis=1), -1)
    return [int(place) for place in np.flatnonzero(np.diff(answers)) + 1]
