"""Softmax taken apart: what every step comes to, what changes the shares, and where float32 ends."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.softmax.account import account
from mnist_core.softmax.dividing import (
    CORNERS,
    FLOAT32_CEILING,
    FLOAT32_FLOOR,
    divide_up,
    divide_without_e,
    logistic,
    naive_float32,
    one_more_unit,
    sides,
    stable_float32,
    temperature_path,
    three_by_three,
    triangle_point,
)

evidence = arrays.arrays(np.float64, st.integers(2, 10), elements=st.floats(-30, 30))
temperatures = st.floats(0.1, 10)


def small_account(seed=0):
    random = np.random.default_rng(seed)
    weights, bias = random.normal(size=(784, 10)).astype(np.float32), random.normal(size=10).astype(np.float32)
    return account(weights, bias, random.random(784)), weights


def test_the_tutorials_example_step_by_step():
    found = divide_up([0.1, 0.005, 2])
    np.testing.assert_allclose(found.exponentials, [1.1052, 1.0050, 7.3891], atol=5e-5)
    assert found.total == pytest.approx(9.4992, abs=5e-5)
    np.testing.assert_allclose(found.probabilities, [0.1163, 0.1058, 0.7779], atol=5e-5)
    assert found.answer == 2
    assert found.odds[2] == pytest.approx(7.3891 / (1.1052 + 1.0050), abs=1e-3)
    assert found.spread == pytest.approx(0.7779 - 0.1058, abs=1e-4)


def test_temperature_and_constant_come_before_the_power():
    np.testing.assert_allclose(divide_up([1, 3], temperature=2, constant=1).scaled, [1, 2])


@given(evidence, temperatures, st.floats(-10, 10))
def test_dividing_the_powers_by_their_sum_is_softmax_whatever_the_constant(z, temperature, constant):
    found = divide_up(z, temperature, constant)
    np.testing.assert_allclose(found.exponentials / found.total, found.probabilities, rtol=1e-9)
    np.testing.assert_allclose(found.probabilities, scipy.special.softmax(z / temperature), rtol=1e-9)
    np.testing.assert_allclose(found.probabilities, divide_up(z, temperature).probabilities, rtol=1e-9)


@given(evidence, temperatures)
def test_no_share_is_zero_and_none_is_one_at_any_setting_of_the_page(z, temperature):
    found = divide_up(z, temperature)
    assert np.all(found.probabilities > 0)
    assert np.all(found.rest > 0)
    np.testing.assert_allclose(found.probabilities + found.rest, 1, rtol=1e-12)


@given(evidence, temperatures)
def test_more_evidence_never_gets_a_smaller_share(z, temperature):
    order = np.argsort(z, kind="stable")
    assert np.all(np.diff(divide_up(z, temperature).probabilities[order]) >= 0)


@given(evidence, st.data(), temperatures)
def test_one_more_unit_multiplies_the_odds_by_e_to_the_power_of_one_over_the_temperature(z, data, temperature):
    label = data.draw(st.integers(0, len(z) - 1))
    found = one_more_unit(z, label, temperature)
    assert found.factor == pytest.approx(np.exp(1 / temperature), rel=1e-6)
    assert found.probability_after >= found.probability_before


def test_one_more_unit_by_hand():
    found = one_more_unit([0, 0], 0)
    assert found.probability_before == 0.5
    assert found.odds_before == 1
    assert found.odds_after == pytest.approx(2.718, abs=5e-4)
    assert found.probability_after == pytest.approx(0.7311, abs=5e-5)


def test_heat_brings_the_shares_together_and_cold_drives_them_apart():
    spreads = [divide_up([1, 2, 4], temperature).spread for temperature in (10, 2, 1, 0.5, 0.1)]
    assert spreads == sorted(spreads)


@given(st.floats(-50, 50))
def test_two_classes_are_the_logistic_curve(d):
    assert logistic(d) == pytest.approx(scipy.special.expit(d), rel=1e-12)
    assert divide_up([d, 0]).probabilities[0] == pytest.approx(float(logistic(d)), rel=1e-12)
    assert logistic([d, -d]).sum() == pytest.approx(1)


def test_the_triangles_corners_are_certainty_and_its_middle_is_a_tie():
    np.testing.assert_array_equal(triangle_point(np.eye(3)), CORNERS)
    np.testing.assert_allclose(triangle_point(np.full(3, 1 / 3)), CORNERS.mean(axis=0))
    sides_of_triangle = np.linalg.norm(CORNERS - np.roll(CORNERS, 1, axis=0), axis=1)
    np.testing.assert_allclose(sides_of_triangle, 1)


def test_temperature_leads_from_a_corner_through_the_shares_to_the_middle():
    path = temperature_path([0.1, 0.005, 2], [0.01, 1, 1e6])
    np.testing.assert_allclose(path[0], CORNERS[2], atol=1e-9)
    np.testing.assert_allclose(path[1], triangle_point(divide_up([0.1, 0.005, 2]).probabilities))
    np.testing.assert_allclose(path[2], CORNERS.mean(axis=0), atol=1e-5)


def test_where_float32_ends():
    np.testing.assert_allclose([FLOAT32_CEILING, FLOAT32_FLOOR], [88.72, -103.97], atol=5e-3)
    assert not naive_float32([88.72, 0]).is_broken
    assert naive_float32([88.73, 0]).is_broken
    assert naive_float32([-104, -120]).is_broken
    assert not naive_float32([-103.9, -120]).is_broken


def test_naive_overflows_at_89_and_the_stable_form_does_not():
    naive, stable = naive_float32([89, 88, 0]), stable_float32([89, 88, 0])
    assert naive.exponentials[0] == np.inf
    assert naive.total == np.inf
    assert np.isnan(naive.probabilities[0])
    np.testing.assert_allclose(stable.probabilities, scipy.special.softmax([89, 88, 0]), rtol=1e-6)
    assert {each.dtype for each in (naive.exponentials, naive.probabilities, stable.probabilities)} == {
        np.dtype(np.float32)
    }


@given(evidence, st.floats(-200, 200))
def test_the_stable_form_never_breaks(z, constant):
    found = stable_float32(z + constant)
    assert not found.is_broken
    assert found.exponents.max() == 0
    assert found.total >= 1
    np.testing.assert_allclose(found.probabilities.sum(), 1, rtol=1e-5)


@given(arrays.arrays(np.float64, st.integers(2, 10), elements=st.floats(-40, 40)))
def test_where_neither_breaks_both_forms_agree(z):
    np.testing.assert_allclose(naive_float32(z).probabilities, stable_float32(z).probabilities, rtol=2e-5, atol=1e-37)


def test_what_speaks_for_and_against_adds_up_to_the_evidence():
    digit, _ = small_account()
    for label in range(10):
        speaks_for, speaks_against = sides(digit, label)
        assert speaks_for >= 0 >= speaks_against
        assert speaks_for + speaks_against + digit.bias[label] == pytest.approx(digit.evidence[label])


@pytest.mark.parametrize("seed", range(5))
def test_the_small_model_gives_the_real_evidence(seed):
    digit, weights = small_account(seed)
    small = three_by_three(digit, weights)
    rounded = digit.evidence[small.classes].round(2)
    np.testing.assert_array_equal(small.evidence, rounded)
    np.testing.assert_allclose(small.inputs @ small.weights + small.bias, rounded, atol=0.005)
    assert small.classes[0] == digit.answer
    np.testing.assert_array_equal(small.inputs, digit.image[small.pixels].round(2))
    np.testing.assert_allclose(small.probabilities, scipy.special.softmax(rounded))
    for j, pixel in enumerate(small.pixels):
        np.testing.assert_array_equal(small.weights[j], weights[pixel, small.classes].astype(float).round(2))


def test_the_small_model_takes_the_pixels_that_tell_the_classes_apart_most():
    weights = np.zeros((784, 10))
    weights[[5, 50, 500], 4] = 1, 2, 3
    weights[7] = 9  # speaks for all alike
    small = three_by_three(account(weights, np.zeros(10), np.ones(784)), weights)
    assert small.pixels.tolist() == [5, 50, 500]
    assert small.classes[0] == 4


def test_an_untrained_small_model_ties():
    image = np.zeros(784)
    image[[1, 2, 3]] = 1
    small = three_by_three(account(np.zeros((784, 10)), np.zeros(10), image), np.zeros((784, 10)))
    assert small.pixels.tolist() == [1, 2, 3]
    np.testing.assert_allclose(small.probabilities, [1 / 3] * 3)


def test_without_e_negative_evidence_gets_less_than_nothing_and_a_sum_of_zero_gets_no_number():
    np.testing.assert_allclose(divide_without_e([1, 2, 5]), [0.125, 0.25, 0.625])
    np.testing.assert_allclose(divide_without_e([3, -1]), [1.5, -0.5])
    # Of a negative sum the class with the most evidence gets the least.
    np.testing.assert_allclose(divide_without_e([1, -3]), [-0.5, 1.5])
    np.testing.assert_allclose(divide_without_e([1, 2, 5], 2, constant=-4), [-3 / -4, -2 / -4, 1 / -4])
    for lost in ([0, 0], [1, -1], [0.1, 0.2, -0.3]):
        assert np.isnan(divide_without_e(lost)).all()


@given(evidence)
def test_without_e_the_parts_still_sum_to_one_and_are_shares_where_no_evidence_is_negative(z):
    parts = divide_without_e(z)
    if abs(z.sum()) > 1e-3:
        np.testing.assert_allclose(parts.sum(), 1, rtol=1e-9)
    if z.min() >= 0 and z.max() > 0:
        assert 0 <= parts.min() <= parts.max() <= 1
