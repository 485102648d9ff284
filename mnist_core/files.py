"""Writing to disk whole or not at all."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

UNFINISHED = ".unfinished"  # how the names of files end that are being written, or were when their process was killed


def write_arrays(path: Path, **arrays: npt.ArrayLike) -> None:
    """Write an .npz archive, without pickle, so that a reader finds the old file or the new one, never half of it.

    Raises
    ------
    OSError
        If the folder is missing or cannot be written; nothing is left behind then.
    """
    write_whole(path, lambda file: np.savez(file, allow_pickle=False, **arrays))


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Have a file written so that a reader finds the old one or the new one, never half of it.

    Raises
    ------
    OSError
        If the folder is missing or cannot be written; nothing is left behind then, nor where `write` raises.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=UNFINISHED, delete=False) as file:
        unfinished = Path(file.name)
        try:
            write(file)
            file.close()  # which may be when the disk turns out to be full
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
