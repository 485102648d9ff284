"""Results on disk: one NumPy archive for each key, whole or not at all, in a folder that stays bounded."""

import logging
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_core.files import write_arrays

log = logging.getLogger(__name__)

Arrays = dict[str, npt.NDArray[Any]]


def freeze(arrays: Arrays) -> Arrays:
    """Mark arrays read-only, since all visitors see the same ones, and return them."""
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


class Shelf:
    """A folder of results; nothing here ever raises for the disk's sake.

    Parameters
    ----------
    folder : made when first needed; None keeps nothing
    bytes_kept : beyond it, the results unused for longest are removed
    """

    def __init__(self, folder: Path | None, bytes_kept: int = 256 * 2**20) -> None:
        self._folder = folder
        self._bytes_kept = bytes_kept

    def load(self, key: str, accept: Callable[[Arrays], bool]) -> Arrays | None:
        """Read the result of this key if it is there and `accept` finds it whole; the arrays are read-only."""
        if self._folder is None:
            return None
        path = self._folder / f"{key}.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            os.utime(path)  # used just now: the last to be cleared away
        except FileNotFoundError:
            return None
        # A broken archive fails in more ways than zipfile and NumPy name.
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, NotImplementedError) as error:
            log.warning("%s is damaged and will be computed again: %s", path, error)
            return None
        if not accept(arrays):
            log.warning("%s is not what its name promises and will be computed again", path)
            return None
        return freeze(arrays)

    def save(self, key: str, arrays: Arrays) -> None:
        """Write a result, and clear away what has become too much."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_arrays(self._folder / f"{key}.npz", **arrays)
            self._clear(self._folder)
        except OSError as error:
            log.warning("A result cannot be kept on disk (everything else works): %s", error)

    def _clear(self, folder: Path) -> None:
        found = [(path.stat(), path) for path in folder.glob("*.npz")]
        found.sort(key=lambda entry: entry[0].st_mtime_ns, reverse=True)
        total = 0
        for count, (stat, path) in enumerate(found):
            total += stat.st_size
            if count and total > self._bytes_kept:
                path.unlink(missing_ok=True)
