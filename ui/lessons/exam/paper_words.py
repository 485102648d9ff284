"""What is said of the model on paper, on the page and on the printed sheet; no Streamlit, as in `words`."""

import numpy as np

from mnist_core.arrays import Flags
from mnist_core.data.dataset import Part
from mnist_core.exam.on_paper import PER_SHEET, PaperMark, PaperModel, sheet_count
from mnist_core.exam.squares import CELL
from ui.words import percent


def pair(first: int, second: int) -> str:
    """Name two digits that are to be told apart."""
    return f"{first} or {second}"


def figures(model: PaperModel, marked: PaperMark, whole_model: float) -> str:
    """Say how good the table is and how much there is to add, and what the model of 7,850 numbers does."""
    return (
        f"**{marked.right:,} of the {marked.count:,}** test digits labelled {pair(model.first, model.second)} are read "
        f"rightly: **{percent(marked.accuracy)}**. On average there are **{marked.terms:.1f} numbers** to add.\n\n"
        f"The model chosen above, with 784 greys and fractions, reads {percent(whole_model)} of the same digits if it "
        f"may answer these two only.\n\nA square is full where its {CELL}&nbsp;×&nbsp;{CELL} pixels hold at least "
        f"{100 * model.grid.share:.1f}&nbsp;% ink, else bare."
    )


def rounding(model: PaperModel) -> str:
    """Say what rounding to whole numbers costs."""
    return (
        f"Rounded to whole numbers, the table reads {percent(model.rounded)} of the validation digits of these two; as "
        f"it was learned, with fractions, {percent(model.fractions)}."
    )


def formula(model: PaperModel, black: Flags | None) -> str:
    """The rule, in LaTeX; with the numbers of a digit (49,) where it has been added up already."""
    rule = (
        rf"s = b + \sum_{{j=1}}^{{49}} w_j x_j, \quad x_j \in \{{0, 1\}}, \qquad "
        rf"\text{{answer}} = \begin{{cases}} {model.first} & s > 0 \\ {model.second} & s \le 0 \end{{cases}}"
    )
    if black is None:
        return rf"{rule}, \qquad b = {model.start}"
    terms = "".join(f"{weight:+d}" for weight in model.weights[black & (model.weights != 0)])
    s, answer = int(model.sums(black[np.newaxis])[0]), int(model.answers(black[np.newaxis])[0])
    side = ">" if s > 0 else r"\le"
    return rf"{rule} \\[0.6em] s = {model.start}{terms} = {s} {side} 0, \qquad \text{{answer}} = {answer}"


def printed(model: PaperModel, marked: PaperMark, place: int, part: Part) -> dict[str, str]:
    """The sentences on the printed sheet, as plain text."""
    a, b = model.first, model.second
    count = sheet_count(part, a, b)
    share = percent(marked.accuracy).replace("&nbsp;", "\u00a0").replace("&gt;", ">").replace("&lt;", "<")
    return {
        "title": f"A model on paper: {pair(a, b)}?",
        "sheet": f"Sheet {place + 1:,} of {count:,}",
        "steps": f"Begin with {_signed(model.start)}. For each black square of a digit add the number that stands in "
        f"the same place of the table: row by row, then all rows and the start. Above 0 it is {one(a)}; otherwise it "
        f"is {one(b)}. White squares and zeros add nothing.",
        "about": f"The table was learned from handwritten digits and rounded to whole numbers. These {PER_SHEET} it "
        "has never seen.",
        "figures": f"The same table reads {marked.right:,} of all {marked.count:,} test digits labelled {pair(a, b)} "
        f"rightly: {share}.",
    }


def one(digit: int) -> str:
    """A digit with its article."""
    return f"{'an' if digit == 8 else 'a'} {digit}"


def _signed(value: int) -> str:
    return f"−{-value}" if value < 0 else str(value)
