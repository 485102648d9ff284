"""The end of the process, within seconds: what is to be saved is saved, and no worker outlives it.

An interpreter ends politely: it waits for its threads, those wait for worker processes, and a worker
that imports TensorFlow on a busy machine hears nobody for half a minute. So whoever owns workers or
unsaved work says so here, and the first sign of the end (a signal, or the interpreter's own shutdown)
closes them all. Workers that are left then are killed, and after SECONDS so is the process itself,
whatever it may be waiting for: a browser that does not read, a disk, a lock.
"""

import contextlib
import functools
import logging
import multiprocessing
import os
import queue
import signal
import stat
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

log = logging.getLogger(__name__)

SECONDS = 5.0
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # which on Windows ends a process at once, too
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, the machine or the operator, a closed terminal


def kill_workers() -> None:
    """Kill all processes that this one has started by multiprocessing, and loky."""
    for process in multiprocessing.active_children():
        if process.pid is not None:
            with contextlib.suppress(OSError):
                os.kill(process.pid, KILL)  # not by a method: loky's processes have none for it


class Ending:
    """Closes what was registered when the end begins, and sees to it that the end comes.

    Parameters
    ----------
    seconds : from the first sign of the end to the last moment of the process
    leave : ends the process at once with an exit code; `os._exit`, but in tests
    kill : kills the workers that are left; in tests, whose process goes on and has others', nothing
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        leave: Callable[[int], Any] = os._exit,
        kill: Callable[[], None] = kill_workers,
    ) -> None:
        self._seconds = seconds
        self._leave = leave
        self._kill = kill
        self._owners: list[weakref.WeakMethod[Callable[[], None]]] = []
        # Its put may be called in a signal handler, which an Event's set may not: it could interrupt itself.
        self._bell: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        self._catching = False
        self.begun = False

    def on_end(self, close: Callable[[], None]) -> None:
        """Have a bound method called when the end begins, the latest first; its object is not kept alive by this."""
        with self._lock:
            self._owners = [owner for owner in self._owners if owner() is not None]
            self._owners.append(weakref.WeakMethod(close))
            if self._thread is None:
                # Begun beforehand: a signal handler may start no thread, and a late interpreter none either.
                self._thread = threading.Thread(target=self._watch, name="ending", daemon=True)
                self._thread.start()
                self.before_threads_are_joined()

    def begin(self) -> None:
        """Let the end begin, and return at once; safe in a signal handler."""
        self.begun = True
        self._bell.put("end")

    def finish(self) -> None:
        """Let the end begin, and wait until everything is closed, within the seconds there are."""
        self.begin()
        if self._thread is not None:
            self._closed.wait(self._seconds)

    def before_threads_are_joined(self) -> None:
        """Finish at the interpreter's shutdown, before those hooks that are registered by now: they wait for workers.

        They run last in, first out, and executors register theirs with their first task.
        """
        register = getattr(threading, "_register_atexit", None)
        if register is None:
            return
        try:
            register(self.finish)
        except RuntimeError:  # the shutdown is under way, and the hooks may be waiting already
            self.begin()

    def catch_signals(self) -> None:
        """Begin at a signal, then do what was done at it before; a second one ends at once. In the main thread only."""
        if self._catching:  # on top of itself it would take the first signal for a second
            return
        self._catching = True
        stop = signal.getsignal(signal.SIGTERM)
        for name in SIGNALS:
            number: signal.Signals | None = getattr(signal, name, None)  # Windows has fewer
            if number is None:
                continue
            before = signal.getsignal(number)
            if before in (None, signal.SIG_IGN):  # not Python's to handle, or as `nohup` has it
                continue
            hangs_up = name == "SIGHUP" and before is signal.SIG_DFL
            # Servers have a way to stop, but none for a closed terminal.
            signal.signal(number, functools.partial(self._hear, stop if hangs_up else before))

    def _hear(self, before: Any, number: int, frame: FrameType | None) -> None:
        if self.begun:
            self._bell.put("now")
        self.begin()
        if number == getattr(signal, "SIGHUP", None):
            _let_go_of_terminal()
        if not callable(before):
            raise SystemExit(128 + number)
        before(number, frame)

    def _watch(self) -> None:
        """Wait for the end, close, and see to it that the process is gone in time; the thread's whole life."""
        self._bell.get()
        end = time.monotonic() + self._seconds
        threading.Thread(target=self._close, name="closing", daemon=True).start()
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                if self._bell.get(timeout=left) == "now":
                    break
        self._kill_workers()
        self._leave(1)

    def _close(self) -> None:
        with self._lock:
            owners = [owner() for owner in reversed(self._owners)]
        for close in owners:
            if close is not None:
                try:
                    close()
                except Exception:
                    log.exception("Something could not be closed at the end")
        self._kill_workers()
        self._closed.set()

    def _kill_workers(self) -> None:
        try:
            self._kill()
        except Exception:
            log.exception("Workers could not be killed at the end")


@contextlib.contextmanager
def deaf_to_the_terminal() -> Iterator[None]:
    """Start processes that Ctrl-C and a closed terminal do not reach: the server decides when they end.

    Both go to all processes of a terminal, and these may have no handler yet when they do.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_go_of_terminal() -> None:
    """Write what is still to be written nowhere: on a terminal that is gone, a farewell would be an error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        with contextlib.suppress(OSError):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(nowhere, stream)


_default = Ending()


def default_ending() -> Ending:
    """The process's one."""
    return _default
