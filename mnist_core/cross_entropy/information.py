"""Cross-entropy taken apart: its terms, its two parts, its units, its slope, and how float32 bears it.

The truth y and the prediction p are shares that sum to one: y is one-hot for a plain label. In nats
unless a name says bits. Source of the definitions: Cover and Thomas, "Elements of Information
Theory", 2nd edition (2006), chapters 2 and 5.
"""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float32s, Floats, Integers
from mnist_core.softmax.regression import log_softmax, one_hot


def terms(truth: Floats, prediction: Floats) -> Floats:
    """Give what each class adds to the cross-entropy: −y_i log p_i, 0 where the truth has no share.

    Parameters
    ----------
    truth, prediction : (10,) or (n, 10), shares; a share of 0 in the prediction costs inf if the truth has some
    """
    return truth * surprise(np.where(truth > 0, prediction, 1))


def surprise(prediction: Floats) -> Floats:
    """Give what each class would cost if it were the truth: −log p_i, 0 for a share of one, inf for a share of 0."""
    with np.errstate(divide="ignore"):
        # Adding zero turns −0 into 0.
        return -np.log(prediction) + 0.0


def cost(truth: Floats, prediction: Floats) -> float:
    """Give the cross-entropy of shares, H(y, p): the sum of the terms, that is entropy and divergence together."""
    return float(terms(truth, prediction).sum())


def entropy(truth: Floats) -> float:
    """Measure how uncertain the truth is, H(y): no prediction costs less; 0 for one-hot, ln 10 for ten equals."""
    return cost(truth, truth)


def divergence(truth: Floats, prediction: Floats) -> float:
    """Measure what the prediction costs beyond the entropy: D(y ‖ p) = Σ y_i log(y_i / p_i), 0 where p is y."""
    return cost(truth, prediction) - cost(truth, truth)


def in_bits(nats: float) -> float:
    """Turn nats, of natural logarithms, into bits, of logarithms to the base 2: 1 nat is 1.4427 bits."""
    return nats / float(np.log(2))


def code_lengths(probabilities: Floats) -> Floats:
    """Give the bits of each class's code word where the code is made for these shares: −log2 of each, inf for none."""
    lengths: Floats = surprise(probabilities) / np.log(2)
    return lengths


def target(label: int, smoothing: float = 0.0, wrong_label: int = 0, wrong: float = 0.0) -> Floats:
    """Spread a label: a share `wrong` goes to another label, and `smoothing` of the whole to all ten alike.

    Label smoothing: Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7.

    Parameters
    ----------
    label, wrong_label : 0 to 9
    smoothing, wrong : 0 to 1

    Returns
    -------
    (10,) shares; one-hot where both are 0
    """
    certain = (1 - wrong) * one_hot(label).astype(np.float64) + wrong * one_hot(wrong_label)
    return (1 - smoothing) * certain + smoothing / 10


def slope(truth: Floats, prediction: Floats) -> Floats:
    """Differentiate the cross-entropy by the evidence of each class: p − y, which sums to 0 (Bishop 2006, 4.109)."""
    return prediction - truth


def losses(labels: Integers, logits: Floats) -> Floats:
    """Give each example's cross-entropy (n,) from labels (n,) and logits (n, 10); their mean is the batch's loss."""
    rows = np.arange(len(labels))
    return -log_softmax(logits)[rows, labels] + 0.0


def fraction_of_largest(losses: Floats, count: int) -> float:
    """Give the fraction, 0 to 1, of a batch's whole loss that its `count` worst examples make up."""
    total = float(losses.sum())
    return float(np.sort(losses)[-count:].sum()) / total if total else 0.0


@dataclass(frozen=True)
class Stages:
    """One way of computing −log softmax(z) for the first class, with what it forms on the way, all float32."""

    exponentials: Float32s  # (n,)
    total: np.float32
    probability: np.float32 | None  # None where no share is ever formed
    loss: np.float32


def literal(logits: Float32s) -> Stages:
    """Compute the loss as the formula is written: exponentials, their sum, a share, its logarithm."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        exponentials = np.exp(logits)
        total = exponentials.sum()
        probability = exponentials[0] / total
        return Stages(exponentials, total, probability, -np.log(probability))


def maximum_first(logits: Float32s) -> Stages:
    """Do the same after subtracting the largest logit: nothing overflows, but a small share still becomes 0."""
    return literal(logits - logits.max())


def on_the_logits(logits: Float32s) -> Stages:
    """Compute log Σ exp(z − max) − (z − max), as `log_softmax` does: no share is formed, so none can vanish."""
    exponentials = np.exp(logits - logits.max())
    return Stages(exponentials, exponentials.sum(), None, -log_softmax(logits)[0])


def wrong_by(gap: float) -> Float32s:
    """Make the evidence (0, gap): the truth is the first class, and the second leads by `gap`."""
    return np.array([0, gap], np.float32)
