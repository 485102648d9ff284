"""The types of arrays, by what they hold; shapes stand in the docstrings."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]  # of either size
Float32s: TypeAlias = NDArray[np.float32]
Float64s: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.integer[Any]]  # of any size
Int64s: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]  # from 0 to 255
SignedBytes: TypeAlias = NDArray[np.int8]  # from −128 to 127
Flags: TypeAlias = NDArray[np.bool_]
Arrays: TypeAlias = dict[str, NDArray[Any]]  # by name, of any types
