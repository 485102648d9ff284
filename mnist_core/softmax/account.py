"""Why the model answers as it does: an exact account of one prediction."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.softmax.regression import softmax


@dataclass(frozen=True)
class Account:
    """One image's way through the model, every number kept.

    `products[k].sum() + bias[k]` is `evidence[k]`, and `probabilities` is the
    softmax of the evidence; where two classes tie, the answer is the smaller.
    """

    image: Floats  # (784,) intensities in 0…1
    products: Floats  # (10, 784): ink × weight, pixel by pixel, for each class
    bias: Floats  # (10,)
    evidence: Floats  # (10,)
    probabilities: Floats  # (10,)

    @property
    def answer(self) -> int:
        """The class with the largest share."""
        return int(self.probabilities.argmax())

    @property
    def by_row(self) -> Floats:
        """The evidence so far, (29, 10): the bias alone, then with one more of the 28 rows of pixels each time."""
        rows = self.products.reshape(10, 28, 28).sum(axis=2).T
        return np.vstack([self.bias, self.bias + rows.cumsum(axis=0)])

    @property
    def is_tie(self) -> bool:
        """Whether all classes have the same share, as before the first step."""
        return bool(np.ptp(self.probabilities) == 0)


def account(weights: Floats, bias: Floats, image: Floats) -> Account:
    """Follow an image (784,) with intensities in 0…1 through weights (784, 10) and bias (10,).

    Computed in float64, so that the parts add up to every digit shown.
    """
    ink = np.asarray(image, dtype=np.float64)
    products = (ink[:, None] * weights.astype(np.float64)).T
    evidence = products.sum(axis=1) + bias
    return Account(ink, products, bias.astype(np.float64), evidence, softmax(evidence))
