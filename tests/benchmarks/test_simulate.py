"""The simulation of many visitors against what can be worked out by hand."""

import math

import pytest

from benchmarks.simulate import Course, Server, at, crowd, fit, misses, most

EVEN = Server(mean=0.05, sigma=0.0, wire=0.02, base_mb=300, visitor_mb=2)


def test_a_lonely_visitor_waits_for_nobody():
    took = crowd(EVEN, 1, 60)
    assert len(took) == pytest.approx(20, abs=1)
    assert took == pytest.approx([0.07] * len(took), abs=0.001)


def test_a_full_server_gives_one_answer_after_the_other():
    took = crowd(EVEN, 200, 60)
    assert len(took) / 60 == pytest.approx((1 - 15 * 0.007) / 0.05, rel=0.03)  # what the looks leave of the core


def test_as_many_are_answered_as_the_core_can():
    # Each of five in six asks every three seconds: 0.014 of a core, beside a tenth of it for looks.
    found = most(EVEN)
    assert 55 <= found <= (1 - 15 * 0.007) / (0.05 * 5 / 6 / 3)
    assert at(crowd(EVEN, found), 0.95) <= 1 < at(crowd(EVEN, found + 10), 0.95)


def test_a_fit_gives_back_what_was_simulated():
    true = Server(mean=0.03, sigma=1.0, wire=0.0, base_mb=300, visitor_mb=2)
    rows = []
    for visitors in (1, 10, 30, 60):
        took = sorted(crowd(true, visitors, seed=3))
        looks = min(visitors / 6 / 0.48, 15)
        rows.append(
            {
                "visitors": visitors,
                "answers_per_second": len(took) / 120,
                "median": took[len(took) // 2],
                "p95": at(took, 0.95),
                "server_cpu": 0.03 * len(took) / 120 + 0.007 * looks,
                "server_mb": 300 + 2 * visitors,
            }
        )
    found = fit(rows)
    assert (found.mean, found.base_mb, found.visitor_mb) == pytest.approx((0.03, 300, 2))
    assert found.sigma == pytest.approx(1.0, abs=0.3)


def test_settings_that_all_share_are_trained_once():
    alike = Course(learners=100, runs=10, presets=0.5, settings=1)
    assert misses(alike) == 1 / 1000
    # As good as all different: every one is new.
    apart = Course(learners=100, runs=10, presets=0.0, zipf=0.0, settings=10**5)
    assert misses(apart) == pytest.approx(1, abs=0.02)


def test_the_busiest_hour_of_a_course():
    course = Course(learners=1000, hours=2, weeks=1, peak=84)
    assert math.isclose(course.active, 1000)
