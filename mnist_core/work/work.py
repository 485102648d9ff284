"""What long work is: cut in pieces, named by what it comes to, and shown as it stands.

A training run, the models of many sizes, a network, an account of who taught what, a projection, a grid of
runs: each is a `Work`, a few plain values that say what is to be done. The registry keeps how far it has come.
"""

import functools
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from mnist_core.arrays import Arrays

Shown = TypeVar("Shown")


class Reference(Protocol):
    """What travels to a worker instead of the data."""

    def open(self) -> Any:
        """Open the data, once in a process."""

    def stamp(self) -> object:
        """What is another where the file of the data has come, gone or changed."""


class Data(Protocol):
    """What work is done on."""

    @property
    def digest(self) -> str:
        """Identifies the data: a result is kept for these alone."""

    @property
    def ref(self) -> Reference:
        """How another process opens the same data."""


class Status(StrEnum):
    """What some work is doing."""

    UNKNOWN = "unknown"  # nobody has asked for it
    WAITING = "waiting"  # in the queue: nothing has come back from a worker yet
    RUNNING = "running"
    STOPPED = "stopped"  # everybody let go; it can go on from where it is
    FINISHED = "finished"
    DIVERGED = "diverged"  # the numbers left the finite ones; the same work always will
    FAILED = "failed"  # an error or dead workers; starting it tries again from where it is


ACTIVE = (Status.WAITING, Status.RUNNING)
FINAL = (Status.FINISHED, Status.DIVERGED)
OF_DATA = "DatasetError:"  # how the words of a failure begin for which the data are to blame


class Place(StrEnum):
    """The kind of process that does the work."""

    TRAINER = "trainer"  # warm, with TensorFlow and without Keras
    KERAS = "keras"  # ends when it has had nothing to do
    APART = "apart"  # without TensorFlow, on one thread, for what cannot be cut in pieces


@dataclass(frozen=True)
class Field:
    """What an array of a result must be: its type, its shape, and the range of its values.

    A size that is a name, such as "records", may be any number, the same wherever it is named. Floats must be finite,
    and where there is a range there must be something in it.
    """

    dtype: npt.DTypeLike
    shape: tuple[int | str, ...] = ()
    low: float = -np.inf
    high: float = np.inf


Layout = Mapping[str, Field]


def misfit(arrays: Arrays, layout: Layout) -> str:
    """Say in a few words what is wrong with arrays, by their layout; "" if nothing is."""
    if set(arrays) != set(layout):
        return f"it has {', '.join(sorted(set(arrays) ^ set(layout)))} too much or too little"
    sizes: dict[str, int] = {}
    for name, wanted in layout.items():
        array = arrays[name]
        if array.dtype != np.dtype(wanted.dtype) or array.ndim != len(wanted.shape):
            return f"{name} is {array.dtype} {array.shape}"
        for size, found in zip(wanted.shape, array.shape, strict=True):
            if found != (sizes.setdefault(size, found) if isinstance(size, str) else size):
                return f"{name} is {array.dtype} {array.shape}"
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            return f"{name} is not finite"
        bounded = wanted.low > -np.inf or wanted.high < np.inf
        if bounded and not (array.size and wanted.low <= array.min() <= array.max() <= wanted.high):
            return f"{name} is not from {wanted.low:g} to {wanted.high:g}"
    return ""


def freeze(arrays: Arrays) -> Arrays:
    """Mark arrays read-only, since all visitors see the same ones, and return them."""
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


@dataclass(frozen=True, eq=False)
class Report:
    """What a worker sends back.

    Attributes
    ----------
    result : what `take` makes something of; None if the piece came to nothing
    seconds : what the worker spent
    failure : the error that ended the piece, in one line; "" if there was none. Errors come back as words, since not
        every exception survives pickling.
    details : the traceback of that error
    """

    result: Any = None
    seconds: float = 0.0
    failure: str = ""
    details: str = ""


@dataclass(frozen=True, eq=False)
class Taken:
    """Some work after a piece was taken up.

    Attributes
    ----------
    state : how far it has come
    done, total : units done and in all
    end : why there will be no more though not all is done: DIVERGED
    message : of that end, in plain words
    warmed : what came before was slower for reasons that will not come again, and says nothing of the speed
    """

    state: Any
    done: int
    total: int
    end: Status | None = None
    message: str = ""
    warmed: bool = False


@dataclass(frozen=True, eq=False)
class Kept:
    """Some work at rest, as it lies on disk."""

    status: Status
    arrays: Arrays
    done: int
    total: int
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True, eq=False)
class Job:
    """Some work at one moment.

    Attributes
    ----------
    status : what it is doing
    state : how far it has come; None while UNKNOWN
    done, total : units done and in all; both 0 until a piece is back
    seconds : what workers have spent on it so far
    speed : units a second of the workers on this work alone; None until known, and when not active
    seconds_left : at the speed of the last seconds, others' turns included; None as above
    message : why it FAILED or DIVERGED, or STOPPED without anybody's doing, in plain words; "" otherwise
    known : it was over before it was asked for: from an earlier visitor, or from disk
    watchers : how many visitors have asked for it within the last seconds
    silence : in a sentence, that its worker has not answered for far too long; "" otherwise
    """

    status: Status
    state: Any = None
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    speed: float | None = None
    seconds_left: float | None = None
    message: str = ""
    known: bool = False
    watchers: int = 0
    silence: str = ""

    @property
    def arrays(self) -> Arrays:
        """How far it has come, where that is arrays, read-only; empty while UNKNOWN."""
        return self.state if isinstance(self.state, dict) else {}

    @property
    def active(self) -> bool:
        """Whether there is more to come without anybody's doing."""
        return self.status in ACTIVE

    @property
    def fraction(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0


FOLDERS = (
    "runs",
    "jobs",
    "projections",
)  # where results lie, below the registry's folder: its disk is bounded by these


@dataclass(frozen=True)
class Effort:
    """What grows with the settings of some work: its steps, and the train digits that it looks at in all of them."""

    steps: int = 0
    digits: int = 0


class Work(ABC, Generic[Shown]):
    """What is to be done, as plain values: hashable, and equal where the result is.

    It is either done by workers, a piece at a time, or consists of other works: `WorkInPieces` or `Composite`.

    Attributes
    ----------
    folder : where its results lie, one of the above
    counted_as : with what else it is counted where one visitor, or all, may have only so much under way
    """

    folder: ClassVar[str] = "jobs"
    counted_as: ClassVar[str] = "jobs"

    @property
    def effort(self) -> Effort:
        """What it takes; nothing where no setting makes it more."""
        return Effort()

    @abstractmethod
    def key(self, digest: str) -> str:
        """Name the result on the data of this digest, as the name of a file without its ending."""

    def check(self, dataset: Any) -> None:
        """Raise ValueError if the data do not suffice."""

    @abstractmethod
    def show(self, job: Job) -> Shown:
        """Return what visitors are shown of it."""


class WorkInPieces(Work[Shown]):
    """Work that workers do, a piece at a time, and whose result is kept.

    Attributes
    ----------
    place : the kind of process that does it
    keeps_unfinished : whether a state on the way has the layout of a result, and is kept on disk too
    meaningful : units to be done before their speed is told
    """

    place: ClassVar[Place] = Place.TRAINER
    keeps_unfinished: ClassVar[bool] = False
    meaningful: ClassVar[int] = 1

    @abstractmethod
    def begin(self) -> Any:
        """Return the state before the first piece; runs in the server, so at once."""

    @abstractmethod
    def order(self, state: Any, dataset: Any, seconds: float) -> Callable[[], Report]:
        """Return the call, for a worker, that goes on from a state for about so many seconds.

        What is cut where must not change the result.
        """

    @abstractmethod
    def take(self, state: Any, result: Any) -> Taken:
        """Take up what came of a piece."""

    @abstractmethod
    def layout(self) -> Layout:
        """Declare the arrays of a result."""

    def pack(self, state: Any) -> Arrays:
        """Return a state as the arrays of the layout."""
        arrays: Arrays = state
        return arrays

    def unpack(self, kept: Kept) -> Any:
        """Return the state that was kept, whose arrays fit the layout; ValueError if they cannot be this work's."""
        return kept.arrays

    def nbytes(self, state: Any) -> int:
        """The memory that a state takes."""
        return sum(array.nbytes for array in state.values())


@dataclass(frozen=True, eq=False)
class Piece:
    """What came of a piece of work: the state after it, and how much of the whole is done, in units of the work's."""

    arrays: Arrays
    done: int
    total: int


class ArrayWork(WorkInPieces[Job]):
    """Work whose state is arrays, which travel to the worker and back whole."""

    @abstractmethod
    def advance(self, dataset: Any, arrays: Arrays, seconds: float) -> Piece:
        """Go on from a state for about so many seconds, in a worker; what is cut where must not change the result."""

    def order(self, state: Arrays, dataset: Any, seconds: float) -> Callable[[], Report]:
        """Have a worker advance."""
        return functools.partial(_advance, self, dataset.ref, state, seconds)

    def take(self, state: Arrays, result: Piece) -> Taken:  # noqa: ARG002 - it was sent along
        """Go on from what the worker came to."""
        return Taken(freeze(result.arrays), result.done, result.total)

    def show(self, job: Job) -> Job:
        """Show it as it is."""
        return job


def _advance(work: ArrayWork, data: Reference, arrays: Arrays, seconds: float) -> Report:
    return reported(lambda: work.advance(data.open(), arrays, seconds))


def reported(call: Callable[[], Any]) -> Report:
    """Call, and report what came of it."""
    began = time.perf_counter()
    try:
        result = call()
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        return Report(None, time.perf_counter() - began, words, traceback.format_exc())
    return Report(result, time.perf_counter() - began)


class Composite(Work[Shown]):
    """Work that consists of other works: done one after the other, while nobody waits for anything of their own.

    Nothing of it is kept but its parts; it is shown with `Parts` for a state.
    """

    @property
    @abstractmethod
    def parts(self) -> Sequence[WorkInPieces[Any]]:
        """The works, in the order in which to do them."""

    @abstractmethod
    def note(self, shown: Any) -> Any:
        """What is to be remembered of a part: it may be far less than what a part shows."""

    @abstractmethod
    def cost(self, part: WorkInPieces[Any]) -> float:
        """How much work a part should be, in any unit."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The state of composite work as it is shown: what was noted of each part, and which is being done."""

    notes: Mapping[WorkInPieces[Any], Any] = field(default_factory=dict)
    current: WorkInPieces[Any] | None = None
