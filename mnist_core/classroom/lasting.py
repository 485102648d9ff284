"""Tables that last: in a file that may be removed, replaced or overwritten under a running server, and are made anew.

What is open of SQLite's would go on with a removed file, unseen by the next server, while new connections find an
empty one. So each transaction looks whether the file is still the same; where it is not, all go on with the one that is
there. It is not brought back from what is still open: who removes it may mean to delete what is in it.
"""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError, DBAPIError

from mnist_core.classroom.answering import AwayError
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.schema import rooms
from mnist_core.classroom.tables import beginning, make, number_from

log = logging.getLogger(__name__)

GAP = 1_000_000  # more than one database gives numbers: those of the next begin behind, so that no token fits two
ASIDE = ".damaged-"
LOGS = "-wal", "-shm"
DAMAGED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
NO_TABLE = "42P01"  # PostgreSQL's state of it


class Tables:
    """The tables that an engine reaches.

    Attributes
    ----------
    lost : rooms, members and keys numbered up to this were in a database that is gone; 0 where none is

    Raises
    ------
    Refused
        If the database was made by a newer version of this program.
    """

    def __init__(self, engine: Engine) -> None:
        self.lost = 0
        self._engine = engine
        self._lock = threading.Lock()
        self._file = _file_of(engine)
        with beginning(engine) as connection:
            make(connection)
        self._known = self._look()

    def find(self) -> None:
        """Go on with the file that is there, where it is another than before, or shorter, which no change makes it."""
        known, now = self._known, self._look()
        if now.file == known.file and now.size >= known.size:
            self._known = now
        else:
            self._go_on(known, "was removed, replaced or cut")

    def mend(self, error: DBAPIError) -> None:
        """Make the tables anew where an error says that there are none, or that their file is no database."""
        if _is_damaged(error) or getattr(error.orig, "sqlstate", "") == NO_TABLE or "no such table" in str(error.orig):
            self._go_on(self._known, "is damaged or emptied")

    def forget_damaged(self, seconds: float) -> None:
        """Delete what was set aside so long ago: what was in it has been promised to be gone by now."""
        if self._file is not None:
            for each in self._file.parent.glob(f"{self._file.name}{ASIDE}*"):
                if each.stat().st_mtime < time.time() - seconds:
                    each.unlink(missing_ok=True)

    def _go_on(self, known: "_Look", what: str) -> None:
        with self._lock:
            if self._known is not known:  # another thread has gone on meanwhile
                return
            self._engine.dispose()
            now = self._look()
            if self._file is not None and now.file != known.file and now.log == known.log:
                for end in LOGS:  # of the file before: they would be written into this one
                    self._file.with_name(self._file.name + end).unlink(missing_ok=True)
            try:
                is_new = self._make_again()
            except (DatabaseError, _DamagedError) as error:
                if not _is_damaged(error):
                    raise
                self._set_aside()
                is_new = self._make_again()
            except Refused as refusal:  # no answer to whoever has just asked something else
                raise AwayError(str(refusal)) from refusal
            self._known = self._look()
        if is_new:
            log.error("The classroom's database %s: its rooms are gone, and a new one is begun.", what)
        else:
            log.warning("The classroom's database %s: the one that stands there now is used.", what)

    def _make_again(self) -> bool:
        """Make the tables; whether there were none."""
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        with beginning(self._engine) as connection:
            if self._file is not None and connection.scalar(text("PRAGMA quick_check(1)")) != "ok":
                raise _DamagedError
            is_new = not inspect(connection).has_table(rooms.name)
            make(connection)
            if is_new:
                self.lost += GAP
                number_from(connection, self.lost)
        return is_new

    def _set_aside(self) -> None:
        """Keep a damaged file, with what belongs to it, beside the new one, for whoever wants to save something."""
        assert self._file is not None
        self._engine.dispose()
        aside = f"{self._file.name}{ASIDE}{time.time_ns()}"
        for end in ("", *LOGS):
            there = self._file.with_name(self._file.name + end)
            if there.exists():
                there.rename(self._file.with_name(aside + end))
        log.error("The classroom's database %s is no database any more, and is set aside as %s.", self._file, aside)

    def _look(self) -> "_Look":
        if self._file is None:
            return _Look(None, 0, None)
        file, size = _stat(self._file)
        return _Look(file, size, _stat(self._file.with_name(self._file.name + LOGS[0]))[0])


@dataclass(frozen=True)
class _Look:
    """What tells a file of SQLite from another in its place: its own and its log's number on the disk, and its size."""

    file: tuple[int, int] | None
    size: int
    log: tuple[int, int] | None


class _DamagedError(Exception):
    """A file has a database's head, and not its body."""


def _is_damaged(error: Exception) -> bool:
    own = error.orig if isinstance(error, DBAPIError) else None
    return isinstance(error, _DamagedError) or getattr(own, "sqlite_errorname", "") in DAMAGED


def _file_of(engine: Engine) -> Path | None:
    """The file of a database, where it is one."""
    name = engine.url.database or ":memory:"
    return None if engine.dialect.name != "sqlite" or name.startswith((":memory:", "file:")) else Path(name)


def _stat(file: Path) -> tuple[tuple[int, int] | None, int]:
    """A file's number on the disk and its size; never opened, for whoever closes it drops SQLite's locks on it."""
    try:
        found = file.stat()
    except OSError:
        return None, 0
    return (found.st_dev, found.st_ino), found.st_size
