"""A whole exam: answers, rankings and marks, against plain loops and the softmax itself."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_core.data.dataset import Part
from mnist_core.exam import exam as exam_module
from mnist_core.exam.evaluation import answers
from mnist_core.exam.exam import easiest, exam_of, first_with, hardest, in_cell, mark, sit, surest_mistakes
from mnist_core.softmax.regression import cross_entropy, predict
from mnist_core.training.step import Checkpoint


@pytest.fixture(scope="module")
def part():
    random = np.random.default_rng(1)
    return Part(random.integers(0, 256, (777, 784), dtype=np.uint8), random.integers(0, 9, 777))  # no nines


@pytest.fixture(scope="module")
def checkpoint():
    random = np.random.default_rng(2)
    return Checkpoint(5, random.normal(size=(784, 10)) / 20, random.normal(size=10))


@pytest.fixture(scope="module")
def exam(checkpoint, part):
    return sit(checkpoint.weights, checkpoint.bias, part)


def test_true_false_true_true_is_three_quarters():
    shares = np.eye(4)[[2, 0, 1, 3]]
    found, right, accuracy = mark(shares, np.array([2, 1, 1, 3]))
    assert found.tolist() == [2, 0, 1, 3]
    assert right.tolist() == [True, False, True, True]
    assert accuracy == 0.75


def test_the_answers_and_shares_are_the_models(exam, checkpoint, part):
    np.testing.assert_allclose(
        exam.probabilities, predict(checkpoint.weights, checkpoint.bias, part.intensities()), atol=1e-5
    )
    assert exam.answers.tolist() == answers(checkpoint.weights, checkpoint.bias, part).tolist()
    assert exam.loss.mean() == pytest.approx(
        cross_entropy(part.labels, part.intensities() @ checkpoint.weights + checkpoint.bias), rel=1e-4
    )
    assert exam.accuracy == np.mean(exam.answers == part.labels)
    assert exam.confidence.tolist() == exam.probabilities.max(axis=1).tolist()


def test_nobody_can_change_what_all_share(exam):
    for array in (exam.probabilities, exam.answers, exam.loss):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_thirty_visitors_at_once_make_it_compute_once(checkpoint, part, monkeypatch):
    calls = []
    monkeypatch.setattr(exam_module, "sit", lambda *given: calls.append(given) or SimpleNamespace())
    fresh = Checkpoint(6, checkpoint.weights, checkpoint.bias)
    threads = [threading.Thread(target=exam_of, args=(fresh, part)) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("right", "place"),
    [("TTFTT", 1), ("TFTT", 0), ("TTTT", 0), ("TF", 0), ("", 0), ("FFTTFTFTT", 5)],
)
def test_the_first_place_of_a_pattern(right, place):
    assert first_with(np.array([letter == "T" for letter in right], bool), (True, False, True, True)) == place


def test_a_cell_holds_its_digits_the_surest_first(exam):
    answer = int(np.bincount(exam.answers).argmax())
    found = in_cell(exam, 3, answer)
    assert sorted(found) == [i for i in range(len(exam)) if exam.labels[i] == 3 and exam.answers[i] == answer]
    assert len(found) > 1
    assert (np.diff(exam.confidence[found]) <= 0).all()


def test_the_surest_mistakes_are_mistakes_and_the_surest(exam):
    found = surest_mistakes(exam)
    assert not exam.right[found].any()
    assert len(found) == (~exam.right).sum()
    assert exam.confidence[found[0]] == exam.confidence[~exam.right].max()


def test_the_hardest_and_the_easiest_of_each_digit_that_occurs(exam):
    own = exam.probabilities[np.arange(len(exam)), exam.labels]
    for found, best in ((hardest(exam), np.min), (easiest(exam), np.max)):
        assert exam.labels[found].tolist() == list(range(9))
        assert own[found].tolist() == [best(own[exam.labels == digit]) for digit in range(9)]
