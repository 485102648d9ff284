"""What is said of pictures that the model cannot tell apart; no Streamlit, so that it can be tested alone."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64s
from mnist_core.why.unseen import Lookalike
from mnist_core.wording import a_digit, counted

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Told:
    """The two digits.

    Attributes
    ----------
    answer : what the model reads in the drawing; None for no answer
    number, label : the train digit that the picture is to look like
    read : what the model reads in that
    """

    answer: int | None
    number: int
    label: int
    read: int


def names(told: Told) -> list[str]:
    """Name the drawing, the picture that was found, and the digit that it is to look like."""
    yours = "your sheet" if told.answer is None else f"yours, read as {told.answer}"
    return [
        yours,
        "a picture it takes for yours",
        f"train digit {told.number:,}, {a_digit(told.label)}, read as {told.read}",
    ]


def rows(told: Told) -> list[str]:
    """Name the three pictures in few letters."""
    return ["yours", "picture", f"the {told.label}"]


def heading(directions: int) -> str:
    """Head the pictures of the directions."""
    return f"All that it sees of 784 pixels: {counted(directions, 'number')}"


def found(told: Told, picture: Lookalike, digits: tuple[Float64s, Float64s], shares: Float64s) -> str:
    """Say what was found between two digits; `shares` (n, 10) are those on the way to it, and at last the other's."""
    alike = _within(float(np.abs(shares[0] - shares[-2]).max()))
    far, near = (float(np.linalg.norm(picture.image - each)) for each in digits)
    return (
        "Shares depend on differences of evidence only. Ten templates less their mean span at most 9 directions of "
        "784, and along all others a picture may change **unseen**. The middle one lies where yours does along these, "
        f"and is otherwise as near to the {told.label} as ink can be: at a Euclidean distance of {near:.1f}, and of "
        f"{far:.1f} from yours. Its ten shares are yours {alike} ({counted(picture.rounds, 'round')} of setting the "
        "numbers right and cutting the ink off at 0 and 1)."
    )


def _within(difference: float) -> str:
    """Say how little shares differ: a power of ten above it, or not at all."""
    if difference == 0:
        return "to the last bit"
    power = int(np.ceil(np.log10(difference)))
    return f"within 10{str(power).translate(_RAISED)}"
