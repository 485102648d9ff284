"""Loky's worker processes, as they are made here: what happens where one is killed at a bad moment."""

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor
from functools import partial

import psutil
import pytest

from mnist_core.configuration import require_settings
from mnist_core.work import processes
from mnist_core.work.pool import Pool, Task
from mnist_core.work.processes import loky_pool, semaphore_trouble
from tests.support import ROOT
from tests.support.processes import lives

pytestmark = pytest.mark.skipif(bool(semaphore_trouble()), reason="there are no semaphores")
SECONDS = 120  # far beyond what a busy machine needs


def die_in_the_middle_of_an_answer():
    """Be killed when half of an answer is written, in this worker's own pipe for answers."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        frame = frame.f_back
    announced = struct.pack("!i", 1000)  # bytes to come, as multiprocessing writes a message's length
    os.write(frame.f_locals["result_queue"]._writer.fileno(), announced + b"half")
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(tried):
    """Do so at the first try; at the second, be done."""
    if tried.exists():
        return "done"
    tried.touch()
    return die_in_the_middle_of_an_answer()


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(processes, "LOOK_SECONDS", 0.1)


def test_half_an_answer_breaks_the_pool_which_then_ends():
    pool = loky_pool(2, timeout=None)
    beside = pool.submit(os.getpid).result(SECONDS)
    lost = pool.submit(die_in_the_middle_of_an_answer)
    assert isinstance(lost.exception(SECONDS), BrokenExecutor)
    pool.shutdown(wait=True)
    assert not lives(beside)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such priority")
@pytest.mark.parametrize(("text", "steps"), [(None, 5), ("0", 0), ("7", 7)])
def test_a_worker_gives_way_to_the_server(monkeypatch, text, steps):
    monkeypatch.delenv("SEESOFTMAX_NICE")
    if text is not None:
        monkeypatch.setenv("SEESOFTMAX_NICE", text)
    pool = loky_pool(1, timeout=None, initializer=partial(processes.belong_to, os.getpid()))
    worker = pool.submit(os.getpid).result(SECONDS)
    assert psutil.Process(worker).nice() == min(psutil.Process().nice() + steps, 19)
    pool.shutdown(wait=True)


@pytest.mark.parametrize("nonsense", ["", "-1", "20", "much"])
def test_by_how_much_is_refused_where_it_is_no_number_of_steps(monkeypatch, nonsense):
    monkeypatch.setenv("SEESOFTMAX_NICE", nonsense)
    with pytest.raises(ValueError, match=f"SEESOFTMAX_NICE must be a whole number from 0 to 19, not '{nonsense}'"):
        require_settings({})


def test_the_task_is_done_by_another_worker(tmp_path):
    pool = Pool(lambda: loky_pool(1, timeout=None), at_once=2)
    done, results = threading.Event(), []

    def report(result, error):
        results.append((result, error))
        done.set()

    pool.send(Task(partial(die_once, tmp_path / "tried"), report))
    assert done.wait(SECONDS)
    assert results == [("done", None)]
    pool.close()


# Loky warns where a worker ends just as it is given something; as an error, that would break its thread.
@pytest.mark.filterwarnings("ignore:A worker stopped")
def test_a_worker_that_is_idle_and_one_that_ends_are_left_alone():
    pool = loky_pool(1, timeout=0.3)
    first = pool.submit(os.getpid).result(SECONDS)
    while psutil.pid_exists(first):  # a dead one stays in the list until its pool has taken leave of it
        time.sleep(0.02)
    assert pool.submit(os.getpid).result(SECONDS) != first
    pool.shutdown(wait=True)


LAYS_OUT = """
import os, signal, sys, time
from functools import partial
import numpy as np
from mnist_core.data.space import tsne
from mnist_core.work.processes import idle_process

images = np.random.default_rng(0).integers(0, 256, (1_500, 784), np.uint8)
pool = idle_process(600)
pid = pool.submit(os.getpid).result()
pool.submit(partial(tsne, images))
time.sleep(0.5)
print(pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_cannot_be_stopped_midway_does_not_outlive_its_killed_server(tmp_path):
    server = subprocess.run(
        [sys.executable, "-c", LAYS_OUT],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert server.returncode == -signal.SIGKILL
    # If it heard nothing of it, it would be there for ten minutes.
    assert await_end(int(server.stdout))


def await_end(pid):
    end = time.monotonic() + SECONDS
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not lives(pid)
