"""What the page to draw on says; no Streamlit, so that it can be tested alone."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.drawing.digits import crop_to_ink
from mnist_core.drawing.stages import BOX, CENTRE, CROP, LINE, STEPS, Stage

if TYPE_CHECKING:
    from ui.drawings import Drawing

DRAWN = "drawn"
NAMES = {DRAWN: "as drawn", LINE: "line", CROP: "cropped", BOX: "20 × 20", CENTRE: "centred"}
SWITCHES = {"Line": LINE, "Crop": CROP, "Box": BOX, "Centre": CENTRE}
SAYS = {
    DRAWN: "the whole sheet on 28 × 28 pixels",
    LINE: "its lines made as wide as MNIST's",
    CROP: "cut to the ink",
    BOX: "scaled until its longer side is 20 pixels",
    CENTRE: "moved until its ink balances in the middle",
}

NOTICES = (
    "The model never sees your stroke, only 784 numbers; a digit drawn small or in a corner ends up the same.",
    "The answer under each picture is what it would say if the way ended there.",
    "The shares always add up to one, so it must answer something, even to a scribble.",
)


def tries(drawing: "Drawing", steps: Collection[str], *, by_hand: bool) -> list[tuple[str, object]]:
    """What to try with the sheet, and whether this drawing does it on a way of these steps.

    What is to be drawn counts only where the visitor did that: no start, link, digit of the exam or file brought it.
    """
    answer, largest = drawing.account.answer, drawing.account.probabilities.max()
    inked = by_hand and not drawing.is_blank
    off_centre = _stands_far_left(drawing.stages[0].image) and CENTRE not in steps and answer != 1
    lies = by_hand and _lies_flat(drawing.given) and len(steps) == len(STEPS)
    return [
        ("Take the *1 far left* and leave out *Centre*: no training 1 stood there.", off_centre),
        ("Draw a digit that it gives more than 99&nbsp;%.", inked and drawing.is_digit and bool(largest > 0.99)),
        ("Draw something that leaves every class under 50&nbsp;%.", inked and bool(largest < 0.5)),
        ("Draw a 1 that lies on its side: is it still a 1?", lies),
    ]


def picture(stage: Stage, answer: str) -> str:
    """Describe a stage's picture to those who cannot see it."""
    if not stage.done:
        return f"Left out: {SAYS[stage.step]}"
    return f"Your digit, {SAYS[stage.step]}; the model would answer {answer}"


def _lies_flat(image: Floats) -> bool:
    """Whether the ink of an image (784,) is at least twice as wide as high."""
    height, width = crop_to_ink(image.reshape(28, 28).astype(np.float32)).shape
    return bool(image.any()) and width >= 2 * height


def _stands_far_left(image: Floats) -> bool:
    """Whether the ink of an image (784,) keeps to the left quarter, and is at least twice as high as wide."""
    columns = np.flatnonzero(image.reshape(28, 28).any(axis=0))
    height, width = crop_to_ink(image.reshape(28, 28).astype(np.float32)).shape
    return len(columns) > 0 and bool(columns[-1] < 7) and height >= 2 * width
