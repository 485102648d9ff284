"""Being the optimiser oneself: ten painted templates as weights, their score, and gradient descent from there.

Why painted digits lose: evidence adds up paint times ink, and neither is ever negative in a picture of a digit, so the
template with most paint gets more from any digit. It is mended in two steps: every template less its mean paint, so
that ink as such speaks for none of them; then a bias, so that the nearest template wins.
"""

import base64
import binascii
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from mnist_core.arrays import Arrays, Float64s, Floats, Int64s, SignedBytes
from mnist_core.data.dataset import Dataset, Part
from mnist_core.data.portraits import portraits
from mnist_core.exam import evaluation
from mnist_core.once import once
from mnist_core.softmax.regression import cross_entropy, evidence
from mnist_core.training.config import MINI_BATCH, TrainingConfig
from mnist_core.training.schedule import record_steps
from mnist_core.training.step import Checkpoint, advance
from mnist_core.work.work import ArrayWork, Field, Layout, Piece

VERSION = 4
MEASURED = ("validation_accuracy", "test_accuracy")  # of a descent, at each record
FULL = 127  # the strongest paint, for or against
AREA = 784
SIZE = 10 * AREA
LONGEST = 12_000  # characters: 7,840 bytes in base64 are 10,456
TRIED = 1000  # train digits that the scale is chosen on
SCALES = 2.0 ** np.arange(-9, 3)  # by any other factor every product is rounded anew, which flips near ties


class Mending(StrEnum):
    """How far the painted templates are mended: each step includes those before."""

    NONE = "none"  # the paint is the weights
    ZERO_MEAN = "zero mean"  # less the template's mean paint: its weights add up to nothing
    NEAREST = "nearest"  # and a bias of −|w|²/2


class Score(NamedTuple):
    """How templates do on a part.

    Attributes
    ----------
    accuracy : the share of its examples that are answered rightly
    recall : of each class's examples, (10,); 0 for a class without any
    answered : the share of all answers that are this class, (10,); they add up to 1
    """

    accuracy: float
    recall: Float64s
    answered: Float64s


def mean_templates(part: Part) -> SignedBytes:
    """Paint each class's mean image, (10, 784): the start that needs no painting."""
    return np.round(np.nan_to_num(portraits(part).mean) * FULL).astype(np.int8)


def read_paint(sent: object) -> bytes | None:
    """Read what a browser sends: base64 of int8 (10, 784); None for anything else. Paint goes from −127 to 127."""
    if not isinstance(sent, str) or len(sent) > LONGEST:
        return None
    try:
        painted = np.frombuffer(base64.b64decode(sent, validate=True), np.int8)
    except (binascii.Error, ValueError):
        return None
    return np.maximum(painted, -FULL).astype(np.int8).tobytes() if painted.size == SIZE else None


def paint_of(weights: Floats) -> SignedBytes:
    """Paint weights (784, 10) as strongly as can be, (10, 784)."""
    return np.round(weights.T / (np.abs(weights).max() or 1) * FULL).astype(np.int8)


def model_of(paint: SignedBytes, mending: Mending) -> tuple[Floats, Floats]:
    """Take paint (10, 784) for weights (784, 10) in units of full ink, mended so far, and a bias (10,).

    With a bias of −|w|²/2 the most evidence means the smallest distance: |x − w|² = |x|² − 2 (w·x − |w|²/2), and |x|²
    is the same for all. As the weights of a template add up to nothing by then, x may as well be less its mean ink:
    that is the distance between two pictures of which it matters where ink is, not how much.
    """
    templates = paint.astype(np.float64) / FULL
    if mending is not Mending.NONE:
        templates = templates - templates.mean(axis=1, keepdims=True)
    bias = -np.square(templates).sum(axis=1) / 2 if mending is Mending.NEAREST else np.zeros(10)
    return np.ascontiguousarray(templates.T, np.float32), bias.astype(np.float32)


def answers(paint: SignedBytes, mending: Mending, part: Part) -> Int64s:
    """What the templates answer for every example of a part, int64 (N,); in a tie the smaller digit.

    Whole numbers in float64, so that no processor's order of adding up moves an answer. All is taken times 784, so
    that a template's mean is whole, and times 2 · 127² · 255 for the paint, the pixels and the half of |w|². Evidence
    is below 10¹³ then, and a float64 holds whole numbers to 9 · 10¹⁵.
    """
    templates, bias = AREA * paint.astype(np.float64), np.zeros(10)
    if mending is not Mending.NONE:
        templates = templates - templates.sum(axis=1, keepdims=True) / AREA
    if mending is Mending.NEAREST:
        bias = -255 * np.square(templates).sum(axis=1) / AREA
    # 255 more, since an image's bytes are divided by it: back to whole numbers, which a float64 holds.
    return evaluation.answers(2 * FULL * 255 * templates.T, bias, part)


@once(size=64)
def score(paint: bytes, mending: Mending, part: Part) -> Score:
    """How templates do on a part; `paint`: int8 (10, 784)."""
    given = answers(np.frombuffer(paint, np.int8).reshape(10, 784), mending, part)
    right = given == part.labels
    counts = np.maximum(np.bincount(part.labels, minlength=10), 1)
    recall = np.bincount(part.labels, weights=right, minlength=10) / counts
    answered = np.bincount(given, minlength=10) / len(part)
    for array in (recall, answered):
        array.setflags(write=False)
    return Score(float(right.mean()), recall, answered)


def scaled(paint: SignedBytes, mending: Mending, part: Part) -> Checkpoint:
    """The painted model, all its numbers times the power of two that makes it err least on a thousand digits of a part.

    That changes no answer, not even by rounding, only how sure they are: paint has no unit of evidence, and
    gradient descent needs one.
    """
    weights, bias = model_of(paint, mending)
    logits = evidence(part.intensities(slice(0, TRIED)), weights, bias)
    losses = [cross_entropy(part.labels[:TRIED], scale * logits) for scale in SCALES]
    scale = np.float32(SCALES[int(np.argmin(losses))])
    return Checkpoint(0, scale * weights, scale * bias)


def _measured_on(dataset: Dataset) -> Iterator[tuple[str, Part]]:
    """The names of what is measured of a descent, each with its digits."""
    return zip(MEASURED, (dataset.validation, dataset.test), strict=True)


@dataclass(frozen=True)
class Descent(ArrayWork):
    """Let the mini-batch recipe go on from painted templates.

    Attributes
    ----------
    paint : the bytes of int8 (10, 784)
    mending : how far the templates are mended before, as in `model_of`

    Raises
    ------
    ValueError
        If the bytes are more or fewer.
    """

    paint: bytes
    mending: Mending

    def __post_init__(self) -> None:
        """Check the length."""
        if len(self.paint) != SIZE:
            raise ValueError(f"ten templates have {SIZE:,} bytes, not {len(self.paint):,}")

    def key(self, digest: str) -> str:
        """Name the result on the data of this digest."""
        name = hashlib.sha256(self.paint + self.mending.encode() + digest.encode()).hexdigest()
        return f"descent-{VERSION}-{name[:40]}"

    def begin(self) -> Arrays:
        """Nothing is known yet."""
        return {
            "steps": np.empty(0, np.int64),
            **{name: np.empty(0) for name in MEASURED},
            "weights": np.zeros((784, 10), np.float32),
            "bias": np.zeros(10, np.float32),
        }

    def advance(self, dataset: Dataset, arrays: Arrays, seconds: float) -> Piece:
        """Go from record to record for so many seconds, the painted templates first."""
        config = MINI_BATCH.within(dataset)
        targets = record_steps(config.steps)
        steps, measured = list(arrays["steps"]), {name: list(arrays[name]) for name in MEASURED}
        model = Checkpoint(steps[-1] if steps else 0, arrays["weights"], arrays["bias"])
        end = time.monotonic() + seconds
        while len(steps) < len(targets):
            if steps:
                model = self._next(config, dataset, model, targets[len(steps)])
                for name, part in _measured_on(dataset):
                    right = evaluation.answers(model.weights, model.bias, part) == part.labels
                    measured[name].append(float(right.mean()))
            else:
                model = self._first(dataset)
                for name, part in _measured_on(dataset):
                    measured[name].append(score(self.paint, self.mending, part).accuracy)
            steps.append(model.step)
            if time.monotonic() > end:
                break
        found = {
            "steps": np.array(steps, np.int64),
            **{name: np.array(each) for name, each in measured.items()},
            "weights": model.weights,
            "bias": model.bias,
        }
        return Piece(found, model.step, config.steps)

    def layout(self) -> Layout:
        """Records, and the model they end with."""
        records = len(record_steps(MINI_BATCH.steps))
        return {
            "steps": Field(np.int64, (records,)),
            **{name: Field(np.float64, (records,), 0, 1) for name in MEASURED},
            "weights": Field(np.float32, (784, 10)),
            "bias": Field(np.float32, (10,)),
        }

    def _first(self, dataset: Dataset) -> Checkpoint:
        return scaled(np.frombuffer(self.paint, np.int8).reshape(10, 784), self.mending, dataset.train)

    @staticmethod
    def _next(config: TrainingConfig, dataset: Dataset, model: Checkpoint, target: int) -> Checkpoint:
        return advance(config, dataset, model, target - model.step)
