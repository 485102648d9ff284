"""What the first who asks would wait for is there before, and is reckoned once."""

from dataclasses import replace

import pytest

from mnist_core.beyond_linear import stress
from mnist_core.data import portraits, space
from mnist_core.exam import not_digits
from ui import cached, readiness

READY = [
    (space, "pca"),
    (space, "nearest"),
    (portraits, "class_balance"),
    (not_digits, "letter"),
    (not_digits, "shuffled"),
    (stress, "thicken"),
]


@pytest.fixture
def unseen(sample):
    """A dataset of which nothing is known yet: its parts are known by identity."""
    parts = {name: replace(getattr(sample, name)) for name in ("train", "validation", "test")}
    return replace(sample, **parts)


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
    for kind in ("letter", "shuffled"):
        not_digits.crowd(kind, 0.0, unseen.test)
    for pen in (stress.THICK_5, stress.THIN_3):
        stress.apply(pen, unseen.validation, slice(None))
    assert reckoned == []


def test_where_there_are_no_data_yet_nothing_is(reckoned, monkeypatch):
    monkeypatch.setattr(cached, "dataset_at_once", lambda: None)
    readiness.make_ready()
    assert reckoned == []
