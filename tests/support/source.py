"""The project's own modules, read as programs."""

import ast
import gc
from pathlib import Path


def parsed(path: Path) -> ast.Module:
    """The tree of a module.

    Nothing is collected meanwhile: where browsers were driven in this process, that may switch to a greenlet of theirs,
    and CPython 3.11 then finds itself at another depth than it began at, which it takes for an error of its own.
    """
    gc.disable()
    try:
        return ast.parse(path.read_text("utf-8"))
    finally:
        gc.enable()
