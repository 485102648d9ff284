"""The exam's own pictures: digits that open, the confusion matrix, and a digit to guess."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_core.arrays import Float64s, Int64s
from mnist_core.data.dataset import Part
from mnist_core.exam import confusion
from mnist_core.exam.exam import Exam
from ui import address, state, words
from ui.component import ink_bytes, mount
from ui.sent import Sent, cell, pressed, whole


def four(part: Part, exam: Exam, numbers: range) -> None:
    """Show a few test digits with their ten shares, and whether the largest is at the label."""
    rows = np.array(numbers)
    lines = [
        [f"answer {exam.answers[row]}, label {exam.labels[row]}", str(bool(exam.answers[row] == exam.labels[row]))]
        for row in rows
    ]
    shares, wrong = exam.probabilities[rows].round(4).tolist(), (~exam.right[rows]).tolist()
    _gallery(part, rows, lines, len(rows), "four", narrow=2, shares=shares, wrong=wrong)


def answered(part: Part, exam: Exam, numbers: Int64s, columns: int) -> None:
    """Show test digits with what they were taken for, how sure of it the model was, and what they are."""
    lines = [
        [f"{exam.labels[n]} as {exam.answers[n]}", words.hedged(float(exam.probabilities[n, exam.answers[n]]))]
        for n in numbers
    ]
    _gallery(part, numbers, lines, columns, "answered", narrow=4)


def confusion_matrix(
    matrix: Int64s, chosen: tuple[int, int], choose: Callable[[int, int], None], mark_is_told: bool
) -> None:
    """Show the counts (10, 10) with recall and precision in the margins; pressing a cell calls `choose`.

    The accuracy of all together is sent only where it may be told.
    """
    data = {
        "counts": matrix.tolist(),
        "recall": _fractions(confusion.recall(matrix)),
        "precision": _fractions(confusion.precision(matrix)),
        "accuracy": float(np.trace(matrix) / matrix.sum()) if mark_is_told else None,
        "chosen": list(chosen),
    }
    mount("confusion", "confusion", data, cell=Sent(cell(10, 10), lambda pressed: choose(*pressed)))


@dataclass(frozen=True)
class Bet:
    """What is bet on a test digit's answer: the guess, if any; whether the answer is shown; and what is said of it.

    `choose` is given a guess, and `show` is called by who wants to see it without one.
    """

    guess: int | None
    shown: bool
    note: str
    choose: Callable[[int], None]
    show: Callable[[], None]


def question(part: Part, exam: Exam, number: int, bet: Bet) -> None:
    """Show a test digit and ten classes; what the model answers is sent to the browser only once it is shown."""
    told = None
    if bet.shown:
        probabilities = exam.probabilities[number]
        told = {
            "guess": bet.guess,
            "answer": int(exam.answers[number]),
            "label": int(exam.labels[number]),
            "probabilities": probabilities.round(5).tolist(),
            "shares": [words.hedged(float(each)) for each in probabilities],
        }
    data = {
        "pixels": ink_bytes(part.intensities([number])),
        "heading": f"test digit {number:,}",
        "alt": f"Test digit {number}, handwritten",
        "note": bet.note,
        "revealed": told,
    }
    mount("guess", "guess", data, guess=Sent(whole(10), bet.choose), waive=pressed(bet.show))


def _fractions(values: Float64s) -> list[float | None]:
    """Shares as JSON knows them: nothing where there is no number."""
    return [None if np.isnan(value) else float(value) for value in values]


def _gallery(part: Part, numbers: Int64s, lines: Sequence[Sequence[str]], columns: int, key: str, **more: Any) -> None:
    """Show test digits with a few lines below each; pressing one opens it in the view "Any digit"."""

    def open_digit(number: int) -> None:
        if not state.has("digit"):
            # Of a widget that it has not drawn before, Streamlit would not write the value into the address.
            address.write("digit", str(number))
        state.put(view="Any digit", digit=number)

    data = {
        "values": ink_bytes(part.intensities(numbers)),
        "numbers": numbers.tolist(),
        "lines": lines,
        "columns": columns,
    }
    mount("answers", key, data | more, picked=Sent(whole(len(part)), open_digit))
