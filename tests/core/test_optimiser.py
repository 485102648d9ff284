"""Painted templates are scored as what they are, and gradient descent goes on from them."""

import base64

import numpy as np
import pytest

from mnist_core.dataset import load_dataset
from mnist_core.evaluation import answers
from mnist_core.optimiser import Descent, mean_templates, model_of, paint_of, read_paint, scaled, score
from mnist_core.softmax import cross_entropy, evidence
from mnist_core.training import MINI_BATCH, advance


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
    paint = mean_templates(dataset.train)
    weights, bias = model_of(paint, nearest=True)
    images = dataset.test.intensities(slice(0, 50))
    distances = np.square(images[:, :, np.newaxis] - weights).sum(axis=1)
    np.testing.assert_array_equal(evidence(images, weights, bias).argmax(axis=1), distances.argmin(axis=1))


def test_the_score_is_the_share_of_right_answers(dataset):
    paint = mean_templates(dataset.train)
    accuracy, by_class = score(paint.tobytes(), False, dataset.test)
    right = answers(*model_of(paint, False), dataset.test) == dataset.test.labels
    assert accuracy == right.mean()
    assert by_class[7] == pytest.approx(right[dataset.test.labels == 7].mean())
    assert score(paint.tobytes(), True, dataset.test)[0] > accuracy + 0.1
    blank = score(bytes(7840), False, dataset.test)
    assert blank[0] == (dataset.test.labels == 0).mean()


def test_ten_mean_images_score_what_the_lesson_says(mnist):
    paint = mean_templates(mnist.train)
    assert score(paint.tobytes(), False, mnist.test)[0] == pytest.approx(0.64, abs=0.01)
    assert score(paint.tobytes(), True, mnist.test)[0] == pytest.approx(0.82, abs=0.01)


def test_scaling_changes_no_answer_and_makes_no_worse(dataset):
    paint = mean_templates(dataset.train)
    weights, bias = model_of(paint, True)
    model = scaled(paint, True, dataset.train)
    np.testing.assert_array_equal(
        answers(model.weights, model.bias, dataset.test), answers(weights, bias, dataset.test)
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
    assert first.arrays["accuracy"][0] == pytest.approx(score(paint.tobytes(), True, dataset.test)[0])
    arrays, done, total = first.arrays, 0, 1
    while done < total:
        piece = work.advance(dataset, arrays, 0.5)
        arrays, done, total = piece.arrays, piece.done, piece.total
    config = MINI_BATCH.within(dataset)
    expected = advance(config, dataset, scaled(paint, True, dataset.train), config.steps)
    np.testing.assert_allclose(arrays["weights"], expected.weights, atol=1e-5)
    assert arrays["accuracy"][-1] > arrays["accuracy"][0]
    assert work.accepts(arrays)
    assert not work.accepts(work.begin())
    assert not work.accepts({**arrays, "bias": np.zeros(9)})


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
