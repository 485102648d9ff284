"""Three models of growing means as plain NumPy: softmax regression, one hidden layer, a small convolutional network.

They are trained by Keras in a process of its own (`schooling`); to predict, the server needs their numbers only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_core.arrays import Floats, Int64s
from mnist_core.beyond_linear.stress import SIDE, Stress, fold, shuffle
from mnist_core.once import once
from mnist_core.softmax.regression import evidence
from mnist_core.training.step import Checkpoint

Kind = Literal["softmax", "hidden", "convolutional"]

KINDS: tuple[Kind, ...] = get_args(Kind)
UNITS = 128  # of the hidden layer
FILTERS = (16, 32)  # of the two convolutions
FIELD = 5  # pixels a filter is wide and high
MAPS = (24, 8)  # pixels the feature maps are wide and high: 28 − 4, and 12 − 4
SHAPES: dict[Kind, dict[str, tuple[int, ...]]] = {
    "softmax": {"weights": (784, 10), "bias": (10,)},
    "hidden": {
        "hidden_weights": (784, UNITS),
        "hidden_bias": (UNITS,),
        "weights": (UNITS, 10),
        "bias": (10,),
    },
    "convolutional": {
        "filters_1": (FIELD, FIELD, 1, FILTERS[0]),
        "bias_1": (FILTERS[0],),
        "filters_2": (FIELD, FIELD, FILTERS[0], FILTERS[1]),
        "bias_2": (FILTERS[1],),
        "weights": (4 * 4 * FILTERS[1], 10),
        "bias": (10,),
    },
}
# Images at a time: what a convolution unrolls of so many fits into the processor's cache, more or less.
AT_ONCE = 50


@dataclass(frozen=True, eq=False)
class Network:
    """A trained model; two are the same only if they are one object, so results can be kept by it.

    Attributes
    ----------
    kind : one of KINDS
    parameters : arrays by name, of the shapes in SHAPES, read-only; float32 as they are learned

    Raises
    ------
    ValueError
        If an array is missing or of another shape.
    """

    kind: Kind
    parameters: Mapping[str, Floats]

    def __post_init__(self) -> None:
        """Check the shapes."""
        found = {name: array.shape for name, array in self.parameters.items()}
        if found != SHAPES[self.kind]:
            raise ValueError(f"the parameters of {self.kind} must be {SHAPES[self.kind]}, not {found}")

    @property
    def size(self) -> int:
        """How many numbers it has learned."""
        return sum(array.size for array in self.parameters.values())

    def logits(self, images: Floats) -> Floats:
        """The evidence (n, 10) of images (n, 784) with intensities from 0 to 1."""
        found: Floats = _FORWARD[self.kind](self.parameters, images)
        return found

    def in_float64(self) -> "Network":
        """The same network, to be given images in float64: its answers are then the same on every processor."""
        return replace(self, parameters={name: array.astype(np.float64) for name, array in self.parameters.items()})


@once(size=16)
def of_checkpoint(checkpoint: Checkpoint) -> Network:
    """The softmax regression of a checkpoint; the same object for the same checkpoint."""
    return linear(checkpoint.weights, checkpoint.bias)


def linear(weights: Floats, bias: Floats) -> Network:
    """Softmax regression as a network."""
    return Network("softmax", {"weights": weights, "bias": bias})


def stressed(network: Network, stress: Stress) -> Network | None:
    """The network that says of digits as they are what this one says of stressed digits; None where there is none.

    A linear stress can be taken into the first layer of a model that looks at every pixel with a weight of its own.
    The convolutional network uses one weight in many places, so it has to look at the stressed digits themselves.
    """
    if network.kind == "convolutional" or not stress.is_linear:
        return None
    weights, bias = _first(network)
    moved = fold(stress, network.parameters[weights], network.parameters[bias])
    return replace(network, parameters={**network.parameters, weights: moved[0], bias: moved[1]})


def of_bytes(network: Network) -> Network:
    """The network that says of pixels as they are stored, 0 to 255, what this one says of their intensities."""
    weights, _ = _first(network)
    scaled = network.parameters[weights] / 255
    if network.kind == "softmax":  # so laid out, ten columns are multiplied faster, and 128 slower
        scaled = np.asfortranarray(scaled)
    return replace(network, parameters={**network.parameters, weights: scaled})


@once(size=16)
def taught_shuffled(network: Network, fraction: float) -> Network | None:
    """The network that training on shuffled pixels would have led to; None for the convolutional one.

    Gradient descent treats each pixel by itself. Shuffled images shuffle the weights of the first layer, step by
    step, if they start so, as zeros do; everything behind them stays the same.
    """
    if network.kind == "convolutional":
        return None
    weights, _ = _first(network)
    return replace(network, parameters={**network.parameters, weights: network.parameters[weights][shuffle(fraction)]})


def _first(network: Network) -> tuple[str, str]:
    """The names of the weights and the bias that see the pixels."""
    weights, bias = list(SHAPES[network.kind])[:2]
    return weights, bias


def hidden_logits(parameters: Mapping[str, Floats], images: Floats) -> Floats:
    """Weigh the pixels 128 times, keep what is positive, and weigh that for the ten classes."""
    units = np.maximum(images @ parameters["hidden_weights"] + parameters["hidden_bias"], 0)
    return evidence(units, parameters["weights"], parameters["bias"])


def convolutional_logits(parameters: Mapping[str, Floats], images: Floats) -> Floats:
    """Slide filters over the pixels, halve, slide filters over what they found, halve, and weigh the rest."""
    found = np.empty((len(images), 10), images.dtype)
    for start in range(0, len(images), AT_ONCE):
        _, second = feature_maps(parameters, images[start : start + AT_ONCE])
        seen = pool(second).reshape(len(second), -1)
        found[start : start + AT_ONCE] = evidence(seen, parameters["weights"], parameters["bias"])
    return found


def feature_maps(parameters: Mapping[str, Floats], images: Floats) -> tuple[Floats, Floats]:
    """What the filters see, where they see it: (n, 24, 24, 16) of the first layer and (n, 8, 8, 32) of the second."""
    first = convolve(images.reshape(-1, SIDE, SIDE, 1), parameters["filters_1"], parameters["bias_1"])
    second = convolve(pool(first), parameters["filters_2"], parameters["bias_2"])
    return first, second


def convolve(maps: Floats, filters: Floats, bias: Floats) -> Floats:
    """Lay filters (k, k, c, f) on every place of maps (n, h, w, c), and keep what is positive: (n, h−k+1, w−k+1, f)."""
    size = filters.shape[0]
    windows = sliding_window_view(maps, (size, size), axis=(1, 2))  # (n, h, w, c, k, k)
    n, height, width = windows.shape[:3]
    unrolled = windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * height * width, -1)
    seen: Floats = np.maximum(unrolled @ filters.reshape(-1, filters.shape[-1]) + bias, 0)
    return seen.reshape(n, height, width, -1)


def pool(maps: Floats) -> Floats:
    """Keep the largest of every 2 × 2 places of maps (n, h, w, c): (n, h/2, w/2, c)."""
    upper = np.maximum(maps[:, ::2, ::2], maps[:, ::2, 1::2])
    lower = np.maximum(maps[:, 1::2, ::2], maps[:, 1::2, 1::2])
    return np.maximum(upper, lower)


def _softmax_logits(parameters: Mapping[str, Floats], images: Floats) -> Floats:
    return evidence(images, parameters["weights"], parameters["bias"])


_FORWARD: dict[Kind, Any] = {
    "softmax": _softmax_logits,
    "hidden": hidden_logits,
    "convolutional": convolutional_logits,
}


def votes(network: Network) -> Int64s:
    """The class (128,) that each unit of a hidden layer speaks for most."""
    return np.asarray(network.parameters["weights"].argmax(axis=1))


def by_vote(network: Network) -> Int64s:
    """The units of a hidden layer by the class they speak for, within a class the strongest first."""
    weights = network.parameters["weights"]
    return np.lexsort((-weights.max(axis=1), votes(network)))
