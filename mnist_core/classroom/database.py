"""The classroom's database: SQLite or PostgreSQL, and the one way to change a room."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, update
from sqlalchemy.exc import DBAPIError

from mnist_core.classroom import steady
from mnist_core.classroom.answering import Answering
from mnist_core.classroom.codes import Attempts
from mnist_core.classroom.lasting import Tables
from mnist_core.classroom.limits import Limits, Refused
from mnist_core.classroom.patient import make_patient
from mnist_core.classroom.schema import rooms, versions
from mnist_core.classroom.tables import beginning, set_up

NO_ROOM = "There is no such room: it was never opened, or is deleted already."
ENDED = "This room has ended."
LOST = (
    "This room is gone: the database of the server's rooms was lost, and a new one is begun. "
    "A teacher can open another room."
)
PAUSED = "The teacher has paused this room: wait until it goes on."

QUEUES = 16


@dataclass(frozen=True)
class Change:
    """A change of a room that is being made: all that it writes is there at once, or not at all.

    Attributes
    ----------
    connection : in a transaction, which no other change of this room runs beside
    room : its row of `schema.rooms`, with the new revision
    now : seconds since 1970
    """

    connection: Connection
    room: Row[Any]
    now: float

    @property
    def revision(self) -> int:
        """What everything that this change touches is marked with."""
        return int(self.room.revision)


def _locks() -> tuple[threading.Lock, ...]:
    return tuple(threading.Lock() for _ in range(QUEUES))


def anything(_lesson: str, _query: str) -> bool:
    """Take any address query of any lesson."""
    return True


@dataclass(frozen=True)
class Classroom:
    """All rooms of a server; made by `open_classroom`.

    Attributes
    ----------
    engine : of SQLAlchemy
    tables : in its database
    codes, floods : what stops whoever tries codes, or sends what is no drawing; of this process
    limits : how much of everything there may be
    lessons : the names that a room can be locked to
    is_query : whether a lesson's page takes an address query; both are given
    clock : seconds since 1970, by a clock that nobody sets
    noted : when this process last noted that a member was there, by its number
    """

    engine: Engine
    tables: Tables
    codes: Attempts
    floods: Attempts
    limits: Limits
    lessons: tuple[str, ...] = ()
    is_query: Callable[[str, str], bool] = anything
    clock: Callable[[], float] = steady.now
    noted: dict[int, float] = field(default_factory=dict, repr=False)
    _reads: Answering = field(default_factory=lambda: Answering("read"), repr=False)
    _writes: Answering = field(default_factory=lambda: Answering("written"), repr=False)
    _queues: tuple[threading.Lock, ...] = field(default_factory=_locks, repr=False)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Connect to the database for reading."""
        with self._asking(self._reads), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, room_id: int = 0) -> Iterator[Connection]:
        """Open a transaction that writes: kept whole at the end of the `with`, or dropped whole by an exception."""
        # Who writes waits here: SQLite has one writer at a time, and lets the others ask again ever less often; in
        # PostgreSQL all who wait for a room would hold the connections that readers need.
        queue = self._queues[0 if self.engine.dialect.name == "sqlite" else room_id % QUEUES]
        with queue, self._asking(self._writes), beginning(self.engine) as connection:
            yield connection

    def scrub(self) -> None:
        """Take off SQLite's disk what has been deleted: overwritten in the database, it still stands in the log."""
        if self.engine.dialect.name == "sqlite":
            with self._asking(self._writes), self.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def absent(self, number: int, otherwise: str) -> str:
        """Say why there is no room, member or key of a number, or of any where that is 0."""
        return LOST if number <= self.tables.lost > 0 else otherwise

    @contextmanager
    def _asking(self, answering: Answering) -> Iterator[None]:
        with answering.asking():
            try:
                self.tables.find()
                yield
            except DBAPIError as error:
                self.tables.mend(error)
                raise

    @contextmanager
    def changing(self, room_id: int, *, by_teacher: bool = False) -> Iterator[Change]:
        """Change a room, and count its revision up by one.

        The room's row is written first, so its other changes wait until this one is whole: nobody sees a revision
        before what belongs to it, or to one before it, and counts that a limit asks for stay true.

        Raises
        ------
        Refused
            If the room is deleted or has ended; if it is paused, except for the teacher.
        """
        now = self.clock()
        change = update(rooms).where(rooms.c.id == room_id, rooms.c.expires_at > now)
        with self.writing(room_id) as connection:
            room = connection.execute(change.values(revision=rooms.c.revision + 1).returning(rooms)).one_or_none()
            if room is None:
                raise Refused(self.absent(room_id, NO_ROOM))
            if room.ended_at is not None:
                raise Refused(ENDED)
            if room.paused and not by_teacher:
                raise Refused(PAUSED)
            yield Change(connection, room, now)


def open_classroom(
    engine: Engine, limits: Limits | None = None, monotonic: Callable[[], float] = time.monotonic, **options: Any
) -> Classroom:
    """Make the tables where there are none, and give the classroom in them.

    Parameters
    ----------
    engine : on a file of SQLite or on PostgreSQL; for SQLite, its connections are opened anew and set up
    limits : how much of everything there may be
    monotonic : seconds since any moment, by a clock that nobody sets
    options : the lessons, is_query and clock of `Classroom`

    Raises
    ------
    Refused
        If the database is of another kind, or was made by a newer version of this program.
    """
    if engine.dialect.name == "sqlite":
        set_up(engine)
    elif engine.dialect.name == "postgresql":
        make_patient(engine)
    else:
        raise Refused(f"The classroom's database must be SQLite or PostgreSQL, not {engine.dialect.name}.")
    tables = Tables(engine)
    allowed = limits or Limits()
    codes = Attempts(allowed.wrong_codes, "wrong codes", monotonic)
    floods = Attempts(allowed.refused_drawings, "drawings that were refused", monotonic)
    return Classroom(engine, tables, codes, floods, allowed, **options)


def within(column: Column[float], now: float, seconds: float) -> ColumnElement[bool]:
    """Ask in a query whether a moment is at most so long ago.

    Nor may it be as far ahead: then a clock has been set back since, and nobody knows how long ago it was.
    """
    return (column > now - seconds) & (column < now + seconds)


def lock_server(connection: Connection) -> None:
    """Let no other room be opened, here or by another process, until this transaction ends."""
    connection.execute(update(versions).values(version=versions.c.version))
