"""What the names of the program hold: for one digit, and for a run as it is."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.data.dataset import Dataset
from mnist_core.softmax.account import Account
from mnist_core.softmax.regression import cross_entropy, one_hot
from mnist_core.training.run import Snapshot

Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Values:
    """The true shapes and numbers behind the program's lines.

    Attributes
    ----------
    shapes : by the names of lines, the shape of what the line makes; those of a function for one digit
    step, steps : updates made, and asked for
    weights, bias : the smallest and the largest of each
    inked : how many of the digit's pixels are not 0
    label : of the digit
    answer : the class with the largest share; None where all ten tie
    evidence : (10,) of the digit
    share : that its label gets, 0 to 1
    nats : −log of that share
    push : (10,), p − y of the digit
    losses : (R,), mean train loss in nats at each record, and the steps of the records
    right, of : how many test digits were answered rightly at the last record, of how many; None before the first
    practised, practice : the same of the validation digits
    """

    shapes: dict[str, tuple[Shape, ...]]
    step: int
    steps: int
    weights: tuple[float, float]
    bias: tuple[float, float]
    inked: int
    label: int
    answer: int | None
    evidence: Floats
    share: float
    nats: float
    push: Floats
    losses: Floats
    recorded: list[int]
    right: int | None
    of: int
    practised: int | None
    practice: int


def values(dataset: Dataset, run: Snapshot, digit: Account, label: int) -> Values:
    """Look up what the names hold: of a digit of the test part, and of a run in its snapshot."""
    model, config, history = run.checkpoint, run.config, run.history
    examined, practised = (
        round(float(accuracy[-1]) * size) if len(history) else None
        for accuracy, size in (
            (history.test_accuracy, config.test_size),
            (history.validation_accuracy, len(dataset.validation)),
        )
    )
    return Values(
        shapes=shapes(dataset, config.train_size, config.test_size),
        step=model.step,
        steps=config.steps,
        weights=(float(model.weights.min()), float(model.weights.max())),
        bias=(float(model.bias.min()), float(model.bias.max())),
        inked=int(np.count_nonzero(digit.image)),
        label=label,
        answer=None if digit.is_tie else digit.answer,
        evidence=digit.evidence,
        share=float(digit.probabilities[label]),
        nats=cross_entropy(label, digit.evidence),
        push=digit.probabilities - one_hot(label),
        losses=history.train_loss,
        recorded=history.step.tolist(),
        right=examined,
        of=config.test_size,
        practised=practised,
        practice=len(dataset.validation),
    )


def shapes(dataset: Dataset, size: int, test_size: int) -> dict[str, tuple[Shape, ...]]:
    """The shape of what each line makes, by its name, with so many train and test examples."""
    everything, test = len(dataset.train) + len(dataset.validation), len(dataset.test)
    many, few = (size, 784), (1, 784)
    return {
        "data": ((everything, 28, 28), (everything,), (test, 28, 28), (test,)),
        "pixels": (many,),
        "labels": ((size, 10),),
        "weights": ((784, 10),),
        "bias": ((10,),),
        "model": (few, (1, 10)),
        "evidence": ((1, 10),),
        "shares": ((1, 10),),
        "nats": ((size,),),
        "loss": ((),),
        "slope": ((784, 10), (10,)),
        "step_weights": ((784, 10),),
        "step_bias": ((10,),),
        "start": ((784, 10), (10,)),
        "batch": (many, (size, 10)),
        "exam": ((test_size, 10),),
        "right": ((test_size,),),
        "accuracy": ((),),
    }
