"""How long work will take is told from what was measured, and not before that says anything."""

from types import SimpleNamespace

import pytest

from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.work import pace
from mnist_core.work.pace import Pace


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_steps_that_build_the_graphs_of_a_network_do_not_tell_how_long_its_training_takes(clock):
    found, total = Pace(Schooling.meaningful), 4_000
    # A step or two in a piece at first, which would make it 100 minutes; then what all others take.
    for seconds, done in ((3, 1), (6, 3), (7, 40)):
        clock[0] = float(seconds)
        found.add(done, 1.0)
        assert found.estimate(total) == (None, None)
    for seconds in range(8, 15):
        clock[0] = float(seconds)
        found.add(40 * (seconds - 6), 1.0)
    left = found.estimate(total)[1]
    assert left == pytest.approx((total - 320) / 40)
