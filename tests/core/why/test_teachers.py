"""W = XᵀA: the account of who taught what is the run that training makes, to the last weight."""

import numpy as np
import pytest

from mnist_core.softmax.regression import evidence, one_hot, softmax
from mnist_core.training.step import FULL_BATCH, MINI_BATCH, TrainingConfig, advance, initial_checkpoint
from mnist_core.why.teachers import Teachers, split, strongest
from tests.support.hands import fits


def finish(work, dataset, seconds=5.0):
    arrays, pieces = work.begin(), 0
    while True:
        piece = work.advance(dataset, arrays, seconds)
        arrays, pieces = piece.arrays, pieces + 1
        if piece.done == piece.total:
            return arrays, pieces


def check(config, dataset):
    """The account against the run that TensorFlow makes, and a few digits' evidence split over it."""
    arrays, _ = finish(Teachers(config, config.steps), dataset)
    model = advance(config, dataset, initial_checkpoint(), config.steps)
    account = arrays["account"]
    images = dataset.train.intensities(slice(0, config.train_size))
    np.testing.assert_allclose(images.T @ account, model.weights, atol=1e-4)
    of_bias = arrays.get("account_of_bias")
    assert (of_bias is None) is (config.weight_decay == 0)
    np.testing.assert_allclose((account if of_bias is None else of_bias).sum(axis=0), model.bias, atol=1e-4)
    for image in dataset.test.intensities(slice(0, 5)):
        contributions = split(dataset.train, account, image, of_bias)
        logits = evidence(image, model.weights, model.bias)
        np.testing.assert_allclose(contributions.sum(axis=0), logits, atol=2e-3)
        ten = strongest(contributions[:, 3])
        assert ten.total == pytest.approx(logits[3], abs=2e-3)
        assert ten.contributions[ten.for_].sum() + ten.contributions[ten.against].sum() + ten.rest == pytest.approx(
            ten.total
        )
    return arrays


@pytest.mark.parametrize(
    "config",
    [
        TrainingConfig(train_size=800, learning_rate=0.1, steps=40, test_size=10),
        TrainingConfig(train_size=700, learning_rate=0.5, steps=50, batch_size=100, test_size=10),
        TrainingConfig(train_size=7, learning_rate=0.5, steps=9, batch_size=5, seed=3, test_size=10),
        TrainingConfig(train_size=1, learning_rate=0.5, steps=3, test_size=10),
        TrainingConfig(train_size=800, learning_rate=0.1, steps=40, test_size=10, weight_decay=0.5),
        TrainingConfig(train_size=7, learning_rate=0.5, steps=9, batch_size=5, seed=3, test_size=10, weight_decay=0.1),
    ],
)
def test_the_account_makes_the_very_weights(sample, config):
    check(config, sample)


@pytest.mark.slow
@pytest.mark.parametrize("config", [pytest.param(FULL_BATCH, marks=pytest.mark.long), MINI_BATCH])
def test_the_accounts_of_the_whole_recipes_do_too(mnist, config):
    check(config, mnist)


def test_a_hand_worked_first_step(sample):
    config = TrainingConfig(train_size=2, learning_rate=0.5, steps=1, test_size=10)
    arrays, _ = finish(Teachers(config, 1), sample)
    # Every share is 0.1 then; half of 0.5 times what it should have been less that.
    expected = np.full((2, 10), -0.025)
    expected[[0, 1], sample.train.labels[:2]] = 0.225
    np.testing.assert_allclose(arrays["account"], expected, atol=1e-7)
    image = sample.train.intensities([0])[0]
    share = split(sample.train, arrays["account"], image)[0, sample.train.labels[0]]
    assert share == pytest.approx((image @ image + 1) * 0.225, rel=1e-5)


def test_with_decay_what_was_given_first_has_faded_most(sample):
    """Two steps on one digit by hand: A = (1 − 0.5 · 0.2) · the first + the second, and B is their plain sum."""
    config = TrainingConfig(train_size=1, learning_rate=0.5, steps=2, test_size=10, weight_decay=0.2)
    image, label = sample.train.intensities([0])[0].astype(np.float64), sample.train.labels[0]
    first = 0.5 * (one_hot(label) - 0.1)
    second = 0.5 * (one_hot(label) - softmax((image @ image + 1) * first))
    arrays, _ = finish(Teachers(config, 2), sample)
    np.testing.assert_allclose(arrays["account"][0], 0.9 * first + second, atol=1e-6)
    np.testing.assert_allclose(arrays["account_of_bias"][0], first + second, atol=1e-6)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_in_pieces_or_at_once_it_is_the_same(sample, decay):
    config = TrainingConfig(300, 0.5, steps=12, batch_size=50, test_size=10, weight_decay=decay)
    work = Teachers(config, 12)
    at_once, _ = finish(work, sample)
    cut, pieces = finish(work, sample, seconds=0)
    assert pieces == 12
    for name in at_once:
        np.testing.assert_array_equal(at_once[name], cut[name])
    assert fits(work, cut)
    assert not fits(work, work.begin())
    assert not fits(work, {name: array for name, array in cut.items() if name != "bias"})
    assert not fits(Teachers(config, 11), cut)
    assert work.key("data") not in (Teachers(config, 11).key("data"), work.key("other"))


def test_the_strongest_come_first_and_none_on_the_wrong_side():
    found = strongest(np.array([0.5, -2, 0, 3, -1, 1]), 2)
    assert found.for_.tolist() == [3, 5]
    assert found.against.tolist() == [1, 4]
    assert found.total == 1.5
    assert found.rest == 0.5
    few = strongest(np.array([1.0, 2.0]))
    assert few.for_.tolist() == [1, 0]
    assert few.against.tolist() == []


@pytest.mark.parametrize("steps", [0, 10])
def test_steps_beyond_the_run_are_refused(steps):
    with pytest.raises(ValueError, match="steps must be 1 to 9"):
        Teachers(TrainingConfig(steps=9), steps)
