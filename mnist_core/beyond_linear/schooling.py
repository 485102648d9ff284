"""Training the networks with Keras: work in pieces that a stop or a dead worker cannot lose.

The state between two pieces is all there is: parameters, the optimizer's moments, the step. Nothing here imports
Keras until a worker is asked to advance.
"""

import time
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np

from mnist_core.arrays import Arrays, Bytes, Float32s, Int64s
from mnist_core.beyond_linear.keras_model import KerasModel, keras_model_of
from mnist_core.beyond_linear.networks import KINDS, SHAPES, Kind, Network
from mnist_core.beyond_linear.stress import SIDE, Stress, apply, shuffle
from mnist_core.data.dataset import Dataset, Part
from mnist_core.training.config import TrainingConfig
from mnist_core.training.schedule import batches
from mnist_core.work.work import ArrayWork, Field, Layout, Piece, Place

Diet = Literal["plain", "shifted", "shuffled"]
DIETS: tuple[Diet, ...] = get_args(Diet)

BATCH = 128
EPOCHS: dict[Kind, int] = {"softmax": 8, "hidden": 10, "convolutional": 8}
# What the training takes on two cores with nothing else to do, in seconds; to be said before it begins.
SECONDS: dict[Kind, int] = {"softmax": 5, "hidden": 15, "convolutional": 60}
FARTHEST = 4  # pixels that a shifted training digit is moved at most, in either direction
SHIFTS = tuple(range(-8, 9))  # pixels to the right at which the finished network is examined
EXAMINED = 2_000  # test digits, evenly spread, that the shifts are examined on
CHECKS = 4  # looks at the validation digits per epoch
EXAMINATION = 1 + len(SHIFTS)  # units of work after the last step


@dataclass(frozen=True)
class Schooling(ArrayWork):
    """The training of one network, from its first numbers to its exam.

    Attributes
    ----------
    kind : one of KINDS
    diet : what it learns from: "plain", the training digits as they are; "shifted", each moved by up to FARTHEST
        pixels, anew in every epoch; "shuffled", all pixels of every image in one other order

    Raises
    ------
    ValueError
        If there is no such kind or diet.
    """

    place: ClassVar[Place] = Place.KERAS
    counted_as: ClassVar[str] = "networks"
    meaningful: ClassVar[int] = 50  # the first steps build Keras's graphs, and say nothing of the others

    kind: Kind
    diet: Diet = "plain"

    def __post_init__(self) -> None:
        """Refuse what does not exist."""
        if self.kind not in KINDS or self.diet not in DIETS:
            raise ValueError(f"kind must be one of {KINDS} and diet one of {DIETS}, not {self.kind} and {self.diet}")

    def key(self, digest: str) -> str:
        """Name the result; another architecture or recipe would need another name."""
        return f"network-{self.kind}-{self.diet}-{digest[:16]}"

    def begin(self) -> Arrays:
        """Start as Glorot and Bengio (2010) advise: weights uniform in ±√(6 / (fan in + fan out)), biases zero."""
        random = np.random.default_rng(0)
        start: Arrays = {name: _glorot(shape, random) for name, shape in SHAPES[self.kind].items()}
        return start | {
            "step": np.array(0),
            "chance": np.array([0, 0]),
            "seconds": np.array(0.0),
            "checks": np.zeros((0, 2), np.float32),
        }

    def advance(self, dataset: Dataset, arrays: Arrays, seconds: float) -> Piece:
        """Train, or once that is done examine, for about so many seconds."""
        began, steps = time.perf_counter(), self.steps(dataset)
        learner = keras_model_of(self.kind, steps)
        learner.take(arrays)
        if int(arrays["step"]) < steps:
            after = _train(self, learner, dataset, arrays, began + seconds)
        else:
            after = _examine(self, learner, dataset, arrays)
        spent = time.perf_counter() - began if int(arrays["step"]) < steps else 0.0
        after["seconds"] = arrays["seconds"] + spent
        done = int(after["step"]) + len(after.get("moved", ())) + ("logits" in after)
        if done == steps + EXAMINATION:
            after = {name: array for name, array in after.items() if not name.startswith("optimizer")}
        return Piece(after, done, steps + EXAMINATION)

    def layout(self) -> Layout:
        """A network of this kind with its exam."""
        return {name: Field(np.float32, shape) for name, shape in SHAPES[self.kind].items()} | {
            "step": Field(np.int64),
            "chance": Field(np.int64, (2,)),
            "seconds": Field(np.float64, (), 0),
            "checks": Field(np.float32, ("checks", 2)),
            "logits": Field(np.float32, ("digits", 10)),
            "moved": Field(np.float32, (len(SHIFTS),), 0, 1),
        }

    def steps(self, dataset: Dataset) -> int:
        """How many updates its epochs come to."""
        return EPOCHS[self.kind] * len(dataset.train) // BATCH

    def network(self, arrays: Arrays) -> Network:
        """The trained network in a result; the same object for the same arrays."""
        kept = _networks.get(self)
        if kept is None or kept[0] is not arrays:
            kept = _networks[self] = arrays, Network(self.kind, {name: arrays[name] for name in SHAPES[self.kind]})
        return kept[1]


_networks: dict[Schooling, tuple[Arrays, Network]] = {}


def examined_step(part: Part) -> int:
    """The shifts are examined on every so-many-th digit of a part."""
    return max(1, len(part) // EXAMINED)


def moved_rows(part: Part) -> Int64s:
    """The test digits that the shifts are examined on."""
    return np.arange(0, len(part), examined_step(part))


def shift_randomly(images: Bytes, random: np.random.Generator) -> Bytes:
    """Move each image (n, 784) by up to FARTHEST whole pixels in both directions; what leaves the picture is lost."""
    wide = np.pad(images.reshape(-1, SIDE, SIDE), ((0, 0), (FARTHEST, FARTHEST), (FARTHEST, FARTHEST)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, (SIDE, SIDE), axis=(1, 2))
    down, right = random.integers(0, 2 * FARTHEST + 1, (2, len(images)))
    moved: Bytes = windows[np.arange(len(images)), down, right].reshape(len(images), -1)
    return moved


def lesson(diet: Diet, images: Bytes, seed: int) -> Float32s:
    """What a network on this diet is shown of images (n, 784): intensities from 0 to 1."""
    if diet == "shifted":
        images = shift_randomly(images, np.random.default_rng([FARTHEST, seed]))
    elif diet == "shuffled":
        images = images[:, shuffle(1.0)]
    return np.divide(images, 255, dtype=np.float32)


def _train(school: Schooling, learner: KerasModel, dataset: Dataset, arrays: Arrays, until: float) -> Arrays:
    """Make updates until the time is over, one at least."""
    train, step, steps = dataset.train, int(arrays["step"]), school.steps(dataset)
    order = TrainingConfig(len(train), 1.0, steps, BATCH, 1, 0)
    every = max(1, len(train) // BATCH // CHECKS)
    checks = list(arrays["checks"])
    while step < steps:
        rows = batches(order, step, step + 1)[0]
        learner.model.train_on_batch(lesson(school.diet, train.images[rows], step), train.labels[rows])
        step += 1
        if step % every == 0 or step == steps:
            checks.append((step, _validate(school, learner, dataset.validation)))
        if time.perf_counter() >= until:
            break
    return arrays | learner.give() | {"step": np.array(step), "checks": np.array(checks, np.float32).reshape(-1, 2)}


def _validate(school: Schooling, learner: KerasModel, part: Part) -> float:
    """The accuracy on a fifth of the validation digits, treated as the training digits are."""
    images, labels = part.images[::5], part.labels[::5]
    return float((learner.logits(lesson(school.diet, images, 0)).argmax(axis=1) == labels).mean())


def _examine(school: Schooling, learner: KerasModel, dataset: Dataset, arrays: Arrays) -> Arrays:
    """Do one unit of the examination: the logits on all test digits, then the accuracy at one shift after another."""
    test, shuffled = dataset.test, float(school.diet == "shuffled")
    if "logits" not in arrays:
        images = apply(Stress(shuffled=shuffled), test, slice(None))
        return arrays | {"logits": learner.logits(images), "moved": np.zeros(0, np.float32)}
    rows, shift = moved_rows(test), SHIFTS[len(arrays["moved"])]
    answers = learner.logits(apply(Stress(right=shift, shuffled=shuffled), test, rows)).argmax(axis=1)
    accuracy = np.float32((answers == test.labels[rows]).mean())
    return arrays | {"moved": np.append(arrays["moved"], accuracy)}


def _glorot(shape: tuple[int, ...], random: np.random.Generator) -> Float32s:
    """First numbers of a layer: random for weights and filters, zero for biases."""
    if len(shape) == 1:
        return np.zeros(shape, np.float32)
    field = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (field * (shape[-2] + shape[-1])))
    return random.uniform(-limit, limit, shape).astype(np.float32)
