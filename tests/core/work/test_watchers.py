"""Who counts as watching, and how often a watcher may ask."""

from types import SimpleNamespace

import pytest

from mnist_core.work import watchers
from mnist_core.work.watchers import Watchers, period, window


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(watchers, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.mark.parametrize("audience", [0, 1, 7])
def test_a_few_visitors_see_two_updates_a_second(audience):
    assert period(audience) < 0.5


@pytest.mark.parametrize("audience", [10, 30, 60, 120])
def test_a_class_shares_fifteen_looks_a_second(audience):
    assert audience / period(audience) == pytest.approx(15)


@pytest.mark.parametrize("audience", [1, 30, 1000])
def test_whoever_looks_in_time_never_counts_as_gone(clock, audience):
    seen = Watchers()
    assert 2 * period(audience) < window(audience)
    for _ in range(5):
        seen.add("a", audience)
        clock[0] += 2 * period(audience)
        assert len(seen.present) == 1
    seen.remove("b")
    clock[0] += 2 * period(audience)
    assert not seen.are_gone


def test_whoever_does_not_look_again_is_gone(clock):
    seen = Watchers()
    seen.add("a")
    seen.add("b", 30)
    clock[0] += 3
    assert (len(seen), len(seen.present)) == (2, 1)
    seen.add("c")
    assert len(seen) == 2
    seen.remove("c")
    assert (len(seen), seen.are_gone) == (1, False)
    clock[0] += 2.6
    assert seen.are_gone
    seen.add("d")
    assert not seen.are_gone
