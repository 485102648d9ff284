"""What is to be foreseen of the data: how much of a digit is paper."""

from mnist_core.data.dataset import Dataset
from mnist_core.questions.answers import share_without_ink
from ui.foresee import Foreseen, Scale


def question(view: str, dataset: Dataset) -> Foreseen | None:
    """How many pixels hold no ink, before one digit's pixels are shown; nothing before the other toys."""
    if view != "One digit":
        return None
    return Foreseen(
        "paper",
        f"To the model, each of the {len(dataset.train):,} train digits is a row of 784 numbers from 0 to 1. Of every "
        "100 such numbers, how many are exactly 0, no ink at all?",
        Scale(0, 100, 1, " of 100", gap_unit=""),
        lambda: 100 * share_without_ink(dataset.train),
        "Why so many? A digit is one thin line on a sheet of one size for all. A weight can learn something only "
        "where there is ink now and then; at the edges there never is.",
        ("number", "split", "label", "pixel", "shuffled"),
    )
