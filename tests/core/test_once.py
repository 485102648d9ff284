"""What is computed once is computed once, also when thirty ask for it in the same moment."""

import threading
import time
from types import SimpleNamespace

from mnist_core.once import once
from mnist_core.training import registry as runs
from tests.support.crowd import CLASS, all_at_once, as_in_a_fresh_process


def test_a_crowd_that_asks_for_the_same_computes_it_once():
    calls = []

    @once
    def slow(number: int) -> object:
        time.sleep(0.02)  # so that whoever does not wait comes in between
        calls.append(number)
        return object()

    assert len(set(all_at_once(lambda: slow(3)))) == 1
    assert calls == [3]


def test_the_last_few_results_are_kept():
    calls = []

    @once(size=3)
    def double(number: int, *, more: int = 0) -> int:
        """Twice."""
        calls.append((number, more))
        return 2 * number + more

    assert [double(k) for k in (1, 2, 3, 1)] == [2, 4, 6, 2]
    assert double(4) == 8  # in the place of 2, which was asked for longest ago
    assert [double(k) for k in (1, 3, 4)] == [2, 6, 8]
    assert double(1, more=5) == 7
    assert calls == [(1, 0), (2, 0), (3, 0), (4, 0), (1, 5)]
    assert (double.__name__, double.__doc__) == ("double", "Twice.")


def test_whoever_asks_for_something_else_does_not_wait():
    begun, go_on = threading.Event(), threading.Event()

    @once
    def wait(name: str) -> str:
        if name == "slow":
            begun.set()
            assert go_on.wait(60)
        return name

    slow = threading.Thread(target=wait, args=("slow",))
    slow.start()
    assert begun.wait(60)
    assert wait("quick") == "quick"
    go_on.set()
    slow.join(60)


def test_an_error_reaches_everybody_and_is_not_kept():
    calls = []

    @once
    def fail() -> str:
        calls.append(1)
        if len(calls) <= CLASS:
            raise OSError("not yet")
        return "there"

    def ask() -> str:
        try:
            return fail()
        except OSError as error:
            return str(error)

    assert all_at_once(ask) == ["not yet"] * CLASS
    assert fail() == "there"


def test_the_process_has_one_registry(monkeypatch):
    made = []

    def slow(*_arguments, **_named):
        time.sleep(0.02)  # so that whoever does not wait comes in between
        made.append(SimpleNamespace())
        return made[-1]

    monkeypatch.setattr(runs, "make_registry", slow)
    found = all_at_once(as_in_a_fresh_process(runs.default_registry))
    assert len(made) == 1
    assert all(each is made[0] for each in found)
