"""Workers where no semaphore can be made, as with an unwritable /dev/shm: reached by pipes, and else the same."""

import _multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor

import pytest

from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import make_registry
from mnist_core.training.run import Status, TrainingRun
from mnist_core.work.pool import Pool, Task
from mnist_core.work.processes import loky_pool
from tests.support.processes import lives


@pytest.fixture
def no_semaphores(monkeypatch):
    """Refuse semaphores as Linux does where /dev/shm cannot be written."""
    import loky.backend.synchronize

    class Refused:
        SEM_VALUE_MAX = _multiprocessing.SemLock.SEM_VALUE_MAX

        def __init__(self, *_arguments):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_multiprocessing, "SemLock", Refused)
    monkeypatch.setattr(loky.backend.synchronize, "_SemLock", Refused)


@pytest.fixture
def make(no_semaphores):
    """Make pools that end with the test."""
    made = []

    def make(count=1, **options):
        made.append(loky_pool(count, **{"timeout": None} | options))
        return made[-1]

    yield make
    for pool in made:
        pool.shutdown(cancel_futures=True)


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_works_and_says_what_is_amiss(make, caplog):
    pool = make()
    assert pool.submit(pow, 2, 10).result(60) == 1024
    assert pool.submit(os.getpid).result(60) not in (os.getpid(), None)
    assert "/dev/shm" in caplog.text
    assert "Permission denied" in caplog.text


def test_one_process_serves_many_calls_and_two_serve_at_once(make, tmp_path):
    pool = make()
    assert len({pool.submit(os.getpid).result(60) for _ in range(5)}) == 1
    pool = make(2)
    meeting = tmp_path / "meeting"
    os.mkfifo(meeting)  # whoever opens it waits for whoever opens its other end
    heard = pool.submit(meeting.read_text)
    said = pool.submit(meeting.write_text, "both here")
    assert heard.result(60) == "both here"
    assert said.result(60) == len("both here")


def test_an_error_comes_back_and_the_worker_stays(make):
    pool = make()
    before = pool.submit(os.getpid).result(60)
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result(60)
    with pytest.raises(Exception, match="pickle"):
        pool.submit(threading.Lock).result(60)
    with pytest.raises(Exception, match="pickle"):
        pool.submit(id, threading.Lock()).result(60)
    assert pool.submit(os.getpid).result(60) == before


def test_the_environment_is_the_workers_alone(make):
    pool = make(environment={"SEESOFTMAX_PIPED": "yes"})
    assert pool.submit(os.getenv, "SEESOFTMAX_PIPED").result(60) == "yes"
    assert os.environ.get("SEESOFTMAX_PIPED") is None


def test_a_death_breaks_the_pool(make):
    pool = make()
    victim = pool.submit(os._exit, 3)
    behind = pool.submit(os.getpid)
    for future in (victim, behind):
        with pytest.raises(BrokenExecutor):
            future.result(60)
    with pytest.raises(BrokenExecutor):
        pool.submit(os.getpid)


def test_an_initializer_that_fails_breaks_it_too(make):
    with pytest.raises(BrokenExecutor):
        make(initializer=os.abort).submit(os.getpid).result(60)


def test_who_is_idle_ends_and_comes_back(make):
    pool = make(timeout=0.2)
    first = pool.submit(os.getpid).result(60)
    until(lambda: not lives(first))
    assert pool.submit(os.getpid).result(60) != first


def test_shutting_down_ends_what_runs_and_cancels_the_rest(make):
    pool = make()
    pid = pool.submit(os.getpid).result(60)
    running, behind = pool.submit(time.sleep, 600), pool.submit(os.getpid)
    until(running.running)
    pool.shutdown(cancel_futures=True)
    assert behind.cancelled()
    assert isinstance(running.exception(60), BrokenExecutor)
    until(lambda: not lives(pid))
    with pytest.raises(RuntimeError, match="shut"):
        pool.submit(os.getpid)


def test_shutting_down_politely_does_what_was_asked(make):
    pool = make()
    asked = [pool.submit(pow, 2, n) for n in range(5)]
    pool.shutdown()
    assert [each.result(0) for each in asked] == [1, 2, 4, 8, 16]


def test_the_pool_of_tasks_starts_afresh_after_a_death(make):
    answers, done = [], threading.Event()

    def note(result, error):
        answers.append((result, error))
        if len(answers) == 2:
            done.set()

    tasks = Pool(make, 2)
    tasks.send(Task(os.getpid, note))
    until(lambda: answers)
    os.kill(answers[0][0], signal.SIGKILL)
    tasks.send(Task(os.getpid, note))
    assert done.wait(60)
    assert answers[1][1] is None
    assert answers[1][0] != answers[0][0]
    tasks.close()


@pytest.mark.slow
def test_a_run_trains_all_the_same(no_semaphores, sample, tmp_path):
    registry = make_registry(sample, folder=tmp_path)
    try:
        run = TrainingRun(TrainingConfig(train_size=100, steps=20, test_size=100))
        registry.start(run, "a")
        assert registry.wait(run, 600).status is Status.FINISHED
    finally:
        registry.close()
