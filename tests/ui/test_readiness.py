"""What the first who asks would wait for is there before, and is reckoned once."""

from dataclasses import replace

import pytest

from mnist_core.data import portraits, space
from mnist_core.exam import not_digits
from ui import cached, readiness

READY = [(space, "pca"), (space, "nearest"), (portraits, "class_balance"), (not_digits, "letter")]


@pytest.fixture
def unseen(sample):
    """A dataset of which nothing is known yet: its parts are known by identity."""
    return replace(sample, train=replace(sample.train), test=replace(sample.test))


@pytest.fixture
def reckoned(monkeypatch):
    """What is reckoned from here on."""
    counted = []

    def count(module, name):
        theirs = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given: (counted.append(name), theirs(*given))[1])

    for module, name in READY:
        count(module, name)
    return counted


def test_what_a_class_would_wait_for_is_reckoned_once(reckoned, unseen, monkeypatch):
    monkeypatch.setattr(cached, "dataset_at_once", lambda: unseen)
    readiness.make_ready()
    assert set(reckoned) == {name for _, name in READY}
    del reckoned[:]
    readiness.make_ready()
    space.principal_axes(unseen.train)
    space.close_ones(unseen.train)
    portraits.portraits(unseen.train)
    not_digits.crowd("letter", 0.0, unseen.test)
    assert reckoned == []


def test_where_there_are_no_data_yet_nothing_is(reckoned, monkeypatch):
    monkeypatch.setattr(cached, "dataset_at_once", lambda: None)
    readiness.make_ready()
    assert reckoned == []
