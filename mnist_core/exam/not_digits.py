"""Pictures that are no digits: what a model that must answer something is asked by mistake."""

import numpy as np

from mnist_core.arrays import Float32s, Floats
from mnist_core.data.dataset import Part
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from mnist_core.once import once
from mnist_core.softmax.regression import predict
from mnist_core.training.step import Checkpoint

KINDS = ("blank", "noise", "shuffled", "letter")
# Pen strokes in a square of side 1, from the top left.
LETTERS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "A": (((0.0, 1.0), (0.5, 0.0), (1.0, 1.0)), ((0.2, 0.6), (0.8, 0.6))),
    "E": (((0.9, 0.0), (0.1, 0.0), (0.1, 1.0), (0.9, 1.0)), ((0.1, 0.5), (0.7, 0.5))),
    "F": (((0.9, 0.0), (0.1, 0.0), (0.1, 1.0)), ((0.1, 0.45), (0.7, 0.45))),
    "H": (((0.1, 0.0), (0.1, 1.0)), ((0.9, 0.0), (0.9, 1.0)), ((0.1, 0.5), (0.9, 0.5))),
    "K": (((0.1, 0.0), (0.1, 1.0)), ((0.9, 0.0), (0.1, 0.5), (0.9, 1.0))),
    "M": (((0.0, 1.0), (0.1, 0.0), (0.5, 0.6), (0.9, 0.0), (1.0, 1.0)),),
    "N": (((0.1, 1.0), (0.1, 0.0), (0.9, 1.0), (0.9, 0.0)),),
    "T": (((0.0, 0.0), (1.0, 0.0)), ((0.5, 0.0), (0.5, 1.0))),
    "W": (((0.0, 0.0), (0.25, 1.0), (0.5, 0.4), (0.75, 1.0), (1.0, 0.0)),),
    "X": (((0.1, 0.0), (0.9, 1.0)), ((0.9, 0.0), (0.1, 1.0))),
}
SIDE, MARGIN, PEN = 280, 50, 20
UNSTEADINESS = 0.07  # of the square, a standard deviation
CROWD = 200


def noise(ink: float, seed: int) -> Float32s:
    """Black and white noise (784,): each pixel is full of ink with the probability `ink`, 0 to 1."""
    return (np.random.default_rng(seed).random(784) < ink).astype(np.float32)


def shuffled(image: Floats, seed: int) -> Float32s:
    """An image's very pixels (784,) in random order: the same ink, and no shape."""
    return np.random.default_rng(seed).permutation(image).astype(np.float32)


def letter(name: str, seed: int) -> Float32s:
    """A letter (784,) in an unsteady hand, brought into MNIST's form as every drawing is."""
    random = np.random.default_rng([ord(name), seed])
    strokes = [
        [
            ["L" if place else "M", *(MARGIN + (SIDE - 2 * MARGIN) * (point + UNSTEADINESS * random.normal(size=2)))]
            for place, point in enumerate(np.array(line))
        ]
        for line in LETTERS[name]
    ]
    objects = [{"type": "Path", "path": path, "strokeWidth": PEN} for path in strokes]
    return read_drawing(ink_from_strokes({"objects": objects}, SIDE, SIDE)).image


def no_digit(kind: str, seed: int, *, ink: float, name: str, part: Part) -> Float32s:
    """The picture (784,) of this kind and seed: `ink` is for noise, `name` for letters, `part` lends digits."""
    if kind == "noise":
        return noise(ink, seed)
    if kind == "shuffled":
        return shuffled(part.intensities([seed % len(part)])[0], seed)
    if kind == "letter":
        return letter(name, seed)
    return np.zeros(784, np.float32)


@once(size=8)  # of 0.6 MB each; noise of another ink takes 5 ms
def crowd(kind: str, ink: float, part: Part) -> Float32s:
    """Many pictures (N, 784) of a kind, each with another seed; letters in turn. `ink` is noise's, else 0."""
    names = list(LETTERS)
    pictures = [
        no_digit(kind, seed, ink=ink, name=names[seed % len(names)], part=part)
        for seed in range(1 if kind == "blank" else CROWD)
    ]
    found = np.stack(pictures)
    found.setflags(write=False)
    return found


@once(size=32)
def crowd_confidence(checkpoint: Checkpoint, kind: str, ink: float, part: Part) -> Floats:
    """How sure a model is of its answer to each of many pictures of a kind, (N,); kept for whoever asks next."""
    pictures = crowd(kind, ink if kind == "noise" else 0.0, part)
    confidence: Floats = predict(checkpoint.weights, checkpoint.bias, pictures).max(axis=1)
    confidence.setflags(write=False)
    return confidence
