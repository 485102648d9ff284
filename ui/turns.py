"""Pages, and parts of pages, run a few at a time; how long each takes is told to whoever wants to know."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# How many run at a time. Python runs one thread at a time anyway: a hundred that take turns all end late, and hold up
# each other's locks. With 120 visitors the slowest answer took 11 to 21 s without, 3 to 12 s with.
AT_ONCE = 8
_turns = threading.BoundedSemaphore(AT_ONCE)
# The page whose turn it is in this thread; None where it is nobody's.
_page: ContextVar[str | None] = ContextVar("page", default=None)

Listener = Callable[[str, float], object]
_listeners: list[Listener] = []


def tell(listener: Listener) -> None:
    """From now on, tell this one the name of each page that has run, it or a part of it, and the seconds it took."""
    _listeners.append(listener)


def page() -> str:
    """The name of the page whose turn it is; "" where it is nobody's."""
    return _page.get() or ""


@contextmanager
def turn(page: str) -> Iterator[None]:
    """Wait until it is one's turn, and note how long a run takes then, however it ends; within a turn, go on."""
    if _page.get() is not None:
        yield
        return
    with _turns:
        began, token = time.perf_counter(), _page.set(page)
        try:
            yield
        finally:
            _page.reset(token)
            for listener in _listeners:
                listener(page, time.perf_counter() - began)
