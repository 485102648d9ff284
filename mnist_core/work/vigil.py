"""Workers that answer nothing: a frozen process neither works nor dies, so nothing would ever be heard of its task.

Whoever watches is told that a task is with a worker for far longer than it may take, and after a longer time its worker
is killed; then it is done again as if the worker had died.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mnist_core.work.work import Place

LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Patience:
    """How many seconds a task may be with a worker until it is told, and until the worker is killed.

    Where the worker is a new one that has never answered, both are longer by `start`: it imports TensorFlow.
    """

    told: float
    most: float
    start: float = 60.0


# A piece takes a quarter of a second where it can be cut; Keras compiles for some, and a layout is one piece.
PATIENCE = {
    Place.TRAINER: Patience(20.0, 120.0),
    Place.KERAS: Patience(60.0, 300.0),
    Place.APART: Patience(600.0, 3_600.0, 0.0),
}


class Vigil:
    """Watches the tasks that are with workers, in a thread that there is only while there are any.

    Parameters
    ----------
    patience : how long it waits
    kill : called from that thread, where a task has been with a worker for too long
    """

    def __init__(self, patience: Patience, kill: Callable[[], object]) -> None:
        self._patience = patience
        self._kill = kill
        self._lock = threading.Lock()
        self._since: dict[Any, float] = {}
        self._answered = False
        self._watching = False

    def begin(self, task: object) -> None:
        """A worker is given a task."""
        with self._lock:
            self._since[task] = time.monotonic()
            start, self._watching = not self._watching, True
        if start:
            threading.Thread(target=self._watch, name="watch-workers", daemon=True).start()

    def end(self, task: object, answered: bool) -> None:
        """A task is back, with an answer or because its worker has died: then new ones come."""
        with self._lock:
            self._since.pop(task, None)
            self._answered = answered

    def words(self, task: object, *, ends: bool) -> str:
        """Say that a task has been away for long, and whether its worker will be ended; "" where no worker has it."""
        with self._lock:
            since = self._since.get(task)
            away = 0.0 if since is None else time.monotonic() - since
            told, most = (each + self._extra for each in (self._patience.told, self._patience.most))
        if away < told:
            return ""
        if ends:
            then = (
                f"After {most:,.0f} s it is ended, and another one does its piece again; "
                "nothing that was reached before is lost."
            )
        else:
            then = "This goes on when it does."
        return f"The worker has not answered for {away:,.0f} s. {then}"

    @property
    def _extra(self) -> float:
        return 0.0 if self._answered else self._patience.start

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                if not self._since:
                    self._watching = False
                    return
                now = time.monotonic()
                silent = now - min(self._since.values()) > self._patience.most + self._extra
                if silent:  # not at each look again
                    self._since = dict.fromkeys(self._since, now)
            if silent:
                self._kill()
