"""What pages read from the address by hand: strictly, taken out where it makes no sense, with a quiet word about that.

What Streamlit's own controls make of the same garbage, and whole pages, is proved in tests/lessons/test_address.py.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from mnist_core.cross_entropy.predictions import TUTORIALS_J
from mnist_core.training.config import FULL_BATCH
from mnist_core.training_size.sweep import MANY, Sweep
from tests.support.forged import tried
from tests.support.hostile import DROPPED, HOSTILE, NOTE, REPEATED, TRAPS, scribbles
from ui import address, marks, queries
from ui.lessons.cross_entropy import views as cross_entropy_views
from ui.lessons.gradient_descent import views as descent_views
from ui.lessons.softmax import setting as softmax_setting
from ui.lessons.training import pins
from ui.lessons.training_size import film as size_film


class Address(dict):
    """An address as Streamlit gives it to a page."""

    told = 0  # characters that a browser has been sent of it: the whole address with every change

    def __setitem__(self, name, value):
        super().__setitem__(name, list(value) if isinstance(value, list | tuple) else [str(value)])
        self._tell()

    def __delitem__(self, name):
        super().__delitem__(name)
        self._tell()

    def update(self, values):
        for name, value in values.items():
            super().__setitem__(name, list(value))
        self._tell()

    def _tell(self):
        self.told += len(urlencode(self, doseq=True))

    def get_all(self, name):
        return list(self.get(name, []))


class Rerun(BaseException):
    """What `st.rerun` ends a run with."""


class Opened(NamedTuple):
    """What a page has read of an address, what it has left there, and whether it says that something was wrong."""

    found: Any
    left: dict[str, list[str]]
    noted: bool
    told: int  # characters of addresses that its browser was sent


def opened(read, asked, by_hand=()) -> Opened:
    """Open an address (name → value or values) as a page does that reads it by hand."""
    captions, here = [], Address()
    for name, value in asked.items():
        here[name] = value
    here.told = 0

    def rerun():
        for name in [name for name, values in here.items() if not values]:  # an address of no value has not the name
            dict.__delitem__(here, name)
        raise Rerun

    with pytest.MonkeyPatch.context() as page:
        page.setattr(st, "query_params", here)
        page.setattr(st, "session_state", {})
        page.setattr(st, "caption", captions.append)
        page.setattr(st, "rerun", rerun)
        try:
            address.clean()
        except Rerun:
            address.clean()  # once is enough
        found = read()
        address.note(by_hand)
    return Opened(found, dict(here), any(NOTE in words for words in captions), here.told)


class Reader(NamedTuple):
    """A way to read the address by hand; `meant`: the hostile values that make sense to it."""

    names: tuple[str, ...]
    read: Callable[[Any], Any]  # of the dataset
    default: Any
    may_be: Callable[[Any], bool]
    meant: Collection[str] = ()


def numbers(count):
    return lambda found: found in range(count)


def none_or(may_be):
    return lambda found: found is None or may_be(found)


def are_shares(found):
    return found.shape == (10,) and (found > 0).all() and abs(found.sum() - 1) < 1e-6


def is_setting(found):
    z, raised = found.evidence, found.raised
    assert 2 <= len(z) <= 10
    assert all(abs(each) <= 30 for each in z)
    assert raised is None or raised in range(len(z))
    return 0.1 <= found.temperature <= 100 and abs(found.constant) <= 10


SWEEP = Sweep(MANY)
LAST = len(MANY) - 1
SPEEDS = size_film.SPEEDS


def setting(names, meant):
    return Reader(names, lambda data: softmax_setting.setting(), softmax_setting.DEFAULT, is_setting, meant)


READERS = {
    "a pixel": Reader(("pixel",), lambda data: marks.read("pixel", 784, 400), 400, numbers(784), {"0"}),
    "a point": Reader(("point",), lambda data: marks.read("point", 2_000, 7), 7, numbers(2_000), {"0"}),
    "a step": Reader(("step",), lambda data: descent_views.asked_number("step", 30), 0, numbers(31), {"0"}),
    "a stage": Reader(("stage",), lambda data: descent_views.asked_number("stage", 6), 0, numbers(7), {"0"}),
    "a size": Reader(("size",), lambda data: size_film._asked_frame(SWEEP), None, none_or(numbers(LAST + 1))),
    "a speed": Reader(("speed",), lambda data: address.asked("speed", SPEEDS), None, none_or(SPEEDS.__contains__)),
    "a place": Reader(("step",), lambda data: address.asked_place("step", 21), None, none_or(numbers(21)), {"0"}),
    "a prediction": Reader(("p",), lambda data: cross_entropy_views.probabilities(), TUTORIALS_J, are_shares),
    "evidence": setting(("z",), {"1,2"}),
    "a temperature": setting(("temperature",), {"７"}),
    "a constant": setting(("add",), {"-3", "0", "７"}),
    "a raised class": setting(("raised",), {"0"}),
    "pinned runs": Reader((pins.NAME,), pins.read, [], lambda runs: len(runs) <= pins.MOST),
}


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
@pytest.mark.parametrize("what", READERS)
def test_garbage_gives_the_default_is_taken_out_and_noted(sample, what, value):
    (name,), read, default, may_be, meant = READERS[what]
    found, left, noted, _ = opened(lambda: read(sample), {name: value}, [name])
    assert may_be(found)
    if value in meant:
        assert (left, noted) == ({name: [value]}, False)
    else:
        assert np.array_equal(found, default)
        assert (left, noted) == ({}, True)


@pytest.mark.parametrize("what", READERS)
def test_an_address_that_asks_for_nothing_gets_the_default_without_a_word(sample, what):
    names, read, default, *_ = READERS[what]
    found, left, noted, _ = opened(lambda: read(sample), {}, names)
    assert np.array_equal(found, default)
    assert (left, noted) == ({}, False)


@pytest.mark.parametrize(
    ("what", "text", "meaning"),
    [
        ("a pixel", "783", 783),
        ("a point", "1999", 1_999),
        ("a step", "12", 12),
        ("a stage", "6", 6),
        ("a size", "55000", LAST),
        ("a speed", "0.5", "0.5"),
        ("a place", "20", 20),
        ("a prediction", "-".join(["0.19", *["0.09"] * 9]), np.array([0.19, *[0.09] * 9])),
        ("evidence", "1,2,-3.5", softmax_setting.Setting((1, 2, -3.5))),
        ("a temperature", "2.5", softmax_setting.Setting(temperature=2.5)),
        ("a constant", "-10", softmax_setting.Setting(constant=-10)),
        ("a raised class", "2", softmax_setting.Setting(raised=2)),
        ("pinned runs", pins.encode(FULL_BATCH), [FULL_BATCH]),
    ],
)
def test_what_makes_sense_is_read_and_stays(mnist, what, text, meaning):
    (name,), read, *_ = READERS[what]
    found, left, noted, _ = opened(lambda: read(mnist), {name: text}, [name])
    if isinstance(meaning, np.ndarray):
        np.testing.assert_allclose(found, meaning)
    else:
        assert found == meaning
    assert (left, noted) == ({name: [text]}, False)


SEVERAL = some.lists(scribbles(), min_size=1, max_size=2) | some.sampled_from(REPEATED)
ANY_TEXT = some.text(some.characters(), max_size=20)  # halves of letters, too
EVERYTHING = {name: reader for reader in READERS.values() for name in reader.names}


@pytest.mark.parametrize("value", TRAPS, ids=ascii)
def test_a_number_that_is_oddly_written_means_one_in_its_range_or_nothing(sample, value):
    for (name,), read, default, may_be, _ in READERS.values():
        found, left, noted, _ = opened(lambda read=read: read(sample), {name: value}, [name])
        assert may_be(found), name
        if noted:
            assert np.array_equal(found, default), name
        assert noted is (left == {}), name


@pytest.mark.slow
@tried(300)
@given(some.fixed_dictionaries({}, optional=dict.fromkeys(EVERYTHING, SEVERAL)))
def test_whatever_is_scribbled_is_read_as_something_or_taken_out_and_noted(sample, asked):
    found, left, noted, _ = opened(lambda: {name: reader.read(sample) for name, reader in EVERYTHING.items()}, asked,
                                EVERYTHING)  # fmt: skip
    for name, reader in EVERYTHING.items():
        assert reader.may_be(found[name]), name
    assert left.keys() <= asked.keys()
    assert noted is (left != asked)


@tried(200)
@given(
    some.lists(some.sampled_from(["z", "z=", "part=", "task=", "only="]) | scribbles() | ANY_TEXT).map("&".join),
    ANY_TEXT,
)
def test_whatever_a_teacher_pastes_is_a_query_or_none(query, before):
    for pasted in (query, f"?{query}", f"{before}?{query}", f"https://{query}"):
        found = queries.of_link(pasted)
        assert queries.is_query("softmax", found) in (True, False)
        assert "#" not in found


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
def test_what_no_page_knows_is_left_alone_without_a_word_unless_it_is_endless(value):
    expected = ({}, True) if value in DROPPED else ({"unknown": [value]}, False)
    assert opened(lambda: None, {"unknown": value})[:3] == (None, *expected)


# As many names, and as many characters, as Streamlit lets pass.
MANY = {
    "long values": {f"n{k}": "x" * 500 for k in range(999)},
    "no numbers": {f"n{k}": "nan" for k in range(999)},
    "long names": {f"{k}" + "n" * 500: "1" for k in range(999)},
    "short ones": {f"n{k}": "1" for k in range(999)},
    "one long name": {"n" * 500_000: "1"},
}


@pytest.mark.parametrize("kind", MANY)
def test_a_large_address_is_not_sent_back_again_and_again(kind):
    """Of half a megabyte the browser was sent 250, for each name that was dropped told all others once more."""
    asked = MANY[kind]
    _, left, noted, told = opened(lambda: None, asked)
    assert noted
    assert len(left) <= address.MOST_NAMES
    assert told <= len(urlencode(asked))
