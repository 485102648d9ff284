"""What is to be foreseen of a drawing: what is answered where nothing is drawn."""

import numpy as np

from mnist_core.softmax.regression import evidence
from mnist_core.training.run import Snapshot
from ui import foresee
from ui.drawings import Drawing
from ui.foresee import Foreseen

BLANK = "blank sheet"


def question(run: Snapshot, drawing: Drawing) -> Foreseen | None:
    """Which digit gets most evidence from a blank sheet; nothing once something is drawn, or before it is trained."""
    if not drawing.is_blank:
        foresee.show_it(BLANK)  # who draws has gone on, and is not asked when the sheet is cleared
        return None
    if run.active or drawing.account.is_tie:
        return None
    model = run.checkpoint
    return Foreseen(
        BLANK,
        "No ink so far: 784 zeros. Which digit gets the most evidence from that? Or just begin.",
        tuple(str(digit) for digit in range(10)),
        lambda: int(evidence(np.zeros(784), model.weights, model.bias).argmax()),
        "Why this one? Without ink no weight counts, only the ten biases. Every step of the training has moved each of "
        "them up by what its class got too little, or down by what it got too much.",
    )
