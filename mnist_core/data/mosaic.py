"""Unseen digits as the tiles of a mosaic whose wrong part is the error rate."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Bytes, Flags, Float64s, Int64s, Integers
from mnist_core.data.dataset import Part
from mnist_core.once import once

TILES = 400


@dataclass(frozen=True, eq=False)
class Candidates:
    """The digits that may become tiles.

    Attributes
    ----------
    numbers : (P,), their places in their part, grouped by label and ascending within
    labels : (P,)
    images : uint8 (P, 784)
    rank : (P,), who comes first when not all are needed; a permutation, its beginnings spread evenly
    weight : (P,), how many digits each stands for: those with its label, divided among the candidates with that label
    tiles : how many tiles there are, P at most
    size : how many digits they stand for
    """

    numbers: Int64s
    labels: Int64s
    images: Bytes
    rank: Int64s
    weight: Float64s
    tiles: int
    size: int

    def error(self, answers: Integers) -> float:
        """Estimate from the answers to the candidates which share of all digits is answered wrongly.

        Label by label, so that it is the very share where all answers are the same, as before the first step.
        """
        return float(self.weight[answers != self.labels].sum() / self.weight.sum())


@once
def candidates_for(part: Part, size: int) -> Candidates:
    """Choose the tiles' candidates from the first `size` digits: all of them, or twice as many as there are tiles.

    They are evenly spaced; the first half in rank, every second of them, is evenly spaced too.
    """
    tiles = min(size, TILES)
    spaced = np.arange(size) if size <= 2 * TILES else np.arange(2 * TILES) * size // (2 * TILES)
    first = np.arange(len(spaced)) * tiles % len(spaced) < tiles  # evenly spaced again
    rank = np.empty(len(spaced), np.int64)
    rank[np.argsort(~first, kind="stable")] = np.arange(len(spaced))
    order = np.argsort(part.labels[spaced], kind="stable")
    numbers = spaced[order]
    images = np.ascontiguousarray(part.images[numbers])
    labels = part.labels[numbers]
    counts = [np.bincount(each, minlength=10) for each in (part.labels[:size], labels)]
    weight = (counts[0] / np.maximum(counts[1], 1))[labels]
    found = Candidates(numbers, labels, images, rank[order], weight, tiles, size)
    for array in (found.numbers, found.labels, found.images, found.rank, found.weight):
        array.setflags(write=False)
    return found


def choose(wrong: Flags, rank: Int64s, tiles: int, fraction: float) -> Flags:
    """Choose tiles so that the share of wrong ones among them is the given one, to the nearest tile.

    So each tile stands for equally many digits: a wrong one for wrong ones, another for others. Where the
    candidates have too few of a kind, the other kind fills up.

    Parameters
    ----------
    wrong : (P,), which candidates are answered wrongly
    rank : (P,), who comes first within either kind
    tiles : how many to choose, P at most
    fraction : from 0 to 1, of wrong answers among all digits that the tiles stand for

    Returns
    -------
    (P,), True for the chosen
    """
    available = int(wrong.sum())
    count = min(max(round(fraction * tiles), tiles - (len(wrong) - available)), available)
    chosen = np.zeros(len(wrong), bool)
    for kind, number in ((wrong, count), (~wrong, tiles - count)):
        members = np.flatnonzero(kind)
        chosen[members[np.argsort(rank[members])[:number]]] = True
    return chosen
