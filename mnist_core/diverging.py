"""Values around zero as one signed byte each, for pictures in the diverging map: red is for, blue is against."""

import numpy as np

from mnist_core.arrays import Floats, SignedBytes

CLIPPED_FRACTION = 0.005


def colour_limit(values: Floats) -> float:
    """The magnitude at which the diverging map is full: all but the half percent of largest values lie below."""
    magnitudes = np.abs(values[values != 0])
    return float(np.quantile(magnitudes, 1 - CLIPPED_FRACTION)) if magnitudes.size else 1.0


def signed(values: Floats, limit: float) -> SignedBytes:
    """Turn values from −limit to limit into −127 … 127; what lies beyond is clipped."""
    found: SignedBytes = np.round(np.clip(values / limit, -1, 1) * 127).astype(np.int8)
    return found
