"""The fewest pixels that change a model's answer: exactly, for a linear model is that simple."""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64s, Floats, Int64s
from mnist_core.softmax.regression import evidence

MOST = 255  # more pixels than any digit needs; what needs more counts as so many


@dataclass(frozen=True, eq=False)
class Change:
    """A change of an image to the ends of its scale, and what it does.

    Attributes
    ----------
    before : the class that was answered
    rival : the class that overtakes it with the fewest pixels
    answer : the class that is answered then: nearly always the rival
    pixels : (k,), which of the 784, the weightiest first
    image : (784,), the changed image: each of the pixels is 0 or 1 now
    """

    before: int
    rival: int
    answer: int
    pixels: Int64s
    image: Float64s

    def __len__(self) -> int:
        return len(self.pixels)


def gains(toward: Floats, image: Floats) -> Float64s:
    """What each pixel can do for one class against another, (..., 784), at its best end of 0…1; never negative.

    Parameters
    ----------
    toward : (784,), the weights of the one minus those of the other
    image : (784,) or (n, 784), intensities from 0 to 1
    """
    return np.where(toward > 0, toward * (1 - image), -toward * image)


def smallest_change(weights: Floats, bias: Floats, image: Floats) -> Change | None:
    """Find the fewest pixels of an image (784,) that turn the answer of a model into another; None where none do.

    Why this is exact: the answer a falls if and only if some class b gets more evidence. The lead
    z_a − z_b is a sum over pixels, so each pixel lowers it by its own gain, whatever the others do; no
    k pixels lower it by more than the k largest gains, set to their best ends. The fewest for b are
    therefore those largest gains that first exceed the lead, and the fewest of all those of the best b.
    """
    weights, ink = weights.astype(np.float64), np.asarray(image, dtype=np.float64)
    logits = evidence(ink, weights, bias.astype(np.float64))
    answer = int(logits.argmax())
    best: tuple[int, float, int, Int64s] | None = None
    for rival in (k for k in range(10) if k != answer):
        gain = gains(weights[:, rival] - weights[:, answer], ink)
        order = np.argsort(-gain, kind="stable")
        beyond = np.cumsum(gain[order]) - (logits[answer] - logits[rival])
        # Strictly: of two classes with the same evidence, the smaller is answered. Beyond what rounding could undo.
        enough = np.flatnonzero(beyond > 1e-9)
        if not enough.size or gain[order[enough[0]]] <= 0:
            continue
        found = int(enough[0]) + 1, -float(beyond[enough[0]]), rival, order[: enough[0] + 1]
        # Of several with as few pixels, the one that goes furthest.
        best = found if best is None or found[:2] < best[:2] else best
    if best is None:
        return None
    _, _, rival, pixels = best
    changed = ink.copy()
    changed[pixels] = weights[pixels, rival] > weights[pixels, answer]
    return Change(answer, rival, int(evidence(changed, weights, bias.astype(np.float64)).argmax()), pixels, changed)


def fewest_pixels(weights: Floats, bias: Floats, images: Floats) -> Int64s:
    """How many pixels each of the images (n, 784) needs, (n,), as `smallest_change` counts; MOST where none suffice."""
    logits = evidence(images, weights, bias)
    answers = logits.argmax(axis=1)
    fewest = np.full(len(images), MOST)
    for answer, rival in np.argwhere(~np.eye(10, dtype=bool)):
        rows = np.flatnonzero(answers == answer)
        gain = gains(weights[:, rival] - weights[:, answer], images[rows])
        # Only the largest count, and most digits need few: sort no more than those.
        gain.partition(gain.shape[1] - MOST, axis=1)
        reach = np.cumsum(np.sort(gain[:, -MOST:], axis=1)[:, ::-1], axis=1)
        lead = (logits[rows, answer] - logits[rows, rival])[:, np.newaxis]
        needed = (reach <= lead).sum(axis=1) + 1
        fewest[rows] = np.minimum(fewest[rows], needed)
    return fewest
