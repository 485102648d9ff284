"""What is to be foreseen of training: what the very first step is worth."""

from functools import partial

from mnist_core.data.dataset import Dataset
from mnist_core.questions.answers import accuracy_after_one_step
from mnist_core.training.config import FULL_BATCH, TrainingConfig
from mnist_core.training.run import TrainingRun
from ui import live, state
from ui.foresee import Foreseen, Scale

AT_STEP = "at step"  # where the board of a run is to stand when it is first seen


def _after_one_step(config: TrainingConfig) -> None:
    """Have the recipe trained, and the board stand at its first step."""
    live.start(TrainingRun(config))
    state.keep_for(AT_STEP, config, 1)


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
        show=partial(_after_one_step, config),
    )
