"""What a part looks like as a whole: hand-worked examples, and properties that hold for any images."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from mnist_core.data import browsing
from mnist_core.data import portraits as statistics
from mnist_core.data.dataset import Part

LABELS = arrays(np.int64, some.integers(0, 40), elements=some.integers(0, 9))


def part(images, labels) -> Part:
    return Part(np.asarray(images, np.uint8), np.asarray(labels, np.int64))


def filled(*values):
    return [[value] * 784 for value in values]


def test_the_mean_variation_and_ink_rate_of_two_by_hand():
    found = statistics.portraits(part(filled(0, 255, 51), [3, 3, 5]))
    np.testing.assert_allclose(found.mean[3], 0.5)
    np.testing.assert_allclose(found.variation[3], 0.5)
    np.testing.assert_allclose(found.ink_rate[3], 0.5)
    np.testing.assert_allclose(found.mean[5], 0.2)
    np.testing.assert_allclose(found.variation[5], 0, atol=1e-7)
    np.testing.assert_allclose(found.difference(3, 5), 0.3)
    np.testing.assert_allclose(found.difference(5, 3), -0.3)


def test_a_class_without_examples_is_nan_and_warns_nobody():
    found = statistics.portraits(part(filled(255), [3]))
    assert np.isnan(found.mean[0]).all()
    assert found.counts.tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert not found.apart(0, 3, 0)


def test_a_pixel_that_one_class_inks_and_the_other_does_not_tells_them_apart():
    images = np.zeros((20, 784), np.uint8)
    images[:10, 7] = 255
    found = statistics.portraits(part(images, [1] * 10 + [2] * 10))
    assert found.apart(1, 2, 7)
    assert found.apart(2, 1, 7)
    assert not found.apart(1, 2, 8)


def test_portraits_are_computed_once_and_cannot_be_changed():
    same = part(filled(1, 2), [0, 1])
    assert statistics.portraits(same) is statistics.portraits(same)
    with pytest.raises(ValueError, match="read-only"):
        statistics.portraits(same).mean[0, 0] = 1


def test_the_means_of_the_whole_part_are_numpys_own(mnist):
    found = statistics.portraits(mnist.train)
    eights = mnist.train.intensities(mnist.train.labels == 8).astype(np.float64)
    np.testing.assert_allclose(found.mean[8], eights.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(found.variation[8], eights.std(axis=0), atol=1e-5)
    np.testing.assert_allclose(found.ink_rate[8], (eights > 0.5).mean(axis=0))


@given(LABELS, some.integers(0, 50))
def test_the_balance_counts_what_is_loaded(labels, size):
    counts = statistics.class_balance(labels, size)
    assert counts.shape == (10,)
    assert counts.sum() == min(size, len(labels))
    assert statistics.misses_some(counts) == (len(set(labels[:size].tolist())) < 10)


def test_the_shapes_are_the_tutorials():
    shapes = statistics.tensor_shapes(55_000, 10_000)
    assert list(shapes.values()) == [(55_000, 784), (55_000, 10), (10_000, 784), (10_000, 10)]


def test_a_pixel_lies_in_its_row_and_column():
    assert statistics.pixel_place(0) == (0, 0)
    assert statistics.pixel_place(436) == (15, 16)
    assert statistics.pixel_place(783) == (27, 27)


def test_shuffling_is_one_permutation_that_loses_nothing_and_is_the_same_tomorrow():
    order = statistics.permutation()
    assert sorted(order) == list(range(784))
    assert order[:4].tolist() == FIRST_PLACES
    image = np.arange(784).astype(np.uint8)
    np.testing.assert_array_equal(statistics.shuffle_pixels(image), image[order])


# NumPy promises the same stream for the same seed; a link that says "shuffled" relies on it.
FIRST_PLACES = np.random.default_rng(784).permutation(784)[:4].tolist()


@settings(max_examples=20)
@given(arrays(np.uint8, (3, 784)), arrays(np.float64, (784, 10), elements=some.floats(-1, 1)))
def test_a_shuffled_image_gets_the_same_evidence_from_shuffled_weights(images, weights):
    shuffled = statistics.shuffle_pixels(images) / 255 @ weights[statistics.permutation()]
    np.testing.assert_allclose(shuffled, images / 255 @ weights, atol=1e-9)


def test_an_example_as_the_model_gets_it():
    some_part = part(filled(0, 51), [3, 5])
    found = statistics.vector(some_part, 1)
    assert found.shape == (784,)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, 0.2)
    ramp = part([np.arange(784) % 256], [1])
    np.testing.assert_array_equal(
        statistics.vector(ramp, 0, shuffled=True), statistics.vector(ramp, 0)[statistics.permutation()]
    )


def test_the_next_of_a_label_goes_round():
    labels = np.array([4, 7, 4, 1])
    assert browsing.following(labels, 0, 4) == 0
    assert browsing.following(labels, 1, 4) == 2
    assert browsing.following(labels, 3, 4) == 0
    assert browsing.preceding(labels, 1, 4) == 0
    assert browsing.preceding(labels, 0, 1) == 3
    assert browsing.following(labels, 2, 9) == 2


@given(LABELS.filter(len), some.integers(0, 9), some.integers(0, 100))
def test_whatever_is_found_has_the_label_if_any_has(labels, label, number):
    number %= len(labels)
    for found in (
        browsing.following(labels, number, label),
        browsing.preceding(labels, number, label),
        browsing.by_chance(labels, label),
    ):
        assert labels[found] == label or label not in labels
    assert browsing.following(labels, number, None) == number == browsing.preceding(labels, number, None)


@given(LABELS, some.none() | some.integers(0, 9), some.integers(1, 7))
def test_the_pages_together_are_all_examples_in_order(labels, label, size):
    count = browsing.pages(labels, label, size)
    found = [number for place in range(count) for number in browsing.page(labels, label, place + 1, size)]
    assert found == browsing.numbers_of(labels, label).tolist()
    assert count >= 1
