"""Why the model answers as it does: an exact account of one prediction."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.softmax.regression import softmax

FloatArray = NDArray[np.floating]


@dataclass(frozen=True)
class Account:
    """One image's way through the model, every number kept.

    `products[k].sum() + bias[k]` is `evidence[k]`, and `probabilities` is the
    softmax of the evidence; where two classes tie, the answer is the smaller.
    """

    image: FloatArray  # (784,) intensities in 0…1
    products: FloatArray  # (10, 784): ink × weight, pixel by pixel, for each class
    bias: FloatArray  # (10,)
    evidence: FloatArray  # (10,)
    probabilities: FloatArray  # (10,)

    @property
    def answer(self) -> int:
        """The class with the largest share."""
        return int(self.probabilities.argmax())

    @property
    def is_tie(self) -> bool:
        """Whether all classes have the same share, as before the first step."""
        return bool(np.ptp(self.probabilities) == 0)


def account(weights: FloatArray, bias: FloatArray, image: FloatArray) -> Account:
    """Follow an image (784,) with intensities in 0…1 through weights (784, 10) and bias (10,).

    Computed in float64, so that the parts add up to every digit shown.
    """
    ink = np.asarray(image, dtype=np.float64)
    products = (ink[:, None] * weights.astype(np.float64)).T
    evidence = products.sum(axis=1) + bias
    return Account(ink, products, bias.astype(np.float64), evidence, softmax(evidence))
