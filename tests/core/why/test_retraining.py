"""Trained again without some examples: what plain NumPy makes of the data from which they are deleted."""

from dataclasses import fields

import numpy as np
import pytest

from mnist_core.softmax.regression import evidence, gradient, one_hot
from mnist_core.training.schedule import batches
from mnist_core.training.step import TrainingConfig
from mnist_core.why.retraining import Retraining, claimed, thinned
from mnist_core.why.teachers import Teachers, split, strongest
from tests.support.hands import fits


def finish(work, dataset, seconds=5.0):
    arrays, done, total = work.begin(), 0, 1
    while done < total:
        piece = work.advance(dataset, arrays, seconds)
        arrays, done, total = piece.arrays, piece.done, piece.total
    return arrays


def brute_force(config, dataset, without):
    """Gradient descent in float64 on examples that were never there, batch by batch: weights and bias."""
    left = np.delete(np.arange(config.train_size), without)
    images, labels = dataset.train.intensities(left).astype(np.float64), dataset.train.labels[left]
    places = {int(number): place for place, number in enumerate(left)}
    weights, bias = np.zeros((784, 10)), np.zeros(10)
    for batch in batches(config, 0, config.steps):
        rows = [places[int(number)] for number in batch if int(number) in places]
        if rows:
            slope = gradient(images[rows], one_hot(labels[rows]), weights, bias, config.weight_decay)
            weights, bias = weights - config.learning_rate * slope[0], bias - config.learning_rate * slope[1]
    return weights, bias


@pytest.mark.parametrize(
    ("config", "without"),
    [
        (TrainingConfig(train_size=300, learning_rate=0.5, steps=40, test_size=10), (0, 7, 8, 150, 299)),
        (
            TrainingConfig(train_size=90, learning_rate=0.5, steps=40, batch_size=20, seed=3, test_size=10),
            (2, 3, 5, 89),
        ),
        (TrainingConfig(train_size=30, learning_rate=0.3, steps=70, batch_size=25, test_size=10), tuple(range(20))),
        (TrainingConfig(train_size=12, learning_rate=0.5, steps=40, batch_size=1, test_size=10), tuple(range(1, 11))),
        (TrainingConfig(train_size=2, learning_rate=0.5, steps=9, test_size=10), (0,)),
        (TrainingConfig(train_size=60, learning_rate=0.5, steps=20, test_size=10, weight_decay=0.1), (0, 9)),
        (TrainingConfig(train_size=20, steps=30, batch_size=5, test_size=10, weight_decay=0.1), (3, 4, 5)),
    ],
)
def test_it_is_training_on_the_data_without_them(sample, config, without):
    work = Retraining(config, config.steps, without)
    found = finish(work, sample)
    weights, bias = brute_force(config, sample, without)
    np.testing.assert_allclose(found["weights"], weights, atol=2e-5)
    np.testing.assert_allclose(found["bias"], bias, atol=2e-5)
    assert fits(work, found)
    assert not fits(work, work.begin())
    cut = finish(work, sample, seconds=0)
    np.testing.assert_allclose(cut["weights"], found["weights"], atol=1e-6)


def test_less_is_lost_than_the_split_claims(sample):
    """The ten loudest teachers of a 7: what they gave, against what is missing without them, by brute force."""
    config = TrainingConfig(train_size=400, learning_rate=0.5, steps=60, test_size=10)
    image = sample.test.intensities(np.flatnonzero(sample.test.labels == 7)[:1])[0].astype(np.float64)
    contributions = split(sample.train, finish(Teachers(config, 60), sample)["account"], image)
    loudest = tuple(sorted(strongest(contributions[:, 7]).for_.tolist()))
    before = contributions.sum(axis=0)[7]
    left = claimed(contributions, loudest)[7]
    assert left == pytest.approx(np.delete(contributions, loudest, axis=0).sum(axis=0)[7])
    again = finish(Retraining(config, 60, loudest), sample)
    true = evidence(image, again["weights"].astype(np.float64), again["bias"])[7]
    assert true == pytest.approx(evidence(image, *brute_force(config, sample, loudest))[7], abs=1e-3)
    assert left < true < before


def test_batches_that_lose_as_many_go_together():
    order = np.array([[1, 2, 3], [4, 5, 6], [7, 1, 8], [2, 1, 1], [1, 1, 1], [3, 4, 5]])
    found = [block.tolist() for block in thinned(order, (1,))]
    assert found == [[[2, 3]], [[4, 5, 6]], [[7, 8]], [[2]], [[3, 4, 5]]]
    assert [block.tolist() for block in thinned(order[:2], (9,))] == [order[:2].tolist()]


@pytest.mark.parametrize("without", [(-1,), (9,), (2, 1), (3, 3), tuple(range(9))])
def test_what_cannot_be_left_out_is_refused(without):
    config = TrainingConfig(train_size=9, steps=5)
    with pytest.raises(ValueError, match=r"without must be numbers from 0 to 8 in order|at least one of 9 examples"):
        Retraining(config, 5, without)


def test_it_repeats_all_that_a_run_is_asked_to_do():
    # What more a run may one day be asked to do must be done here, too: `_descend` and the brute force above.
    assert {field.name for field in fields(TrainingConfig)} == {
        "train_size", "learning_rate", "steps", "batch_size", "test_size", "seed", "weight_decay"
    }  # fmt: skip


def test_each_set_of_examples_has_its_own_name():
    config = TrainingConfig(train_size=9, steps=5)
    works = [Retraining(config, 5, (1, 2)), Retraining(config, 5, (12 % 10,)), Retraining(config, 4, (1, 2))]
    assert len({work.key("data") for work in works}) == 3
    with pytest.raises(ValueError, match="steps must be 1 to 5"):
        Retraining(config, 6, (1,))
