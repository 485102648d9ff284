"""Does 80 % mean 80 %: how sure a model says it is against how often it is right."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Flags, Float64s, Int64s
from mnist_core.exam.intervals import wilson


@dataclass(frozen=True, eq=False)
class Reliability:
    """Answers gathered in B bins of equal width by their confidence; NaN where a bin is empty.

    Attributes
    ----------
    edges : (B + 1,) from 0 to 1; a confidence on an edge belongs to the bin below
    counts : (B,) int64
    confidence, accuracy : (B,), the mean confidence and the fraction that is right
    low, high : (B,), the 95 % interval of that fraction
    """

    edges: Float64s
    counts: Int64s
    confidence: Float64s
    accuracy: Float64s
    low: Float64s
    high: Float64s

    @property
    def error(self) -> float:
        """The expected calibration error: the gap of confidence and accuracy, averaged over all answers.

        M. P. Naeini, G. F. Cooper, M. Hauskrecht, "Obtaining well calibrated
        probabilities using Bayesian binning", AAAI 2015.
        """
        held = self.counts > 0
        gaps = np.abs(self.accuracy[held] - self.confidence[held])
        return float((self.counts[held] / self.counts.sum() * gaps).sum())


def reliability(confidence: Float64s, right: Flags, bins: int = 10) -> Reliability:
    """Compare confidence (N,), 0 to 1, with what is right (N,), bin by bin."""
    edges = np.linspace(0, 1, bins + 1)
    places = np.searchsorted(edges[1:-1], confidence)
    counts = np.bincount(places, minlength=bins)
    correct = np.bincount(places, weights=right, minlength=bins)
    low, high = wilson(correct, np.maximum(counts, 1))
    with np.errstate(invalid="ignore"):
        mean = np.bincount(places, weights=confidence, minlength=bins) / counts
        accuracy = correct / counts
    low[counts == 0] = high[counts == 0] = np.nan
    return Reliability(edges, counts, mean, accuracy, low, high)
