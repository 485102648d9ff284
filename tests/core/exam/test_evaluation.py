"""Answers, mistakes and accuracy by class, against plain loops and scikit-learn."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import recall_score

from mnist_core.data.dataset import Part
from mnist_core.exam import evaluation
from mnist_core.exam.evaluation import accuracy_by_class, answers, extremes, mistakes
from mnist_core.exam.exam import sit
from mnist_core.training.step import Checkpoint, TrainingConfig, measure
from tests.support.crowd import all_at_once


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


@pytest.fixture
def tied(part):
    """A model two of whose classes differ by less than float32 can tell, and what the true sums say, in whole numbers.

    The weights are whole multiples of 2⁻²⁰; those of 7 are those of 3, but for one unit more or less at each pixel.
    """
    random = np.random.default_rng(3)
    units = random.integers(-(2**19), 2**19, (784, 10))
    units[:, 3] += 2**18
    units[:, 7] = units[:, 3] + random.integers(-1, 2, 784)
    exact = part.images.astype(np.int64) @ units
    gap = np.abs(exact[:, 7] - exact[:, 3]) / 255 / 2**20
    assert 0 < np.median(gap) < 1e-4 < np.median(np.abs(exact)) / 255 / 2**20
    return (units / 2**20).astype(np.float32), np.zeros(10, np.float32), exact.argmax(axis=1)


def test_near_ties_are_settled_by_the_true_sums(tied, part):
    weights, bias, expected = tied
    assert {3, 7} <= set(expected)
    in_float32 = (part.intensities() @ weights).argmax(axis=1)
    assert (in_float32 != expected).any()
    np.testing.assert_array_equal(answers(weights, bias, part), expected)
    np.testing.assert_array_equal(sit(weights, bias, part).answers, expected)


def test_training_counts_them_likewise(tied, part):
    weights, bias, expected = tied
    dataset = SimpleNamespace(digest="near ties", train=part, validation=part, test=Part(part.images, expected))
    config = TrainingConfig(train_size=10, steps=1, test_size=len(part))
    config.check(dataset)
    assert measure(config, dataset, Checkpoint(0, weights, bias)).test_accuracy == 1


def test_mistakes_are_where_answer_and_label_differ(model, part):
    found = answers(*model, part)
    assert mistakes(*model, part).tolist() == [i for i in range(len(part)) if found[i] != part.labels[i]]


def test_accuracy_by_class_is_recall(model, part):
    expected = recall_score(part.labels, answers(*model, part), average=None)
    np.testing.assert_allclose(accuracy_by_class(*model, part), expected)


def test_a_class_counts_the_accuracies_of_a_checkpoint_once(part, monkeypatch):
    checkpoint = Checkpoint(0, np.zeros((784, 10), np.float32), np.zeros(10, np.float32))
    calls = []
    monkeypatch.setattr(evaluation, "answers", lambda *given: calls.append(given) or part.labels)
    found = all_at_once(lambda: evaluation.accuracies_of(checkpoint, part, len(part)))
    assert len(calls) == 1
    assert all(each is found[0] for each in found)
    np.testing.assert_array_equal(found[0], 1)


def test_a_digit_without_examples_has_no_accuracy(model):
    part = Part(np.zeros((3, 784), np.uint8), np.array([1, 1, 2]))
    shares = accuracy_by_class(*model, part)
    assert np.isnan(shares[0])
    assert not np.isnan(shares[1:3]).any()


def test_the_accuracies_of_a_few_digits_are_of_those_alone(model, part):
    few = Part(part.images[:40], part.labels[:40])
    found = evaluation.accuracies_of(Checkpoint(0, *model), part, 40)
    np.testing.assert_array_equal(found, accuracy_by_class(*model, few))


def test_extremes_are_all_that_tie_and_leave_missing_digits_aside():
    assert extremes(np.array([np.nan, 0.9, 0.2, np.nan, 0.5])) == ([2], [1])
    assert extremes(np.array([0.9, 0, 0, 0.9, 0.5, np.nan])) == ([1, 2], [0, 3])
