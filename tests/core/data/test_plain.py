"""The plain lines give the numbers of the code that they stand for."""

import numpy as np
import pytest
from scipy.spatial.distance import squareform
from sklearn.manifold import _t_sne as theirs

from mnist_core.data import plain, space
from mnist_core.data.dataset import load_dataset
from mnist_core.data.neighbours import nearest
from mnist_core.data.portraits import class_balance, permutation, portraits, tensor_shapes, vector
from mnist_core.softmax.regression import one_hot


@pytest.fixture(scope="module")
def part():
    return load_dataset(download=False).validation


@pytest.mark.parametrize("shuffled", [False, True])
def test_rows_of_numbers(part, shuffled):
    order = permutation() if shuffled else np.arange(784)
    x, y = plain.as_rows(part.images[:5].reshape(5, 28, 28), part.labels[:5], order)
    np.testing.assert_allclose(x, [vector(part, number, shuffled=shuffled) for number in range(5)], rtol=1e-6)
    np.testing.assert_array_equal(y, one_hot(part.labels[:5]))


def test_loading(part):
    *shapes, counts = plain.load(part.images, part.labels, 300)
    assert shapes == list(tensor_shapes(300, 1).values())[:2]
    np.testing.assert_array_equal(counts, class_balance(part.labels, 300))


def test_typical_digits(part):
    found = portraits(part)
    for digit in (0, 7):
        mean, variation, rate = plain.typical(part.images, part.labels, digit)
        np.testing.assert_allclose(mean, found.mean[digit], atol=1e-12)
        np.testing.assert_allclose(variation, found.variation[digit], atol=1e-5)
        np.testing.assert_allclose(rate, found.ink_rate[digit], atol=1e-12)


def test_neighbours(part):
    images = part.images[:200]
    kept = nearest(images, 8)
    for number in (0, 13):
        numbers, distances = plain.closest(images, number, 8)
        np.testing.assert_array_equal(numbers, kept.numbers[number])
        np.testing.assert_allclose(distances, kept.distances[number], rtol=1e-9)


def neighbourly(images, perplexity):
    """The affinities of all pairs (n, n) by the plain lines, symmetric, with sum 1; and the squared distances."""
    x = images / 255
    distances = ((x[:, None] - x) ** 2).sum(axis=2)
    p = np.zeros_like(distances)
    for number in range(len(x)):
        others = np.arange(len(x)) != number
        p[number, others] = plain.affinities(distances[number, others], perplexity)
    return (p + p.T) / p.sum() / 2, distances


@pytest.mark.parametrize("perplexity", [3, 8, 30])
def test_how_one_image_picks_others(part, perplexity):
    """By its definition, and by scikit-learn for all pairs."""
    images = part.images[:60]
    p, distances = neighbourly(images, perplexity)
    shares = plain.affinities(distances[0, 1:], perplexity)
    assert np.exp(-(shares * np.log(np.maximum(shares, 1e-300))).sum()) == pytest.approx(perplexity, rel=1e-9)
    slopes = np.diff(np.log(shares)) / np.diff(distances[0, 1:])
    np.testing.assert_allclose(slopes, slopes[0], rtol=1e-6)
    expected = theirs._joint_probabilities(distances.astype(np.float32), perplexity, 0)
    np.testing.assert_allclose(squareform(p, checks=False), expected, rtol=2e-3, atol=1e-7)


def test_the_gradient_of_a_layout(part):
    """As scikit-learn has it, and by finite differences of the divergence of p from q."""
    p, _ = neighbourly(part.images[:20], 5)
    points = np.random.default_rng(0).normal(size=(20, 2))
    found = plain.uphill(points, p)
    condensed = squareform(p, checks=False)
    expected = theirs._kl_divergence(points.ravel(), condensed, 1, 20, 2)[1]
    np.testing.assert_allclose(found.ravel(), expected, rtol=1e-9, atol=1e-12)

    def divergence(moved):
        near = 1 / (1 + ((moved[:, None] - moved) ** 2).sum(axis=2)) * (1 - np.eye(20))
        some = p > 0
        return (p[some] * np.log(p[some] / (near / near.sum())[some])).sum()

    step = np.zeros((20, 2))
    step[3, 1] = 1e-6
    assert (divergence(points + step) - divergence(points - step)) / 2e-6 == pytest.approx(found[3, 1], rel=1e-5)


@pytest.mark.slow
def test_where_the_layout_is_done_its_gradient_is_small(part):
    """That of the production code, at the perplexity that it takes."""
    images = part.images[:60]
    p, _ = neighbourly(images, 59 / 3)
    points = space.tsne(images)["points"].astype(np.float64)
    random = np.random.default_rng(0).permutation(points)
    assert np.abs(plain.uphill(points, p)).max() < 0.1 * np.abs(plain.uphill(random, p)).max()
