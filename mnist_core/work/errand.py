"""What travels to a Dask worker, and is made there by a process of that machine's: the server's half is `cluster`."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from dataclasses import dataclass
from typing import Any

from mnist_core.work.vigil import Patience, Vigil

log = logging.getLogger(__name__)

Make = Callable[[], Executor]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a call on another machine: a result, an error of its own, or how its process died."""

    result: Any = None
    error: BaseException | None = None
    death: str = ""


class Errand:
    """A call, by which of a Dask worker's own processes it is to be made, and how long; travels to the Dask worker."""

    def __init__(self, place: str, make: Make, call: Callable[[], Any], patience: Patience) -> None:
        self._place, self._make, self._call, self._patience = place, make, call, patience
        self.__name__ = place  # what Dask's dashboard shows

    def __call__(self) -> Outcome:
        """Have a process of this machine make the call."""
        executor, vigil, answered = None, _vigil(self._place, self._patience), False
        vigil.begin(self)
        try:
            with _starting:
                executor = _executors.get(self._place) or _executors.setdefault(self._place, self._make())
                future = executor.submit(self._call)
            result, answered = future.result(), True
            return Outcome(result)
        except (BrokenExecutor, CancelledError) as error:
            _retire(self._place, executor)
            return Outcome(death=" ".join(str(error).split()))
        except Exception as error:
            answered = True
            return Outcome(error=error)
        finally:
            vigil.end(self, answered)


_executors: dict[str, Executor] = {}  # of this Dask worker's machine, by place
_vigils: dict[tuple[str, Patience], Vigil] = {}  # over their processes
_starting = threading.Lock()


def _vigil(place: str, patience: Patience) -> Vigil:
    with _starting:
        return _vigils.setdefault((place, patience), Vigil(patience, lambda: _end_silent(place)))


def _end_silent(place: str) -> None:
    """Kill the processes of a place, of which one is frozen: who waits for it learns that it died."""
    with _starting:
        kill = getattr(_executors.get(place), "kill_workers", None)
    if kill is not None:
        log.warning("A worker process of this machine does not answer, and is killed")
        kill()


def _retire(place: str, executor: Executor | None) -> None:
    with _starting:
        if executor is None or _executors.get(place) is not executor:
            return
        del _executors[place]
    executor.shutdown(wait=False)


def end_processes() -> None:
    """End the processes that make calls on this machine, at its Dask worker's end."""
    with _starting:
        executors = list(_executors.values())
        _executors.clear()
    for executor in executors:
        executor.shutdown(wait=False, cancel_futures=True)
