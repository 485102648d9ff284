"""A model's whole exam: every answer it gives to a part of the data, how sure it is of it, and the telling ones."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Flags, Float64s, Floats, Int64s, Integers
from mnist_core.data.dataset import Part
from mnist_core.exam.evaluation import whole_evidence
from mnist_core.once import once
from mnist_core.softmax.regression import log_softmax
from mnist_core.training.step import Checkpoint

# So many models' exams are kept, a megabyte each.
KEPT = 8


@dataclass(frozen=True, eq=False)
class Exam:
    """What a model answers to N labelled examples; the arrays are read-only.

    Attributes
    ----------
    probabilities : (N, 10) float64
    answers : (N,), the class with the largest probability; the smallest of several
    labels : (N,), the truth
    loss : (N,) float64, −log of the label's probability, in nats
    """

    probabilities: Float64s
    answers: Int64s
    labels: Int64s
    loss: Float64s

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def right(self) -> Flags:
        """Which examples (N,) are answered with their label."""
        right: Flags = self.answers == self.labels
        return right

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return float(self.right.mean())

    @property
    def confidence(self) -> Float64s:
        """The probability (N,) that each example's answer is given."""
        confidence: Float64s = self.probabilities.max(axis=1)
        return confidence


def mark(probabilities: Floats, labels: Integers) -> tuple[Int64s, Flags, float]:
    """Mark the tutorials' way: argmax gives the answers, equality what is right, the mean of that the accuracy."""
    answers = probabilities.argmax(axis=1)
    right = answers == labels
    return answers, right, float(right.mean())


def sit(weights: Floats, bias: Floats, part: Part) -> Exam:
    """Let a model with weights (784, 10) and bias (10,) answer every example of a part."""
    logits = whole_evidence(weights, bias, part)
    logarithms = log_softmax(logits)
    exam = Exam(
        probabilities=np.exp(logarithms),
        answers=logits.argmax(axis=1),
        labels=part.labels,
        # Zero is written without its sign.
        loss=np.maximum(-logarithms[np.arange(len(part)), part.labels], 0.0),
    )
    for array in (exam.probabilities, exam.answers, exam.loss):
        array.setflags(write=False)
    return exam


_lock = threading.Lock()


@once(size=KEPT)
def _kept(checkpoint: Checkpoint, part: Part) -> Exam:
    return sit(checkpoint.weights, checkpoint.bias, part)


def exam_of(checkpoint: Checkpoint, part: Part) -> Exam:
    """The exam of a checkpoint, taken once for all visitors; both arguments are told apart by identity."""
    with _lock:
        return _kept(checkpoint, part)


def first_with(right: Flags, pattern: Sequence[bool]) -> int:
    """Where the answers first go right and wrong in this order; 0 where they never do."""
    if len(right) < len(pattern):
        return 0
    windows = np.lib.stride_tricks.sliding_window_view(right, len(pattern))
    return int((windows == np.asarray(pattern)).all(axis=1).argmax())


def in_cell(exam: Exam, label: int, answer: int) -> Int64s:
    """The numbers of the examples with this label that get this answer, the surest first."""
    found = np.flatnonzero((exam.labels == label) & (exam.answers == answer))
    return found[np.argsort(-exam.confidence[found], kind="stable")]


def surest_mistakes(exam: Exam) -> Int64s:
    """The numbers of the wrongly answered examples, the surest first."""
    found = np.flatnonzero(~exam.right)
    return found[np.argsort(-exam.confidence[found], kind="stable")]


def hardest(exam: Exam) -> Int64s:
    """For each digit that occurs, the example whose label is given the smallest probability."""
    return _each_digit(exam, exam.loss)


def easiest(exam: Exam) -> Int64s:
    """For each digit that occurs, the example whose label is given the largest probability."""
    return _each_digit(exam, -exam.loss)


def _each_digit(exam: Exam, score: Float64s) -> Int64s:
    """For each digit that occurs, the example with the highest score (N,)."""
    return np.array(
        [np.where(exam.labels == digit, score, -np.inf).argmax() for digit in np.unique(exam.labels)], np.int64
    )
