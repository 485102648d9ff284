"""Worker processes that are reached by plain pipes, for machines on which no semaphore can be made.

Loky's pool, like the standard one, needs semaphores, which lie in /dev/shm; some containers have it unwritable. Here a
thread for each worker hands it one call after the other, and a pipe that closes tells of the worker's death.
"""

import contextlib
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from mnist_core.work.ending import KILL, deaf_to_the_terminal


class PipedPool(Executor):
    """Hand calls to processes, first come, first served; the death of one breaks the pool, as the standard one's does.

    Parameters
    ----------
    count : processes at most; each begins with the first call that finds no other free
    timeout : seconds without a call after which a process ends; None for never
    initializer : is called in each process before its first call
    environment : variables that the processes have beside this one's
    """

    def __init__(
        self,
        count: int,
        *,
        timeout: float | None,
        initializer: Callable[[], None] | None,
        environment: dict[str, str],
    ) -> None:
        self._timeout = timeout
        self._initializer = initializer
        self._environment = environment
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._broken: BrokenProcessPool | None = None
        self._shut = self._killing = False
        self._threads = [threading.Thread(target=self._serve, name="piped-worker", daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        """Queue a call for the next worker that is free."""
        future: Future[Any] = Future()
        with self._lock:
            if self._shut:
                raise RuntimeError("no call is taken after the pool was shut down")
            if self._broken:
                raise self._broken
            self._orders.put((future, _Call(call, arguments, named)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers when all is done; with `cancel_futures` at once, whatever they do."""
        with self._lock:
            self._shut = True
        if cancel_futures:
            for future, _ in self._kill_all():
                future.cancel()
        for _ in self._threads:
            self._orders.put(None)
        for thread in self._threads:
            if wait and thread is not threading.current_thread():
                thread.join()

    def kill_workers(self) -> None:
        """Kill the workers, which breaks the pool."""
        with self._lock:
            for worker in self._workers:
                worker.kill()

    def _serve(self) -> None:
        """Hand one worker its calls; the thread's whole life."""
        worker: _Worker | None = None
        while True:
            try:
                order = self._orders.get(timeout=self._timeout if worker else None)
            except queue.Empty:
                self._end(worker)
                worker = None
                continue
            if order is None:
                self._end(worker)
                return
            future, call = order
            if future.set_running_or_notify_cancel():
                try:
                    worker = worker or self._begin()
                    answer = worker.answer(call)
                except Exception as error:  # it died, or could not be started
                    self._end(worker)
                    worker = None
                    self._break(future, error)
                else:
                    answer.pass_on(future)

    def _begin(self) -> "_Worker":
        worker = _Worker(self._initializer, self._environment)
        with self._lock:
            self._workers.add(worker)
            if self._killing:  # while it was being started
                worker.kill()
        return worker

    def _end(self, worker: "_Worker | None") -> None:
        if worker is not None:
            worker.end()
            with self._lock:
                self._workers.discard(worker)

    def _break(self, future: "Future[Any]", error: BaseException) -> None:
        broken = BrokenProcessPool(f"a worker process died or could not be started ({type(error).__name__}: {error})")
        with self._lock:
            self._broken = self._broken or broken
        left = self._kill_all()
        for each in (future, *(waiting for waiting, _ in left if waiting.set_running_or_notify_cancel())):
            each.set_exception(broken)

    def _kill_all(self) -> "list[_Order]":
        """Kill the workers, and take what nobody has begun."""
        with self._lock:
            self._killing = True
            for worker in self._workers:
                worker.kill()
        left: list[_Order] = []
        with contextlib.suppress(queue.Empty):
            while True:
                order = self._orders.get_nowait()
                left += [order] if order else []
        if self._shut:
            for _ in self._threads:
                self._orders.put(None)  # those that were taken with the rest
        return left


class _Call:
    """A call with its arguments, to be made elsewhere."""

    def __init__(self, call: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        self._all = call, arguments, named

    def __call__(self) -> Any:
        call, arguments, named = self._all
        return call(*arguments, **named)


_Order = tuple["Future[Any]", _Call]


class _Answer:
    """What came of a call: its result, or an error."""

    def __init__(self, result: Any, error: BaseException | None = None) -> None:
        self._result, self._error = result, error

    def pass_on(self, future: "Future[Any]") -> None:
        if self._error is None:
            future.set_result(self._result)
        else:
            future.set_exception(self._error)


class _Worker:
    """A process, and this side of the pipe to it."""

    def __init__(self, initializer: Callable[[], None] | None, environment: dict[str, str]) -> None:
        from loky.backend import get_context

        self._pipe, its = Pipe()
        try:
            # A daemon: nobody waits for it when the interpreter ends.
            self._process = get_context("loky").Process(
                target=_answer, args=(its, initializer), daemon=True, env=environment
            )
            with deaf_to_the_terminal():
                self._process.start()
        except BaseException:
            self._pipe.close()
            raise
        finally:
            its.close()  # else this process itself would keep the pipe open when the worker is gone

    def answer(self, call: _Call) -> _Answer:
        """Have a call made; raises EOFError or OSError where the process dies of it."""
        try:
            self._pipe.send(call)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            raise
        except Exception as error:  # what cannot be pickled, or unpickled, is no fault of the process
            return _Answer(None, error)
        assert isinstance(answer, _Answer)
        return answer

    def kill(self) -> None:
        pid = self._process.pid
        if self._process.is_alive() and pid is not None:
            with contextlib.suppress(OSError):
                os.kill(pid, KILL)

    def end(self) -> None:
        """Let the process go, which ends when its pipe is closed, and wait for it."""
        self._pipe.close()
        self._process.join()


def _answer(pipe: "Connection[Any, Any]", initializer: Callable[[], None] | None) -> None:
    """Make the calls that come through the pipe, in the worker, until it closes."""
    if initializer is not None:
        initializer()
    while True:
        try:
            call = pipe.recv()
        except EOFError:
            return
        except Exception as error:
            answer = _Answer(None, error)
        else:
            answer = _made(call)
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return
        except Exception as error:  # a result or an error that cannot be pickled
            pipe.send(_Answer(None, RuntimeError(f"{type(error).__name__}: {error}")))


def _made(call: Callable[[], Any]) -> _Answer:
    try:
        return _Answer(call())
    except Exception as error:
        return _Answer(None, error)
