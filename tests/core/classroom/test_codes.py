"""Codes, keys and the limit to trying them: worked by hand, and by whoever tries."""

import hashlib
import hmac
import string
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.classroom import codes
from mnist_core.classroom.limits import Limits, Refused
from tests.core.classroom.people import Clock


def test_codes_are_six_letters_that_nothing_else_looks_like():
    assert set(codes.LETTERS) < set(string.ascii_uppercase) - set("AEILOQUV")
    drawn = [codes.new_code() for _ in range(200)]
    assert {len(code) for code in drawn} == {6}
    assert set("".join(drawn)) == set(codes.LETTERS)
    assert len(set(drawn)) == 200


@pytest.mark.parametrize("typed", ["bcd fhj", "BCD-FHJ", " bCdFhJ\n"])
def test_a_code_is_read_as_people_type_it(typed):
    assert codes.read_code(typed) == "BCDFHJ"


@given(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.binary())
def test_anything_else_is_refused_in_short(typed):
    with pytest.raises(Refused) as refusal:
        codes.read_code(typed)
    assert len(str(refusal.value)) < 120
    assert not set("<>&*_[]`#") & set(str(refusal.value))


def test_a_letter_that_becomes_two_of_a_codes_is_none_of_them():
    with pytest.raises(Refused, match="six letters"):
        codes.read_code("bcdfß")


def test_keys_are_compared_in_constant_time_and_with_all(monkeypatch):
    key, other = codes.new_key(), codes.new_key()
    stored = [codes.digest(key), codes.digest(other)]
    assert stored[0] == hashlib.sha256(key.encode()).hexdigest()
    assert key not in stored
    compared = []

    def compare(one, two):
        compared.append((one, two))
        return one == two

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert codes.is_key(key, stored)
    assert compared == [(stored[0], stored[0]), (stored[0], stored[1])]  # also after the right one
    compared.clear()
    assert not codes.is_key(None, [])
    assert len(compared) == 1


@given(st.none() | st.integers() | st.text() | st.text(alphabet="\ud800\udfff", min_size=1) | st.lists(st.text()))
def test_nothing_else_is_a_key(key):
    assert not codes.is_key(key, [codes.digest(codes.new_key())])
    assert codes.read_token(key) == (0, "")


def test_a_token_is_read_as_it_was_written():
    key = codes.new_key()
    assert codes.read_token(codes.token_of(12, key)) == (12, key)
    for wrong in (f"012.{key}", f"12.{key}x", f"12.{key}\n", f"9999999999.{key}", f"१२.{key}", key):
        assert codes.read_token(wrong) == (0, "")


def wrong(attempts, source="here"):
    with pytest.raises(Refused) as refusal, attempts.one(source):
        raise Refused("wrong")
    return str(refusal.value)


def test_after_so_many_wrong_codes_no_more_are_tried_until_the_window_has_passed():
    clock = Clock(0.0)
    attempts = codes.Attempts(((60.0, 3, 5), (3_600.0, 6, 100)), "wrong codes", clock)
    for clock.now in (0.0, 10.0, 20.0):
        assert wrong(attempts) == "wrong"
    clock.now = 30.0
    assert wrong(attempts) == (
        "3 wrong codes came from here within 1 min, and no more are tried: wait 30 s."
    )  # the first was 30 s ago
    assert wrong(attempts, "there") == wrong(attempts, "elsewhere") == "wrong"
    assert "to this server within 1 min" in wrong(attempts, "a fourth")
    clock.now = 60.0
    assert wrong(attempts) == "wrong"
    with pytest.raises(Refused, match="from here"), attempts.one("here"):
        raise AssertionError("tried")
    for clock.now in (120.0, 121.0):
        assert wrong(attempts) == "wrong"
    assert "within 60 min" in wrong(attempts)  # the sixth
    assert len(attempts) == 8
    clock.now = 3_600.0 + 121.0
    assert wrong(attempts) == "wrong"
    assert len(attempts) == 1


def test_right_codes_never_count_and_nothing_grows():
    attempts = codes.Attempts(Limits().wrong_codes, "wrong codes")
    for _ in range(1_000):
        with attempts.one("a school"):
            pass
    assert len(attempts) == 0
    for number in range(1_000):
        wrong(attempts, f"source {number}")
    assert len(attempts) == 60  # all together


def test_sixty_at_once_try_no_more_than_sixty_in_a_row():
    attempts, tried = codes.Attempts(Limits().wrong_codes, "wrong codes"), []

    def one_more(number):
        try:
            with attempts.one("here"):
                tried.append(number)
                time.sleep(0.001)  # while others come
                raise Refused("wrong")
        except Refused:
            return

    with ThreadPoolExecutor(60) as pool:
        list(pool.map(one_more, range(60)))
    assert len(tried) == 20
