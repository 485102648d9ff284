"""Wilson's interval and other exams, against hand-worked values and SciPy."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mnist_core.exam.intervals import at_least, growing, other_exams, tally, wilson


def test_the_tutorials_94_of_100():
    low, high = wilson(94, 100)
    # With z = 1.96: middle (0.94 + 1.9208/100) / 1.038416 = 0.9237, half 0.0485.
    assert float(low) == pytest.approx(0.9237 - 0.0485, abs=1e-4)
    assert float(high) == pytest.approx(0.9237 + 0.0485, abs=1e-4)


@settings(deadline=None)
@given(st.integers(1, 10_000), st.data(), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_it_is_scipys(trials, data, level):
    successes = data.draw(st.integers(0, trials))
    expected = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
    np.testing.assert_allclose(
        wilson(successes, trials, NormalDist().inv_cdf(0.5 + level / 2)), (expected.low, expected.high), atol=1e-12
    )


@settings(deadline=None)
@given(st.integers(1, 5_000), st.data())
def test_it_holds_the_share_and_stays_between_none_and_all(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert low < high


def test_four_times_the_digits_halve_it():
    narrow, wide = np.subtract(*wilson(3600, 4000)), np.subtract(*wilson(900, 1000))
    assert narrow / wide == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 10), (11, 10), (float("nan"), 10)])
def test_what_cannot_be_counted_is_refused(successes, trials):
    with pytest.raises(ValueError, match="successes must be 0 to trials"):
        wilson(successes, trials)


def test_it_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(0)
    low, high = wilson(random.binomial(200, 0.9, 20_000), np.full(20_000, 200))
    assert np.mean((low <= 0.9) & (high >= 0.9)) == pytest.approx(0.95, abs=0.015)


def test_growing_ends_with_all_and_counts_the_first_n():
    right = np.random.default_rng(0).random(777) < 0.9
    found = growing(right)
    assert found.sizes[0] == 10
    assert found.sizes[-1] == 777
    assert (np.diff(found.sizes) > 0).all()
    np.testing.assert_allclose(found.accuracy, [right[:n].mean() for n in found.sizes])
    np.testing.assert_allclose(found.low[3], wilson(right[: found.sizes[3]].sum(), found.sizes[3])[0])


def test_growing_copes_with_fewer_than_ten():
    assert growing(np.array([True, False])).accuracy.tolist() == [0.5]


def test_other_exams_are_drawn_without_putting_back():
    right = np.arange(1_000) < 900
    marks = other_exams(right, 100, 20_000, seed=1)
    law = stats.hypergeom(1_000, 900, 100)
    assert marks.mean() == pytest.approx(0.9, abs=0.001)
    assert marks.std() * 100 == pytest.approx(law.std(), rel=0.03)
    assert set(other_exams(right, 1_000)) == {0.9}
    assert (other_exams(right, 100, seed=1) == other_exams(right, 100, seed=1)).all()
    assert (other_exams(right, 100, seed=1) != other_exams(right, 100, seed=2)).any()


def test_reaching_a_mark_counts_equality_in_spite_of_rounding():
    assert at_least(np.array([0.94, 0.94 - 1e-16, 0.93, 0.95]), 0.94) == 0.75


@pytest.mark.parametrize("size", [10, 50, 100, 1_000, 5_000, 10_000])
def test_the_tally_counts_every_exam_once_in_its_bar(size):
    right = np.random.default_rng(3).random(10_000) < 0.91
    marks = other_exams(right, size)
    middles, counts = tally(marks)
    assert counts.sum() == len(marks)
    assert len(middles) == len(counts) <= 31
    width = middles[1] - middles[0] if len(middles) > 1 else 1
    by_hand = [int((np.abs(marks - middle) <= width / 2).sum()) for middle in middles]
    assert counts.tolist() == by_hand
