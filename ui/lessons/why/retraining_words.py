"""What is said of a model that was trained again without its loudest teachers; no Streamlit."""

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.softmax.regression import softmax
from mnist_core.why.teachers import Influence
from mnist_core.wording import a_digit, counted
from ui import words
from ui.lessons.why.words import THOUSANDTHS, of_tiles

WHY = (
    "The split is exact, and seems to say: without these, so much less. Whether that is so, only training without them "
    "can tell: all else stays, the others come in the same order."
)
NAMES = ("with all", "claimed without", "trained without")


def left_out(k: int, influence: Influence) -> str:
    """Say who is left out."""
    return f"Left out: the {counted(len(influence.for_), 'digit')} that gave most for {a_digit(k)}."


def offer(loudest: int) -> str:
    """Name the button."""
    return f"Train again without {'it' if loudest == 1 else f'these {loudest}'}"


def missed(k: int, influence: Influence, logits: Floats) -> dict[str, object]:
    """Set the evidence for a class beside what the split claims of it without the loudest teachers, and what is true.

    `logits` (3, 10): with all, as claimed, and trained again. What is printed adds up with what is printed of each.
    """
    before, again = (round(THOUSANDTHS * float(value)) for value in (influence.total, logits[2, k]))
    left = before - of_tiles(influence, influence.for_)
    lost = ("", *(_printed(before - value) for value in (left, again)))
    shares = [words.hedged(float(share[k])) for share in softmax(logits)]
    return {
        "head": ["", f"evidence of {k}", "lost", f"share of {k}"],
        "rows": [list(row) for row in zip(NAMES, map(_printed, (before, left, again)), lost, shares, strict=True)],
        "verdict": _verdict(before, left, again),
    }


def _verdict(before: int, left: int, again: int) -> str:
    """Say how much of what is claimed is really lost, in thousandths, and who made up for it."""
    share = 100 * (before - again) / (before - left) if before > left else np.nan
    lost = "Nothing" if again >= before else f"{share:.0f} %"
    more = again - left
    others = f"{abs(more) / THOUSANDTHS:.3f} {'more' if more >= 0 else 'less'}"
    return f"{lost} of what they gave is lost: without them the others give {others}."


def _printed(thousandths: int) -> str:
    return words.signed(thousandths / THOUSANDTHS, 3)
