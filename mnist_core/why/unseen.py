"""What a model cannot see: pictures that look like another digit, and are one and the same to it.

Adding one picture to all ten sets of weights changes no share: softmax looks at differences of evidence only. So the
ten less their mean are all that counts, and as these add up to nothing they span 9 directions of the 784 at most.
Two pictures with the same coordinates along these nine get the same ten shares, whatever else they show.
"""

from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float32s, Float64s, Floats, Int64s
from mnist_core.data.dataset import Part
from mnist_core.once import once
from mnist_core.slices import slices
from mnist_core.softmax.regression import predict
from mnist_core.training.step import Checkpoint

MOST_ROUNDS = 20_000  # digits take some fifty
EXACT = 1e-12  # of ink, between the coordinates: so far apart, shares differ by less than is ever printed


@dataclass(frozen=True, eq=False)
class Lookalike:
    """A picture that a model takes for another.

    Attributes
    ----------
    image : (784,), from 0 to 1
    rounds : how many projections onto both it took to find it
    gap : by how much the coordinates that the model sees still differ, at most
    """

    image: Float64s
    rounds: int
    gap: float


def directions(weights: Floats) -> Float64s:
    """An orthonormal basis (784, n), n ≤ 9, of the weights (784, 10) less their mean: what the model sees a picture by.

    The principal directions, that which tells most first; each points to where its largest pixel is positive.
    An untrained model sees none.
    """
    columns = weights.astype(np.float64)
    centred = columns - columns.mean(axis=1, keepdims=True)
    basis, strength, _ = np.linalg.svd(centred, full_matrices=False)
    basis = basis[:, strength > strength[0] * np.finfo(np.float64).eps * len(columns)]
    largest = np.abs(basis).argmax(axis=0)
    found: Float64s = basis * np.sign(basis[largest, np.arange(basis.shape[1])])
    return found


def lookalike(basis: Floats, seen: Floats, like: Floats) -> Lookalike:
    """Find the picture nearest to one that a model cannot tell from another.

    Alternating projections with Dykstra's correction (Boyle and Dykstra, 1986): set the coordinates to those that are
    to be seen, cut the ink off at 0 and 1, and so on until both hold. What was cut off is put back before the next
    round, so that it ends at the nearest of all such pictures and not just at one of them. There always is one: the
    picture that is to be seen.

    Parameters
    ----------
    basis : (784, n), orthonormal columns
    seen : (784,), from 0 to 1: what the model is to see
    like : (784,), from 0 to 1: what the picture is to look like
    """
    wanted, free = basis.T @ seen, np.array(like, np.float64)
    for rounds in range(MOST_ROUNDS + 1):
        image = np.clip(free, 0, 1)
        missing = wanted - basis.T @ image
        gap = float(np.abs(missing).max(initial=0))
        if gap <= EXACT or rounds == MOST_ROUNDS:
            break
        free += basis @ missing
    return Lookalike(image, rounds, gap)


def between(first: Floats, second: Floats, places: Floats) -> Float64s:
    """Pictures (n, 784) on the straight way from one (784,) to another, at so many `places` (n,) from 0 to 1.

    Where a model sees the ends alike, it sees all of them alike: coordinates change evenly on the way, here by nothing.
    """
    way = places[:, np.newaxis]
    return np.asarray((1 - way) * first + way * second, np.float64)


def sight(model: Checkpoint, basis: Floats, images: Floats) -> tuple[Float64s, Float64s]:
    """What a model makes of pictures (n, 784), the ten shares (n, 10), and by what, their coordinates (n, 9)."""
    shares = predict(model.weights.astype(np.float64), model.bias.astype(np.float64), images)
    return np.asarray(shares, np.float64), np.asarray(images @ basis, np.float64)


def closest(model: Checkpoint, part: Part, label: int, seen: Floats, count: int) -> list[int]:
    """The numbers of the `count` examples of a class that are closest to a picture (784,) in what the model sees.

    Of those that the model reads rightly, where it reads so much as one: a digit that it mistakes for the picture's
    looks like another to it from the start.
    """
    numbers, distances = _distances(model, part, label, seen)
    return [int(number) for number in numbers[np.argsort(distances, kind="stable")[:count]]]


def closest_class(model: Checkpoint, part: Part, seen: Floats) -> int:
    """The class, but for the one that a model reads in a picture (784,), whose closest example is closest of all."""
    return _closest_class(model, part, np.asarray(seen, np.float64).tobytes())


@once(size=32)
def _closest_class(model: Checkpoint, part: Part, picture: bytes) -> int:
    """The same, kept for the next press that leaves the picture, its bytes in float64, as it is."""
    seen = np.frombuffer(picture, np.float64)
    read = int((seen @ model.weights + model.bias).argmax())
    least = [_distances(model, part, label, seen)[1].min(initial=np.inf) for label in range(10)]
    return min((label for label in range(10) if label != read), key=lambda label: least[label])


def _distances(model: Checkpoint, part: Part, label: int, seen: Floats) -> tuple[Int64s, Floats]:
    """The numbers of the examples that `closest` chooses from, and the squared distance of each."""
    basis, coordinates = views(model, part)
    numbers = _candidates(model, part)[label]
    apart = coordinates[numbers] - basis.T @ seen
    return numbers, np.einsum("ij,ij->i", apart, apart)


@once
def _candidates(model: Checkpoint, part: Part) -> list[Int64s]:
    """Of each class, the numbers of the examples that `closest` chooses from."""
    basis, coordinates = views(model, part)
    # The coordinates are enough to tell: what all ten templates share adds the same to each.
    answers = (coordinates @ (basis.T @ model.weights) + model.bias).argmax(axis=1)
    found = []
    for label in range(10):
        numbers = np.flatnonzero(part.labels == label)
        if (answers[numbers] == label).any():
            numbers = numbers[answers[numbers] == label]
        numbers.setflags(write=False)
        found.append(numbers)
    return found


@once
def views(model: Checkpoint, part: Part) -> tuple[Float64s, Float32s]:
    """The `directions` (784, n) of a model, and every example of a part as it sees it, (N, n)."""
    basis = directions(model.weights)
    small, found = (basis / 255).astype(np.float32), np.empty((len(part), basis.shape[1]), np.float32)
    for rows in slices(len(part), np.float32):
        found[rows] = part.images[rows].astype(np.float32) @ small
    for array in (basis, found):
        array.setflags(write=False)
    return basis, found
