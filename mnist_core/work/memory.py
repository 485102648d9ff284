"""What a process with a thread for every visitor takes of the memory, and gives back.

glibc gives threads heaps of their own, up to eight for each core, and keeps in each what was freed: a server grows
with every class, and stays as large as it was with the largest. Whatever is large it maps by itself and gives back when
it is freed, but only until something large was freed: from then on all that is smaller, up to 32 MB, comes from the
heaps, too, and lies there between what stays. Where there is no glibc, nothing is done.
"""

import ctypes
import functools
import sys

ARENAS = 2  # heaps: one thread after the other runs Python, so hardly any waits for another
LARGE = 2**17  # bytes, glibc's own to begin with, from which an array is mapped by itself, whatever was freed before
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3  # of mallopt(3)


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


def give_back() -> None:
    """Give the system what has been freed, from the middle of the heaps too."""
    if (library := _glibc()) is not None:
        library.malloc_trim(0)
