"""Typical digits as a first model: by hand, and against the nearest mean by its distance."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from mnist_core.data.dataset import Part
from mnist_core.data.first_model import by_means, threshold
from mnist_core.data.portraits import portraits


def part(rows, labels) -> Part:
    images = np.zeros((len(rows), 784), np.uint8)
    images[:, :3] = rows
    return Part(images, np.array(labels, np.int64))


def test_two_means_by_hand():
    # The means are (1, 1, 0) for 4 and (0, 1, 1)/5 for 9: their squares are 2 and 0.08.
    train = part([[255, 255, 0], [0, 51, 51]], [4, 9])
    assert threshold(portraits(train), 4, 9) == pytest.approx((2 - 0.08) / 2)
    # A faint 9 has more evidence for the bold 4, until the bias counts.
    seen = part([[255, 255, 0], [0, 102, 51], [51, 51, 51], [9, 9, 9]], [4, 9, 9, 2])
    found = by_means(train, seen, (4, 9))
    assert (found.plain, found.biased, found.count) == (1, 3, 3)


@pytest.mark.parametrize("digits", [(4, 9), (9, 4), tuple(range(10))])
def test_with_the_bias_it_is_the_nearest_mean(sample, digits):
    asked = np.isin(sample.validation.labels, digits)
    means = [sample.train.images[sample.train.labels == digit].mean(axis=0) for digit in digits]
    nearest = np.array(digits)[cdist(sample.validation.images[asked], means).argmin(axis=1)]
    found = by_means(sample.train, sample.validation, digits)
    assert found.count == asked.sum()
    assert found.biased == (nearest == sample.validation.labels[asked]).sum()


def test_of_two_digits_it_is_the_difference_of_their_means(sample):
    found, means = by_means(sample.train, sample.validation, (3, 5)), portraits(sample.train)
    asked = np.isin(sample.validation.labels, (3, 5))
    given = sample.validation.images[asked] / 255 @ means.difference(3, 5)
    is_three = sample.validation.labels[asked] == 3
    assert found.plain == ((given > 0) == is_three).sum()
    assert found.biased == ((given > threshold(means, 3, 5)) == is_three).sum()


def test_the_figures_of_the_facts_on_all_of_mnist(mnist):
    """About 64 % and, with the right bias, about 82 %: of the test digits, as lesson.md counts."""
    found = by_means(mnist.train, mnist.test, tuple(range(10)))
    assert found.plain / found.count == pytest.approx(0.64, abs=0.01)
    assert found.biased / found.count == pytest.approx(0.82, abs=0.005)
