"""Reasons for what the tasks of the panel that asks why show, below a drawing."""

import math

import numpy as np

from mnist_core.arrays import Floats, Int64s, SignedBytes
from mnist_core.once import once
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import hands, reader
from mnist_core.softmax.regression import accuracy, evidence
from mnist_core.training.step import Checkpoint
from mnist_core.why.optimiser import FULL, Mending, model_of
from mnist_core.why.smallest_change import Change, gains, smallest_change
from mnist_core.why.teaching import taught, teach


def _flip() -> tuple[Floats, Change]:
    """A picture, and the fewest pixels that make another of it."""
    image = hands(1)[0][0]
    change = smallest_change(reader().weights, reader().bias, image)
    assert change is not None
    return image, change


def _each_adds_its_own() -> bool:
    """Whether what the changed pixels do to the lead is the sum of what each of them does."""
    image, change = _flip()
    toward = (reader().weights[:, change.rival] - reader().weights[:, change.before]).astype(np.float64)
    return math.isclose((change.image - image) @ toward, float(gains(toward, image)[change.pixels].sum()), rel_tol=1e-6)


def _looks_like_the_other() -> bool:
    """Whether the changed picture has come nearer to the other kind than to its own."""
    _, change = _flip()
    kinds, labels = hands(10, smudge=0.0)
    distances = np.abs(kinds - change.image).sum(axis=1)[labels.argsort()]
    return bool(distances[change.answer] < distances[change.before])


def _any_pixels_would_do() -> bool:
    """Whether as many pixels turn the answer wherever they are."""
    image, change = _flip()
    answers = []
    for seed in range(20):
        pixels, changed = np.random.default_rng(seed).permutation(784)[: len(change)], image.copy()
        changed[pixels] = 1 - changed[pixels]
        answers.append(int(evidence(changed, reader().weights, reader().bias).argmax()))
    return change.before not in answers


def _lesson(wrong: bool) -> tuple[Checkpoint, Floats]:
    """The model after five steps on one picture, as its own kind or as another; and what they took from each class."""
    image, labels = hands(1)[0][0], hands(1)[1]
    logits = evidence(image, reader().weights, reader().bias)
    taken = teach(logits, image, [(int(labels[0] + wrong) % 10, 0.1)] * 5)
    return taught(reader(), image, taken), taken


def _lost_by(model: Checkpoint) -> float:
    """What a model has lost in accuracy on other pictures."""
    images, labels = hands(300, 5, smudge=0.2)
    marks = [accuracy(labels, evidence(images, each.weights, each.bias)) for each in (reader(), model)]
    return marks[0] - marks[1]


def _shared_ink() -> bool:
    """Whether other pictures lose evidence by as much ink as they share with the one that was taught, and fall."""
    model, taken = _lesson(wrong=True)
    images, image = hands(300, 5, smudge=0.2)[0], hands(1)[0][0]
    before, after = (evidence(images, each.weights, each.bias) for each in (reader(), model))
    return np.allclose(before - after, np.outer(images @ image + 1, taken), atol=1e-2) and _lost_by(model) > 0.1


@once
def _painted() -> tuple[Floats, Int64s, SignedBytes]:
    """Ten kinds of which some are written bolder (500, 784), with their labels, and their means as paint."""
    images, labels = hands(500, smudge=0.3)
    images = images * (np.random.default_rng(6).random((500, 784)) < np.linspace(0.4, 1, 10)[labels, np.newaxis])
    means = np.array([images[labels == k].mean(axis=0) for k in range(10)])
    found = images, labels, np.round(FULL * means).astype(np.int8)
    for array in found:
        array.setflags(write=False)
    return found


def _score(paint: SignedBytes) -> float:
    images, labels, _ = _painted()
    return accuracy(labels, evidence(images, *model_of(paint, Mending.NONE)))


def _with_paint_against() -> SignedBytes:
    """The means with so much paint against, all over, that none of them has more paint than another."""
    weights, _ = model_of(_painted()[2], Mending.ZERO_MEAN)
    return np.round(FULL * weights.T).astype(np.int8)


def _off(paint: SignedBytes) -> float:
    """How far pictures are from the paint for their kind, on average."""
    images, labels, _ = _painted()
    return float(np.square(images - paint[labels] / FULL).sum(axis=1).mean())


BECAUSES = (
    Because(
        "draw", "change pixels until", "A few changed pixels have made another digit of it, because",
        (
            Reason("the picture looks like the other digit now", _looks_like_the_other),
            Reason("any few pixels would have done so", _any_pixels_would_do),
            Reason("each adds its own to the lead of the other", _each_adds_its_own),
        ),
        "The model knows no shape that could be spoiled: it adds up, and these pixels have the largest terms.",
    ),
    Because(
        "draw", "cost the copy ten points", "What it learned from one digit has cost it others, because",
        (
            Reason("it has room for so many digits, and each new one puts an old one out",
                   lambda: _lost_by(_lesson(wrong=False)[0]) > 0.01),
            Reason("their ink meets the weights that it has changed", _shared_ink),
            Reason("only the weights of the class that was taught have changed",
                   lambda: int((np.abs(_lesson(wrong=True)[1]) > 1e-6).sum()) == 1),
        ),
        "A step of training looks at many digits at once, so that what suits one cannot spoil all the others.",
    ),
    Because(
        "draw", "beat the ten mean images", "Templates by hand can read more than the ten mean images do, because",
        (
            Reason("the boldest means win too often, and paint can hold them back",
                   lambda: _score(_with_paint_against()) > _score(_painted()[2]) + 0.1),
            Reason("they come closer to the digits than the means",
                   lambda: _off(_with_paint_against()) < _off(_painted()[2])),
            Reason("more paint in all gives the right one more evidence",
                   lambda: _score(_painted()[2] // 2) < _score(_painted()[2]) - 0.1),
        ),
        "A mean is the best likeness of its digit; what counts is what tells it from the nine others.",
    ),
)  # fmt: skip
