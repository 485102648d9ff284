"""Reasons for what the tasks of the lesson on drawing show."""

import math

import numpy as np

from mnist_core.arrays import Float32s, Floats
from mnist_core.drawing.digits import crop_to_ink, read_drawing
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import SOME, blot, hands, reader, sheet, trained
from mnist_core.softmax.dividing import divide_without_e
from mnist_core.softmax.regression import predict, softmax

_LEAD = 7.0  # in evidence, over nine others


def _read(moved: int = 0, weights_moved: int = 0) -> Floats:
    """The evidence (5, 10) for pictures that are moved, by weights that are moved as well, or not."""
    return sheet(moved) @ np.roll(trained().reshape(28, 28, 10), weights_moved, axis=1).reshape(784, 10)


def _leading() -> Floats:
    """The evidence of ten classes of which one leads."""
    return np.where(np.arange(10) == 3, _LEAD, 0.0)


def _red_ink() -> float:
    """The share of a surely read digit's ink that speaks for what is answered."""
    image, weights = hands(1)[0][0], reader().weights
    return float((image * (weights[:, predict(weights, reader().bias, image).argmax()] > 0)).sum() / image.sum())


def _between() -> Floats:
    """The shares of a picture that has a quarter of its ink from each of four kinds."""
    images, labels = hands(10, smudge=0.0)
    pictures = images[labels.argsort()]
    image = np.choose(np.random.default_rng(2).integers(4, size=784), pictures[:4])
    return predict(reader().weights, reader().bias, image)


def _second_is_close(shares: Floats) -> bool:
    """Whether the runner-up has more than a tenth of what the strongest has."""
    second, first = np.sort(shares)[-2:]
    return bool(second > first / 10)


def _drawn(lying: bool) -> Float32s:
    """A stroke that stands or lies, on its way to the model: (28, 28)."""
    ink = np.zeros((280, 280), np.float32)
    ink[60:220, 130:150] = 1
    return read_drawing(ink.T if lying else ink).centred


def _turned_with_it() -> bool:
    """Whether only weights that are turned as well read a lying stroke as the standing one is read."""
    pictures = trained().reshape(28, 28, 10)
    upright, lying = (np.tensordot(_drawn(way), pictures, axes=2) for way in (False, True))
    turned = np.tensordot(_drawn(True), pictures.swapaxes(0, 1), axes=2)
    return np.allclose(turned, upright, atol=1e-5) and not np.allclose(lying, upright, atol=1e-5)


BECAUSES = (
    Because(
        "draw", "Take the *1 far left*", "Left where it is, the 1 is not read, because",
        (
            Reason("some of its ink is lost", lambda: not math.isclose(*(float(sheet(by).sum()) for by in (0, 4)))),
            Reason("a weight belongs to a place, and the ink meets others now",
                   lambda: np.allclose(_read(4, weights_moved=4), _read()) and not np.allclose(_read(4), _read())),
            Reason("the model brings it to the middle itself, and too far", lambda: np.allclose(_read(4), _read())),
        ),
        "Had the weights moved along, nothing would have changed. They cannot: they were learned where the 1s stood.",
    ),
    Because(
        "draw", "Draw a digit that it gives", "A few more units of evidence than any other make 99 %, because",
        (
            Reason("every unit multiplies the odds by e",
                   lambda: bool(softmax(_leading()).max() > 0.99)
                   and math.isclose(softmax(_leading())[3] / softmax(_leading())[0], math.e**_LEAD)),
            Reason("the rest together have 1 % of the evidence",
                   lambda: np.allclose(divide_without_e(SOME), softmax(SOME), atol=0.01)),
            Reason("99 % of the ink lies on red", lambda: _red_ink() > 0.95),
        ),
        "Odds of 99 to 1 are five units or so against one rival, seven against nine that are equally far behind.",
    ),
    Because(
        "draw", "leaves every class under", "No class gets half of the whole, because",
        (
            Reason("it notices that this is no digit",
                   lambda: bool(predict(reader().weights, reader().bias, blot()).max() < 0.5)),
            Reason("the rest of it is kept for what is no digit at all",
                   lambda: not math.isclose(_between().sum(), 1, rel_tol=1e-5)),
            Reason("the ink speaks for several digits at once",
                   lambda: bool(_between().max() < 0.5) and _second_is_close(_between())),
        ),
        "All ten shares add up to one, always; here several have a good part of it.",
    ),
    Because(
        "draw", "lies on its side", "To the model a 1 on its side is another picture altogether, because",
        (
            Reason("its ink meets the weights of other places", _turned_with_it),
            Reason("it has less ink than upright",
                   lambda: not math.isclose(*(float(_drawn(way).sum()) for way in (True, False)), rel_tol=1e-3)),
            Reason("it is stretched on the way until it fills the box",
                   lambda: crop_to_ink(_drawn(True)).shape[0] == crop_to_ink(_drawn(True)).shape[1]),
        ),
        "On the way to the model it is scaled and centred, but not turned; turned weights would read it.",
    ),
)  # fmt: skip
