"""Where servers put down what they share: a folder that all of them see, or a bucket by fsspec's address.

A shelf holds files by name, whole. Its methods raise whatever the disk or the network raises, and may take as long.
"""

import contextlib
import functools
import os
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from mnist_core.files import write_whole

MOST_BYTES = 64 * 2**20  # of one file: the largest result has about six million


class TooLargeError(Exception):
    """A file is larger than any that was put there."""


class Entry(NamedTuple):
    """A file of a shelf: its name, its size in bytes, and when it was written, in seconds of any clock."""

    name: str
    size: int
    written: float


class Shelf(Protocol):
    """Files by name, such as "runs/abc.npz"."""

    def read(self, name: str) -> bytes | None:
        """Return a file, or None if there is none; TooLargeError if it is none of ours."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file there, in the place of an earlier one."""

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""

    def entries(self) -> list[Entry]:
        """List the files that are there."""


def open_shelf(address: str) -> Shelf:
    """Return the shelf at an address with a ``://``, or in the folder of this name; nothing is asked of it yet."""
    if address.startswith("file://"):
        address = address.removeprefix("file://")
    if "://" in address:
        return Bucket(address)
    return Folder(Path(os.path.expanduser(address)))  # noqa: PTH111 (Path's raises for a user who has no home)


class Folder:
    """A folder that several servers see."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Return a file, or None."""
        path = self._folder / name
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return _bounded(name, file.read(MOST_BYTES + 1))

    def write(self, name: str, content: bytes) -> None:
        """Put a file there, whole or not at all."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)

        def write(file: IO[bytes]) -> None:
            file.write(content)
            os.chmod(file.name, 0o644)  # noqa: PTH101 - a temporary file is its owner's alone, but servers may be several users

        write_whole(path, write)

    def remove(self, name: str) -> None:
        """Take a file away."""
        (self._folder / name).unlink(missing_ok=True)

    def entries(self) -> list[Entry]:
        """List the files, without what is being written."""
        found = []
        for path in self._folder.glob("*/*.npz"):
            with contextlib.suppress(FileNotFoundError):  # another server took it away
                stat = path.stat()
                found.append(Entry(path.relative_to(self._folder).as_posix(), stat.st_size, stat.st_mtime))
        return found


class Bucket:
    """What fsspec knows by an address: ``s3://bucket/folder``, ``gcs://…``, ``memory://…``."""

    def __init__(self, address: str) -> None:
        self._address = address

    @functools.cached_property
    def _place(self) -> tuple[Any, str]:
        """The file system and our folder in it; ImportError where a package is missing, in the package's own words."""
        import fsspec

        # What others have put there since a listing must be seen.
        files, root = fsspec.core.url_to_fs(self._address, use_listings_cache=False)
        return files, root.rstrip("/")

    def read(self, name: str) -> bytes | None:
        """Return a file, or None."""
        files, root = self._place
        path = f"{root}/{name}"
        try:
            return _bounded(name, files.cat_file(path, start=0, end=MOST_BYTES + 1))
        except FileNotFoundError:
            return None
        except OSError:
            if files.size(path) == 0:  # S3 refuses any range of an empty file
                return b""
            raise

    def write(self, name: str, content: bytes) -> None:
        """Put a file there; buckets show it whole or not at all."""
        files, root = self._place
        files.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
        files.pipe_file(f"{root}/{name}", content)

    def remove(self, name: str) -> None:
        """Take a file away."""
        files, root = self._place
        with contextlib.suppress(FileNotFoundError):
            files.rm_file(f"{root}/{name}")

    def entries(self) -> list[Entry]:
        """List the files of our folder's own folders."""
        files, root = self._place
        found = []
        for path, about in files.find(root, detail=True).items():
            name = path.removeprefix(root).lstrip("/")
            if name.count("/") == 1 and name.endswith(".npz"):
                found.append(Entry(name, int(about["size"]), _when(about)))
        return found


def _bounded(name: str, content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise TooLargeError(f"{name} has more than {MOST_BYTES:,} bytes")
    return bytes(content)


def _when(about: dict[str, Any]) -> float:
    """Read when a file was written from what fsspec's file systems say of it, each by another name; 0 if nothing."""
    for name in ("LastModified", "mtime", "updated", "created", "last_modified"):
        when = about.get(name)
        if isinstance(when, str):
            with contextlib.suppress(ValueError):
                when = datetime.fromisoformat(when)
        if isinstance(when, datetime):
            return when.timestamp()
        if isinstance(when, int | float):
            return float(when)
    return 0.0
