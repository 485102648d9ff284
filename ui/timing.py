"""How long whole runs of pages take, for whoever wants to be told; costs nothing where nobody does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, float], object]
_listeners: list[Listener] = []


def tell(listener: Listener) -> None:
    """From now on, tell this one the name of each page that has run, and the seconds that it took."""
    _listeners.append(listener)


@contextmanager
def timed(page: str) -> Iterator[None]:
    """Note how long a run of a page takes, however it ends."""
    began = time.perf_counter()
    try:
        yield
    finally:
        for listener in _listeners:
            listener(page, time.perf_counter() - began)
