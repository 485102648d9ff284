"""Gradient descent on curves: hand-worked steps, slopes against finite differences, names by their criteria."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.gradient_descent.curves import CURVES, PARABOLA, STEEP_WALL, TWO_MINIMA, VALLEY, contours, outline
from mnist_core.gradient_descent.descent import SAME, Event, Outcome, descend

coordinates = st.floats(-2, 2)


def points_of(curve, draw):
    return np.array([draw(coordinates) for _ in range(curve.dimensions)])


def test_a_hand_worked_descent_on_y_is_x_squared():
    path = descend(PARABOLA, [-1.8], 0.1, 2)
    np.testing.assert_allclose(path.points[:, 0], [-1.8, -1.44, -1.152])
    np.testing.assert_allclose(path.heights, [3.24, 2.0736, 1.327104])
    np.testing.assert_allclose(path.slopes[:, 0], [-3.6, -2.88, -2.304])
    assert path.events == (Event.DESCENDS, Event.DESCENDS)
    assert path.outcome is Outcome.UNDERWAY


def test_a_hand_worked_step_in_the_valley():
    path = descend(VALLEY, [2, 1], 0.15, 1)
    np.testing.assert_allclose(path.points[1], [1.7, -0.5])
    np.testing.assert_allclose(path.heights, [7, 2.695])
    assert path.events == (Event.OVERSHOOTS,)


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
@given(data=st.data())
def test_slopes_agree_with_finite_differences(curve, data):
    here, tiny = points_of(curve, data.draw), 1e-6
    for axis in range(curve.dimensions):
        nudge = tiny * np.eye(curve.dimensions)[axis]
        difference = (curve.height(here + nudge) - curve.height(here - nudge)) / (2 * tiny)
        assert curve.slope(here)[axis] == pytest.approx(difference, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_the_lowest_minimum_is_at_height_0_and_every_minimum_is_one(curve):
    assert curve.height(np.array(curve.minima[0])) == pytest.approx(0, abs=1e-12)
    for minimum in np.array(curve.minima):
        np.testing.assert_allclose(curve.slope(minimum), 0, atol=1e-12)
        for side in (-0.05, 0.05):
            assert curve.height(minimum + side) > curve.height(minimum)


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_the_curvature_is_the_largest_second_derivative_there(curve):
    minimum, tiny = np.array(curve.minima[0]), 1e-5
    bends = [
        (curve.slope(minimum + tiny * axis) - curve.slope(minimum - tiny * axis)) @ axis / (2 * tiny)
        for axis in np.eye(curve.dimensions)
    ]
    assert curve.curvature == pytest.approx(max(bends), rel=1e-6)


@pytest.mark.parametrize(
    ("rate", "outcome"),
    [
        (0.02, Outcome.CRAWLS),
        (0.1, Outcome.CONVERGES),
        (0.49, Outcome.CONVERGES),
        (0.5, Outcome.HITS),
        (0.51, Outcome.OVERSHOOTS_AND_CONVERGES),
        (0.9, Outcome.OVERSHOOTS_AND_CONVERGES),
        (0.99, Outcome.OVERSHOOTS),
        (1.0, Outcome.SWINGS),
        (1.01, Outcome.DIVERGES),
        (1.2, Outcome.DIVERGES),
    ],
)
def test_on_y_is_x_squared_the_rate_decides(rate, outcome):
    for start in (-1.8, 0.5, 2):
        assert descend(PARABOLA, [start], rate, 40).outcome is outcome


@given(st.floats(0.001, 0.999), st.floats(0.1, 2))
def test_on_y_is_x_squared_every_step_has_the_same_factor(rate, start):
    path = descend(PARABOLA, [start], rate, 5)
    np.testing.assert_allclose(path.points[:, 0], start * (1 - 2 * rate) ** np.arange(6), rtol=1e-9, atol=1e-12)
    assert np.all(np.diff(path.heights) <= 0)


@pytest.mark.parametrize("curve", [PARABOLA, VALLEY, TWO_MINIMA, STEEP_WALL], ids=lambda curve: curve.name)
def test_near_the_lowest_minimum_the_largest_rate_parts_coming_from_going(curve):
    near = np.array(curve.minima[0]) + 0.02
    for factor, comes in ((0.9, True), (1.1, False)):
        path = descend(curve, near, factor * curve.largest_rate, 20)
        away = np.abs(path.points - np.array(curve.minima[0])).max(axis=1)
        assert bool(away[-1] < away[0]) is comes


def test_the_valley_crawls_or_zigzags():
    assert descend(VALLEY, [-1.8, 1.2], 0.04, 30).outcome is Outcome.CRAWLS
    zigzag = descend(VALLEY, [-1.8, 1.2], 0.18, 30)
    assert zigzag.outcome is Outcome.OVERSHOOTS_AND_CONVERGES
    assert zigzag.arrival == 27
    assert np.all(np.diff(np.sign(zigzag.points[:10, 1])) != 0)
    assert descend(VALLEY, [-1.8, 1.2], 0.21, 30).outcome is Outcome.DIVERGES


def test_of_two_minima_the_start_and_the_rate_decide_which():
    assert descend(TWO_MINIMA, [-1.8], 0.1, 60).points[-1, 0] == pytest.approx(-1, abs=0.01)
    assert descend(TWO_MINIMA, [1.8], 0.1, 60).points[-1, 0] == pytest.approx(1.5, abs=0.01)
    assert descend(TWO_MINIMA, [2.0], 0.9, 60).points[-1, 0] == pytest.approx(-1, abs=0.01)
    hilltop = descend(TWO_MINIMA, [0.0], 0.5, 10)
    assert hilltop.outcome is Outcome.STUCK
    assert set(hilltop.events) == {Event.STUCK}


def test_the_wall_throws_a_long_step_far_out():
    thrown = descend(STEEP_WALL, [-1.8], 0.4, 1)
    assert thrown.points[1, 0] > 5
    assert descend(STEEP_WALL, [2.0], 0.02, 30).outcome is Outcome.CRAWLS


def test_who_begins_at_the_minimum_has_arrived():
    path = descend(PARABOLA, [0.0], 0.3, 5)
    assert path.arrival == 0
    assert path.outcome is Outcome.CONVERGES


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
@given(data=st.data(), rate=st.floats(0.01, 1.2))
def test_any_descent_stays_finite_and_keeps_to_the_criteria(curve, data, rate):
    path = descend(curve, points_of(curve, data.draw), rate, 60)
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.heights).all()
    assert len(path.points) == len(path.heights) == len(path.slopes) == len(path.events) + 1
    if path.outcome is Outcome.DIVERGES:
        assert path.heights[-1] > path.heights[0]
    if path.outcome in (Outcome.HITS, Outcome.CONVERGES, Outcome.OVERSHOOTS_AND_CONVERGES):
        assert path.arrival is not None
    for event, before, after in zip(path.events, path.heights, path.heights[1:], strict=False):
        assert (event is Event.CLIMBS) <= (after > before)
        assert (event in (Event.DESCENDS, Event.CRAWLS, Event.OVERSHOOTS)) <= (after <= before * (1 + SAME))


def test_pictures_reach_the_edges_of_the_window():
    line = outline(PARABOLA)
    np.testing.assert_allclose(line[[0, -1], 0], PARABOLA.window[:2])
    np.testing.assert_allclose(line[:, 1], line[:, 0] ** 2)
    axes = contours(VALLEY)
    heights = VALLEY.height(np.column_stack([axes[:, 0], np.zeros(len(axes))]))
    np.testing.assert_allclose(heights, VALLEY.height(np.column_stack([np.zeros(len(axes)), axes[:, 1]])))
    assert heights[-1] == pytest.approx(VALLEY.height(np.array([2.4, 1.6])))
