"""Threads share heaps, and what was freed is given back; measured in a process of its own, by what glibc tells."""

import subprocess
import sys

import pytest

from mnist_core.work import memory
from tests.support import ROOT

MANY = """
import ctypes, re, sys, threading
from mnist_core.work import memory

if "few" in sys.argv:
    memory.keep_few_heaps()
barrier = threading.Barrier(12)
kept = []

def work():
    barrier.wait()
    kept.append([bytes(600) for _ in range(20_000)])
    barrier.wait()  # all at once, so that each would like a heap of its own

threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.open_memstream.restype = ctypes.c_void_p
text, size = ctypes.c_char_p(), ctypes.c_size_t()
stream = ctypes.c_void_p(libc.open_memstream(ctypes.byref(text), ctypes.byref(size)))
libc.malloc_info(0, stream)
libc.fclose(stream)
print(len(re.findall(rb"<heap nr", text.value)))

def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))

before = resident()
last = kept.pop()[-1]
kept.clear()
memory.give_back()
print(before - resident())
"""

# A large array that is freed; then others, each with something small behind it that stays.
LARGE = """
import sys
from mnist_core.work import memory

def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))

if "few" in sys.argv:
    memory.keep_few_heaps()
freed = bytearray(30_000_000)
del freed
before = resident()
large, small = [], []
for _ in range(20):
    large.append(b"x" * 2_000_000)
    small.append(b"x" * 2_000)
del large
print(resident() - before)
"""

needs_glibc = pytest.mark.skipif(memory._glibc() is None, reason="it is glibc that has heaps for threads")


def run(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", MANY, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heaps, kilobytes = map(int, done.stdout.split())
    return heaps, kilobytes


@needs_glibc
def test_threads_share_two_heaps_and_give_back_what_they_freed():
    heaps, kilobytes = run("few")
    assert heaps <= memory.ARENAS
    assert kilobytes > 100_000  # of 144 MB
    assert run()[0] > memory.ARENAS, "this says nothing where there would be few anyway"


@needs_glibc
def test_what_is_large_is_given_back_when_it_is_freed_whatever_was_freed_before():
    left = [
        int(subprocess.check_output([sys.executable, "-c", LARGE, *few], cwd=ROOT, text=True)) for few in (["few"], [])
    ]
    assert left[0] < 2_000  # of 40 MB
    assert left[1] > 10_000, "this says nothing where it would be given back anyway"


def test_where_there_is_no_glibc_nothing_is_done(monkeypatch):
    monkeypatch.setattr(memory, "_glibc", lambda: None)
    memory.keep_few_heaps()
    memory.give_back()
