"""A model that a visitor brings as a file: read, checked, and then shown where a run of training would be."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from mnist_core.data.dataset import Dataset
from mnist_core.take_away.models import ModelError, model_of
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import Recorder
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.step import Checkpoint, initial_checkpoint

# Of any weight or bias: far more than training ends with, and far less than what float32 can no longer add up.
LARGEST = 10_000.0
LONGEST_NAME = 40


@dataclass(frozen=True)
class ModelFile(TrainingConfig):
    """What stands for the config of a run where the model comes from a file: its name, and the model itself.

    How it was trained is not known, so the numbers of a config mean nothing here, and no run can be made of it.

    Attributes
    ----------
    name : of the file, in one line of at most 40 characters that can be printed
    digest : the hex SHA-256 of the model's numbers; equal models of one name are equal
    checkpoint : the model, at step 0
    """

    name: str = ""
    digest: str = ""
    checkpoint: Checkpoint = field(default_factory=initial_checkpoint, compare=False, repr=False)

    def check(self, _dataset: Dataset) -> None:
        """Raise ValueError: there is nothing to train."""
        raise ValueError(f"{self.name} is a model from a file: how it was trained is not known")

    def key(self, _digest: str) -> str:
        """Name no run, but the model."""
        return f"file-{self.digest}"

    def show(self) -> Snapshot:
        """Show the model as a run that has ended, without a record of how it went."""
        return Snapshot(self, Status.FINISHED, self.checkpoint, Recorder(0).history)


def open_model(name: str, content: bytes) -> ModelFile:
    """Read a model from the bytes of an .npz or .json file; nothing in it is executed, and nothing unpickled.

    Raises
    ------
    ModelError
        If it is no model, or one of such large numbers that what follows from them cannot be shown.
    """
    weights, bias = model_of(content)
    largest = max(float(np.abs(array).max()) for array in (weights, bias))
    if largest > LARGEST:
        raise ModelError(f"holds a number of the size {largest:.2g}; what can be shown goes up to {LARGEST:,.0f}")
    digest = hashlib.sha256(weights.tobytes() + bias.tobytes()).hexdigest()
    return ModelFile(name=shown_name(name), digest=digest, checkpoint=Checkpoint(0, weights, bias))


def shown_name(name: str) -> str:
    """Write a file's name so that it fits in a line: what cannot be printed becomes a blank, what is long is cut."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in name).split()) or "without a name"
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"
