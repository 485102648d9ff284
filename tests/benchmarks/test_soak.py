"""What a soak calls growth, by readings of which it is known."""

import math

import pytest

from benchmarks.soak import Growth, Reading, growth, judge


def readings(megabytes, **more):
    """Readings every half a minute, the first before anybody came."""
    return [
        Reading(
            30.0 * place,
            each + place,
            900,
            place,
            more.get("descriptors", 30),
            15,
            more.get("tabs", 0),
            more.get("held", 0),
        )
        for place, each in enumerate(megabytes)
    ]


def test_the_slope_is_that_of_what_was_read_after_the_first_quarter():
    first, later = [300.0, 350, 400, 450], [500.0 + k for k in range(13)]  # one MB each half a minute
    found = growth(readings([*first, *later]))
    assert found.slope == pytest.approx(120)
    assert found.noise == pytest.approx(0, abs=1e-6)
    assert (found.second, found.last) == (502.5 - 0.0, 510.5)


def test_memory_that_goes_up_and_down_does_not_grow():
    wave = [280.0, *(500 + 10 * math.sin(k) for k in range(40))]
    found = growth(readings(wave))
    assert found.noise == pytest.approx(10 / math.sqrt(2), rel=0.1)
    assert found.is_none
    assert judge({"wrong": [], "readings": readings(wave), "left": readings([500])[0]}) == []


def test_what_grows_by_more_than_the_noise_is_said():
    found = {"wrong": [], "readings": readings([280.0, *(500 + 2 * k for k in range(40))])}
    assert judge({**found, "left": readings([500])[0]}) == [
        "memory grows: 529.0 MB in the second quarter, 569.0 MB in the last"
    ]


def test_what_is_left_of_those_who_are_gone_is_said():
    there, left = readings([500.0] * 9), readings([500], descriptors=60, tabs=1, held=2)[0]
    assert judge({"wrong": ["lost"], "readings": there, "left": left}) == [
        "lost",
        "60 descriptors are left of what were 30",
        "3 sessions are left",
    ]


def test_no_noise_at_all_is_none_that_can_be_told_from():
    assert Growth(500, 508, 20, 0.1).is_none
    assert not Growth(500, 510, 20, 0.1).is_none
