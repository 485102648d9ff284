"""No other change is smaller: every subset of the pixels of small models, tried."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.dataset import load_dataset
from mnist_core.training.step import TrainingConfig, advance, initial_checkpoint
from mnist_core.why.smallest_change import MOST, fewest_pixels, gains, smallest_change

PIXELS = 6


def embed(columns, ink):
    """A model of few pixels, within one of 784."""
    weights, image = np.zeros((784, 10)), np.zeros(784)
    weights[:PIXELS, : columns.shape[1]] = columns
    image[:PIXELS] = ink
    return weights, image


def brute_force(weights, bias, image):
    """The fewest pixels that change the answer: all subsets, all ends of the scale and the values they have."""
    answer = (image @ weights + bias).argmax()
    for count in range(1, PIXELS + 1):
        for chosen in combinations(range(PIXELS), count):
            for values in product((0.0, 1.0), repeat=count):
                changed = image.copy()
                changed[list(chosen)] = values
                logits = changed @ weights + bias
                if logits.argmax() != answer and logits.max() > logits[answer] + 1e-9:
                    return count
    return None


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lead=st.floats(0, 4))
def test_it_is_as_small_as_any_found_by_trying_all(seed, lead):
    random = np.random.default_rng(seed)
    weights, image = embed(random.normal(size=(PIXELS, 10)), random.integers(0, 3, PIXELS) / 2)
    bias = random.normal(size=10)
    bias[random.integers(10)] += lead
    found = smallest_change(weights, bias, image)
    expected = brute_force(weights, bias, image)
    assert (len(found) if found else None) == expected
    assert fewest_pixels(weights, bias, image[np.newaxis])[0] == (expected or MOST)
    if found:
        logits = found.image @ weights + bias
        assert logits.argmax() == found.answer != found.before == (image @ weights + bias).argmax()
        assert logits[found.rival] > logits[found.before]
        assert sorted(np.flatnonzero(found.image != image)) == sorted(found.pixels)


def test_a_hand_worked_change():
    weights, image = embed(np.array([[3, 0], [2, 0], [0, 1.5], [0, 0], [0, 0], [0, 0]]), [1, 1, 0, 0, 0, 0])
    bias = np.full(10, -9.0)
    bias[:2] = 0
    found = smallest_change(weights, bias, image)
    # The lead is 5. Clearing the first pixel takes 3, clearing the second 2: even; 1.5 of new ink decides it.
    assert (found.before, found.rival, found.answer) == (0, 1, 1)
    assert found.pixels.tolist() == [0, 1, 2]
    assert found.image[:3].tolist() == [0, 0, 1]
    np.testing.assert_allclose(gains(weights[:, 1] - weights[:, 0], image)[:3], [3, 2, 1.5])


def test_an_untrained_model_cannot_be_changed():
    assert smallest_change(np.zeros((784, 10)), np.zeros(10), np.zeros(784)) is None
    assert fewest_pixels(np.zeros((784, 10)), np.zeros(10), np.ones((2, 784))).tolist() == [MOST, MOST]


def test_counting_many_agrees_with_one_at_a_time():
    dataset = load_dataset(download=False)
    config = TrainingConfig(train_size=1000, learning_rate=0.5, steps=60, batch_size=100, test_size=10)
    model = advance(config, dataset, initial_checkpoint(), 60)
    images = dataset.test.intensities(slice(0, 60))
    one_by_one = [len(smallest_change(model.weights, model.bias, image)) for image in images]
    assert fewest_pixels(model.weights, model.bias, images).tolist() == one_by_one
    assert 1 <= min(one_by_one) < 10


@pytest.mark.parametrize("image", [np.zeros(784), np.ones(784)])
def test_blank_and_full_sheets_can_be_changed_too(image):
    random = np.random.default_rng(4)
    weights, bias = random.normal(size=(784, 10)), random.normal(size=10)
    found = smallest_change(weights, bias, image)
    assert (found.image @ weights + bias).argmax() != (image @ weights + bias).argmax()
