"""What a run is judged by: validation, the practice exam, until the visitor has opened the run's own exam."""

from mnist_core.arrays import Floats
from mnist_core.data.dataset import Dataset
from mnist_core.data.dataset import Part as Digits
from mnist_core.training.board import Part
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import History
from ui import state


def by(config: TrainingConfig) -> Part:
    """The name of the part whose digits a run is judged by, as it is to be said beside every figure."""
    return "test" if state.has_opened_exam(config) else "validation"


def part(dataset: Dataset, config: TrainingConfig) -> Digits:
    """The part whose digits a run is judged by."""
    return dataset.test if by(config) == "test" else dataset.validation


def accuracies(history: History, config: TrainingConfig) -> Floats:
    """The accuracy (R,) at each record of a run, on the digits that it is judged by."""
    found: Floats = getattr(history, f"{by(config)}_accuracy")
    return found
