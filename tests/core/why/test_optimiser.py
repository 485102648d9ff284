"""Painted templates are scored as what they are, and gradient descent goes on from them."""

import base64

import numpy as np
import pytest

from mnist_core.data.dataset import load_dataset
from mnist_core.exam import evaluation
from mnist_core.softmax.regression import cross_entropy, evidence
from mnist_core.training.step import MINI_BATCH, advance
from mnist_core.why.optimiser import (
    SCALES,
    Descent,
    answers,
    mean_templates,
    model_of,
    paint_of,
    read_paint,
    scaled,
    score,
)
from tests.support.hands import fits


@pytest.fixture(scope="module")
def dataset():
    return load_dataset(download=False)


def test_paint_becomes_weights_and_the_nearest_template_wins(dataset):
    paint = np.zeros((10, 784), np.int8)
    paint[3, 5], paint[4, 6] = 127, -127
    weights, bias = model_of(paint, nearest=True)
    assert weights.shape == (784, 10)
    assert (weights[5, 3], weights[6, 4]) == (1, -1)
    assert bias[3] == bias[4] == -0.5
    assert not model_of(paint, nearest=False)[1].any()


def test_the_answer_is_the_nearest_template_in_whole_numbers(dataset):
    paint = mean_templates(dataset.train)
    paint[6] = paint[5]  # a tie, which the smaller digit wins
    images = 127 * dataset.test.images.astype(np.int64)
    distances = [np.square(images - 255 * template).sum(axis=1) for template in paint.astype(np.int64)]
    found = answers(paint, True, dataset.test)
    np.testing.assert_array_equal(found, np.argmin(distances, axis=0))
    assert 5 in found
    assert 6 not in found
    evidence_ = dataset.test.images.astype(np.int64) @ paint.T.astype(np.int64)
    np.testing.assert_array_equal(answers(paint, False, dataset.test), evidence_.argmax(axis=1))


@pytest.mark.parametrize("nearest", [False, True])
def test_the_model_of_the_paint_answers_as_the_paint_but_for_near_ties(dataset, nearest):
    paint = mean_templates(dataset.train)
    weights, bias = model_of(paint, nearest)
    exact = evidence(dataset.test.intensities().astype(np.float64), weights.astype(np.float64), bias.astype(np.float64))
    best = np.sort(exact, axis=1)
    clear = best[:, -1] - best[:, -2] > 1e-4  # of evidence up to 100: what float32 can tell
    assert clear.mean() > 0.99
    said = evaluation.answers(weights, bias, dataset.test)
    np.testing.assert_array_equal(said[clear], answers(paint, nearest, dataset.test)[clear])


def test_the_score_is_the_share_of_right_answers(dataset):
    paint = mean_templates(dataset.train)
    accuracy, by_class = score(paint.tobytes(), False, dataset.test)
    right = answers(paint, False, dataset.test) == dataset.test.labels
    assert accuracy == right.mean()
    assert by_class[7] == pytest.approx(right[dataset.test.labels == 7].mean())
    assert score(paint.tobytes(), True, dataset.test)[0] > accuracy + 0.1
    blank = score(bytes(7840), False, dataset.test)
    assert blank[0] == (dataset.test.labels == 0).mean()


def test_ten_mean_images_score_what_the_lesson_says(mnist):
    paint = mean_templates(mnist.train)
    assert score(paint.tobytes(), False, mnist.test)[0] == pytest.approx(0.64, abs=0.01)
    assert score(paint.tobytes(), True, mnist.test)[0] == pytest.approx(0.82, abs=0.01)


def test_a_power_of_two_changes_no_bit_of_the_evidence_but_its_exponent(dataset):
    weights, bias = model_of(mean_templates(dataset.train), True)
    images = dataset.test.intensities()
    logits = evidence(images, weights, bias)
    for scale in SCALES.astype(np.float32):
        np.testing.assert_array_equal(evidence(images, scale * weights, scale * bias), scale * logits)


def test_scaling_changes_no_answer_and_makes_no_worse(dataset):
    paint = mean_templates(dataset.train)
    weights, bias = model_of(paint, True)
    model = scaled(paint, True, dataset.train)
    np.testing.assert_array_equal(
        evaluation.answers(model.weights, model.bias, dataset.test), evaluation.answers(weights, bias, dataset.test)
    )
    images, labels = dataset.train.intensities(slice(0, 1000)), dataset.train.labels[:1000]
    loss = cross_entropy(labels, evidence(images, model.weights, model.bias))
    assert loss < cross_entropy(labels, evidence(images, weights, bias))
    assert loss < np.log(10)


def test_descent_goes_on_from_the_paint_as_training_does(dataset):
    paint = mean_templates(dataset.train)
    work = Descent(paint.tobytes(), True)
    first = work.advance(dataset, work.begin(), 0)
    assert first.done == 0
    assert first.arrays["accuracy"][0] == score(paint.tobytes(), True, dataset.test)[0]
    arrays, done, total = first.arrays, 0, 1
    while done < total:
        piece = work.advance(dataset, arrays, 0.5)
        arrays, done, total = piece.arrays, piece.done, piece.total
    config = MINI_BATCH.within(dataset)
    expected = advance(config, dataset, scaled(paint, True, dataset.train), config.steps)
    np.testing.assert_allclose(arrays["weights"], expected.weights, atol=1e-5)
    assert arrays["accuracy"][-1] > arrays["accuracy"][0]
    assert fits(work, arrays)
    assert not fits(work, work.begin())
    assert not fits(work, {**arrays, "bias": np.zeros(9)})


def test_only_ten_templates_are_taken_from_a_browser():
    painted = np.random.default_rng(0).integers(-128, 128, 7840).astype(np.int8)
    found = np.frombuffer(read_paint(base64.b64encode(painted.tobytes()).decode()), np.int8)
    np.testing.assert_array_equal(found, np.maximum(painted, -127))
    short = base64.b64encode(bytes(7839)).decode()
    for sent in (None, 7, b"", "", "<b>", "é", short, short + "=", "A" * 10**6, ["A"], {"a": 1}):
        assert read_paint(sent) is None


def test_paint_from_weights_and_other_lengths():
    weights = np.zeros((784, 10))
    weights[1, 2], weights[3, 4] = -2, 1
    paint = paint_of(weights)
    assert (paint[2, 1], paint[4, 3]) == (-127, 64)
    assert not paint_of(np.zeros((784, 10))).any()
    with pytest.raises(ValueError, match="7,840 bytes"):
        Descent(b"x", False)
    assert Descent(bytes(7840), False).key("d") != Descent(bytes(7840), True).key("d")
