"""Several models before the same digits: what each answers, under stress too, and where one fails and another not."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_core.arrays import Bytes, Flags, Float64s, Floats, Int64s, Integers
from mnist_core.beyond_linear.networks import Network, of_bytes, stressed
from mnist_core.beyond_linear.stress import Stress, apply, written
from mnist_core.data.dataset import Part
from mnist_core.once import once
from mnist_core.slices import slices
from mnist_core.softmax.regression import softmax
from mnist_core.training.graphs import CLEAR

# Of so many test digits the convolutional network is asked live; the others of all of them.
SAMPLE = 1_000
CLEAR_FRACTION = 1e-4  # of the largest evidence; what CLEAR is for evidence of any size


def asked(network: Network, part: Part) -> Int64s:
    """The examples that a network is asked live: all of them, or for the convolutional one SAMPLE, evenly spread."""
    step = max(1, len(part) // SAMPLE) if network.kind == "convolutional" else 1
    return np.arange(0, len(part), step)


def logits(network: Network, stress: Stress, part: Part, rows: Integers) -> Float64s:
    """The evidence (n, 10) for these examples of a part, stressed; where it nearly ties, computed in float64.

    So the answers are those of float64, and the same on every processor, as the exam's are; in half the time that
    float64 takes throughout.
    """
    found = _logits(network, stress, part, rows, np.float32)
    second, first = np.partition(found, 8, axis=1)[:, 8:].T
    near = np.flatnonzero(first - second < CLEAR + CLEAR_FRACTION * np.abs(found).max(axis=1))
    if len(near):
        found[near] = _logits(network.in_float64(), stress, part, rows[near], np.float64)
    return found


def _logits(network: Network, stress: Stress, part: Part, rows: Integers, dtype: type[np.floating[Any]]) -> Float64s:
    """The evidence as numbers of this type add it up, a slice of examples after the other."""
    # The pen comes first, and behind it all but the noise is linear; shuffling is, behind the noise too.
    ready = stressed(network, replace(stress, thickness=0))
    unshuffled = stressed(network, Stress(shuffled=stress.shuffled)) if ready is None else None
    judge, left = (network, stress) if unshuffled is None else (unshuffled, replace(stress, shuffled=0.0))
    found = np.empty((len(rows), 10))
    if ready is None:
        for some in slices(len(rows), dtype):
            found[some] = judge.logits(apply(left, part, rows[some]).astype(dtype, copy=False))
    else:
        ready = of_bytes(ready)  # to divide ten thousand digits by 255 would take longer than all else
        for some in slices(len(rows), dtype):
            found[some] = ready.logits(written(part, stress.thickness, rows[some]).astype(dtype))
    return found


def probabilities(network: Network, stress: Stress, part: Part, rows: Integers) -> Floats:
    """The probabilities (n, 10) that a network gives to these examples, stressed."""
    return softmax(logits(network, stress, part, rows))


@once(size=64)
def answers(network: Network, stress: Stress, part: Part) -> Bytes:
    """What a network answers to the examples that it is `asked`, stressed; kept for whoever asks next."""
    given: Bytes = logits(network, stress, part, asked(network, part)).argmax(axis=1).astype(np.uint8)
    given.setflags(write=False)
    return given


@once(size=16)
def by_shift(network: Network, part: Part, shifts: tuple[int, ...], step: int) -> Floats:
    """The accuracy on every `step`-th example, moved to the right by each of these numbers of pixels."""
    rows = np.arange(0, len(part), step)
    given = [logits(network, Stress(right=shift), part, rows).argmax(axis=1) for shift in shifts]
    accuracies = np.array([(answers == part.labels[rows]).mean() for answers in given])
    accuracies.setflags(write=False)
    return accuracies


@once(size=64)
def right(network: Network, stress: Stress, part: Part) -> Flags:
    """Which of the examples that it is `asked` a network answers with their label; kept for whoever asks next."""
    correct: Flags = answers(network, stress, part) == part.labels[asked(network, part)]
    correct.setflags(write=False)
    return correct


def failing(given: Sequence[Integers], labels: Integers, who: Sequence[bool]) -> Int64s:
    """The examples at which exactly these judges fail and the others do not.

    Parameters
    ----------
    given : the answers (n,) of each judge
    labels : (n,), the truth
    who : for each judge, whether it is to fail
    """
    wrong = np.stack([answers != labels for answers in given])
    return np.flatnonzero((wrong == np.asarray(who)[:, None]).all(axis=0))
