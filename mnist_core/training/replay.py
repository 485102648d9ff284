"""A run that was trained before, told once more from its own records."""

import zlib

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.diverging import colour_limit, signed
from mnist_core.once import once
from mnist_core.softmax.account import Account, account
from mnist_core.training.history import History


@once(size=8)
def pictures(history: History) -> bytes:
    """Pack the weights of all records as pictures, made once for all who watch.

    (R, 10, 784) signed bytes, the colours of each record full at its own limit; each record less the one before it,
    modulo 256, and compressed by zlib: some 60 KB for the recipe "full batch" with its 33 records.
    """
    values = np.array([signed(weights.T, colour_limit(weights)) for weights in history.weights]).view(np.uint8)
    return zlib.compress(np.diff(values, axis=0, prepend=np.zeros_like(values[:1])).tobytes())


def accounts(history: History, image: Floats) -> list[Account]:
    """What the model made of an image (784,) at each record."""
    return [account(weights, bias, image) for weights, bias in zip(history.weights, history.bias, strict=True)]
