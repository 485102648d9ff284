"""Which digits are taken for which: the confusion matrix and what its margins say."""

import numpy as np

from mnist_core.arrays import Float64s, Int64s, Integers


def confusion_matrix(labels: Integers, answers: Integers) -> Int64s:
    """Count the examples by label and answer, int64 (10, 10): row = the label, column = the answer."""
    cells = 10 * np.asarray(labels, np.int64) + np.asarray(answers, np.int64)
    return np.bincount(cells, minlength=100).reshape(10, 10)


def recall(matrix: Int64s) -> Float64s:
    """Of all examples of each digit, the share that is found, (10,); NaN for a digit without examples."""
    with np.errstate(invalid="ignore"):
        found: Float64s = np.diag(matrix) / matrix.sum(axis=1)
    return found


def precision(matrix: Int64s) -> Float64s:
    """Of all answers of each digit, the share that is right, (10,); NaN for a digit that is never answered."""
    with np.errstate(invalid="ignore"):
        found: Float64s = np.diag(matrix) / matrix.sum(axis=0)
    return found


def most_confused(matrix: Int64s) -> tuple[int, int]:
    """The label and the answer of the commonest mistake; the first of several."""
    mistakes = matrix - np.diag(np.diag(matrix))
    label, answer = divmod(int(mistakes.argmax()), 10)
    return label, answer


def is_commonest(matrix: Int64s, label: int, answer: int) -> bool:
    """Whether no mistake is made more often than giving this label this answer, which is one and is made."""
    return label != answer and bool(matrix[label, answer] == matrix[most_confused(matrix)] > 0)
