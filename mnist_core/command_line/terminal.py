"""What the command line writes: lines of result on stdout, words and a progress bar on stderr.

Either may be closed, full, or of an encoding that lacks a letter; none of that is an error with a traceback.
"""

import codecs
import io
import json
import os
import sys

from mnist_core.wording import one_line

BAR_WIDTH = 30
# What stands for letters of our own that a terminal does not have.
PLAIN_LETTERS = str.maketrans({"×": "x", "–": "-", "−": "-", "’": "'", "“": '"', "”": '"', "…": "..."})


class Refused(Exception):  # noqa: N818 - not a fault of the program's
    """A command that cannot be carried out as given; the message is the line that says why."""


def make_ready() -> None:
    """Let every text be written, whatever its letters; Refused if there is no standard output.

    What stdin, stdout and stderr have left closed is given to nobody: the next file to be opened would be taken for
    it, and whatever a library prints would end up in that.
    """
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(opened)
    codecs.register_error("plain", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")
    if sys.stdout is None:
        raise Refused("standard output is closed, and the result would go nowhere")


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding lacks in letters that each has: a byte of a name that is no UTF-8 as \\xff."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].translate(PLAIN_LETTERS)
    letters = (f"\\x{ord(each) - 0xDC00:02x}" if 0xDC80 <= ord(each) <= 0xDCFF else each for each in lacking)
    return "".join(letters).encode("ascii", "backslashreplace").decode("ascii"), error.end


def bar(done: int, total: int) -> None:
    """Draw a progress bar on stderr, if that is a terminal; a full one disappears."""
    if sys.stderr is not None and sys.stderr.isatty():
        full = BAR_WIDTH * done // max(total, 1)
        bar = "" if done >= total else f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done:,} of {total:,}"
        print(f"\r\x1b[K{bar}", end="", file=sys.stderr, flush=True)


def print_line(line: str) -> None:
    """Print a line of the result, in place of the bar if there is one; Refused if it cannot be written."""
    bar(1, 1)
    try:
        print(line, flush=True)
    except BrokenPipeError:
        raise
    except OSError as reason:
        give_up_stdout()
        raise Refused(f"standard output cannot be written: {reason.strerror or reason}") from reason


def give_up_stdout() -> None:
    """Let nothing that is still to be written there be tried again: Python would, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(**fields: object) -> None:
    """Print a JSON object in one line."""
    print_line(json.dumps(fields))


def say(message: str) -> None:
    """Print a line for the person, on stderr."""
    bar(1, 1)
    if sys.stderr is not None:
        print(one_line(message), file=sys.stderr)
