"""Runs side by side: how a run is written in an address, where each stands, what they differ in, which is best."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import MEASURED
from mnist_core.training.run import Snapshot, Status

Field = Literal["train_size", "learning_rate", "steps", "batch_size", "test_size", "seed", "weight_decay"]
FIELDS: tuple[Field, ...] = ("train_size", "learning_rate", "steps", "batch_size", "test_size", "seed", "weight_decay")
ALL = "all"
LONGEST_CODE = 90


def encode(config: TrainingConfig) -> str:
    """Write a run's settings for an address: its fields in order, `5500_0.1_2501_all_10000_0`; a decay only if any."""
    told = FIELDS if config.weight_decay else FIELDS[:-1]
    return "_".join(ALL if value is None else f"{value!r}" for value in (_value(config, field) for field in told))


def decode(code: str, dataset: Dataset) -> TrainingConfig | None:
    """Read what `encode` has written; None for anything else, or for more examples than there are."""
    parts = code.split("_")
    if len(code) > LONGEST_CODE or not 0 <= len(FIELDS) - len(parts) <= 1:
        return None
    text = dict(zip(FIELDS, parts, strict=False))  # links to runs without decay do not tell it
    try:
        config = TrainingConfig(
            train_size=int(text["train_size"]),
            learning_rate=float(text["learning_rate"]),
            steps=int(text["steps"]),
            batch_size=None if text["batch_size"] == ALL else int(text["batch_size"]),
            test_size=int(text["test_size"]),
            seed=int(text["seed"]),
            weight_decay=float(text.get("weight_decay", 0)),
        )
        config.check(dataset)
    except ValueError:
        return None
    return config if encode(config) == code else None


def _value(config: TrainingConfig, field: Field) -> int | float | None:
    """A field's value, the same for runs that are the same: a full batch has no order, so its seed counts as 0."""
    value: int | float | None = getattr(config, field)
    return 0 if field == "seed" and config.batch_size is None else value


def differing(configs: Sequence[TrainingConfig]) -> tuple[Field, ...]:
    """Name the fields in which some of the runs differ, in their usual order."""
    return tuple(field for field in FIELDS if len({_value(config, field) for config in configs}) > 1)


@dataclass(frozen=True)
class Standing:
    """Where a run stands at its last record; None for what is not measured yet.

    Attributes
    ----------
    status : what the run is doing
    step : updates made so far
    train_loss, validation_loss : nats
    train_accuracy, validation_accuracy, test_accuracy : shares from 0 to 1
    seconds : that workers spent on it
    """

    status: Status
    step: int
    seconds: float
    train_loss: float | None = None
    train_accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    test_accuracy: float | None = None


LOWER_IS_BETTER = ("train_loss", "validation_loss", "seconds")
NEVER_STARTED = Standing(Status.STOPPED, 0, 0.0)


def standing(run: Snapshot | None) -> Standing:
    """Say where a run stands; one that was never started stands at step 0."""
    if run is None:
        return NEVER_STARTED
    last = {name: float(getattr(run.history, name)[-1]) for name in MEASURED} if len(run.history) else {}
    return Standing(run.status, run.step, run.seconds, **last)


def best(standings: Sequence[Standing], quantity: str) -> list[int]:
    """Find the places of the runs with the best value of a quantity, of those that have trained; all where tied.

    One run alone is the best of nothing.
    """
    values = {
        place: value
        for place, each in enumerate(standings)
        if each.step and (value := getattr(each, quantity)) is not None
    }
    if len(values) < 2:
        return []
    top = (min if quantity in LOWER_IS_BETTER else max)(values.values())
    return [place for place, value in values.items() if value == top]


def digits_seen(config: TrainingConfig, step: int) -> int:
    """Count how many digits a run has looked at in so many steps, each as often as it was looked at."""
    return step * (config.batch_size or config.train_size)
