"""The reliability diagram and its error, by hand and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.calibration import calibration_curve

from mnist_core.exam.calibration import reliability
from mnist_core.exam.intervals import wilson


def test_a_hand_worked_one():
    confidence = np.array([0.95, 0.85, 0.95, 0.55])
    right = np.array([True, False, True, True])
    found = reliability(confidence, right, 10)
    assert found.counts.tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 1, 2]
    assert found.accuracy[[5, 8, 9]].tolist() == [1, 0, 1]
    # (|1 − 0.55| + |0 − 0.85| + 2·|1 − 0.95|) / 4
    assert found.error == pytest.approx((0.45 + 0.85 + 2 * 0.05) / 4)
    assert np.isnan(found.accuracy[:5]).all()
    assert np.isnan(found.low[:5]).all()


@settings(deadline=None)
@given(
    arrays.arrays(np.float64, st.integers(1, 200), elements=st.floats(0, 1, width=32)),
    st.integers(2, 25),
    st.integers(0, 2**32 - 1),
)
def test_the_bins_are_scikit_learns(confidence, bins, seed):
    right = np.random.default_rng(seed).random(len(confidence)) < confidence
    found = reliability(confidence, right, bins)
    accuracy, mean = calibration_curve(right, confidence, n_bins=bins, pos_label=True)
    held = found.counts > 0
    np.testing.assert_allclose(found.accuracy[held], accuracy)
    np.testing.assert_allclose(found.confidence[held], mean)
    assert found.counts.sum() == len(confidence)
    assert found.error == pytest.approx(np.average(np.abs(accuracy - mean), weights=found.counts[held]))
    assert 0 <= found.error <= 1


def test_the_whiskers_are_wilsons():
    found = reliability(np.full(50, 0.7), np.arange(50) < 40, 10)
    (place,) = np.flatnonzero(found.counts)
    assert (found.low[place], found.high[place]) == wilson(40, 50)


def test_whoever_is_as_sure_as_right_has_no_error():
    random = np.random.default_rng(0)
    confidence = random.random(200_000)
    assert reliability(confidence, random.random(200_000) < confidence).error < 0.01
    assert reliability(np.ones(10), np.zeros(10, bool)).error == 1
