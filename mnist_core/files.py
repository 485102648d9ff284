"""Writing arrays to disk whole or not at all."""

import tempfile
from pathlib import Path

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
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=UNFINISHED, delete=False) as file:
        unfinished = Path(file.name)
        try:
            np.savez(file, allow_pickle=False, **arrays)
            file.close()  # which may be when the disk turns out to be full
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
