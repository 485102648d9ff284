"""Whether a database answers: what goes wrong is written down once, and who comes right after it waits for nothing."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from mnist_core.wording import one_line

log = logging.getLogger(__name__)

SLOW = 1.0  # seconds after which a failure is one that others are to be spared
REST = 3.0  # for which nobody asks after such a one
TRIAL = 30.0  # for which the others wait, without asking, for the one who asks then
MOST_TOLD = 20  # different failures that are written down until it answers again
# By SQLite's names and by PostgreSQL's states: a disk that is full or broken, or a database that is only to be read.
_SQLITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_STATES = {"53100", "25006", "58030"}


class AwayError(SQLAlchemyError):
    """The classroom's database cannot be asked now; the message is a sentence for whoever asked."""


class Answering:
    """Lets a database be asked, by many threads at once.

    A database that hangs lets each who asks wait for as long as its driver does. So that sixty who ask in turn do not
    wait sixty times, nobody asks for a moment after a failure that took long, and then one does while all others are
    refused at once.

    Parameters
    ----------
    what : cannot be done where it does not answer: read, written
    monotonic : seconds since any moment
    """

    def __init__(self, what: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._away_until = 0.0  # nobody else asks until then; 0 where all may
        self._failing_since = 0.0
        self._told: set[str] = set()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask within this `with`: whatever SQLAlchemy raises is noted, and everything else is an answer.

        Raises
        ------
        AwayError
            If it has just kept somebody waiting in vain.
        """
        self._let_in()
        began = self._monotonic()
        try:
            yield
        except SQLAlchemyError as error:
            self._fail(error, self._monotonic() - began)
            raise
        except BaseException:
            self._answer()
            raise
        self._answer()

    def _let_in(self) -> None:
        with self._lock:
            now = self._monotonic()
            if now < self._away_until:
                raise AwayError(f"The classroom's database cannot be {self._what} just now.")
            if self._away_until:
                self._away_until = now + TRIAL

    def _fail(self, error: SQLAlchemyError, seconds: float) -> None:
        with self._lock:
            now = self._monotonic()
            waited = seconds >= SLOW or self._away_until
            self._away_until = now + REST if waited else 0.0
            self._failing_since = self._failing_since or now
            said = reason(error)
            if said in self._told or len(self._told) >= MOST_TOLD:
                return
            self._told.add(said)
        # What the driver says is enough where the database is at fault; with anything else the program may be.
        trace = None if isinstance(error, OperationalError | PoolTimeoutError | AwayError) else error
        log.error("The classroom's database cannot be %s: %s; said once until it can", self._what, said, exc_info=trace)

    def _answer(self) -> None:
        if not (self._failing_since or self._away_until):
            return
        with self._lock:
            since, self._failing_since, self._away_until = self._failing_since, 0.0, 0.0
            self._told.clear()
        if since:
            log.info("The classroom's database can be %s again, after %.0f s", self._what, self._monotonic() - since)


def reason(error: Exception) -> str:
    """Say what went wrong in a line, for the log: the driver's words, without the query and what was to be stored."""
    cause = error.__cause__ if isinstance(error, AwayError) else None
    own = cause if isinstance(cause, Exception) else error
    own = own.orig if isinstance(own, DBAPIError) and own.orig is not None else own
    return f"{type(own).__name__}: {one_line(own)}"


def is_unwritable(error: Exception) -> bool:
    """Whether it is the disk: full, broken, or only to be read."""
    own = error.orig if isinstance(error, DBAPIError) else None
    return getattr(own, "sqlite_errorname", "").startswith(_SQLITE) or getattr(own, "sqlstate", None) in _STATES
