"""A few images at a time: all of them, in order, and each time little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.slices import SMALL, slices


@pytest.mark.parametrize(("dtype", "step"), [(np.float64, 20), (np.float32, 41), (np.uint8, 167)])
def test_so_many_images_are_little(dtype, step):
    first, *_ = slices(10_000, dtype)
    assert first == slice(0, step)
    assert step * 784 * np.dtype(dtype).itemsize < SMALL


@given(st.integers(0, 3_000), st.sampled_from([np.uint8, np.float32, np.float64]), st.integers(0, 300_000))
def test_every_image_comes_once_and_in_order(count, dtype, width):
    found = list(slices(count, dtype, width))
    assert [i for each in found for i in range(count)[each]] == list(range(count))
    size = width * np.dtype(dtype).itemsize
    assert all((each.stop - each.start) * size < SMALL or each.stop - each.start == 1 for each in found)
