"""The class as soft label: what its votes on doubtful digits say of them, and of the model.

A class that does not agree is a distribution. Whatever model is held against it, its cross-entropy is the entropy of
that distribution, which no model can save, and the divergence of the model from the class, which one could. After
J. C. Peterson et al., "Human Uncertainty Makes Classification More Robust" (2019).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select

from mnist_core.arrays import Float64s
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Viewer
from mnist_core.classroom.members import NOT_REMOVED
from mnist_core.classroom.rooms import read_room
from mnist_core.classroom.rounds import Stage
from mnist_core.classroom.schema import members, rounds, votes
from mnist_core.cross_entropy.information import cost, entropy
from mnist_core.data.dataset import Dataset

# The twenty validation digits to which the mini-batch recipe's model gives shares of the largest entropy, that first:
# of full MNIST, and of the sample. A test computes them.
TWENTY = {
    "full": (4006, 418, 788, 3626, 3072, 160, 3570, 770, 1772, 3494, 24, 611, 1089, 3980, 1024, 1149, 1812, 3798, 3218,
             4402),
    "sample": (288, 481, 416, 185, 206, 97, 478, 102, 255, 285, 432, 309, 112, 228, 284, 81, 399, 356, 475, 179),
}  # fmt: skip
CHOICES = 10
NAME = re.compile(r"soft_([1-9]|1[0-9]|20)", re.ASCII)


@dataclass(frozen=True)
class SoftLabel:
    """What a class says of a digit, and what a model does; in nats.

    Attributes
    ----------
    votes : how many chose each of the ten
    model : the shares (10,) that the model gives
    """

    votes: tuple[int, ...]
    model: Float64s

    @property
    def shares(self) -> Float64s:
        """The class's distribution (10,)."""
        shares: Float64s = np.array(self.votes, np.float64) / sum(self.votes)
        return shares

    @property
    def entropy(self) -> float:
        """How little the class agrees: the least that any model's cross-entropy can be."""
        return entropy(self.shares)

    @property
    def divergence(self) -> float:
        """How far the model is from the class, D(class ‖ model): 0 only where it says what the class says."""
        there = self.shares > 0
        # Term by term, since where the two are close a difference of sums would be rounding alone.
        return max(float((self.shares[there] * np.log(self.shares[there] / self.model[there])).sum()), 0.0)

    @property
    def cross_entropy(self) -> float:
        """The model's loss against the class's distribution."""
        return cost(self.shares, self.model)


@dataclass(frozen=True)
class Mean:
    """The means over some digits, in nats: the entropy, the divergence and the cross-entropy, which is their sum."""

    digits: int
    entropy: float
    divergence: float
    cross_entropy: float


def twenty(dataset: Dataset) -> tuple[int, ...]:
    """The numbers of the doubtful validation digits, in the order in which they are asked."""
    return TWENTY[dataset.ref.kind]


def question_of(place: int) -> str:
    """Name the round in which the digit at a place, from 1, is voted on."""
    return f"soft_{place}"


def place_of(question: str) -> int | None:
    """Say which digit's round it is, from 1; None where it is another question's."""
    found = NAME.fullmatch(question)
    return int(found[1]) if found else None


def mean_of(labels: Sequence[SoftLabel]) -> Mean:
    """Average over one digit or more, each digit counted alike."""
    kinds = ([getattr(each, name) for each in labels] for name in ("entropy", "divergence", "cross_entropy"))
    return Mean(len(labels), *(float(np.mean(values)) for values in kinds))


def votes_of(classroom: Classroom, viewer: Viewer) -> dict[int, tuple[int, ...]]:
    """Count the first votes on each digit whose votes are shown, by its place; Refused where the room is over.

    The first, for after they have talked pupils do not vote by themselves. Where a digit was asked several times, the
    last round that anybody voted in.
    """
    tally = select(rounds.c.id, rounds.c.question, votes.c.choice, func.count().label("number"))
    shown = rounds.c.room_id == viewer.room_id, rounds.c.stage == Stage.SHOWN, rounds.c.choices == CHOICES
    joined = tally.join(votes, votes.c.round_id == rounds.c.id).join(members, members.c.id == votes.c.member_id)
    query = joined.where(*shown, votes.c.turn == 1, NOT_REMOVED)
    grouped = query.group_by(rounds.c.id, rounds.c.question, votes.c.choice).order_by(rounds.c.id)
    counts: dict[int, tuple[int, list[int]]] = {}
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        for row in connection.execute(grouped):
            place = place_of(row.question)
            if place is None:
                continue
            if place not in counts or counts[place][0] != row.id:
                counts[place] = (row.id, [0] * CHOICES)
            counts[place][1][row.choice] = row.number
    return {place: tuple(counted) for place, (_, counted) in sorted(counts.items())}
