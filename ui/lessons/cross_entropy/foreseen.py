"""What is to be foreseen of the loss: what it costs to be surely wrong."""

from functools import partial

import numpy as np

from mnist_core.cross_entropy import predictions
from mnist_core.questions.answers import price
from ui.foresee import Foreseen, Scale
from ui.lessons.cross_entropy import views
from ui.marks import put_undrawn

SMALL = 0.01


def question(view: str) -> Foreseen | None:
    """The loss at a small share of the truth, before the toy that shows it; nothing before the others."""
    return _PRICE if view == "One prediction" else None


_PRICE = Foreseen(
    "price",
    f"An answer that gives the truth a share of 0.5 costs {price(0.5):.1f} nats; at 0.25 it is {price(0.25):.1f}. What "
    f"does it cost at a share of {SMALL:g}?",
    Scale(0, 10, 0.1, " nats", 1),
    lambda: price(SMALL),
    "Why no more, though the share is fifty times smaller than 0.5? The loss is a logarithm: every halving adds the "
    "same. But there is no end to halving, so no end to the loss.",
    ("p", "truth"),
    # The tutorials' answer, on which the toy opens, gives such a share to a 2.
    show=partial(put_undrawn, "truth", int(np.flatnonzero(predictions.TUTORIALS_J == SMALL)[0]), views.TRUTH),
)
