"""What a process with a thread for every visitor takes of the memory, and gives back.

glibc gives threads heaps of their own, up to eight for each core, and keeps in each what was freed: a server grows
with every class, and stays as large as it was with the largest. Whatever is large it maps by itself and gives back when
it is freed, but only until something large was freed: from then on all that is smaller, up to 32 MB, comes from the
heaps, too, and lies there between what stays. Where there is no glibc, nothing is done.
"""

import ctypes
import functools
import sys

from mnist_core.slices import SMALL

ARENAS = 2  # heaps: one thread after the other runs Python, so hardly any waits for another
# Bytes, glibc's own to begin with, from which an array is mapped by itself, whatever was freed before. What is computed
# a few images at a time is below it.
LARGE = SMALL
SPARE = 2**23  # bytes that a heap keeps at its end; else what is below LARGE comes from the system anew each time, too
_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1  # of mallopt(3)


@functools.cache
def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "gnu_get_libc_version") and hasattr(library, "malloc_trim") else None


def keep_few_heaps() -> None:
    """Let threads that are started from now on share two heaps, and keep out of them what is large."""
    if (library := _glibc()) is not None:
        library.mallopt(_M_ARENA_MAX, ARENAS)
        library.mallopt(_M_MMAP_THRESHOLD, LARGE)
        library.mallopt(_M_TRIM_THRESHOLD, SPARE)


def give_back() -> None:
    """Give the system what has been freed, from the middle of the heaps too."""
    if (library := _glibc()) is not None:
        library.malloc_trim(0)
