"""What one digit does to a step that the class takes together: the accuracy with it, and without it."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64s, Int64s
from mnist_core.classroom.batch import Step
from mnist_core.classroom.ours import Score
from mnist_core.data.dataset import Part
from mnist_core.slices import slices
from mnist_core.softmax.regression import evidence, one_hot, predict


@dataclass(frozen=True)
class Effects:
    """How a part's digits are read around a step.

    Attributes
    ----------
    before, after : by the model before the step, and after it
    without : for each digit of the step, after the same step without it
    """

    before: Score
    after: Score
    without: tuple[Score, ...]

    @property
    def gains(self) -> list[int]:
        """How many more digits are read rightly with each one than without it; below 0 where it cost some."""
        return [self.after.right - each.right for each in self.without]


def effects(weights: Float64s, bias: Float64s, step: Step, part: Part) -> Effects:
    """Take a step with all its digits, and without each of them in turn; measure on a part, the validation digits.

    Each model differs from that of all by one digit's gradient, so the evidence is put together from what the step's
    digits have in common with the part's: W − rate / (n − 1) · (Xᵀ(p − y) − xᵢ(p − y)ᵢ). A digit that is the only one
    leaves no step.
    """
    count = len(step.images)
    wrong = np.asarray(predict(weights, bias, step.images) - one_hot(step.labels), np.float64)
    right = np.zeros(count + 2, np.int64)
    for rows in slices(len(part), np.float64):
        images, labels = part.images[rows] / 255, part.labels[rows]
        before = np.asarray(evidence(images, weights, bias), np.float64)
        overlap = images @ step.images.T + 1  # the 1 is the bias's
        pull = overlap @ wrong
        right[0] += _right(before, labels)
        right[1] += _right(before - step.rate / count * pull if count else before, labels)
        for k in range(count):
            rest = pull - np.outer(overlap[:, k], wrong[k])
            right[k + 2] += _right(before - step.rate / (count - 1) * rest if count > 1 else before, labels)
    first, after, *without = (Score(int(each), len(part)) for each in right)
    return Effects(first, after, tuple(without))


def _right(logits: Float64s, labels: Int64s) -> int:
    return int((logits.argmax(axis=1) == labels).sum())
