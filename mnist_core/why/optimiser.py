"""Being the optimiser oneself: ten painted templates as weights, their score, and gradient descent from there."""

import base64
import binascii
import hashlib
import time
from dataclasses import dataclass

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

VERSION = 2
FULL = 127  # the strongest paint, for or against
SIZE = 10 * 784
LONGEST = 12_000  # characters: 7,840 bytes in base64 are 10,456
TRIED = 1000  # train digits that the scale is chosen on
SCALES = 2.0 ** np.arange(-9, 3)  # by any other factor every product is rounded anew, which flips near ties


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


def model_of(paint: SignedBytes, nearest: bool) -> tuple[Floats, Floats]:
    """Take paint (10, 784) for weights (784, 10) in units of full ink, and a bias (10,).

    Parameters
    ----------
    nearest : bias −|w|²/2 for each class, so that the most evidence means the smallest distance:
        |x − w|² = |x|² − 2 (w·x − |w|²/2), and |x|² is the same for all; else no bias
    """
    weights = np.ascontiguousarray(paint.T, np.float32) / np.float32(FULL)
    bias = -np.square(weights).sum(axis=0) / 2 if nearest else np.zeros(10, np.float32)
    return weights, bias


def answers(paint: SignedBytes, nearest: bool, part: Part) -> Int64s:
    """What the templates answer for every example of a part, int64 (N,); in a tie the smaller digit.

    Whole numbers in float64, so that no processor's order of adding up moves an answer: paint and pixels
    have 784 · 127 · 255 at most in a sum, and |w|²/2 is taken times 2 · 127² · 255 as everything is.
    """
    templates = paint.astype(np.float64)
    bias = -255 * np.square(templates).sum(axis=1) if nearest else np.zeros(10)
    # 255 more, since an image's bytes are divided by it: back to whole numbers, which a float64 holds.
    return evaluation.answers(2 * FULL * 255 * templates.T, bias, part)


@once(size=64)
def score(paint: bytes, nearest: bool, part: Part) -> tuple[float, Float64s]:
    """The accuracy of templates on a part, and the share read rightly of each class (10,); `paint`: int8 (10, 784)."""
    right = answers(np.frombuffer(paint, np.int8).reshape(10, 784), nearest, part) == part.labels
    counts = np.maximum(np.bincount(part.labels, minlength=10), 1)
    by_class = np.bincount(part.labels, weights=right, minlength=10) / counts
    by_class.setflags(write=False)
    return float(right.mean()), by_class


def scaled(paint: SignedBytes, nearest: bool, part: Part) -> Checkpoint:
    """The painted model, all its numbers times the power of two that makes it err least on a thousand digits of a part.

    That changes no answer, not even by rounding, only how sure they are: paint has no unit of evidence, and
    gradient descent needs one.
    """
    weights, bias = model_of(paint, nearest)
    logits = evidence(part.intensities(slice(0, TRIED)), weights, bias)
    losses = [cross_entropy(part.labels[:TRIED], scale * logits) for scale in SCALES]
    scale = np.float32(SCALES[int(np.argmin(losses))])
    return Checkpoint(0, scale * weights, scale * bias)


@dataclass(frozen=True)
class Descent(ArrayWork):
    """Let the mini-batch recipe go on from painted templates.

    Attributes
    ----------
    paint : the bytes of int8 (10, 784)
    nearest : the bias to begin with, as in `model_of`

    Raises
    ------
    ValueError
        If the bytes are more or fewer.
    """

    paint: bytes
    nearest: bool

    def __post_init__(self) -> None:
        """Check the length."""
        if len(self.paint) != SIZE:
            raise ValueError(f"ten templates have {SIZE:,} bytes, not {len(self.paint):,}")

    def key(self, digest: str) -> str:
        """Name the result on the data of this digest."""
        name = hashlib.sha256(self.paint + bytes([self.nearest]) + digest.encode()).hexdigest()
        return f"descent-{VERSION}-{name[:40]}"

    def begin(self) -> Arrays:
        """Nothing is known yet."""
        return {
            "steps": np.empty(0, np.int64),
            "accuracy": np.empty(0),
            "weights": np.zeros((784, 10), np.float32),
            "bias": np.zeros(10, np.float32),
        }

    def advance(self, dataset: Dataset, arrays: Arrays, seconds: float) -> Piece:
        """Go from record to record for so many seconds, the painted templates first."""
        config = MINI_BATCH.within(dataset)
        targets = record_steps(config.steps)
        steps, accuracy = list(arrays["steps"]), list(arrays["accuracy"])
        model = Checkpoint(steps[-1] if steps else 0, arrays["weights"], arrays["bias"])
        end = time.monotonic() + seconds
        while len(steps) < len(targets):
            if steps:
                model = self._next(config, dataset, model, targets[len(steps)])
                right = evaluation.answers(model.weights, model.bias, dataset.test) == dataset.test.labels
                accuracy.append(float(right.mean()))
            else:
                model = self._first(dataset)
                accuracy.append(score(self.paint, self.nearest, dataset.test)[0])
            steps.append(model.step)
            if time.monotonic() > end:
                break
        found = {
            "steps": np.array(steps, np.int64),
            "accuracy": np.array(accuracy),
            "weights": model.weights,
            "bias": model.bias,
        }
        return Piece(found, model.step, config.steps)

    def layout(self) -> Layout:
        """Records, and the model they end with."""
        records = len(record_steps(MINI_BATCH.steps))
        return {
            "steps": Field(np.int64, (records,)),
            "accuracy": Field(np.float64, (records,), 0, 1),
            "weights": Field(np.float32, (784, 10)),
            "bias": Field(np.float32, (10,)),
        }

    def _first(self, dataset: Dataset) -> Checkpoint:
        return scaled(np.frombuffer(self.paint, np.int8).reshape(10, 784), self.nearest, dataset.train)

    @staticmethod
    def _next(config: TrainingConfig, dataset: Dataset, model: Checkpoint, target: int) -> Checkpoint:
        return advance(config, dataset, model, target - model.step)
