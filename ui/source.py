"""The app's own code, as it is shown to visitors."""

import inspect
from collections.abc import Callable
from typing import Any

from mnist_core.once import once


@once(size=256)
def source(function: Callable[..., Any]) -> str:
    """The source of a function, read once: to find where it ends, Python takes its file apart every time."""
    return inspect.getsource(function)
