"""What travels to a Dask worker, and is made there by a process of that machine's: the server's half is `cluster`."""

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from dataclasses import dataclass
from typing import Any

Make = Callable[[], Executor]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a call on another machine: a result, an error of its own, or how its process died."""

    result: Any = None
    error: BaseException | None = None
    death: str = ""


class Errand:
    """A call, and by which of a Dask worker's own processes it is to be made; travels to the Dask worker."""

    def __init__(self, place: str, make: Make, call: Callable[[], Any]) -> None:
        self._place, self._make, self._call = place, make, call
        self.__name__ = place  # what Dask's dashboard shows

    def __call__(self) -> Outcome:
        """Have a process of this machine make the call."""
        executor = None
        try:
            with _starting:
                executor = _executors.get(self._place) or _executors.setdefault(self._place, self._make())
                future = executor.submit(self._call)
            return Outcome(future.result())
        except (BrokenExecutor, CancelledError) as error:
            _retire(self._place, executor)
            return Outcome(death=" ".join(str(error).split()))
        except Exception as error:
            return Outcome(error=error)


_executors: dict[str, Executor] = {}  # of this Dask worker's machine, by place
_starting = threading.Lock()


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
