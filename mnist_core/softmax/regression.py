"""Softmax regression in NumPy: the readable truth that the TensorFlow training is held to.

Every function keeps the precision it is given: float32 in, float32 out; float64 in, float64 out.
n counts examples; there are 784 pixels and 10 classes unless an argument's shape says otherwise.
"""

import numpy as np
import numpy.typing as npt

from mnist_core.arrays import Float32s, Floats


def evidence(images: Floats, weights: Floats, bias: Floats) -> Floats:
    """Weigh the pixels for and against each class: the logits, XW + b.

    Parameters
    ----------
    images : (784,) or (n, 784), intensities from 0 to 1
    weights : (784, 10), positive where ink speaks for the class
    bias : (10,), what speaks for a class whatever the image

    Returns
    -------
    (10,) or (n, 10), any real numbers
    """
    return images @ weights + bias


def softmax(logits: Floats) -> Floats:
    """Turn evidence into probabilities along the last axis: exp(z_i) / Σ_j exp(z_j)."""
    # Subtracting the maximum changes no ratio and keeps exp from overflowing.
    exponentials: Floats = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: Floats = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return probabilities


def log_softmax(logits: Floats) -> Floats:
    """Compute log(softmax(logits)) without ever taking the logarithm of an underflowed zero."""
    shifted: Floats = logits - logits.max(axis=-1, keepdims=True)
    logarithms: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logarithms


def one_hot(labels: npt.ArrayLike, classes: int = 10) -> Float32s:
    """Write each label as a row of zeros with a single one.

    Parameters
    ----------
    labels : whole numbers from 0 to classes − 1, of any shape
    classes : how many classes there are

    Returns
    -------
    float32 of the labels' shape and one more axis of length `classes`

    Raises
    ------
    ValueError
        If a label is no class.
    """
    numbers = np.asarray(labels, dtype=np.int64)
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < classes:
        raise ValueError(f"labels must be 0 to {classes - 1}, not {numbers.min()} to {numbers.max()}")
    return np.eye(classes, dtype=np.float32)[numbers]


def cross_entropy(labels: npt.ArrayLike, logits: Floats) -> float:
    """Measure how badly the logits describe the labels: the mean of H(y, p) = −Σ y_i log p_i.

    Parameters
    ----------
    labels : whole numbers of shape (n,), or one-hot rows (or any distributions) of shape (n, 10);
        for a single example without the n
    logits : (n, 10), or (10,)

    Returns
    -------
    The mean over the examples in nats, 0 or more; an untrained model of 10 classes has ln 10 = 2.3026.
    """
    truth = np.asarray(labels)
    if truth.ndim < logits.ndim:
        truth = one_hot(truth, logits.shape[-1])
    return float(-(truth * log_softmax(logits)).sum(axis=-1).mean())


def gradient(
    images: Floats, one_hot: Floats, weights: Floats, bias: Floats, weight_decay: float = 0.0
) -> tuple[Floats, Floats]:
    """Differentiate the mean cross-entropy: Xᵀ(p − y) / n for the weights, the mean of p − y for the bias.

    With a weight decay λ, differentiate that and λ/2 times the sum of all squared weights: λW more for the weights.

    That the derivative of −log softmax by the logits is p − y: Bishop, "Pattern Recognition and
    Machine Learning" (2006), equation 4.109.

    Parameters
    ----------
    images : (n, 784)
    one_hot : (n, 10)
    weights : (784, 10)
    bias : (10,)
    weight_decay : 0 or more

    Returns
    -------
    (784, 10) and (10,): uphill, in nats per unit of weight and of bias
    """
    surprise = predict(weights, bias, images) - one_hot
    uphill = images.T @ surprise / len(images)
    if weight_decay:
        uphill = uphill + weight_decay * weights
    return uphill, surprise.mean(axis=0)


def predict(weights: Floats, bias: Floats, images: Floats) -> Floats:
    """Give the probability of each class: (10,) for one image (784,), (n, 10) for images (n, 784)."""
    return softmax(evidence(images, weights, bias))


def accuracy(labels: npt.ArrayLike, logits: Floats) -> float:
    """Count which share of the examples has its largest logit (or probability) at its label, 0 to 1."""
    return float(np.mean(logits.argmax(axis=-1) == np.asarray(labels)))
