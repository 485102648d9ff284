"""Work at rest, on disk: one NumPy archive each, written whole or not at all, and checked when read."""

import json
import logging
import os
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.arrays import Arrays
from mnist_core.files import write_arrays
from mnist_core.work.work import ACTIVE, Kept, Status, WorkInPieces, freeze, misfit

log = logging.getLogger(__name__)

ABOUT = "about"  # the array that is a JSON text of all that is no array
ENDINGS = (".npz", ".damaged", ".unfinished", ".progress")  # what of a folder is ours to clear away


class DamagedError(Exception):
    """A file is not what its name promises."""


class Store:
    """A bounded folder of what is over or paused, in one folder for each kind of work, named by keys.

    Nothing here ever raises for the disk's sake: without a folder that works, everything is computed anew.

    Parameters
    ----------
    folder : made when first needed; None keeps nothing
    files_kept, bytes_kept : of each kind; beyond either, the files unused for longest are removed
    """

    def __init__(self, folder: Path | None, *, files_kept: int = 512, bytes_kept: int = 256 * 2**20) -> None:
        self._folder = folder
        self._files_kept = files_kept
        self._bytes_kept = bytes_kept
        self._complained = False

    def load(self, work: WorkInPieces[Any], digest: str) -> Kept | None:
        """Read what is kept of some work, or None; a file that is not of that work is set aside for good.

        The arrays are read-only.
        """
        if self._folder is None:
            return None
        path = self._path(work, digest)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            kept = _check(work, digest, arrays)
            os.utime(path)  # used just now: the last to be cleared away
            return kept
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
        except Exception as error:  # an archive can be broken in more ways than zipfile and NumPy name
            self._set_aside(path, error)
        return None

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
            self._clear(path.parent)
        except DamagedError as error:
            log.warning("%s is not kept on disk: %s", work, error)
        except OSError as error:
            self._complain(error)

    def remove(self, work: WorkInPieces[Any], digest: str) -> None:
        """Forget some work."""
        if self._folder is None:
            return
        try:
            self._path(work, digest).unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)

    def _path(self, work: WorkInPieces[Any], digest: str) -> Path:
        assert self._folder is not None
        return self._folder / work.folder / f"{work.key(digest)}.npz"

    def _clear(self, folder: Path) -> None:
        found = [(path.stat(), path) for path in folder.iterdir() if path.suffix in ENDINGS]
        found.sort(key=lambda entry: entry[0].st_mtime_ns, reverse=True)
        total = 0
        for count, (stat, path) in enumerate(found, start=1):
            total += stat.st_size
            if count > 1 and (count > self._files_kept or total > self._bytes_kept):
                path.unlink(missing_ok=True)

    def _set_aside(self, path: Path, error: Exception) -> None:
        log.warning("%s is damaged and is set aside: %s", path, error)
        try:
            path.replace(path.with_name(path.name + ".damaged"))
        except OSError as refusal:
            self._complain(refusal)

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            log.warning("Results cannot be kept on disk (everything else works): %s", error)
        self._complained = True


def _check(work: WorkInPieces[Any], digest: str, arrays: Arrays) -> Kept:
    """Read what is said of the arrays, and require that they are what the work promises."""
    about = json.loads(str(arrays.pop(ABOUT)[()])) if ABOUT in arrays else {}
    # What earlier versions wrote has no key, or says nothing at all: then it is a whole result.
    _require(about.get("key", work.key(digest)) == work.key(digest), "other work")
    _require(about.get("data", digest) == digest, "another dataset")
    status = Status(about.get("status", Status.FINISHED))
    _require(status not in ACTIVE and status is not Status.UNKNOWN, "work that is going on")
    _require(status is Status.FINISHED or work.keeps_unfinished, "unfinished work")
    wrong = misfit(arrays, work.layout())
    _require(not wrong, wrong)
    done = int(about.get("done", about.get("step", 1)))
    kept = Kept(
        status,
        freeze(arrays),
        done,
        int(about.get("total", done)),
        float(about.get("seconds", 0.0)),
        str(about.get("message", "")),
    )
    work.unpack(kept)  # which refuses what it cannot be
    return kept


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise DamagedError(otherwise)
