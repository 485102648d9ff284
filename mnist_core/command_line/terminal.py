"""What the command line writes: lines of result on stdout, words and a progress bar on stderr."""

import json
import sys

from mnist_core.errors import one_line

BAR_WIDTH = 30


class Refused(Exception):  # noqa: N818 - not a fault of the program's
    """A command that cannot be carried out as given; the message is the line that says why."""


def bar(done: int, total: int) -> None:
    """Draw a progress bar on stderr, if that is a terminal; a full one disappears."""
    if sys.stderr.isatty():
        full = BAR_WIDTH * done // max(total, 1)
        bar = "" if done >= total else f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done:,} of {total:,}"
        print(f"\r\x1b[K{bar}", end="", file=sys.stderr, flush=True)


def print_line(line: str) -> None:
    """Print a line of the result, in place of the bar if there is one."""
    bar(1, 1)
    print(line, flush=True)


def print_json(**fields: object) -> None:
    """Print a JSON object in one line."""
    print_line(json.dumps(fields))


def say(message: str) -> None:
    """Print a line for the person, on stderr."""
    bar(1, 1)
    print(one_line(message), file=sys.stderr)
