"""Softmax in a few plain lines of NumPy, to be read first; tests hold them to the numbers of what the app runs."""

import numpy as np


def as_written(z):
    """Evidence becomes shares of one: e to the power of each, divided by their sum."""
    powers = np.exp(z)
    return powers / powers.sum()


def softmax(z):
    """Evidence along the last axis becomes shares of one; less the maximum, no power is above one."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def collect(image, weights, bias, label):
    """Add up the evidence for one class: ink times weight, first what speaks for it, then what speaks against it."""
    products = image * weights[:, label]
    speaks_for = products[products > 0].sum()
    speaks_against = products[products < 0].sum()
    return speaks_for, speaks_against, speaks_for + speaks_against + bias[label]


def answer(image, weights, bias):
    """Ten shares of one for any picture, a blank one, too; there is no eleventh for none of these."""
    shares = softmax(image @ weights + bias)
    return shares.argmax(), shares.max()
