"""Painted templates are scored as what they are, and gradient descent goes on from them."""

import base64

import numpy as np
import pytest

from mnist_core.data.dataset import Part, load_dataset
from mnist_core.exam import evaluation
from mnist_core.softmax.regression import cross_entropy, evidence
from mnist_core.training.step import MINI_BATCH, advance
from mnist_core.why.optimiser import (
    SCALES,
    Descent,
    Mending,
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


def test_paint_becomes_weights_of_mean_zero_and_the_nearest_template_wins():
    paint = np.zeros((10, 784), np.int8)
    paint[3, 5], paint[4, 6] = 127, -127
    weights, bias = model_of(paint, Mending.NONE)
    assert weights.shape == (784, 10)
    assert (weights[5, 3], weights[6, 4], weights.sum()) == (1, -1, 0)
    assert not bias.any()
    weights, bias = model_of(paint, Mending.ZERO_MEAN)
    np.testing.assert_allclose(weights.sum(axis=0, dtype=np.float64), 0, atol=1e-4)
    assert weights[5, 3] == pytest.approx(783 / 784)
    assert not bias.any()
    weights, bias = model_of(paint, Mending.NEAREST)
    np.testing.assert_allclose(bias[[3, 4, 5]], [-783 / 784 / 2, -783 / 784 / 2, 0], rtol=1e-6)


def test_the_answers_are_those_of_whole_numbers(dataset):
    paint = mean_templates(dataset.train)
    paint[6] = paint[5]  # a tie, which the smaller digit wins
    part = Part(dataset.test.images[:500], dataset.test.labels[:500])
    images = part.images.astype(np.int64)
    whole = paint.astype(np.int64)
    np.testing.assert_array_equal(answers(paint, Mending.NONE, part), (images @ whole.T).argmax(axis=1))
    less = 784 * whole - whole.sum(axis=1, keepdims=True)
    np.testing.assert_array_equal(answers(paint, Mending.ZERO_MEAN, part), (images @ less.T).argmax(axis=1))
    # The nearest of the templates, the mean taken from them and from the digit.
    digits = 127 * (784 * images - images.sum(axis=1, keepdims=True))
    distances = [np.square(digits - 255 * template).sum(axis=1) for template in less]
    found = answers(paint, Mending.NEAREST, part)
    np.testing.assert_array_equal(found, np.argmin(distances, axis=0))
    assert 5 in found
    assert 6 not in found


@pytest.mark.parametrize("mending", Mending)
def test_the_model_of_the_paint_answers_as_the_paint_but_for_near_ties(dataset, mending):
    paint = mean_templates(dataset.train)
    weights, bias = model_of(paint, mending)
    exact = evidence(dataset.test.intensities().astype(np.float64), weights.astype(np.float64), bias.astype(np.float64))
    best = np.sort(exact, axis=1)
    clear = best[:, -1] - best[:, -2] > 1e-4  # of evidence up to 100: what float32 can tell
    assert clear.mean() > 0.99
    said = evaluation.answers(weights, bias, dataset.test)
    np.testing.assert_array_equal(said[clear], answers(paint, mending, dataset.test)[clear])


def test_the_score_is_the_share_of_right_answers(dataset):
    paint = mean_templates(dataset.train)
    found = score(paint.tobytes(), Mending.NONE, dataset.test)
    given = answers(paint, Mending.NONE, dataset.test)
    right = given == dataset.test.labels
    assert found.accuracy == right.mean()
    assert found.recall[7] == pytest.approx(right[dataset.test.labels == 7].mean())
    assert found.answered[8] == (given == 8).mean()
    assert found.answered.sum() == pytest.approx(1)
    blank = score(bytes(7840), Mending.NONE, dataset.test)
    assert blank.accuracy == (dataset.test.labels == 0).mean()
    assert blank.answered.tolist() == [1, *[0] * 9]


def test_more_ink_wins_until_it_is_mended_step_by_step(dataset):
    paint = mean_templates(dataset.train).tobytes()
    scores = [score(paint, mending, dataset.test) for mending in Mending]
    ink = np.frombuffer(paint, np.int8).reshape(10, 784).sum(axis=1, dtype=int)
    # The two with most ink take far more than their share of the answers, and less with each step.
    boldest = np.isin(np.arange(10), [0, 8])
    assert {0, 8} <= set(np.argsort(ink)[-3:])
    taken = [found.answered[boldest].sum() for found in scores]
    assert taken[0] > 0.4 > taken[1] > 0.25 > taken[2]
    assert np.diff([found.accuracy for found in scores]).min() > 0.05


def test_ten_mean_images_score_what_the_lesson_says(mnist):
    paint = mean_templates(mnist.train).tobytes()
    found = [score(paint, mending, mnist.test).accuracy for mending in Mending]
    assert found == pytest.approx([0.64, 0.73, 0.82], abs=0.01)


def test_a_power_of_two_changes_no_bit_of_the_evidence_but_its_exponent(dataset):
    weights, bias = model_of(mean_templates(dataset.train), Mending.NEAREST)
    images = dataset.test.intensities()
    logits = evidence(images, weights, bias)
    for scale in SCALES.astype(np.float32):
        np.testing.assert_array_equal(evidence(images, scale * weights, scale * bias), scale * logits)


def test_scaling_changes_no_answer_and_makes_no_worse(dataset):
    paint = mean_templates(dataset.train)
    weights, bias = model_of(paint, Mending.NEAREST)
    model = scaled(paint, Mending.NEAREST, dataset.train)
    np.testing.assert_array_equal(
        evaluation.answers(model.weights, model.bias, dataset.test), evaluation.answers(weights, bias, dataset.test)
    )
    images, labels = dataset.train.intensities(slice(0, 1000)), dataset.train.labels[:1000]
    loss = cross_entropy(labels, evidence(images, model.weights, model.bias))
    assert loss < cross_entropy(labels, evidence(images, weights, bias))
    assert loss < np.log(10)


@pytest.mark.slow
def test_descent_goes_on_from_the_paint_as_training_does(dataset):
    paint = mean_templates(dataset.train)
    work = Descent(paint.tobytes(), Mending.NEAREST)
    first = work.advance(dataset, work.begin(), 0)
    assert first.done == 0
    for name, part in (("test_accuracy", dataset.test), ("validation_accuracy", dataset.validation)):
        assert first.arrays[name][0] == score(paint.tobytes(), Mending.NEAREST, part).accuracy
    arrays, done, total = first.arrays, 0, 1
    while done < total:
        piece = work.advance(dataset, arrays, 0.5)
        arrays, done, total = piece.arrays, piece.done, piece.total
    config = MINI_BATCH.within(dataset)
    expected = advance(config, dataset, scaled(paint, Mending.NEAREST, dataset.train), config.steps)
    np.testing.assert_allclose(arrays["weights"], expected.weights, atol=1e-5)
    assert arrays["test_accuracy"][-1] > arrays["test_accuracy"][0]
    last = evaluation.answers(expected.weights, expected.bias, dataset.validation) == dataset.validation.labels
    assert arrays["validation_accuracy"][-1] == pytest.approx(last.mean(), abs=1e-3)
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
        Descent(b"x", Mending.NONE)
    assert len({Descent(bytes(7840), mending).key("d") for mending in Mending}) == 3
