"""Work at rest, on disk: one NumPy archive each, written whole or not at all, and checked when read."""

import errno
import json
import logging
import math
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, ClassVar

import numpy as np

from mnist_core.arrays import Arrays
from mnist_core.files import UNFINISHED, write_arrays, write_whole
from mnist_core.work.archive import ABOUT, DamagedError, read_archive, require
from mnist_core.work.work import ACTIVE, FOLDERS, Kept, Status, WorkInPieces, freeze, misfit

log = logging.getLogger(__name__)

DAMAGED = ".damaged"
PASSING = (UNFINISHED, ".progress")  # what a process removes itself, unless it is killed
ENDINGS = (".npz", DAMAGED, *PASSING)  # what of a folder is ours to clear away
WRITING_SECONDS = 3600.0  # after which such a file is no longer being written
# What says nothing of the file that could not be read: there are too many open, or no memory is left.
_NOT_ITS_FAULT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR)


@dataclass(frozen=True)
class Room:
    """How much the folders of all kinds of work may hold together; what is beyond is removed, unused longest first."""

    PREFIX: ClassVar[str] = "STORE_"  # of the settings' names

    files: int = 2_048
    megabytes: float = 512.0
    days: float = 180.0  # since a file was used last


class Store:
    """A bounded folder of what is over or paused, in one folder for each kind of work, named by keys.

    Nothing here ever raises for the disk's sake: without a folder that works, everything is computed anew.

    Parameters
    ----------
    folder : made when first needed; None keeps nothing
    room : how much is kept
    """

    def __init__(self, folder: Path | None, room: Room | None = None) -> None:
        self._folder = folder
        self._room = room or Room()
        self._complained = False
        self._refused: set[Path] = set()  # what is damaged and cannot be moved away

    def load(self, work: WorkInPieces[Any], digest: str) -> Kept | None:
        """Read what is kept of some work, or None; whatever is in its place and is not of that work is set aside.

        The arrays are read-only.
        """
        if self._folder is None:
            return None
        path = self._path(work, digest)
        if path in self._refused or not self._is_there(path):
            return None
        try:
            kept = _read(path, work, digest)
        except Exception as error:  # an archive can be broken in more ways than zipfile and NumPy name
            if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _NOT_ITS_FAULT):
                self._complain(error)
            elif self._is_there(path):  # and nobody has cleared it away meanwhile
                self._set_aside(path, error)
            return None
        try:
            os.utime(path)  # used just now: the last to be cleared away
        except OSError as error:  # it may be another user's, or the disk read-only: it can be read all the same
            log.debug("%s cannot be marked as used: %s", path, error)
        return kept

    def save(self, work: WorkInPieces[Any], digest: str, kept: Kept) -> None:
        """Write down what is over or paused, and clear away what has become too much."""
        if self._folder is None:
            return
        path = self._path(work, digest)
        about = {
            "key": path.stem,
            "data": digest,
            "status": kept.status,
            "done": kept.done,
            "total": kept.total,
            "seconds": kept.seconds,
            "message": kept.message,
        }
        try:
            if wrong := misfit(kept.arrays, work.layout()):
                raise DamagedError(wrong)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_arrays(path, **{ABOUT: np.array(json.dumps(about))}, **kept.arrays)
            self._refused.discard(path)
            self._complained = False
        except DamagedError as error:
            log.warning("%s is not kept on disk: %s", work, error)
        except OSError as error:
            self._complain(error)
        self._clear(path)

    def remove(self, work: WorkInPieces[Any], digest: str) -> None:
        """Forget some work."""
        if self._folder is None:
            return
        try:
            self._path(work, digest).unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)

    def content(self, work: WorkInPieces[Any], digest: str) -> bytes | None:
        """Return the file of some work as it is, for a store elsewhere; None if there is none."""
        try:
            return None if self._folder is None else self._path(work, digest).read_bytes()
        except OSError:
            return None

    def take(self, work: WorkInPieces[Any], digest: str, content: bytes) -> Kept | None:
        """Write down what a store elsewhere has of some work; None where the disk does not let it.

        Raises
        ------
        DamagedError, or whatever else reading raises
            If it is not that; then what is on disk stays as it is.
        """
        if self._folder is None:
            return None
        path = self._path(work, digest)
        taken: list[Kept] = []

        def write(file: IO[bytes]) -> None:
            file.write(content)
            file.flush()
            taken.append(_read(Path(file.name), work, digest))

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, write)
            self._refused.discard(path)
        except OSError as error:
            self._complain(error)
        self._clear(path)
        return taken[0] if taken else None

    def _path(self, work: WorkInPieces[Any], digest: str) -> Path:
        assert self._folder is not None
        return self._folder / work.folder / f"{work.key(digest)}.npz"

    def _is_there(self, path: Path) -> bool:
        """Whether there is anything in the place of a file, be it a link to nowhere."""
        try:
            path.lstat()
        except FileNotFoundError:
            return False
        except OSError as error:
            self._complain(error)
            return False
        return True

    def _clear(self, latest: Path) -> None:
        """Remove what has become too much or too old, but not what was written just now."""
        found = sorted(self._files(), key=lambda entry: entry[0].st_mtime_ns, reverse=True)
        now, total, count = time.time(), 0, 0
        for about, path in found:
            age = now - about.st_mtime
            total, count = total + about.st_size, count + 1
            too_much = count > self._room.files or total > self._room.megabytes * 2**20
            given_up = path.suffix in PASSING and age > WRITING_SECONDS
            if path != latest and (too_much or given_up or age > self._room.days * 86_400):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    self._complain(error)
                else:
                    total, count = total - about.st_size, count - 1

    def _files(self) -> Iterator[tuple[os.stat_result, Path]]:
        """The files that are ours, of all kinds of work; another process may clear them away meanwhile."""
        assert self._folder is not None
        for name in FOLDERS:
            try:
                paths = [path for path in (self._folder / name).iterdir() if path.suffix in ENDINGS]
            except OSError:
                continue  # nothing of this kind is kept, or nothing can be
            for path in paths:
                try:
                    about = path.lstat()
                except OSError:
                    continue
                if not stat.S_ISDIR(about.st_mode):
                    yield about, path

    def _set_aside(self, path: Path, error: Exception) -> None:
        try:
            path.replace(path.with_name(path.name + DAMAGED))
        except OSError as refusal:
            self._refused.add(path)
            log.warning("%s is damaged, is not read again, and cannot be set aside (%s): %s", path, refusal, error)
        else:
            log.warning("%s is damaged and is set aside: %s", path, error)

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            log.warning("Results cannot be kept on disk (everything else works): %s", error)
        self._complained = True


def _read(path: Path, work: WorkInPieces[Any], digest: str) -> Kept:
    """Read an archive, and require that it is of that work."""
    return _check(work, digest, read_archive(path, work.layout()))


def _check(work: WorkInPieces[Any], digest: str, arrays: Arrays) -> Kept:
    """Read what is said of the arrays, and require that they are what the work promises."""
    about = json.loads(str(arrays.pop(ABOUT)[()])) if ABOUT in arrays else {}
    # What earlier versions wrote has no key, or says nothing at all: then it is a whole result.
    require(about.get("key", work.key(digest)) == work.key(digest), "other work")
    require(about.get("data", digest) == digest, "another dataset")
    status = Status(about.get("status", Status.FINISHED))
    require(status not in ACTIVE and status is not Status.UNKNOWN, "work that is going on")
    require(status is Status.FINISHED or work.keeps_unfinished, "unfinished work")
    wrong = misfit(arrays, work.layout())
    require(not wrong, wrong)
    seconds = float(about.get("seconds", 0.0))
    require(math.isfinite(seconds) and seconds >= 0, f"done in {seconds} seconds")
    done = int(about.get("done", about.get("step", 1)))
    kept = Kept(
        status,
        freeze(arrays),
        done,
        int(about.get("total", done)),
        seconds,
        str(about.get("message", "")),
    )
    work.unpack(kept)  # which refuses what it cannot be
    return kept
