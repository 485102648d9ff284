"""Reasons for what the tasks of the lesson on gradient descent show."""

import math

import numpy as np

from mnist_core.arrays import Float64s, Floats
from mnist_core.gradient_descent.curves import PARABOLA, TWO_MINIMA, VALLEY
from mnist_core.gradient_descent.descent import Event, Outcome, descend
from mnist_core.gradient_descent.slow_motion import Step, take_step
from mnist_core.questions.answers import ratio_of_steps
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import CLASSES, examples, hands, learned
from mnist_core.softmax.regression import cross_entropy, evidence, gradient, one_hot
from mnist_core.training.step import Checkpoint, initial_checkpoint

_ON_THE_WALL = np.array([2.0, 1.0])  # of the valley
_TOO_LONG = 100.0  # a rate
_FROM_THE_RIGHT, _LEAPING = 2.0, 0.9  # a start and a rate that lead across the hill between two minima


def _stepped(rate: float) -> tuple[Floats, Floats]:
    """Weights and bias after one step from zero on images that are hard to tell apart."""
    images, labels = hands(200, smudge=0.3, pixels=20)
    return learned(images, one_hot(labels), 1, rate)


def _loss(weights: Floats, bias: Floats) -> float:
    images, labels = hands(200, smudge=0.3, pixels=20)
    return cross_entropy(labels, evidence(images, weights, bias))


def _loss_after(rate: float) -> float:
    """The loss after one step of this rate from zero."""
    return _loss(*_stepped(rate))


def _has_a_hump() -> bool:
    """Whether the loss rises above its chord on the way of a step that is too long, as it would between two valleys."""
    weights, bias = _stepped(_TOO_LONG)
    return any(
        _loss(part * weights, part * bias) > (1 - part) * _loss_after(0) + part * _loss_after(_TOO_LONG)
        for part in np.linspace(0.05, 0.95, 10)
    )


def _ends_at(rate: float, steps: int) -> float:
    return float(descend(TWO_MINIMA, [_FROM_THE_RIGHT], rate, steps).points[-1, 0])


def _off_the_bottom(rate: float) -> float:
    """The sine of the angle between the first step on the valley's wall and the way to its bottom."""
    path = descend(VALLEY, [*_ON_THE_WALL], rate, 1).points
    x, y = (path[1] - path[0]) / np.linalg.norm(path[1] - path[0])
    return float(abs(x * _ON_THE_WALL[1] - y * _ON_THE_WALL[0]) / np.linalg.norm(_ON_THE_WALL))


def _left_after(rate: float, steps: int = 20) -> float:
    """How far from the minimum of y = x² so many steps end."""
    return float(abs(descend(PARABOLA, [-1.8], rate, steps).points[-1, 0]))


def _slopes() -> Float64s:
    """The slope (20, 784, 10) by the weights, from zero, of each example alone."""
    return np.array([_slope(slice(k, k + 1)) for k in range(20)])


def _slope(rows: slice) -> Floats:
    return gradient(examples()[rows], CLASSES[rows], np.zeros((784, 10)), np.zeros(10))[0]


def _step(images: Floats, labels: list[int], rate: float = 0.1, before: Checkpoint | None = None) -> Step:
    return take_step(before or initial_checkpoint(), images.astype(np.float32), np.array(labels), rate)


def _quarrel(rate: float = 0.1) -> Step:
    """A step on four digits that look the same, one of which is labelled otherwise."""
    return _step(np.repeat(examples(1), 4, axis=0), [0, 0, 0, 1], rate)


def _steps_from(weights: Floats, bias: Floats) -> Step:
    before = Checkpoint(0, weights.astype(np.float32), bias.astype(np.float32))
    return _step(examples(), [*range(10), *range(10)], before=before)


def _when_untrained() -> Step:
    return _steps_from(np.zeros((784, 10)), np.zeros(10))


def _when_well_read() -> Step:
    return _steps_from(*learned(examples(), CLASSES, 40, 0.5))


def _moved_by(step: Step) -> float:
    """How far a step moves the weights."""
    return float(np.abs(step.after.weights - step.before.weights).max())


def _rate_of(step: Step) -> float:
    """By how many times the slope a step moves the weights."""
    return _moved_by(step) / float(np.abs(step.weight_gradient).max())


_ON_A_CURVE = (
    Because(
        "gradient_descent", "in a single step", "At a rate of one half a single step on y = x² is enough, because",
        (
            Reason("it began close to the minimum",
                   lambda: descend(PARABOLA, [50.0], PARABOLA.one_step_rate, 1).outcome is not Outcome.HITS),
            Reason("half of the slope is just the way that is left",
                   lambda: all(PARABOLA.slope(np.array([x]))[0] / 2 == x for x in (-1.8, 0.3, 50.0))),
            Reason("every step goes just half of the way that is left",
                   lambda: bool(descend(PARABOLA, [-1.8], 0.5, 1).points[1, 0] == -0.9)),
        ),
        "The slope is 2x, so the step is x: as long as the way, wherever it begins.",
    ),
    Because(
        "gradient_descent", "Make it diverge", "With so large a rate it ends ever higher, because",
        (
            Reason("it was given too many steps",
                   lambda: descend(PARABOLA, [-1.8], 0.9, 60).outcome is Outcome.DIVERGES),
            Reason("every step lands farther beyond the minimum than it began before it",
                   lambda: abs(ratio_of_steps(1.1)) > 1),
            Reason("the slope points uphill there",
                   lambda: bool(descend(PARABOLA, [-1.8], 1.1, 1).slopes[0, 0] * -1.8 < 0)),
        ),
        "The direction is right, but the step too long: the slope there is steeper, and the next step longer still.",
    ),
    Because(
        "gradient_descent", "the bottom of the long valley", "In the long valley a step seldom points straight at the "
        "bottom, because",
        (
            Reason("it has to leap to and fro between the two walls",
                   lambda: Event.OVERSHOOTS in descend(VALLEY, [*_ON_THE_WALL], 0.05, 30).events),
            Reason("the learning rate turns it aside",
                   lambda: not np.isclose(_off_the_bottom(0.02), _off_the_bottom(0.2))),
            Reason("it goes where it is steepest: down the walls",
                   lambda: _off_the_bottom(0.1) > 0.1
                   and bool(np.diff(np.abs(VALLEY.slope(_ON_THE_WALL)) / _ON_THE_WALL)[0] > 0)),
        ),
        "So it is down the wall first and then along the floor, where the slope is small and the steps are short.",
    ),
    Because(
        "gradient_descent", "Of the two minima", "It has passed the lower minimum and come to rest in the higher one, "
        "because",
        (
            Reason("a step was long enough to leap across the hill",
                   lambda: abs(_ends_at(_LEAPING, 60) + 1) < 0.01 and abs(_ends_at(0.05, 200) - 1.5) < 0.01),
            Reason("downhill leads there from where it began", lambda: abs(_ends_at(0.01, 600) + 1) < 0.01),
            Reason("it was stopped before it could reach the lower one", lambda: _ends_at(_LEAPING, 600) > 0),
        ),
        "A step knows the slope where it stands and nothing else: not that a lower place was near.",
    ),
)  # fmt: skip
_ON_THE_REAL_LOSS = (
    Because(
        "gradient_descent", "at which the run is given up", "At so large a rate the loss shoots up, because",
        (
            Reason("the slope led the wrong way", lambda: _loss_after(0.001) >= _loss_after(0)),
            Reason("the slope tells of what is near, and a step goes beyond",
                   lambda: _loss_after(0.001) < _loss_after(0) < _loss_after(_TOO_LONG)),
            Reason("it has fallen into another valley, whose floor is higher", _has_a_hump),
        ),
        "The same direction lowers the loss as long as the step is short enough.",
    ),
    Because(
        "gradient_descent", "the rate that ends lowest", "Neither the smallest of these rates nor the largest ends "
        "lowest, because",
        (
            Reason("short steps get less far, and too long ones leap past",
                   lambda: _left_after(0.4) < 0.01 < _left_after(0.01) < 1.8 < _left_after(1.1)),
            Reason("all rates get equally far, each by another way",
                   lambda: math.isclose(_left_after(0.01), _left_after(0.4), rel_tol=0.1)),
            Reason("a small rate leads to another minimum, and a worse one",
                   lambda: _left_after(0.01, 500) > 0.01),
        ),
        "With more steps the small rates would get as low; after 300 they are still on their way.",
    ),
    Because(
        "gradient_descent", "a mini-batch of a single digit", "With a single digit in each step the path staggers, "
        "because",
        (
            Reason("a step that is not divided among many digits is longer",
                   lambda: not np.allclose(np.repeat(_slopes()[:1], 20, axis=0).mean(axis=0), _slopes()[0])),
            Reason("a step makes the digit that it looks at cost more",
                   lambda: _step(examples(1), [0]).loss_after > _step(examples(1), [0]).loss),
            Reason("each digit has a slope of its own",
                   lambda: np.allclose(_slopes().mean(axis=0), _slope(slice(None)))
                   and not np.allclose(_slopes(), _slope(slice(None)))),
        ),
        "Over many steps the digits make up for one another, so it gets down all the same.",
    ),
)  # fmt: skip
_ONE_STEP = (
    Because(
        "gradient_descent", "one digit of its own batch", "A step can leave a digit of its own batch worse off, "
        "because",
        (
            Reason("it suits the batch as a whole, not each digit",
                   lambda: _quarrel().harms_one and _quarrel().loss_after < _quarrel().loss),
            Reason("what one digit gains, another of them has to lose",
                   lambda: bool(_step(examples(4), [0, 1, 2, 3]).harms_one)),
            Reason("that digit did not count in the step",
                   lambda: np.allclose(_quarrel().weight_gradient,
                                       _step(np.repeat(examples(1), 3, axis=0), [0, 0, 0]).weight_gradient)),
        ),
        "All digits of a batch share one set of weights, and there is one step for all of them.",
    ),
    Because(
        "gradient_descent", "so well that its loss is under", "A batch that is read so well hardly moves the weights, "
        "because",
        (
            Reason("the learning rate falls with the loss",
                   lambda: not math.isclose(_rate_of(_when_untrained()), _rate_of(_when_well_read()), rel_tol=0.01)),
            Reason("its shares are nearly right, so p − y is small",
                   lambda: _when_well_read().loss < 0.1
                   and bool(np.abs(_when_well_read().surprise).max() < np.abs(_when_untrained().surprise).max() / 5)),
            Reason("a batch that is read rightly is left out of the training",
                   lambda: _moved_by(_when_well_read()) == 0),
        ),
        "The slope is ink times p − y: whatever the rate, there is little to multiply.",
    ),
)  # fmt: skip
BECAUSES = (*_ON_A_CURVE, *_ON_THE_REAL_LOSS, *_ONE_STEP)
