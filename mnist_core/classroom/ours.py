"""A class's own digits as examples: images, labels, and whose each is, without anybody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from sqlalchemy import select

from mnist_core.arrays import Bytes, Flags, Float64s, Int64s
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Viewer
from mnist_core.classroom.rooms import read_room
from mnist_core.classroom.schema import drawings, members
from mnist_core.classroom.wall import VISIBLE
from mnist_core.exam.intervals import wilson

MOST = 300  # drawings that an experiment takes: beyond it a server with a class would be busy for seconds


@dataclass(frozen=True, eq=False)
class Ours:
    """The drawings of a class that can be seen, in the order of their numbers; the arrays are read-only.

    Attributes
    ----------
    ids : (n,), the drawings' numbers in the database
    images : uint8 (n, 784), ink from 0 to 255, as MNIST has it
    labels : (n,), what they are said to be, 0 to 9
    pupils : (n,), the numbers of those who drew them
    simulated : (n,), which of them an example class drew
    """

    ids: Int64s
    images: Bytes
    labels: Int64s
    pupils: Int64s
    simulated: Flags

    def __post_init__(self) -> None:
        """Put them in order, so that nothing depends on that in which they came."""
        order = np.argsort(self.ids, kind="stable")
        for name, kind in (("ids", np.int64), ("images", np.uint8), ("labels", np.int64), ("pupils", np.int64),
                           ("simulated", np.bool_)):  # fmt: skip
            array = np.asarray(getattr(self, name), kind)[order]
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def intensities(self) -> Float64s:
        """The images (n, 784) from 0 to 1."""
        return self.images / 255

    @property
    def hands(self) -> list[int]:
        """The numbers of all who drew something, ascending."""
        return [int(each) for each in np.unique(self.pupils)]

    def only(self, which: Flags | Int64s) -> "Ours":
        """Some of them."""
        return Ours(self.ids[which], self.images[which], self.labels[which], self.pupils[which], self.simulated[which])

    def at_most(self, most: int = MOST) -> "Ours":
        """So many of them at most: each pupil's first drawing, then each one's second, and so on."""
        if len(self) <= most:
            return self
        each = [np.flatnonzero(self.pupils == hand).tolist() for hand in self.hands]
        turns = [place for turn in zip_longest(*each) for place in turn if place is not None]
        return self.only(np.array(turns[:most], np.int64))


@dataclass(frozen=True)
class Score:
    """How many of so many drawings, or digits, are answered with their label."""

    right: int
    count: int

    @property
    def share(self) -> float:
        """The accuracy, 0 to 1; NaN where there was nothing to answer."""
        return self.right / self.count if self.count else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of Wilson's 95 % interval; all from 0 to 1 where there was nothing to answer."""
        if not self.count:
            return 0.0, 1.0
        low, high = wilson(self.right, self.count)
        return float(low), float(high)


def score(right: Flags) -> Score:
    """Count what is right."""
    return Score(int(right.sum()), len(right))


def ours_of(classroom: Classroom, viewer: Viewer) -> Ours:
    """Fetch the drawings that can be seen, for reckoning; Refused where the room is over.

    Also where names are hidden it is told which drawings are by the same hand: this stays on the server, where what is
    shown to a class is counted over all hands.
    """
    columns = drawings.c.id, drawings.c.label, drawings.c.member_id, drawings.c.pixels, members.c.simulated
    query = select(*columns).join(members).where(drawings.c.room_id == viewer.room_id, VISIBLE)
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        rows: Sequence[tuple[int, int, int, bytes, bool]] = [tuple(row) for row in connection.execute(query)]
    return Ours(
        np.array([row[0] for row in rows], np.int64),
        np.frombuffer(b"".join(row[3] for row in rows), np.uint8).reshape(-1, 784),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.int64),
        np.array([row[4] for row in rows], np.bool_),
    )
