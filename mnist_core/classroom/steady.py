"""Seconds since 1970 that nobody sets: by them rooms live, and are deleted when their time is over."""

import time


def now() -> float:
    """Seconds since 1970 by the machine's clock as it stood when the program started, and by what has passed since.

    However the machine's clock is set meanwhile, by an hour, a day or years, back or forth, this one goes on evenly: a
    day that somebody put in and took out again deletes no room. What is read anew with each start of the program is
    what the machine says then.
    """
    return _BEGAN + _passed()


def _passed() -> float:
    # What a lid was closed for has passed, too, since what is promised to be gone after a day is: Linux leaves it out
    # of its monotonic clock, and so does Python on a Mac.
    found = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if found is None else time.clock_gettime(found)


_BEGAN = time.time() - _passed()
