"""What is to be foreseen of training: what the very first step is worth."""

from mnist_core.data.dataset import Dataset
from mnist_core.questions.answers import accuracy_after_one_step
from mnist_core.training.config import FULL_BATCH
from ui.foresee import Foreseen, Scale


def question(dataset: Dataset) -> Foreseen:
    """How well it reads after one step from zero, before any board is shown."""
    config = FULL_BATCH.within(dataset)
    return Foreseen(
        "first step",
        f"All weights are zero: it reads no better than chance, about 10 of 100. The full-batch recipe makes "
        f"{config.steps:,} steps. How many of 100 validation digits does it read rightly after the very first?",
        Scale(0, 100, 1, " of 100", gap_unit=""),
        lambda: 100 * accuracy_after_one_step(dataset),
        "Why so many at once? The first step adds to each class's picture the ink of all its digits: ten blurred "
        "means. Most digits look like their own; all other steps are there for the rest.",
        ("learning_rate", "steps", "full_batch", "batch_size", "seed", "train_size", "test_size", "view"),
    )
