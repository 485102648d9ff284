"""How messages are worded, on pages and in terminals."""

import os
import re
import sys
import tempfile
from pathlib import Path

# A path from the root, up to its last name; in an address of the web no slash stands where one of these begins.
_FOLDERS = re.compile(r"(?<![\w:/\\.~-])(?:[A-Za-z]:)?[/\\](?:[^\s/\\'\"“”]+[/\\])*(?=[^\s/\\])")
_QUOTED = re.compile(r"(?<=['\"“])(?:[A-Za-z]:)?[/\\][^'\"”]*[/\\](?=[^'\"”/\\]+['\"”])")  # blanks and all
_NAMING = ("MNIST_PATH", "SEESOFTMAX_HOME", "SEESOFTMAX_STORE", "KERAS_HOME", "HOME", "XDG_CACHE_HOME", "TMPDIR")


def one_line(message: object) -> str:
    """Write any message in one line."""
    return " ".join(str(message).split())


def has(count: int) -> str:
    """Has, or have: what so many do."""
    return "has" if count == 1 else "have"


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: 1 step, 2,501 steps."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def a_digit(digit: int) -> str:
    """Write a digit with its article: a 7, an 8."""
    return f"{'an' if digit == 8 else 'a'} {digit}"


def without_folders(message: str) -> str:
    """Leave the last name alone of each path in a message: where things lie on the server is no visitor's business."""
    known = [os.environ.get(name, "") for name in _NAMING] + [str(Path.cwd()), tempfile.gettempdir(), sys.prefix]
    # These first, for they may have blanks in them, where a path would seem to end.
    for folder in sorted({each.rstrip("/\\") for each in known} - {""}, key=len, reverse=True):
        name = re.split(r"[/\\]", folder)[-1]
        message = re.sub(re.escape(folder) + r"(?=[/\\])", "/…", message)
        message = re.sub(re.escape(folder) + r"(?![\w/\\-])", name.replace("\\", ""), message)
    return _FOLDERS.sub("", _QUOTED.sub("", message))
