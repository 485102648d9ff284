"""Finding one's way among the examples of a part: the next of a label, a page of many, one by chance."""

import random

import numpy as np

from mnist_core.arrays import Int64s, Integers


def numbers_of(labels: Integers, label: int | None) -> Int64s:
    """The numbers of the examples with this label, ascending; of all examples where it is None."""
    return np.arange(len(labels)) if label is None else np.flatnonzero(labels == label)


def following(labels: Integers, number: int, label: int | None) -> int:
    """The first example from `number` on that has this label, going on from the start; `number` where none has it."""
    numbers = numbers_of(labels, label)
    return int(numbers[np.searchsorted(numbers, number) % len(numbers)]) if len(numbers) else number


def preceding(labels: Integers, number: int, label: int | None) -> int:
    """The last example up to `number` that has this label, going on from the end; `number` where none has it."""
    numbers = numbers_of(labels, label)
    return int(numbers[np.searchsorted(numbers, number, side="right") - 1]) if len(numbers) else number


def by_chance(labels: Integers, label: int | None) -> int:
    """Any example with this label; 0 where none has it."""
    numbers = numbers_of(labels, label)
    return int(random.choice(numbers)) if len(numbers) else 0  # noqa: S311 - which digit is shown is no secret


def pages(labels: Integers, label: int | None, size: int) -> int:
    """How many pages of `size` examples there are; one at least."""
    return max(1, -(-len(numbers_of(labels, label)) // size))


def page(labels: Integers, label: int | None, place: int, size: int) -> Int64s:
    """The numbers of the examples on a page, the first page being 1."""
    return numbers_of(labels, label)[(place - 1) * size : place * size]
