"""Worker processes behind the standard executor, which belong to this one and end with it."""

import contextlib
import functools
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import Any

from mnist_core.work.ending import KILL, deaf_to_the_terminal
from mnist_core.work.piped import PipedPool

log = logging.getLogger(__name__)

# A worker's death that its pool has not noticed by so many looks, of so many seconds each, it will not notice.
LOOKS, LOOK_SECONDS = 4, 0.5


def workers() -> int:
    """Read how many worker processes to run from SEESOFTMAX_WORKERS: 1 unless it says otherwise.

    One is enough for a class: TensorFlow uses every core for a single run, and many runs take
    turns. A second worker costs another half a gigabyte, and pays from about four cores on.
    """
    text = os.environ.get("SEESOFTMAX_WORKERS", "1")
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise ValueError(f"SEESOFTMAX_WORKERS must be a whole number from 1 to 256, not {text!r}")
    return int(text)


def nice() -> int:
    """Read by how many steps of `nice` worker processes give way to the server from SEESOFTMAX_NICE: 5 by default.

    A worker then has a quarter of a core that both want. With 0 it has half.
    """
    text = os.environ.get("SEESOFTMAX_NICE", "5")
    if not text.isdecimal() or int(text) > 19:
        raise ValueError(f"SEESOFTMAX_NICE must be a whole number from 0 to 19, not {text!r}")
    return int(text)


def idle_process(seconds: float, environment: dict[str, str] | None = None) -> Executor:
    """Make one worker that ends when it has had nothing to do for so many seconds."""
    initializer = functools.partial(belong_to, os.getpid())
    return loky_pool(1, timeout=seconds, initializer=initializer, environment=environment)


def loky_pool(
    count: int,
    *,
    timeout: float | None,
    initializer: Callable[[], None] | None = None,
    environment: dict[str, str] | None = None,
) -> Executor:
    """Make so many worker processes that end after `timeout` idle seconds, each begun by `initializer`.

    Not loky's reusable executor: that one belongs to a thread, and Streamlit has a thread per visitor.
    """
    # Slow to import, and a page that finds every result on disk needs no process.
    from loky.backend import resource_tracker as lokys
    from loky.process_executor import ProcessPoolExecutor

    with deaf_to_the_terminal():
        # Started now, these two helpers are not started with the first worker: doing so makes it hear Ctrl-C again.
        resource_tracker.ensure_running()
        lokys.ensure_running()

    quiet = {
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
        # Above this growth, in bytes, loky replaces a worker; TensorFlow's first graphs come near the default.
        "LOKY_MAX_MEMORY_LEAK_SIZE": os.environ.get("LOKY_MAX_MEMORY_LEAK_SIZE", "1e9"),
    }
    around = quiet | (environment or {})
    if trouble := semaphore_trouble():
        log.warning(
            "No semaphore can be made (%s), so workers are reached by pipes; /dev/shm should be a folder that this "
            "user can write.",
            trouble,
        )
        return PipedPool(count, timeout=timeout, initializer=initializer, environment=around)

    class StandardPool(ProcessPoolExecutor):  # type: ignore[misc]
        """Loky's pool with the standard way to shut down: cancelling also ends what is running.

        And it breaks, as it should, where a worker was killed while it wrote an answer.
        """

        _watched = False

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
            future: Future[Any] = super().submit(fn, *args, **kwargs)
            manager, results = self._executor_manager_thread, self._result_queue
            if not self._watched and manager is not None:
                self._watched = True
                watch = (manager, self._processes, results)
                threading.Thread(target=_end_half_an_answer, args=watch, daemon=True, name="half an answer").start()
            return future

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=wait, kill_workers=cancel_futures)

        def kill_workers(self) -> None:
            """Kill the workers, which breaks the pool."""
            for process in list(self._processes.values()):
                with contextlib.suppress(OSError):
                    os.kill(process.pid, KILL)

    pool: Executor = StandardPool(count, timeout=timeout, initializer=initializer, env=around)
    return pool


def _end_half_an_answer(manager: threading.Thread, processes: dict[int, Any], results: Any) -> None:
    """Wake loky's managing thread where it waits for the rest of an answer whose writer is dead.

    It reads an answer to its end before it looks at the workers again, and never meets that end, since its own process
    holds the pipe open as well: no task would be done any more, and none would fail.
    """
    from loky.backend.utils import kill_process_tree

    unnoticed = 0
    while manager.is_alive():
        manager.join(LOOK_SECONDS)
        workers = list(processes.values())
        dead = wait([each.sentinel for each in workers], timeout=0)
        unnoticed = unnoticed + 1 if dead else 0
        if unnoticed > LOOKS and manager.is_alive():
            for worker in workers:
                kill_process_tree(worker)  # they hold it open, too, and what they do is lost with the pool
            results._writer.close()
            return


def semaphore_trouble() -> str:
    """Say why this machine gives no semaphores, which lie in /dev/shm; nothing where it does."""
    from loky.backend import get_context

    try:
        get_context("loky").Lock()
    except (OSError, ImportError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def belong_to(server: int) -> None:
    """Let the server with this process id alone decide when this worker ends, and have its right of way.

    A worker takes what the cores have left over: a visitor waits for the server's answers, and a moment more for a
    training is not seen.
    """
    # Ctrl-C in a terminal reaches the whole group; where it can be, it is blocked from the process's start on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(nice())
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: int) -> None:
    """End this process when the server is gone, however it went; its pipes alone would not tell."""
    if sys.platform == "win32":
        import _winapi

        synchronize = 0x00100000
        handle = _winapi.OpenProcess(synchronize, False, server)
        _winapi.WaitForSingleObject(handle, _winapi.INFINITE)
    else:
        while os.getppid() == server:
            time.sleep(0.5)
    os._exit(0)
