"""Reading MNIST's files, and refusing what is not MNIST.

Two formats hold the full set: Keras's ``mnist.npz``, and four IDX files, gzipped or not, in a folder or a zip file.
Each array's shape and type are read from its header before its data, and its raw bytes must have the known SHA-256: a
truncated, foreign or altered file ends in a clear sentence, never in other digits. Nothing is ever unpickled.
"""

import hashlib
import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mnist_core.arrays import Bytes
from mnist_core.data.places import Readable, StoredFile, files_below, files_in, kind_of, listed, unpacked

Arrays = dict[str, Bytes]

PIXELS = 28 * 28
CHUNK_BYTES = 1 << 20
CANDIDATES = 16  # files that are tried for one array: other sets come with the same names
REASONS = 3  # of these that a message gives


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
    """Read full MNIST from an ``.npz`` archive, from IDX files in a zip file, or from a folder of either.

    Raises
    ------
    DatasetError
        If `path` is missing, unreadable, or holds anything but MNIST.
    """
    try:
        if not path.exists():
            raise DatasetError(f"{path} does not exist.")
        if not path.is_dir() and not path.is_file():  # a named pipe may never be written to
            raise DatasetError(f"{path} is neither a file nor a folder.")
        arrays = _read_folder(path) if path.is_dir() else _read_archive(path)
    except DatasetError:
        raise
    except Exception as error:
        raise DatasetError(_reason(path, error)) from error
    return MnistArrays(
        arrays["x_train"].reshape(-1, PIXELS),
        arrays["y_train"],
        arrays["x_test"].reshape(-1, PIXELS),
        arrays["y_test"],
    )


def verified(name: str, array: Bytes, place: str | Path) -> Bytes:
    """Let an array of MNIST pass, and nothing else.

    Raises
    ------
    DatasetError
        If its bytes are not those that were published.
    """
    if sha256(array) != KNOWN_ARRAYS[name].sha256:
        raise DatasetError(f"{place} is not MNIST: the SHA-256 of its {name} is not the known one.")
    return array


def sha256(array: Bytes) -> str:
    """Return the hex SHA-256 of a C-contiguous array's raw bytes."""
    return hashlib.sha256(array.reshape(-1).data).hexdigest()


def _reason(place: str | Path, error: Exception) -> str:
    """Say why it cannot be read: a foreign file can make zipfile, zlib, gzip and NumPy's parser raise anything."""
    known = isinstance(error, DatasetError)
    return str(error) if known else f"{place} cannot be read as MNIST ({type(error).__name__}: {error})."


def _read_folder(folder: Path) -> Arrays:
    files = files_below(folder)
    try:
        return _read_idx(files, f"The folder {folder}")
    except DatasetError as reason:
        reasons = [str(reason)]
    for file in [file for file in files if _may_be_archive(file.name)][:CANDIDATES]:
        try:
            return _read_archive(Path(file.place))
        except Exception as error:
            reasons.append(_reason(file.place, error))
    raise DatasetError(" ".join(reasons[:REASONS]))


def _may_be_archive(name: str) -> bool:
    return name.endswith((".npz", ".zip")) and ("mnist" in name or name == "archive.zip")


def _read_archive(path: Path) -> Arrays:
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            raise DatasetError(
                f"{path} is not a whole .npz archive: it is {kind_of(file.read(8))}; "
                "wanted is mnist.npz, or a folder or zip file of the four IDX files."
            )
        with zipfile.ZipFile(file) as archive:
            missing = [name for name in KNOWN_ARRAYS if f"{name}.npy" not in archive.namelist()]
            if not missing:
                return {name: _read_member(archive, path, name) for name in KNOWN_ARRAYS}
            without = f"{path} holds no {', '.join(missing)}; {', '.join(KNOWN_ARRAYS)} are needed. It"
            return _read_idx(files_in(archive, path), without)


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
        return verified(name, _read_exactly(member, known.shape, f"the {name} of {path}"), path)


def _read_idx(files: list[StoredFile], where: str) -> Arrays:
    return {name: _read_one_of(files, name, where) for name in KNOWN_ARRAYS}


def _read_one_of(files: list[StoredFile], name: str, where: str) -> Bytes:
    """Read an array from the first file that may by its name hold it, and does."""
    known = KNOWN_ARRAYS[name]
    kind = f"idx{len(known.shape)}-ubyte"
    named = re.compile(rf"{known.stem}[-.]{kind.replace('-', '[-.]')}(\.gz)*")
    candidates = [file for file in files if named.fullmatch(file.name)][:CANDIDATES]
    if not candidates:
        raise DatasetError(
            f"{where} holds no {known.stem}-{kind}, as it is or as .gz ({listed(files)}); "
            "wanted are the four IDX files, or mnist.npz."
        )
    reasons = []
    for file in candidates:
        try:
            return verified(name, _read_idx_file(file, known), file.place)
        except Exception as error:
            reasons.append(_reason(file.place, error))
    raise DatasetError(" ".join(reasons[:REASONS]))


def _read_idx_file(file: StoredFile, known: KnownArray) -> Bytes:
    # IDX: two zero bytes, 8 for uint8, the number of axes; then each axis's length; integers are big-endian.
    header = bytes([0, 0, 8, len(known.shape)]) + b"".join(length.to_bytes(4, "big") for length in known.shape)
    with unpacked(file) as stream:
        found = stream.read(len(header))
        if found != header:
            raise DatasetError(
                f"{file.place} starts with the bytes {found.hex() or 'of an empty file'}; "
                f"an IDX file of shape {known.shape} and type uint8 starts with {header.hex()}."
            )
        return _read_exactly(stream, known.shape, file.place)


def _read_exactly(stream: Readable, shape: tuple[int, ...], what: str) -> Bytes:
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
