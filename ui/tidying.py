"""Giving back the memory of visitors who have left, which the server would else keep as long as it runs.

Streamlit holds the session of a tab that is gone for two minutes, should it come back, and forgets it only when another
tab goes; then Python's collector must find it, since a session is a circle of references, but collects nothing while
nobody does anything; and then the system must get it.
"""

import asyncio
import contextlib
import gc
import logging
import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable, Sized
from concurrent.futures import CancelledError
from typing import Any

from streamlit import runtime

from mnist_core.work import memory

EVERY = 30.0  # seconds: a full collection beside a class stops it for some tenths of one
SELDOM = 600.0  # seconds: one that looks through all that was ever imported takes half a second
SOON = 30.0  # seconds within which the server's loop answers a thread

_loop: AbstractEventLoop | None = None  # of the server
_others: dict[Callable[[], object], tuple[float, float]] = {}  # what else is done: every so many seconds, and next when
_log = logging.getLogger(__name__)


def begin(loop: AbstractEventLoop) -> None:
    """Let threads share heaps, and from now on look from time to time whether somebody has left."""
    global _loop
    _loop = loop
    memory.keep_few_heaps()
    threading.Thread(target=_go_on, args=(loop,), name="tidying", daemon=True).start()


def _go_on(loop: AbstractEventLoop) -> None:
    held, deep = 0, 0.0
    with contextlib.suppress(RuntimeError, CancelledError):  # the server ends, and its loop before this
        while True:
            time.sleep(EVERY)
            now = time.monotonic()
            before, deeply = held, now - deep > SELDOM
            held = tidy(before, asyncio.run_coroutine_threadsafe(_sessions(), loop).result(), deeply=deeply)
            deep = now if deeply and held < before else deep
            do_others(now)


def also(do: Callable[[], object], every: float) -> None:
    """From now on, do this too every so many seconds, and soon for the first time."""
    _others.setdefault(do, (every, time.monotonic()))


def do_others(now: float) -> None:
    """Do all else whose time has come; what one of them breaks keeps none from its next time."""
    for do, (every, due) in list(_others.items()):
        if now >= due:
            _others[do] = (every, now + every)
            try:
                do()
            except Exception:
                _log.exception("%s failed", do)


def tidy(held: int, now: int, *, deeply: bool = True) -> int:
    """Collect and give back if there are fewer sessions now than there were; returns how many there are.

    Whoever is there while a page imports something is taken out of the collector's sight with it, see `cached.settle`,
    and would stay for ever. To look there, too, takes some four times as long.

    Parameters
    ----------
    deeply : whether to look there; where nobody is there any more it is done in any case
    """
    if now < held:
        is_deep = deeply or not now
        if is_deep:
            gc.unfreeze()
        gc.collect()
        if is_deep:
            gc.freeze()
        memory.give_back()
    return now


def connected(name: str) -> set[object] | None:
    """What all visitors with a tab open have in their sessions under a name; None where that cannot be told."""
    # Nothing public does this.
    manager: Any = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    try:
        states = [each.session.session_state for each in manager.list_active_sessions()]
        return {session[name] for session in states if name in session}
    except Exception as error:
        _log.warning("Who is there cannot be told: %s", error)
        return None


def held() -> int:
    """How many sessions of tabs that are gone Streamlit holds as yet, asked by a thread; 0 where there is no server."""
    return 0 if _loop is None else asyncio.run_coroutine_threadsafe(_sessions(), _loop).result(SOON)


async def _sessions() -> int:
    """How many sessions Streamlit holds, once it has let go of those whose time is over; asked on its own loop."""
    # Nothing public does this: where it is not as it was, all are kept until the next tab goes, as ever.
    found: Any = runtime.get_instance()
    for name in ("_session_mgr", "_session_storage", "_cache"):
        found = getattr(found, name, None)
    return len(found) if isinstance(found, Sized) else 0
