"""Finds all processes that a program has started, and those that these have, whoever their parent is by now."""

import psutil

MARK = "SEESOFTMAX_FAMILY"


def family(mark: str) -> list[psutil.Process]:
    """The living processes that were started with this mark in their environment, or by one that was."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found
