"""Workers on other machines: a Dask cluster behind the standard executor.

What Dask's worker is given it has made by processes of its own machine, of the same makers as on a single one: a call
that kills its process kills no Dask worker, and results are the same. Whatever is lost, a process, a Dask worker, the
scheduler or the way there, ends in BrokenExecutor, within seconds.

Dask is not needed by who does not use it, and is imported with the first call.
"""

import asyncio
import contextlib
import functools
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from typing import Any

from mnist_core.work.ending import default_ending
from mnist_core.work.errand import Errand, Make, Outcome
from mnist_core.work.pool import UnreachableError
from mnist_core.work.vigil import PATIENCE
from mnist_core.work.work import Place

log = logging.getLogger(__name__)

CONNECT_SECONDS = 8.0  # for the scheduler to answer a newcomer: three tries outlast its being started again
ANSWER_SECONDS = 8.0  # for it to say that it is still there
LOOK_SECONDS = 1.0  # between two looks, while something is being done
ALONE_SECONDS = 15.0  # without any Dask worker, after which nothing is waited for: they end with their scheduler
FAREWELL = 1.0  # seconds for the connection to be closed at the end


@dataclass(frozen=True, eq=False)
class Connection:
    """A connection to a scheduler.

    Attributes
    ----------
    client : Dask's, asynchronous
    losses : errors that say that workers died, or that Dask failed; others are the call's own
    """

    client: Any
    losses: tuple[type[BaseException], ...]


async def connect(address: str) -> Connection:
    """Connect to Dask's scheduler at an address such as "tcp://host:8786"."""
    from distributed import Client, KilledWorker

    client = Client(address, asynchronous=True, set_as_default=False, timeout=CONNECT_SECONDS)
    try:
        await asyncio.wait_for(client, CONNECT_SECONDS)
    except BaseException:
        with contextlib.suppress(Exception):
            await client.close(timeout=0)
        raise
    return Connection(client, (KilledWorker, CancelledError, OSError, TimeoutError))


class Cluster:
    """A cluster, which is connected with when it is first needed, and again when it was lost.

    Parameters
    ----------
    address : of the scheduler
    connect : how; a test's may be another
    """

    def __init__(self, address: str, connect: Callable[[str], Awaitable[Connection]] = connect) -> None:
        self._address = address
        self._connect = connect
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._link: _Link | None = None  # this and what follows belongs to the loop's thread
        self._turn: asyncio.Lock | None = None
        self._failed: tuple[float, UnreachableError] | None = None  # the last attempt, and when that was
        self._told = ""
        default_ending().on_end(self.close)

    def executor(self, place: Place, make: Make) -> Executor:
        """Return an executor whose calls processes make that `make` starts, one kind for each place."""
        return _ClusterExecutor(self, place, make)

    def run(self, call: Callable[[], "Outcome"]) -> "Future[Any]":
        """Have a Dask worker make a call, and return what came of it; never waits."""
        with self._lock:
            if self._loop is None:
                # Of this kind, whatever the server's own loop is: Dask knows it best.
                self._loop = asyncio.SelectorEventLoop()
                threading.Thread(target=self._loop.run_forever, name="cluster", daemon=True).start()
            loop = self._loop
        return asyncio.run_coroutine_threadsafe(self._run(call), loop)

    def close(self) -> None:
        """Let go of the cluster; it is not waited for."""
        with self._lock:
            loop = self._loop
        if loop is not None and self._link is not None:
            closing = asyncio.run_coroutine_threadsafe(_close(self._link), loop)
            with contextlib.suppress(Exception, CancelledError):
                closing.result(FAREWELL)

    async def _run(self, call: Callable[[], "Outcome"]) -> Any:
        link = await self._linked()
        task = link.client.submit(call, pure=False)
        answer = asyncio.ensure_future(_result(task))
        lost = asyncio.ensure_future(link.lost.wait())
        link.pending += 1
        try:
            await asyncio.wait({answer, lost}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise UnreachableError(link.words)
            return _unwrap(answer, link)
        finally:
            link.pending -= 1
            answer.cancel()
            lost.cancel()

    async def _linked(self) -> "_Link":
        """The connection, made anew where it was lost; whoever waited for an attempt that failed does not try again."""
        self._turn = self._turn or asyncio.Lock()
        loop = asyncio.get_running_loop()
        asked = loop.time()
        async with self._turn:
            if self._link is not None and self._link.client.status == "running" and not self._link.lost.is_set():
                return self._link
            if self._failed is not None and self._failed[0] >= asked:
                raise self._failed[1]
            if self._link is not None:
                self._link.lose("the connection with the cluster was lost")
                await _close(self._link)
                self._link = None
            try:
                connection = await self._connect(self._address)
            except Exception as error:
                self._failed = loop.time(), self._unreachable(error)
                raise self._failed[1] from error
            self._told = ""
            self._link = _Link(connection)
            return self._link

    def _unreachable(self, error: Exception) -> UnreachableError:
        """Log what went wrong, once, and give visitors the words that are for them."""
        if isinstance(error, ImportError):
            words = "the package that a cluster needs is not installed"
            advice = "pip install -r requirements-cluster.txt"
        elif isinstance(error, ValueError):
            words = "the address of the cluster is none"
            advice = "DASK_SCHEDULER_ADDRESS is such as tcp://host:8786"
        else:
            words = "the cluster's scheduler does not answer"
            advice = "is it running, and may this machine reach it?"
        told = f"{words}: DASK_SCHEDULER_ADDRESS={self._address}, {advice} ({type(error).__name__}: {error})"
        if told != self._told:
            self._told = told
            log.error("No work can be done: %s", told)
        return UnreachableError(words)


class _Link:
    """A connection while it is in use; loses itself when the scheduler no longer answers, or has no workers."""

    def __init__(self, connection: Connection) -> None:
        self.client, self.losses = connection.client, connection.losses
        self.lost = asyncio.Event()
        self.words = ""
        self.pending = 0
        self._watching = asyncio.ensure_future(self._watch())

    def lose(self, words: str) -> None:
        """End everything that is waited for."""
        if not self.lost.is_set():
            self.words = words
            self.lost.set()

    async def _watch(self) -> None:
        alone_since: float | None = None
        now = asyncio.get_running_loop().time
        while not self.lost.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            if not self.pending:
                alone_since = None
                continue
            try:
                about = await asyncio.wait_for(self.client.scheduler.identity(n_workers=0), ANSWER_SECONDS)
            except Exception as error:
                log.warning("The cluster is lost: %s: %s", type(error).__name__, error)
                self.lose("the connection with the cluster was lost")
                return
            alone_since = None if about["n_workers"] else alone_since or now()
            if alone_since is not None and now() - alone_since >= ALONE_SECONDS:
                self.lose("no worker of the cluster is there")


class _ClusterExecutor(Executor):
    """Has one kind of process on the cluster make calls.

    One that is frozen is ended by its Dask worker, as patiently as on this machine; a Dask worker that is frozen itself
    is given up by the scheduler, as its `worker-ttl` says, and what it had goes to another.
    """

    ends_frozen = True

    def __init__(self, cluster: Cluster, place: Place, make: Make) -> None:
        self._cluster, self._place, self._make = cluster, place, make
        self._futures: set[Future[Any]] = set()
        self._shut = False

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        """Have a call made somewhere on the cluster."""
        if self._shut:
            raise RuntimeError("no call is taken after the executor was shut down")
        bound = functools.partial(call, *arguments, **named)
        future = self._cluster.run(Errand(self._place, self._make, bound, PATIENCE[self._place]))
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - nothing to wait for
        """Take no more calls; with `cancel_futures` nobody waits for those that are out, either."""
        self._shut = True
        for future in list(self._futures) if cancel_futures else ():
            future.cancel()


async def _result(task: Any) -> Any:
    return await task.result()


async def _close(link: _Link) -> None:
    with contextlib.suppress(Exception):
        await asyncio.wait_for(link.client.close(timeout=0), FAREWELL)


def _unwrap(answer: "asyncio.Future[Any]", link: _Link) -> Any:
    """Return the result that is in an answer, or raise what it tells."""
    if answer.cancelled():  # by Dask, when its connection was lost
        raise UnreachableError("the connection with the cluster was lost")
    error = answer.exception()
    if error is not None:
        if isinstance(error, link.losses):
            raise BrokenExecutor(f"the cluster lost a worker: {type(error).__name__}: {error}")
        raise error
    outcome: Outcome = answer.result()
    if outcome.death:
        raise BrokenExecutor(outcome.death)
    if outcome.error is not None:
        raise outcome.error
    return outcome.result
