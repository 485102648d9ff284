"""Pictures that are no digits: what they are made of, and that everybody gets the same."""

import numpy as np
import pytest

from mnist_core.data.dataset import Part
from mnist_core.exam.not_digits import CROWD, KINDS, LETTERS, crowd_confidence, letter, no_digit, noise, shuffled
from mnist_core.softmax.regression import predict
from mnist_core.training.step import Checkpoint


@pytest.fixture(scope="module")
def part():
    random = np.random.default_rng(0)
    return Part(random.integers(0, 256, (20, 784), dtype=np.uint8), random.integers(0, 10, 20))


@pytest.fixture(scope="module")
def model():
    random = np.random.default_rng(1)
    return Checkpoint(1, random.normal(size=(784, 10)) / 10, random.normal(size=10))


def test_noise_has_the_share_of_ink_that_was_asked_for():
    found = noise(0.3, 1)
    assert set(found) == {0, 1}
    assert found.mean() == pytest.approx(0.3, abs=0.06)
    assert noise(1, 0).all()
    assert not noise(0, 0).any()


def test_shuffled_is_the_same_ink_elsewhere():
    image = np.arange(784) / 783
    found = shuffled(image, 3)
    assert sorted(found) == sorted(image.astype(np.float32))
    assert (found != image.astype(np.float32)).mean() > 0.9


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_brought_into_the_form_of_the_digits(name):
    field = letter(name, 0).reshape(28, 28)
    rows, columns = np.nonzero(field)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in range(18, 22)
    grid = np.arange(28)
    centre = (field.sum(axis=1) @ grid / field.sum(), field.sum(axis=0) @ grid / field.sum())
    np.testing.assert_allclose(centre, 13.5, atol=1)
    assert 0.05 < field.mean() < 0.25
    assert (letter(name, 0) == letter(name, 0)).all()
    assert (letter(name, 0) != letter(name, 1)).any()


def test_every_kind_makes_a_picture(part):
    for kind in KINDS:
        image = no_digit(kind, 2, ink=0.5, name="A", part=part)
        assert image.shape == (784,)
        assert image.dtype == np.float32
        assert image.any() == (kind != "blank")


def test_a_crowd_is_answered_by_the_model(part, model):
    found = crowd_confidence(model, "noise", 0.5, part)
    assert len(found) == CROWD
    assert found[7] == pytest.approx(predict(model.weights, model.bias, noise(0.5, 7)).max(), rel=1e-4)
    blank = crowd_confidence(model, "blank", 0.5, part)
    assert blank.tolist() == pytest.approx([predict(model.weights, model.bias, np.zeros(784)).max()])
