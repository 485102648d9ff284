"""Writing arrays to disk whole or not at all."""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt


def write_arrays(path: Path, **arrays: npt.ArrayLike) -> None:
    """Write an .npz archive, without pickle, so that a reader finds the old file or the new one, never half of it.

    Raises
    ------
    OSError
        If the folder is missing or cannot be written; nothing is left behind then.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".unfinished", delete=False) as file:
        unfinished = Path(file.name)
        try:
            np.savez(file, allow_pickle=False, **arrays)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    unfinished.replace(path)
