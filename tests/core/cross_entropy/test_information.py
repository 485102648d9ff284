"""Cross-entropy's terms, parts and slope; and what float32 makes of them."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.cross_entropy import information
from mnist_core.cross_entropy.predictions import TUTORIALS_J
from mnist_core.softmax.regression import cross_entropy, softmax

shares = arrays.arrays(np.float64, 10, elements=st.floats(-20, 20)).map(softmax)


def test_the_tutorials_example_for_both_truths():
    if_three = information.terms(information.target(3), TUTORIALS_J)
    np.testing.assert_array_equal(if_three != 0, np.arange(10) == 3)
    assert if_three[3] == pytest.approx(0.1053605, abs=1e-7)
    assert information.cost(information.target(2), TUTORIALS_J) == pytest.approx(4.6051702, abs=1e-7)


def test_hand_worked_surprises():
    assert information.surprise(np.array([0.01, 0.99, 1.0, 0.0])) == pytest.approx(
        [4.60517, 0.01005, 0, np.inf], abs=1e-5
    )
    assert not np.signbit(information.surprise(np.ones(1)))[0]


def test_a_class_without_truth_costs_nothing_even_at_share_zero():
    assert information.terms(np.array([1.0, 0.0]), np.array([1.0, 0.0])).tolist() == [0, 0]
    assert information.cost(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == np.inf


def test_hand_worked_code():
    # The classic: four classes at 1/2, 1/4, 1/8, 1/8 need 1.75 bits; a code for equals spends 2.
    truth, equals = np.array([0.5, 0.25, 0.125, 0.125]), np.full(4, 0.25)
    assert information.code_lengths(truth).tolist() == pytest.approx([1, 2, 3, 3])
    assert information.in_bits(information.entropy(truth)) == pytest.approx(1.75)
    assert information.in_bits(information.cost(truth, equals)) == pytest.approx(2)
    assert information.in_bits(information.divergence(truth, equals)) == pytest.approx(0.25)


@given(shares, shares)
def test_the_price_is_the_entropy_and_a_waste_that_is_never_negative(truth, prediction):
    price, least = information.cost(truth, prediction), information.entropy(truth)
    assert price >= least - 1e-9
    assert price == pytest.approx(least + information.divergence(truth, prediction), abs=1e-9)
    assert least == pytest.approx(scipy.stats.entropy(truth), abs=1e-9)
    assert information.divergence(truth, prediction) == pytest.approx(scipy.stats.entropy(truth, prediction), abs=1e-8)
    assert information.cost(truth, prediction) == pytest.approx(
        cross_entropy(truth, np.log(prediction)), rel=1e-9, abs=1e-9
    )


@given(shares)
def test_nothing_is_wasted_on_the_right_prediction(truth):
    assert information.divergence(truth, truth) == 0


@given(st.integers(0, 9), st.floats(0, 0.5), st.integers(0, 9), st.floats(0, 0.5))
def test_a_spread_label_is_a_truth_of_which_the_label_has_most(label, smoothing, wrong_label, wrong):
    truth = information.target(label, smoothing, wrong_label, wrong)
    assert truth.sum() == pytest.approx(1)
    assert truth.min() >= 0
    assert truth[label] == pytest.approx(truth.max())


def test_a_hand_worked_spread_label():
    assert information.target(3).tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert information.entropy(information.target(3)) == 0
    truth = information.target(3, 0.2, 5, 0.25)
    assert truth[[0, 3, 5]] == pytest.approx([0.02, 0.62, 0.22])


@given(arrays.arrays(np.float64, 10, elements=st.floats(-8, 8)), st.integers(0, 9), st.floats(0, 0.5))
def test_the_slope_agrees_with_finite_differences(logits, label, smoothing):
    truth, tiny = information.target(label, smoothing), 1e-5
    slope = information.slope(truth, softmax(logits))
    steps = tiny * np.eye(10)
    measured = [(cross_entropy(truth, logits + e) - cross_entropy(truth, logits - e)) / (2 * tiny) for e in steps]
    np.testing.assert_allclose(slope, measured, atol=1e-6)
    assert slope.sum() == pytest.approx(0, abs=1e-12)


def test_the_mean_of_the_losses_is_the_batchs_cross_entropy():
    rng = np.random.default_rng(2)
    logits, labels = rng.normal(0, 4, (50, 10)), rng.integers(0, 10, 50)
    losses = information.losses(labels, logits)
    assert losses.mean() == pytest.approx(cross_entropy(labels, logits))
    assert losses[7] == pytest.approx(cross_entropy(labels[7], logits[7]))


def test_the_share_of_the_largest():
    assert information.fraction_of_largest(np.array([1.0, 6.0, 3.0]), 1) == 0.6
    assert information.fraction_of_largest(np.array([1.0, 6.0, 3.0]), 2) == 0.9
    assert information.fraction_of_largest(np.zeros(3), 1) == 0


WAYS = (information.literal, information.maximum_first, information.on_the_logits)


@pytest.mark.parametrize("gap", [0, 1, 20, 80])
def test_all_ways_agree_while_float32_can_bear_them(gap):
    losses = [way(information.wrong_by(gap)).loss for way in WAYS]
    assert losses == pytest.approx([np.logaddexp(0, gap)] * 3, rel=1e-6)
    assert {loss.dtype for loss in losses} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("gap", "finite"), [(88, (1, 1, 1)), (89, (0, 1, 1)), (103, (0, 1, 1)), (104, (0, 0, 1)), (150, (0, 0, 1))]
)
def test_one_way_after_the_other_breaks_down_and_the_last_never(gap, finite):
    assert tuple(bool(np.isfinite(way(information.wrong_by(gap)).loss)) for way in WAYS) == tuple(map(bool, finite))
    assert information.on_the_logits(information.wrong_by(gap)).loss == gap


def test_it_says_what_broke():
    broken = information.literal(information.wrong_by(100))
    assert broken.exponentials.tolist() == [1, np.inf]
    assert broken.probability == 0
    assert information.maximum_first(information.wrong_by(110)).exponentials.tolist() == [0, 1]
    assert information.on_the_logits(information.wrong_by(110)).probability is None
