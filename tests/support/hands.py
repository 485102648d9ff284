"""Executors whose work a test does by hand, or that do it at once; and whether arrays are a work's result."""

from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future

from mnist_core.work.work import misfit


class Hand(Executor):
    """An executor that does a task when the test says so, and dies when it says so."""

    def __init__(self) -> None:
        self.queue: deque = deque()
        self.submitted = 0
        self.dead = self.down = False

    def submit(self, call, /):
        if self.dead:
            raise BrokenExecutor("dead")
        self.submitted += 1
        future: Future = Future()
        self.queue.append((future, call))
        return future

    def step(self, most: int = 1) -> int:
        """Do so many tasks, if there are so many; return how many were done."""
        done = 0
        while self.queue and done < most:
            future, call = self.queue.popleft()
            future.set_result(call())
            done += 1
        return done

    def die(self) -> None:
        self.dead = True
        while self.queue:
            self.queue.popleft()[0].set_exception(BrokenExecutor("killed"))

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.down = True
        while cancel_futures and self.queue:
            self.queue.popleft()[0].cancel()


class Workshop:
    """Makes Hands, and remembers them; `hand` is the one at work."""

    def __init__(self) -> None:
        self.hands: list[Hand] = []

    def __call__(self) -> Hand:
        self.hands.append(Hand())
        return self.hands[-1]

    @property
    def hand(self) -> Hand:
        return self.hands[-1]

    def finish(self) -> int:
        done = 0
        while self.hand.step():
            done += 1
        return done


class Instant(Executor):
    """An executor that does every task inside `submit`."""

    def submit(self, call, /):
        future: Future = Future()
        future.set_result(call())
        return future


def fits(work, arrays) -> bool:
    """Whether arrays have the layout of a work's result."""
    return not misfit(arrays, work.layout())
