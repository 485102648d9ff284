"""How a class's model came about: the weights after each step, what each step was made of, and how well it reads."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from mnist_core.arrays import Float64s
from mnist_core.classroom.batch import Course, Step, descend, start
from mnist_core.data.dataset import Part
from mnist_core.exam import evaluation
from mnist_core.softmax.regression import gradient, one_hot

MOST = 60  # of the latest steps that are looked at
_KEPT = 2_000
_known: OrderedDict[tuple[str, Part], float] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Moment:
    """A class's model between two steps.

    Attributes
    ----------
    after : how many steps it took
    weights, bias : (784, 10) and (10,)
    digits : how many the next step has, or wait for it
    gradient : their average for the weights, (784, 10); zeros where there are none
    rate : of the next step; 0 where it is not taken yet
    """

    after: int
    weights: Float64s
    bias: Float64s
    digits: int
    gradient: Float64s
    rate: float

    @property
    def name(self) -> str:
        """The same for the same weights and bias."""
        return sha256(self.weights.tobytes() + self.bias.tobytes()).hexdigest()[:16]


def moments(course: Course, most: int = MOST) -> list[Moment]:
    """Go through a course: its model before the first step and after each, the last of them with what waits."""
    skipped = max(len(course.taken) + 1 - most, 0)
    weights, bias = descend(course.seed, course.taken[:skipped]) if skipped else start(course.seed)
    found = []
    for after, step in enumerate((*course.taken[skipped:], course.waiting), start=skipped):
        for_weights, for_bias = _gradient(step, weights, bias)
        found.append(Moment(after, weights, bias, len(step.images), for_weights, step.rate))
        weights, bias = weights - step.rate * for_weights, bias - step.rate * for_bias
    return found


def accuracies(models: Sequence[Moment], part: Part) -> list[float]:
    """Measure models on a part's digits, each once for all who ask."""
    names = [each.name for each in models]
    with _lock:
        unknown = {name: each for name, each in zip(names, models, strict=True) if (name, part) not in _known}
        if unknown:
            _known.update({(name, part): share for name, share in zip(unknown, _measure(unknown, part), strict=True)})
        found = [_known[name, part] for name in names]
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def _gradient(step: Step, weights: Float64s, bias: Float64s) -> tuple[Float64s, Float64s]:
    if not len(step.images):
        return np.zeros_like(weights), np.zeros_like(bias)
    for_weights, for_bias = gradient(step.images, one_hot(step.labels), weights, bias)
    return np.asarray(for_weights, np.float64), np.asarray(for_bias, np.float64)


def _measure(models: dict[str, Moment], part: Part) -> list[float]:
    weights = np.array([each.weights for each in models.values()])
    bias = np.array([each.bias for each in models.values()])
    return [float(each) for each in evaluation.accuracies(weights, bias, part)]
