"""The loss of the real model on a plane through its 7,850 numbers, and a run's path on that plane.

Principal directions of a training path: Li and others, "Visualizing the Loss Landscape of Neural Nets" (2018).
"""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float32s, Float64s, Floats, Integers
from mnist_core.data.dataset import Part
from mnist_core.gradient_descent.slow_motion import walk
from mnist_core.once import once
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import History

EXAMPLES = 2_000  # that the loss is averaged over
GRID = 40  # points along either side
# What the grid covers around the path, as shares of the path's longer side: most of it beyond the trained point.
BEFORE, BEYOND, BELOW, ABOVE = 0.2, 0.75, 0.35, 0.45


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in the space of weights and biases.

    Attributes
    ----------
    origin : (7850,), the trained weights and biases
    directions : (2, 7850), orthonormal
    """

    origin: Floats
    directions: Floats


@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss on a grid of a plane.

    Attributes
    ----------
    plane : where it lies
    across, along : (GRID,) coordinates of the grid in the first and the second direction
    losses : (GRID, GRID), mean cross-entropy in nats; rows go along, columns across
    examples : how many digits that is the mean of
    """

    plane: Plane
    across: Floats
    along: Floats
    losses: Floats
    examples: int

    def holds(self, shadows: Floats) -> bool:
        """Whether all of a path's shadows (R, 2) lie on the grid."""
        low, high = ((self.across[end], self.along[end]) for end in (0, -1))
        return bool(((shadows >= low) & (shadows <= high)).all())


def flatten(weights: Floats, bias: Floats) -> Float64s:
    """Write models (…, 784, 10) and (…, 10) as points (…, 7850)."""
    return np.concatenate([weights.reshape(*bias.shape[:-1], 7840), bias], axis=-1, dtype=np.float64)


def principal_plane(path: Floats) -> Plane:
    """Lay a plane through the last point of a path (R, 7850), along its two principal directions.

    Both point the way the path goes: towards its end.
    """
    directions = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)[2][:2]
    towards = np.sign((path[-1] - path[0]) @ directions.T)
    return Plane(path[-1], directions * np.where(towards == 0, 1, towards)[:, None])


def coordinates(plane: Plane, path: Floats) -> Float64s:
    """Where the shadows (R, 2) of points (R, 7850) fall on a plane; (0, 0) is its origin."""
    shadows: Float64s = (path - plane.origin) @ plane.directions.T
    return shadows


def models(plane: Plane) -> Float32s:
    """The three models (3, 10, 785) that every model of a plane is made of: the origin and the two directions.

    Class by class 784 weights and, as the last, the bias. At the place (a, b) the model is the first and a times the
    second and b times the third; so is the evidence it sees in an image.
    """
    points = np.vstack([plane.origin, plane.directions])
    weights = points[:, :7840].reshape(3, 784, 10).swapaxes(1, 2)
    return np.concatenate([weights, points[:, 7840:, np.newaxis]], axis=2, dtype=np.float32, casting="same_kind")


def variance_held(plane: Plane, path: Floats) -> float:
    """The share, 0 to 1, of a path's variance that can be seen on a plane; 1 for a path that stands still."""
    spread = path - path.mean(axis=0)
    total = float((spread**2).sum())
    return float(((spread @ plane.directions.T) ** 2).sum()) / total if total else 1.0


def surface(plane: Plane, images: Floats, labels: Integers, across: Floats, along: Floats) -> Float64s:
    """The mean cross-entropy (len(along), len(across)) at the grid's points, exact.

    On a plane the logits are linear in its coordinates, Z₀ + a Z₁ + b Z₂, so three products with the
    images (n, 784) do for all points.
    """
    origin, first, second = (_logits(images, each) for each in (plane.origin, *plane.directions))
    rows = np.arange(len(labels))
    truth = [logits[labels, rows].mean(dtype=np.float64) for logits in (origin, first, second)]
    losses = np.empty((len(along), len(across)))
    for row, b in enumerate(along):
        base = origin + np.float32(b) * second
        for column, a in enumerate(across):
            logits = base + np.float32(a) * first
            losses[row, column] = _log_sum_exp(logits) - truth[0] - a * truth[1] - b * truth[2]
    return losses


def _logits(images: Floats, point: Floats) -> Float32s:
    """The logits of a model (7850,) on its side, (10, n): adding up ten long rows is faster than many of ten."""
    weights, bias = point[:-10].reshape(784, 10).astype(np.float32), point[-10:].astype(np.float32)
    return np.ascontiguousarray((images @ weights + bias).T)


def _log_sum_exp(logits: Float32s) -> float:
    """The mean over the examples of log Σ exp of logits (10, n)."""
    highest = logits.max(axis=0)
    return float((np.log(np.exp(logits - highest).sum(axis=0)) + highest).mean(dtype=np.float64))


@once(size=8)
def landscape(history: History, part: Part) -> Landscape:
    """The loss around a run's path, on the first EXAMPLES of a part; computed once for all visitors."""
    path = flatten(history.weights, history.bias)
    plane = principal_plane(path)
    across, along = _grid(coordinates(plane, path))
    some = slice(min(EXAMPLES, len(part)))
    losses = surface(plane, part.intensities(some), part.labels[some], across, along)
    losses.setflags(write=False)
    return Landscape(plane, across, along, losses, some.stop)


@once(size=64)
def noisy_path(config: TrainingConfig, part: Part, plane: Plane) -> Float64s:
    """The shadows (steps + 1, 2) of every step of a run of mini-batches; computed once for all visitors."""
    path = np.array([coordinates(plane, flatten(each.weights, each.bias)) for each in walk(config, part)])
    path.setflags(write=False)
    return path


def _grid(shadows: Floats) -> tuple[Floats, Floats]:
    """The coordinates (GRID,) across and along of a grid around a path's shadows (R, 2)."""
    low, high = shadows.min(axis=0), shadows.max(axis=0)
    side = (high - low).max() or 1.0
    return (
        np.linspace(low[0] - BEFORE * side, high[0] + BEYOND * side, GRID),
        np.linspace(low[1] - BELOW * side, high[1] + ABOVE * side, GRID),
    )
