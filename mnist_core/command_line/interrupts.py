"""Ctrl-C, which must end a command wherever it comes."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_pressed = threading.Event()


@contextlib.contextmanager
def heeding_interrupts(*, to_the_end: bool = False) -> Iterator[None]:
    """Remember that Ctrl-C was pressed; what comes after is deaf to it if that is the end of the process.

    Python raises KeyboardInterrupt wherever it happens to be, and not everybody lets that pass: TensorFlow makes an
    error of its own of it while it takes an array, NumPy an ImportError, and Python itself drops it in a destructor.
    """
    _pressed.clear()
    # Who was started deaf to it (in a shell's background) stays so, and a thread hears no signals.
    hears = threading.current_thread() is threading.main_thread()
    if not hears or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN if to_the_end else signal.default_int_handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _pressed.set()
    raise KeyboardInterrupt


def take_leave() -> None:
    """Now that the command has stopped, let neither another press nor the one that came end the process otherwise."""
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Where it came while a string was executed (imports do that), Python would end itself by that very signal, though
    # the KeyboardInterrupt was caught: until the next string is executed.
    exec("")  # noqa: S102 - nothing of anybody else's # nosec B102


def interrupted() -> bool:
    """Return whether Ctrl-C was pressed since the command began."""
    return _pressed.is_set()


def heed_interrupt() -> None:
    """Raise the KeyboardInterrupt that somebody has dropped, if there was one."""
    if interrupted():
        raise KeyboardInterrupt
