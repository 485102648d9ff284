"""Programs that a test starts and ends: all their processes, and the signals they hear."""

import contextlib
import fcntl
import signal
import termios

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


def lives(pid: int) -> bool:
    """Whether a process is at work: where nobody asks for its exit code, a dead one stays in the list."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def hear_all() -> None:
    """To be called in a new process, before its program: let it hear all signals, and own the terminal it is given.

    A shell starts what runs in its background deaf to Ctrl-C, `nohup` deaf to a closed terminal; so would this be, if
    the tests run there.
    """
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
