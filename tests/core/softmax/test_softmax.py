import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import scipy.special
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.softmax.regression import (
    accuracy,
    cross_entropy,
    evidence,
    gradient,
    log_softmax,
    one_hot,
    predict,
    softmax,
)

# The prediction that one tutorial works through, for the truths 3 and 2.
WORKED_EXAMPLE = np.array([0.03, 0.03, 0.01, 0.9, 0.01, 0.01, 0.0025, 0.0025, 0.0025, 0.0025])


def logits_within(limit, max_rows=5):
    shapes = st.tuples(st.integers(1, max_rows), st.integers(1, 10))
    return shapes.flatmap(lambda shape: arrays.arrays(np.float64, shape, elements=st.floats(-limit, limit)))


def small_problem(dtype=np.float64):
    rng = np.random.default_rng(1)
    images, labels = rng.random((7, 784)), rng.integers(0, 10, 7)
    weights, bias = rng.normal(0, 0.05, (784, 10)), rng.normal(0, 1, 10)
    return images.astype(dtype), labels, weights.astype(dtype), bias.astype(dtype)


def test_softmax_of_hand_worked_values():
    np.testing.assert_array_equal(softmax(np.zeros(4)), [0.25] * 4)
    np.testing.assert_allclose(softmax(np.array([0.1, 0.005, 2.0])), [0.1163, 0.1058, 0.7779], atol=5e-5)


def test_one_more_unit_of_evidence_multiplies_a_share_by_e():
    before, after = softmax(np.array([1.0, 2.0])), softmax(np.array([2.0, 2.0]))
    assert (after[0] / after[1]) / (before[0] / before[1]) == pytest.approx(np.e)


def test_an_untrained_model_gives_every_class_a_tenth():
    np.testing.assert_allclose(predict(np.zeros((784, 10)), np.zeros(10), np.ones(784)), [0.1] * 10)
    assert cross_entropy([3, 1], np.zeros((2, 10))) == pytest.approx(np.log(10))


@given(logits_within(30))
def test_softmax_gives_shares_strictly_between_none_and_all(logits):
    shares = softmax(np.hstack([logits, np.zeros((len(logits), 1))]))
    assert np.all(shares > 0)
    assert np.all(shares < 1)
    np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-12)


@given(logits_within(100), st.floats(-100, 100))
def test_softmax_ignores_a_shift_shared_by_all_classes(logits, shift):
    np.testing.assert_allclose(softmax(logits + shift), softmax(logits), rtol=1e-10, atol=1e-300)
    np.testing.assert_allclose(log_softmax(logits + shift), log_softmax(logits), rtol=1e-10, atol=1e-10)


@given(logits_within(1e4))
def test_softmax_and_its_logarithm_agree_with_scipy_and_stay_finite(logits):
    np.testing.assert_allclose(softmax(logits), scipy.special.softmax(logits, axis=-1), rtol=1e-12)
    np.testing.assert_allclose(log_softmax(logits), scipy.special.log_softmax(logits, axis=-1), rtol=1e-12, atol=1e-12)
    assert np.all(np.isfinite(log_softmax(logits)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_is_stable_for_huge_logits(dtype):
    logits = np.array([1e4, -1e4, 0], dtype)
    np.testing.assert_array_equal(softmax(logits), [1, 0, 0])
    np.testing.assert_array_equal(log_softmax(logits), [0, -2e4, -1e4])
    assert cross_entropy(1, logits) == 2e4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(dtype):
    images, labels, weights, bias = small_problem(dtype)
    logits = evidence(images, weights, bias)
    results = logits, softmax(logits), log_softmax(logits), *gradient(images, one_hot(labels), weights, bias)
    assert {result.dtype for result in results} == {np.dtype(dtype)}


def test_evidence_weighs_every_pixel():
    images, _, weights, bias = small_problem()
    by_hand = sum(weights[j, 4] * images[2, j] for j in range(784)) + bias[4]
    assert evidence(images, weights, bias)[2, 4] == pytest.approx(by_hand)


def test_one_image_is_predicted_like_one_of_many():
    images, _, weights, bias = small_problem()
    assert predict(weights, bias, images[2]).shape == (10,)
    np.testing.assert_allclose(predict(weights, bias, images[2]), predict(weights, bias, images)[2])


def test_one_hot_marks_the_label():
    np.testing.assert_array_equal(one_hot([2, 0], classes=3), [[0, 0, 1], [1, 0, 0]])
    assert one_hot(np.zeros(0, int)).shape == (0, 10)
    assert one_hot(7).shape == (10,)


@pytest.mark.parametrize("labels", [[-1], [0, 10]])
def test_one_hot_refuses_what_is_no_class(labels):
    with pytest.raises(ValueError, match="labels must be 0 to 9"):
        one_hot(labels)


def test_cross_entropy_of_hand_worked_values():
    assert cross_entropy(0, np.log([0.01, 0.99])) == pytest.approx(4.6052, abs=5e-5)
    assert cross_entropy(0, np.log([0.99, 0.01])) == pytest.approx(0.01005, abs=5e-6)
    assert cross_entropy(3, np.log(WORKED_EXAMPLE)) == pytest.approx(0.1053, abs=1e-4)
    assert cross_entropy(2, np.log(WORKED_EXAMPLE)) == pytest.approx(4.6051, abs=1e-4)


def test_cross_entropy_averages_over_labels_or_one_hot_rows_alike():
    logits = np.log([WORKED_EXAMPLE, WORKED_EXAMPLE])
    assert cross_entropy([3, 2], logits) == pytest.approx((0.10536 + 4.60517) / 2, abs=1e-5)
    assert cross_entropy(one_hot([3, 2]), logits) == cross_entropy([3, 2], logits)


@given(logits_within(1e4), st.data())
def test_cross_entropy_is_never_negative_and_agrees_with_scikit_learn(logits, data):
    classes = logits.shape[1]
    labels = np.array([data.draw(st.integers(0, classes - 1)) for _ in logits])
    loss = cross_entropy(labels, logits)
    assert loss >= 0
    if classes > 1 and np.ptp(logits) < 30:
        oracle = sklearn.metrics.log_loss(labels, softmax(logits), labels=range(classes))
        assert loss == pytest.approx(oracle, rel=1e-9, abs=1e-9)


def test_gradient_agrees_with_finite_differences():
    images, labels, weights, bias = small_problem()
    weights_gradient, bias_gradient = gradient(images, one_hot(labels), weights, bias)
    assert weights_gradient.shape == (784, 10)
    assert bias_gradient.shape == (10,)
    tiny = 1e-6
    for pixel, digit in [(0, 0), (100, 3), (400, 9), (783, 5)]:
        nudge = np.zeros_like(weights)
        nudge[pixel, digit] = tiny
        above = cross_entropy(labels, evidence(images, weights + nudge, bias))
        below = cross_entropy(labels, evidence(images, weights - nudge, bias))
        assert weights_gradient[pixel, digit] == pytest.approx((above - below) / (2 * tiny), rel=1e-5, abs=1e-9)
    for digit, nudge in enumerate(tiny * np.eye(10)):
        above = cross_entropy(labels, evidence(images, weights, bias + nudge))
        below = cross_entropy(labels, evidence(images, weights, bias - nudge))
        assert bias_gradient[digit] == pytest.approx((above - below) / (2 * tiny), rel=1e-5, abs=1e-9)


def test_weight_decay_adds_its_share_of_the_weights_to_the_gradient_and_nothing_to_the_bias():
    images, labels, weights, bias = small_problem()
    plain, decayed = (gradient(images, one_hot(labels), weights, bias, decay) for decay in (0.0, 0.25))
    np.testing.assert_allclose(decayed[0], plain[0] + weights / 4)
    np.testing.assert_array_equal(decayed[1], plain[1])


def test_accuracy_is_the_mean_of_right_and_wrong():
    logits = np.eye(10)[[7, 2, 1, 0]]
    assert accuracy([7, 3, 1, 0], logits) == 0.75  # [True, False, True, True]
