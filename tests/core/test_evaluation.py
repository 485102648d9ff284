"""Answers, mistakes and accuracy by class, against plain loops and scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import recall_score

from mnist_core.dataset import Part
from mnist_core.evaluation import accuracy_by_class, answers, extremes, mistakes


@pytest.fixture
def part():
    random = np.random.default_rng(1)
    # More than one slice, and not a whole number of them.
    return Part(random.integers(0, 256, (1234, 784), dtype=np.uint8), random.integers(0, 10, 1234))


@pytest.fixture
def model():
    random = np.random.default_rng(2)
    return random.normal(size=(784, 10)).astype(np.float32), random.normal(size=10).astype(np.float32)


def test_answers_are_the_classes_with_the_most_evidence(model, part):
    weights, bias = model
    one_by_one = [int(np.argmax(image / np.float32(255) @ weights + bias)) for image in part.images]
    assert answers(weights, bias, part).tolist() == one_by_one


def test_mistakes_are_where_answer_and_label_differ(model, part):
    found = answers(*model, part)
    assert mistakes(*model, part).tolist() == [i for i in range(len(part)) if found[i] != part.labels[i]]


def test_accuracy_by_class_is_recall(model, part):
    expected = recall_score(part.labels, answers(*model, part), average=None)
    np.testing.assert_allclose(accuracy_by_class(*model, part), expected)


def test_a_digit_without_examples_has_no_accuracy(model):
    part = Part(np.zeros((3, 784), np.uint8), np.array([1, 1, 2]))
    shares = accuracy_by_class(*model, part)
    assert np.isnan(shares[0])
    assert not np.isnan(shares[1:3]).any()


def test_extremes_leave_missing_digits_aside():
    assert extremes(np.array([np.nan, 0.9, 0.2, np.nan, 0.5])) == (2, 1)
