"""Where files lie: in a folder and the folders below it, or in a zip archive; and what is left of them unzipped.

People have MNIST as it came: in Kaggle's folder within a folder, in torchvision's ``MNIST/raw``, in one zip file, with
names in capitals, with ``.gz`` at the end of the name or not, whatever the file is. So a name only suggests what a
file may be, and its first bytes say what it is. Nothing here takes long or much memory, whatever the files are.
"""

import contextlib
import gzip
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

LEVELS = 3  # of folders below the one that is named: datasets/MNIST/raw
ENTRIES = 10_000  # that are looked at below one folder
GZIP_LAYERS = 2  # a browser or a server may pack what was packed
GZIP_MARK = b"\x1f\x8b"
MOST_BYTES = 48 << 20  # of one file, as it is and unpacked; MNIST's largest has 47 million

NAMED = 5  # files that a message names
# What people name instead of the whole set, by its first bytes.
KINDS = {
    GZIP_MARK: "a gzip file",
    b"\0\0\x08": "one IDX file",
    b"\x93NUMPY": "a single array",
}


class Readable(Protocol):
    """What bytes can be read from, as many as there are up to a number."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class StoredFile:
    """A file in a folder or in an archive: its name in small letters, where it lies, for people, and how to open it."""

    name: str
    place: str
    open: Callable[[], IO[bytes]]


def files_below(folder: Path) -> list[StoredFile]:
    """List the files of a folder and of those below it, the nearest first; hidden folders are passed over."""
    files: list[StoredFile] = []
    level, seen = [folder], 0
    for _ in range(LEVELS + 1):
        below: list[Path] = []
        for parent in level:
            for entry in _entries(parent):
                seen += 1
                if seen > ENTRIES:
                    return files
                path = parent / entry.name
                if entry.is_dir() and not entry.name.startswith("."):
                    below.append(path)
                elif entry.is_file():
                    files.append(_on_disk(path))
        level = below
    return files


def files_in(archive: zipfile.ZipFile, path: Path) -> list[StoredFile]:
    """List the files of the zip archive at `path`, in its order, whatever folders they are in."""

    def stored(member: zipfile.ZipInfo) -> StoredFile:
        name = member.filename.rpartition("/")[2].lower()
        return StoredFile(name, f"{member.filename} in {path}", lambda: archive.open(member))

    return [stored(member) for member in archive.infolist() if not member.is_dir()]


def listed(files: list[StoredFile]) -> str:
    """Say which files there are, as far as a sentence can."""
    if not files:
        return "it holds no files"
    more = f" and {len(files) - NAMED:,} more" if len(files) > NAMED else ""
    return f"it holds {', '.join(file.name for file in files[:NAMED])}{more}"


def kind_of(start: bytes) -> str:
    """Say what a file that begins so is, if it is no archive."""
    for mark, kind in KINDS.items():
        if start.startswith(mark):
            return kind
    return "truncated or of another kind" if start else "empty"


@contextlib.contextmanager
def unpacked(file: StoredFile) -> Iterator[Readable]:
    """Open a file as what its gzip layers hold, whatever its name promises; without any, as it is.

    Raises
    ------
    ValueError
        If there are too many layers, or, while reading, if one holds too much.
    """
    with contextlib.ExitStack() as layers:
        stream = _Bounded(layers.enter_context(file.open()))
        for _ in range(GZIP_LAYERS):
            if stream.peek(2) != GZIP_MARK:
                break
            stream = _Bounded(layers.enter_context(gzip.GzipFile(fileobj=cast(IO[bytes], stream), mode="rb")))
        if stream.peek(2) == GZIP_MARK:
            raise ValueError(f"gzipped more than {GZIP_LAYERS} times")
        yield stream


class _Bounded:
    """A stream that can be looked into, and that ends in an error where it becomes too long."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._ahead = b""
        self._left = MOST_BYTES

    def peek(self, size: int) -> bytes:
        self._ahead += self._source.read(size - len(self._ahead))
        return self._ahead

    def read(self, size: int, /) -> bytes:
        first, self._ahead = self._ahead[:size], self._ahead[size:]
        content = first + self._source.read(size - len(first))
        self._left -= len(content)
        if self._left < 0:
            raise ValueError(f"more than {MOST_BYTES:,} bytes")
        return content


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    """List a folder by name; one that may not be read holds nothing."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _on_disk(path: Path) -> StoredFile:
    return StoredFile(path.name.lower(), str(path), lambda: path.open("rb"))
