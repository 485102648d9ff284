"""Whose handwriting: 1s with a hook, 7s with a bar, closed 4s; how each is read, and what adding ours heals.

The rules look at the ink as MNIST's model sees it, and were chosen on MNIST's validation digits: of the first 140 of
each digit they put all 1s, 139 of the 4s and 139 of the 7s where the eye does (a test has the eye's). Drawn anew by a
pen as wide as the canvas's, from their traced strokes, 156 of 160 are put where the originals are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from mnist_core.arrays import Bytes, Flags, Float64s, Int64s, Integers
from mnist_core.classroom.experiment import BASE
from mnist_core.classroom.learning import learn_each
from mnist_core.classroom.ours import Ours, Score, score
from mnist_core.data.dataset import Dataset, Part
from mnist_core.once import once

# Of each digit: what it is called without and with what the rule looks for, and from where on it is that.
STYLES: dict[int, tuple[str, str, float]] = {
    1: ("plain", "hooked", 3.25),  # pixels that its widest row is wider than the stroke
    4: ("open", "closed", 3.0),  # pixels of ground that its lines enclose
    7: ("plain", "barred", 3.75),  # pixels that its widest row in the middle is wider than the stem
}
NO_STYLE = -1
INKED = 128  # of 255, as in `data.portraits`
ADDED = (0, 5, 10, 20)


@dataclass(frozen=True)
class Group:
    """The drawings of a digit in one style: whose they are, and how a model reads them."""

    digit: int
    style: int
    pupils: int
    read: Score

    @property
    def name(self) -> str:
        """What it is called, such as barred 7."""
        return f"{STYLES[self.digit][self.style]} {self.digit}"


@dataclass(frozen=True)
class Healing:
    """How a group's drawings are read by a model of MNIST's first train digits and so many of the same group.

    No drawing is read by a model that has seen its pupil write.

    Attributes
    ----------
    base : how many of MNIST's
    added : how many of the group, by other pupils
    scores : for each of these, of the same drawings
    """

    base: int
    added: tuple[int, ...]
    scores: tuple[Score, ...]


def style_of(image: Bytes, digit: int) -> int:
    """Say of a digit's image (784,) whether it has what the digit's rule looks for, 1, or not, 0."""
    plain, rule = image.reshape(28, 28), {1: _beyond_the_stroke, 4: _enclosed, 7: _beyond_the_stem}[digit]
    return int(rule(plain >= min(INKED, max(int(plain.max()), 1))) >= STYLES[digit][2])


def styles(images: Bytes, labels: Integers) -> Int64s:
    """The style (n,) of each image: 0, 1, or NO_STYLE where its digit has none."""
    pairs = zip(images, labels.tolist(), strict=True)
    return np.array([style_of(image, digit) if digit in STYLES else NO_STYLE for image, digit in pairs], np.int64)


def groups(ours: Ours, right: Flags) -> tuple[Group, ...]:
    """Sort the drawings by style, with which (n,) of them a model answers rightly; groups without any are left out."""
    found, kinds = [], styles(ours.images, ours.labels)
    for digit in STYLES:
        for style in (0, 1):
            own = (ours.labels == digit) & (kinds == style)
            if own.any():
                found.append(Group(digit, style, len(np.unique(ours.pupils[own])), score(right[own])))
    return tuple(found)


@once
def in_mnist(part: Part) -> dict[int, Score]:
    """Of each digit with styles, how many of a part's examples have the second: hooked, closed, barred."""
    found = {}
    for digit in STYLES:
        own = part.images[part.labels == digit]
        found[digit] = Score(sum(style_of(image, digit) for image in own), len(own))
    return found


def mean_image(images: Bytes) -> Float64s:
    """The mean (784,) of one image or more, 0 to 255."""
    mean: Float64s = images.mean(axis=0)
    return mean


def heal(ours: Ours, dataset: Dataset, digit: int, style: int, base: int = BASE) -> Healing:
    """Add more and more of a group's drawings to MNIST's first train digits, and read those by other pupils.

    The pupils are in two halves; each is read by models with the other's drawings, each pupil's first, then the second
    ones. As many are added as each half has; it takes drawings by two pupils to add any.
    """
    group = ours.only((ours.labels == digit) & (styles(ours.images, ours.labels) == style))
    half_of = {hand: place % 2 for place, hand in enumerate(group.hands)}
    halves = np.array([half_of[int(hand)] for hand in group.pupils], np.int64)
    added = tuple(count for count in ADDED if count <= np.bincount(halves, minlength=2).min())
    images = np.concatenate([dataset.train.images[:base], group.images]) / 255
    labels = np.concatenate([dataset.train.labels[:base], group.labels])
    taken = np.array([[_taken(group, halves != half, count, base) for count in added] for half in (0, 1)])
    answers = learn_each(images, labels, taken.reshape(-1, len(labels))).answers(images[base:])
    right = answers.reshape(2, len(added), -1) == digit
    own = right[halves, :, np.arange(len(group))].T
    return Healing(base, added, tuple(score(each) for each in own))


def _taken(group: Ours, by_others: Flags, count: int, base: int) -> Flags:
    """Which of MNIST's digits and of the group's, behind them, train a model to which so many are added."""
    chosen = group.only(by_others).at_most(count).ids[:count]
    return np.concatenate([np.ones(base, bool), np.isin(group.ids, chosen)])


def _largest(solid: Flags) -> Flags:
    """The rows with ink (h, 28) of the largest piece: specks beside it are no part of a digit."""
    pieces, count = ndimage.label(solid, np.ones((3, 3)))
    if not count:
        return solid[:0]
    piece = pieces == 1 + int(np.bincount(pieces[pieces > 0])[1:].argmax())
    rows: Flags = piece[piece.any(axis=1)]
    return rows


def _beyond_the_stroke(solid: Flags) -> float:
    """How much wider the widest row is than the middle one, from the first to the last ink: a flag, or a foot."""
    rows = _largest(solid)
    widths = [int(np.ptp(np.flatnonzero(row))) + 1 for row in rows]
    return float(max(widths) - np.median(widths)) if widths else 0.0


def _beyond_the_stem(solid: Flags) -> float:
    """How much wider a row in the middle is than the middle one of the lower half, along its longest run of ink."""
    rows = _largest(solid)
    widths, height = [_longest_run(row) for row in rows], len(rows)
    across = widths[int(0.4 * height) : int(0.75 * height) + 1]
    return float(max(across) - np.median(widths[height // 2 :])) if across else 0.0


def _enclosed(solid: Flags) -> float:
    """How many pixels of ground the largest enclosed piece has; ground does not go on across a corner."""
    pieces, count = ndimage.label(~np.pad(solid, 1))
    sizes: Sequence[int] = np.bincount(pieces.reshape(-1), minlength=count + 1).tolist()
    return float(max((size for piece, size in enumerate(sizes) if piece not in (0, pieces[0, 0])), default=0))


def _longest_run(row: Flags) -> int:
    ends = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]])))
    return int((ends[1::2] - ends[::2]).max())
