"""A store that servers share: a shelf behind the disk of each.

The disk stays in front, since it answers at once and goes on where the shelf is away; and whatever comes from the shelf
is put down on the disk first, so that it is checked there as everything is. A visitor waits for the shelf `PATIENCE`
seconds in `WINDOW` at most, whatever it does: what comes later is on the disk for the next look.
"""

import contextlib
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from mnist_core.settings import limits_from
from mnist_core.work.ending import default_ending
from mnist_core.work.shelf import Shelf, open_shelf
from mnist_core.work.store import Room, Store
from mnist_core.work.work import FINAL, Kept, WorkInPieces

log = logging.getLogger(__name__)

PATIENCE, WINDOW = 0.5, 10.0  # seconds that one thread waits, in so many seconds
REST = 30.0  # seconds for which a shelf is left alone that did not answer, or failed
FETCHES = 4  # at a time; where all of them hang, nobody waits for a fifth
WAITING = 1024  # results that are still to be put on the shelf
FAREWELL = 1.5  # seconds for them at the end of the process
TIDY_EVERY = 64  # results put there between two looks at how much there is


@dataclass(frozen=True)
class SharedRoom(Room):
    """How much the shelf may hold, of all servers together; what is beyond is removed, written longest ago first."""

    PREFIX: ClassVar[str] = "SHARED_"

    files: int = 4_096
    megabytes: float = 2_048.0


def open_store(folder: Path | None, room: Room | None = None) -> Store:
    """Return the store in a folder, shared with other servers where SEESOFTMAX_STORE names what they share.

    Raises
    ------
    ValueError
        If a limit of that, SEESOFTMAX_MAX_SHARED_…, is none.
    """
    address = os.environ.get("SEESOFTMAX_STORE")
    if not address or folder is None:
        return Store(folder, room)
    return SharedStore(folder, open_shelf(address), room, limits_from(os.environ, SharedRoom()))


class SharedStore(Store):
    """A store whose results other servers find, and that finds theirs; it never raises for the shelf's sake.

    Parameters
    ----------
    folder : this server's own
    shelf : what the servers share
    room, shared : how much is kept there, and on the shelf
    """

    def __init__(self, folder: Path, shelf: Shelf, room: Room | None = None, shared: SharedRoom | None = None) -> None:
        super().__init__(folder, room)
        self._shelf, self._shared = shelf, shared or SharedRoom()
        self._lock = threading.Lock()
        self._fetching: dict[str, _Fetch] = {}
        self._lies: set[str] = set()  # names of what was fetched in vain: it is not what it should be
        self._leaving: set[str] = set()  # names that are still to be taken away
        self._rest_until = -REST
        self._silent = False  # whether it was said that the shelf does not work, since it last did
        self._mine = threading.local()  # how long this thread has waited lately
        self._orders: queue.Queue[_Order | None] = queue.Queue(WAITING)
        self._closing = threading.Event()
        self._porter: threading.Thread | None = None
        self._written, self._tidy_at = 0, 1  # results put on the shelf, and how many there are at the next look
        default_ending().on_end(self.close)

    def load(self, work: WorkInPieces[Any], digest: str) -> Kept | None:
        """Read what is kept of some work, here or on the shelf, or None."""
        kept = super().load(work, digest)
        if kept is not None and kept.status in FINAL:
            return kept
        whole, paused = _names(work, digest)
        names = [whole, paused] if kept is None and work.keeps_unfinished else [whole]
        return self._fetch(work, digest, names) or kept

    def save(self, work: WorkInPieces[Any], digest: str, kept: Kept) -> None:
        """Write down what is over or paused, and have it put on the shelf."""
        super().save(work, digest, kept)
        whole, paused = _names(work, digest)

        def put() -> None:
            if content := self.content(work, digest):
                self._shelf.write(whole if kept.status in FINAL else paused, content)
                self._written += 1
            if kept.status in FINAL and work.keeps_unfinished:
                self._shelf.remove(paused)

        self._order(put, whole, paused)

    def remove(self, work: WorkInPieces[Any], digest: str) -> None:
        """Forget some work that is not over; what another server has finished stays."""
        super().remove(work, digest)
        whole, paused = _names(work, digest)
        with self._lock:
            self._leaving.add(paused)
        self._order(lambda: self._shelf.remove(paused), whole, paused)

    def close(self) -> None:
        """Put on the shelf what is still to be, within FAREWELL seconds."""
        self._closing.set()
        with contextlib.suppress(queue.Full):  # then it fails all the time, and has just been told
            self._orders.put_nowait(None)
        if self._porter is not None and self._porter is not threading.current_thread():
            self._porter.join(FAREWELL)

    def _fetch(self, work: WorkInPieces[Any], digest: str, names: list[str]) -> Kept | None:
        """Bring the first of these files from the shelf to the disk; None if there is none, or not in time."""
        with self._lock:
            names = [name for name in names if name not in self._lies | self._leaving]
            if not names or time.monotonic() < self._rest_until:
                return None
            fetch = self._fetching.get(names[0])
            if fetch is None:
                if len(self._fetching) >= FETCHES:
                    return None
                fetch = self._fetching[names[0]] = _Fetch()
                bring = (fetch, work, digest, names)
                threading.Thread(target=self._bring, args=bring, name="fetch-shared", daemon=True).start()
        self._wait(fetch)
        return fetch.kept

    def _bring(self, fetch: "_Fetch", work: WorkInPieces[Any], digest: str, names: list[str]) -> None:
        """Read the shelf, in a thread of its own, which may never come back."""
        try:
            content = next((each for name in names if (each := self._shelf.read(name)) is not None), None)
            self._answered()
            if content is not None:
                fetch.kept = self._taken(work, digest, content)
        except Exception as error:
            self._rest(error)
        finally:
            with self._lock:
                del self._fetching[names[0]]
            fetch.done.set()

    def _taken(self, work: WorkInPieces[Any], digest: str, content: bytes) -> Kept | None:
        """Put on the disk what the shelf had; what is not that work is not asked for again until it is ours."""
        names = _names(work, digest)
        try:
            return self.take(work, digest, content)
        except Exception as error:
            log.warning("What is shared of %s is damaged, and is computed anew: %s", names[0], error)
            with self._lock:
                self._lies.update(names)
            return None

    def _wait(self, fetch: "_Fetch") -> None:
        now, mine = time.monotonic(), self._mine
        if now - getattr(mine, "since", -WINDOW) >= WINDOW:
            mine.since, mine.waited = now, 0.0
        fetch.done.wait(max(PATIENCE - mine.waited, 0.0))
        mine.waited += time.monotonic() - now
        if not fetch.done.is_set() and time.monotonic() - fetch.began >= PATIENCE:
            self._rest(TimeoutError(f"no answer within {PATIENCE} s"))

    def _order(self, call: Callable[[], None], *names: str) -> None:
        """Have the porter do something to the shelf; these files are ours from now on."""
        with self._lock:
            self._lies.difference_update(names)
            if self._porter is None:
                self._porter = threading.Thread(target=self._carry, name="share-work", daemon=True)
                self._porter.start()
        try:
            self._orders.put_nowait(_Order(call, names))
        except queue.Full:
            log.warning("%s is not shared with other servers: %d results wait already", names[0], WAITING)

    def _carry(self) -> None:
        """Do what was ordered, one after the other, and again in a while where it fails; the thread's whole life."""
        while (order := self._orders.get()) is not None:
            while not self._done(order):
                if self._closing.wait(REST):
                    return

    def _done(self, order: "_Order") -> bool:
        try:
            order.call()
            self._tidy()
            self._answered()
        except Exception as error:
            self._rest(error)
            return False
        with self._lock:
            self._leaving.difference_update(order.names)
        return True

    def _tidy(self) -> None:
        """Remove from the shelf what has become too much, at the first result and at every so many."""
        if self._written < self._tidy_at:
            return
        self._tidy_at = self._written + TIDY_EVERY
        now, total = time.time(), 0
        for count, entry in enumerate(sorted(self._shelf.entries(), key=lambda each: -each.written), start=1):
            total += entry.size
            too_much = count > self._shared.files or total > self._shared.megabytes * 2**20
            if count > 1 and (too_much or now - entry.written > self._shared.days * 86_400):
                self._shelf.remove(entry.name)

    def _answered(self) -> None:
        if self._silent:
            log.warning("The shared store works again.")
        self._silent = False

    def _rest(self, error: Exception) -> None:
        self._rest_until = time.monotonic() + REST
        if not self._silent:
            log.warning(
                "SEESOFTMAX_STORE cannot be used now (everything else works): %s: %s", type(error).__name__, error
            )
        self._silent = True


class _Fetch:
    """A file on its way from the shelf."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.done = threading.Event()
        self.kept: Kept | None = None


class _Order:
    """Something to be done to files of the shelf."""

    def __init__(self, call: Callable[[], None], names: tuple[str, ...]) -> None:
        self.call, self.names = call, names


def _names(work: WorkInPieces[Any], digest: str) -> tuple[str, str]:
    """What some work is called on the shelf when it is over, and while it is paused."""
    name = f"{work.folder}/{work.key(digest)}"
    return f"{name}.npz", f"{name}.paused.npz"
