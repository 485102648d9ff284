"""An exam in a few plain lines of NumPy, to be read first; tests hold them to the numbers of what the app runs."""

import numpy as np

from mnist_core.softmax.plain import softmax


def sit(images, labels, weights, bias):
    """Answer every digit with its largest share; the accuracy is the mean of what is right."""
    shares = softmax(images @ weights + bias)
    answers = shares.argmax(axis=1)
    return answers, (answers == labels).mean()


def interval(right):
    """Wilson's interval around the share of right answers, at 95 %."""
    n, p, z = len(right), right.mean(), 1.959964
    middle = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


def mix_ups(labels, answers):
    """Count by label and answer; of each digit the share that is found, of each answer the share that is right."""
    matrix = np.zeros((10, 10), int)
    np.add.at(matrix, (labels, answers), 1)
    right = np.diag(matrix)
    return matrix, right / matrix.sum(axis=1), right / matrix.sum(axis=0)


def calibration_error(confidence, right, bins):
    """How far sure and right are apart in each bin of confidence, weighted by its answers."""
    places = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    held = [places == k for k in np.unique(places)]
    gaps = [abs(confidence[some].mean() - right[some].mean()) for some in held]
    return np.average(gaps, weights=[some.sum() for some in held])


def read_on_paper(image, table, start, top, left, threshold):
    """Draw 7 × 7 squares of 3 × 3 pixels each, and add up the numbers of the black ones."""
    window = image.reshape(28, 28)[top : top + 21, left : left + 21]
    ink = window.reshape(7, 3, 7, 3).sum(axis=(1, 3)).ravel()
    black = ink >= threshold
    return black, start + table[black].sum()


def newton_step(x, y, w, ridge):
    """From the slope of the loss and how that changes, jump to where it would be 0 if it went on changing so."""
    p = 1 / (1 + np.exp(-x @ w))
    slope = x.T @ (p - y) + ridge * w
    curvature = (x.T * p * (1 - p)) @ x + np.diag(ridge)
    return w - np.linalg.solve(curvature, slope)


def learn_for_paper(black, is_first):
    """Learn a weight for each square and a start by 25 such steps; the ridge keeps weights from growing for ever."""
    x = np.column_stack([black, np.ones(len(black))])
    ridge = np.append(np.ones(black.shape[1]), 1e-6)
    w = np.zeros(x.shape[1])
    for _ in range(25):
        w = newton_step(x, is_first, w, ridge)
    return w[:-1], w[-1]
