"""The confusion matrix and its margins, by hand and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn import metrics

from mnist_core.exam.confusion import confusion_matrix, is_commonest, most_confused, precision, recall

DIGITS = arrays.arrays(np.int64, 60, elements=st.integers(0, 9))


@settings(deadline=None)
@given(DIGITS, DIGITS)
def test_all_of_it_is_scikit_learns(labels, answers):
    matrix = confusion_matrix(labels, answers)
    options = {"labels": range(10), "average": None, "zero_division": np.nan}
    assert matrix.tolist() == metrics.confusion_matrix(labels, answers, labels=range(10)).tolist()
    np.testing.assert_allclose(recall(matrix), metrics.recall_score(labels, answers, **options))
    np.testing.assert_allclose(precision(matrix), metrics.precision_score(labels, answers, **options))


def test_a_hand_worked_one():
    matrix = confusion_matrix(np.array([4, 4, 4, 9]), np.array([4, 9, 9, 9]))
    assert matrix[4, 9] == 2
    assert recall(matrix)[4] == pytest.approx(1 / 3)
    assert precision(matrix)[9] == pytest.approx(1 / 3)
    assert np.isnan(recall(matrix)[0])
    assert most_confused(matrix) == (4, 9)


def test_right_answers_are_no_mix_ups():
    assert most_confused(np.diag(np.arange(10, 20)) + np.eye(10, k=-1, dtype=int)) == (1, 0)


def test_every_mistake_that_none_is_made_more_often_than_is_the_commonest_and_no_right_answer_is():
    matrix = np.diag(np.arange(10, 20))
    assert not is_commonest(matrix, 0, 1)
    matrix[3, 5] = matrix[4, 9] = 4
    matrix[7, 9] = 3
    found = [(k, j) for k in range(10) for j in range(10) if is_commonest(matrix, k, j)]
    assert found == [(3, 5), (4, 9)]
