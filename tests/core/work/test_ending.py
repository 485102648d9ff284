"""The end of a process: all is closed, nobody is waited for too long, and nobody is left."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future

import pytest

from mnist_core.work.ending import SECONDS, Ending
from mnist_core.work.pool import Pool, PoolClosedError, Task
from tests.support import ROOT
from tests.support.processes import MARK, family, hear_all

PATIENCE = 60  # seconds: an idle machine needs none of them, and without a bound the ends here would take longer


class Owner:
    """Somebody with something to close."""

    def __init__(self, name, closed, how=lambda: None):
        self.name, self.closed, self.how = name, closed, how

    def close(self):
        self.how()
        self.closed.append(self.name)


@pytest.fixture
def left():
    """The exit codes that an ending has left with."""
    return []


@pytest.fixture
def kills():
    """When an ending has killed the workers."""
    return []


@pytest.fixture
def make(left, kills):
    """An ending that notes its exit, and its killing, instead: other tests have workers in this process."""
    return lambda seconds: Ending(seconds, left.append, lambda: kills.append(time.monotonic()))


def await_(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_all_are_closed_the_latest_first_and_one_that_fails_hinders_none(make, left, kills):
    ending, closed = make(PATIENCE), []
    owners = [Owner(1, closed), Owner(2, closed, lambda: 1 / 0), Owner(3, closed)]
    for owner in owners:
        ending.on_end(owner.close)
    ending.finish()
    assert closed == [3, 1]
    assert not left, "the process ends by itself"
    assert len(kills) == 1, "what its owners left"


def test_who_is_gone_is_not_closed_and_not_kept_alive(make):
    ending, closed = make(PATIENCE), []
    kept, gone = Owner("kept", closed), Owner("gone", closed)
    ending.on_end(kept.close)
    ending.on_end(gone.close)
    del gone
    ending.finish()
    assert closed == ["kept"]


def test_who_never_closes_is_not_waited_for(make, left, kills):
    ending, closed, never = make(0.2), [], threading.Event()
    stuck, other = Owner("stuck", closed, never.wait), Owner("other", closed)
    ending.on_end(other.close)
    ending.on_end(stuck.close)
    began = time.monotonic()
    ending.finish()
    await_(lambda: left)
    assert left == [1]
    assert len(kills) == 1
    assert time.monotonic() - began >= 0.2
    never.set()


def test_where_the_workers_cannot_be_killed_the_process_leaves_all_the_same(left):
    ending, never = Ending(0.2, left.append, lambda: 1 / 0), threading.Event()
    stuck = Owner("stuck", [], never.wait)
    ending.on_end(stuck.close)
    ending.finish()
    await_(lambda: left)
    assert left == [1]
    never.set()


def test_where_the_workers_cannot_be_killed_whoever_waits_for_the_end_is_told(left):
    ending, closed = Ending(PATIENCE, left.append, lambda: 1 / 0), []
    owner = Owner("a", closed)
    ending.on_end(owner.close)
    began = time.monotonic()
    ending.finish()
    assert closed == ["a"]
    assert time.monotonic() - began < PATIENCE / 2


def test_a_second_signal_ends_at_once_and_what_listened_before_hears_the_first(make, left):
    heard = []
    ours = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup
        ending = make(PATIENCE)
        owner = Owner("a", [])
        ending.on_end(owner.close)
        ending.catch_signals()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signal.raise_signal(signal.SIGTERM)
        await_(lambda: owner.closed)
        assert not left
        signal.raise_signal(signal.SIGTERM)
        await_(lambda: left)
        assert heard == [signal.SIGTERM] * 2
    finally:
        for number, before in ours.items():
            signal.signal(number, before)


def test_signals_that_were_asked_for_twice_are_heard_once(make):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        ending = make(PATIENCE)
        owner = Owner("a", [])
        ending.on_end(owner.close)
        ending.catch_signals()
        hears = {number: signal.getsignal(number) for number in before}
        ending.catch_signals()  # on top of itself it would take the first signal for a second
        assert {number: signal.getsignal(number) for number in before} == hears
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class SlowStart(Executor):
    """An executor whose first worker takes its time to start, as a process does; it notes how it is shut down."""

    def __init__(self):
        self.starting, self.go_on, self.shut = threading.Event(), threading.Event(), []
        self.futures = []

    def submit(self, call):
        self.starting.set()
        assert self.go_on.wait(PATIENCE)
        self.futures.append(Future())
        return self.futures[-1]

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.shut.append(cancel_futures)
        if cancel_futures:
            for future in self.futures:
                future.cancel()


def test_a_worker_that_was_just_starting_when_the_pool_was_closed_is_ended_too():
    executor, results = SlowStart(), []
    pool = Pool(lambda: executor, 1)
    thread = threading.Thread(target=pool.send, args=(Task(os.getpid, lambda *result: results.append(result)),))
    thread.start()
    assert executor.starting.wait(PATIENCE)
    pool.close()
    before = len(executor.shut)
    executor.go_on.set()
    thread.join(PATIENCE)
    assert executor.shut[before:] == [True]
    ((result, error),) = results
    assert result is None
    assert isinstance(error, PoolClosedError)


# Whole processes

PROGRAM = """
import os, signal, sys, threading, time
from mnist_core.work.ending import default_ending
from mnist_core.work.processes import loky_pool
from mnist_core.work.pool import Pool, Task

def long_start():
    time.sleep(600)  # as TensorFlow's import on a machine that has no time for it

class Saver:
    def close(self):
        print("saved", flush=True)

if __name__ == "__main__":
    way = sys.argv[1]
    pool = Pool(lambda: loky_pool(1, timeout=None, initializer=long_start), 1)
    saver = Saver()
    default_ending().on_end(saver.close)
    if "stuck" in way:
        signal.signal(signal.SIGTERM, lambda *_: None)
    default_ending().catch_signals()
    if "late" in way:
        # Its first worker is started while the interpreter already waits for its threads.
        def late():
            while threading.main_thread().is_alive():
                time.sleep(0.001)
            pool.send(Task(os.getpid, lambda *_: None))
        threading.Thread(target=late).start()
    elif "unowned" in way:
        executor = loky_pool(1, timeout=None, initializer=long_start)
        executor.submit(os.getpid)
    else:
        pool.send(Task(os.getpid, lambda *_: None))
    print("begun", flush=True)
    while "exits" not in way:
        time.sleep(0.1)  # briefly: a signal that comes just before a sleep does not end it
"""


@pytest.fixture
def start(tmp_path):
    started = []
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)

    def start(way, **options):
        mark = f"{tmp_path}-{len(started)}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), MARK: mark}
        pipe = {} if "stdout" in options else {"stdout": subprocess.PIPE, "text": True}
        process = subprocess.Popen([sys.executable, str(program), way], env=environment, start_new_session=True,
                                   preexec_fn=hear_all, **pipe, **options)  # fmt: skip
        process.mark = mark
        started.append(process)
        return process

    yield start
    for process in started:
        for each in family(process.mark):
            each.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.parametrize("way", ["exits", "exits-late"])
def test_an_interpreter_that_ends_waits_for_no_worker_that_is_starting(start, way):
    process = start(way)
    printed, _ = process.communicate(timeout=PATIENCE)
    assert printed.split() == ["begun", "saved"]
    await_(lambda: not family(process.mark))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_process_and_its_starting_worker(start, number):
    process = start("waits")
    assert process.stdout.readline() == "begun\n"
    os.killpg(process.pid, number)  # as a terminal does
    printed, _ = process.communicate(timeout=PATIENCE)
    assert printed == "saved\n"
    await_(lambda: not family(process.mark))


def test_workers_that_nobody_closes_are_killed(start):
    process = start("unowned")
    assert process.stdout.readline() == "begun\n"
    process.terminate()
    printed, _ = process.communicate(timeout=PATIENCE)
    assert printed == "saved\n"
    assert process.returncode in (128 + signal.SIGTERM, 1)  # by force, where killing them took too long
    await_(lambda: not family(process.mark))


@pytest.mark.slow
def test_a_process_that_hears_nothing_is_ended_by_force(start):
    process = start("stuck")
    assert process.stdout.readline() == "begun\n"
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=PATIENCE)
    assert (printed, process.returncode) == ("saved\n", 1)
    assert time.monotonic() - began > SECONDS - 1
    assert SECONDS == 5, "as the README says"
    await_(lambda: not family(process.mark))


def test_a_closed_terminal_ends_it_too(start):
    ours, theirs = pty.openpty()
    process = start("waits", stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    assert b"begun" in os.read(ours, 1000)
    os.close(ours)
    assert process.wait(PATIENCE) is not None
    await_(lambda: not family(process.mark))
