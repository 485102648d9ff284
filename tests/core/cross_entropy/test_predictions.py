"""Predictions made by hand sum to one, exactly, whatever they are made from."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.cross_entropy.information import cost, target
from mnist_core.cross_entropy.predictions import PRESETS, TUTORIALS_J, UNITS, apportion, probabilities

weights = arrays.arrays(np.float64, 10, elements=st.floats(0, 1e6)).filter(lambda w: w.sum() > 1e-9)


def test_the_tutorials_prediction_is_what_they_print():
    assert TUTORIALS_J.tolist() == [0.03, 0.03, 0.01, 0.9, 0.01, 0.01, 0.0025, 0.0025, 0.0025, 0.0025]


def test_hand_worked_remainders():
    assert apportion(np.full(10, 1e308)).tolist() == [1000] * 10
    assert apportion(np.array([1.0] * 3 + [0] * 7)).tolist() == [3331, 3331, 3331, *[1] * 7]
    assert apportion(np.array([2.0] + [1.0] * 9)).tolist() == [1819, *[909] * 9]


@given(weights)
def test_units_are_whole_positive_and_sum_to_all(found):
    units = apportion(found)
    assert units.sum() == UNITS
    assert units.min() >= 1
    assert np.abs(units - found / found.sum() * UNITS).max() <= 10
    np.testing.assert_array_equal(apportion(units / UNITS), units)


@pytest.mark.parametrize(
    "wrong", [np.ones(9), np.zeros(10), np.full(10, -1.0), np.full(10, np.nan), np.full(10, np.inf)]
)
def test_what_are_no_weights_is_refused(wrong):
    with pytest.raises(ValueError, match="ten numbers"):
        probabilities(wrong)


@pytest.mark.parametrize("label", range(10))
def test_the_presets_cost_what_their_names_say(label):
    truth = target(label)
    prices = {name: cost(truth, make(label)) for name, make in PRESETS.items()}
    assert prices["Confident and right"] == pytest.approx(-np.log(0.91))
    assert prices["Uniform"] == pytest.approx(np.log(10))
    assert prices["Unsure and wrong"] == pytest.approx(-np.log(0.2))
    assert prices["Confident and wrong"] == pytest.approx(-np.log(0.01))
    for name in ("Unsure and wrong", "Confident and wrong"):
        assert PRESETS[name](label).argmax() != label
