"""The ledger adds up: for one class, for two, from every basis."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.why.ledger import Basis, average_digit, first_two, ledger


def small(seed):
    random = np.random.default_rng(seed)
    weights = random.normal(size=(784, 10)).astype(np.float32)
    bias = random.normal(size=10).astype(np.float32)
    image = random.integers(0, 256, 784) * (random.random(784) < 0.2) / 255
    return weights, bias, image, random.random(784)


def test_a_hand_worked_pair():
    weights, bias, image = np.zeros((784, 10), np.float32), np.zeros(10, np.float32), np.zeros(784)
    weights[30, 3], weights[30, 5], weights[60, 5] = 2, 0.5, 4
    bias[3], bias[5] = 1, 0.25
    image[30], image[60] = 1, 0.5
    average = np.zeros(784)
    average[60], average[90] = 0.75, 0.5
    weights[90, 3] = 2
    for basis in (Basis.RAW, Basis.CENTRED):
        entry = ledger(weights, bias, image, basis, average).between(3, 5)
        assert (entry.votes[30], entry.votes[60], entry.votes[90]) == (1.5, -2, 0)
        assert (entry.in_favour, entry.against, entry.constant, entry.total) == (1.5, -2, 0.75, 0.25)
        assert entry.running.tolist() == [0, 1.5, -0.5] + [-0.5] * 25
    entry = ledger(weights, bias, image, Basis.RELATIVE, average).between(3, 5)
    # A quarter less ink than usual where 5 wants it speaks for 3; a missing stroke that 3 wants speaks against it.
    assert (entry.votes[30], entry.votes[60], entry.votes[90]) == (1.5, 1, -1)
    assert entry.constant == 0.75 - 4 * 0.75 + 2 * 0.5
    assert entry.total == 0.25
    single = ledger(weights, bias, image, Basis.CENTRED, average).of(3)
    assert single.votes[30] == pytest.approx(2 - 0.25)
    assert single.constant == pytest.approx(1 - 0.125)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), a=st.integers(0, 9), b=st.integers(0, 9), basis=st.sampled_from(list(Basis)))
def test_every_column_adds_up_to_the_exact_difference_of_the_logits(seed, a, b, basis):
    weights, bias, image, average = small(seed)
    # Without any rounding: floats are fractions.
    exact = sum(
        (Fraction(float(w[a])) - Fraction(float(w[b]))) * Fraction(float(x))
        for w, x in zip(weights, image, strict=True)
        if x
    )
    exact += Fraction(float(bias[a])) - Fraction(float(bias[b]))
    found = ledger(weights, bias, image, basis, average)
    entry = found.between(a, b)
    assert entry.total == pytest.approx(float(exact), abs=1e-11)
    assert entry.in_favour + entry.against + entry.constant == pytest.approx(float(exact), abs=1e-11)
    assert entry.running[-1] + entry.constant == pytest.approx(float(exact), abs=1e-11)
    assert math.isclose(found.of(a).total - found.of(b).total, float(exact), abs_tol=1e-11)


def test_the_first_two():
    assert first_two(np.array([0, 3, -1, 5.0])) == (3, 1)
    assert first_two(np.zeros(10)) == (0, 1)


def test_single_columns_are_the_logits_as_trained_and_centred():
    weights, bias, image, average = small(1)
    logits = image @ weights.astype(float) + bias
    for basis in (Basis.RAW, Basis.RELATIVE):
        found = ledger(weights, bias, image, basis, average)
        np.testing.assert_allclose([found.of(k).total for k in range(10)], logits, atol=1e-11)
    centred = ledger(weights, bias, image, Basis.CENTRED, average)
    np.testing.assert_allclose([centred.of(k).total for k in range(10)], logits - logits.mean(), atol=1e-11)
    np.testing.assert_allclose(centred.votes.sum(axis=0), 0, atol=1e-12)


def test_a_shift_shared_by_all_classes_moves_raw_votes_and_no_pair():
    weights, bias, image, average = small(2)
    shifted = weights + np.random.default_rng(3).normal(size=(784, 1)).astype(np.float32)
    before, after = (ledger(w, bias, image, Basis.RAW, average) for w in (weights, shifted))
    assert abs(before.of(1).total - after.of(1).total) > 0.1
    np.testing.assert_allclose(before.between(1, 2).votes, after.between(1, 2).votes, atol=1e-6)
    centred = (ledger(w, bias, image, Basis.CENTRED, average).votes for w in (weights, shifted))
    np.testing.assert_allclose(*centred, atol=1e-6)


def test_the_average_digit_is_the_mean_of_the_images():
    from mnist_core.data.dataset import load_dataset

    part = load_dataset(download=False).validation
    np.testing.assert_allclose(average_digit(part), part.intensities().mean(axis=0), atol=1e-5)
    assert not average_digit(part).flags.writeable
