"""How often a board asks how far its run is."""

import pytest

from mnist_core.watchers import WATCH_WINDOW
from ui import live


@pytest.mark.parametrize("audience", [0, 1, 10])
def test_a_few_visitors_see_two_updates_a_second(audience):
    assert live.period(audience) < 0.5


def test_a_class_shares_thirty_ticks_a_second():
    assert live.period(30) == pytest.approx(1)


def test_however_many_watch_nobody_counts_as_gone():
    assert 2 * live.period(1000) < WATCH_WINDOW
