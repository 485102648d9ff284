"""The data in a few plain lines of NumPy, to be read first; tests hold them to the numbers of what the app runs."""

import numpy as np


def as_rows(images, labels, order):
    """Images of 28 × 28 bytes as rows of 784 numbers in some order of pixels, labels as rows of ten."""
    x = images.reshape(-1, 784)[:, order] / 255
    y = np.eye(10)[labels]
    return x, y


def load(images, labels, size):
    """Take the first so many examples: the shapes of what a model gets, and how many there are of each class."""
    x = images[:size].reshape(-1, 784) / 255
    y = np.eye(10)[labels[:size]]
    return x.shape, y.shape, y.sum(axis=0)


def typical(images, labels, digit):
    """A class pixel by pixel: its mean ink, how that varies, and how often it is at least half the full ink."""
    x = images[labels == digit] / 255
    inked = images[labels == digit] >= 128
    return x.mean(axis=0), x.std(axis=0), inked.mean(axis=0)


def project(images, dimensions):
    """Lay images out along the few directions in which they differ most; either sign of a direction will do."""
    x = images / 255
    x = x - x.mean(axis=0)
    directions = np.linalg.svd(x, full_matrices=False)[2][:dimensions]
    return x @ directions.T


def closest(images, number, count):
    """Find the images nearest to one of them, and how far they are; the first of all would be itself."""
    x = images / 255
    distances = np.sqrt(((x - x[number]) ** 2).sum(axis=1))
    nearest = np.argsort(distances, kind="stable")[1 : count + 1]
    return nearest, distances[nearest]


def pick(distances, narrow):
    """How likely an image would pick each other one at these squared distances, and among how many it is as good as."""
    shares = np.exp(narrow * (distances.min() - distances))
    shares = shares / shares.sum()
    some = shares[shares > 0]
    return shares, np.exp(-(some * np.log(some)).sum())


def affinities(distances, perplexity):
    """Halve a range of how narrowly one image looks about, until it picks among so many others."""
    low, high = 0.0, 1e4
    for _ in range(80):
        shares, many = pick(distances, (low + high) / 2)
        low, high = ((low + high) / 2, high) if many > perplexity else (low, (low + high) / 2)
    return shares


def uphill(points, p):
    """The gradient of a layout in the plane; down it, neighbours by p (n, n), whose sum is 1, pull, all others push."""
    apart = points[:, None] - points
    near = 1 / (1 + (apart**2).sum(axis=2))
    np.fill_diagonal(near, 0)
    q = near / near.sum()
    return 4 * (((p - q) * near)[:, :, None] * apart).sum(axis=1)
