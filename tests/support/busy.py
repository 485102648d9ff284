"""Run a command while other programs keep every core busy: `python -m tests.support.busy COMMAND …`, as `pytest`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Until whoever started it is gone, however that went.
WORK = "import os; parent = os.getppid()\nwhile os.getppid() == parent: sum(range(100_000))"


@contextmanager
def busy() -> Iterator[None]:
    """Keep as many programs at work as there are cores."""
    programs = [subprocess.Popen([sys.executable, "-c", WORK]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


if __name__ == "__main__":
    with busy():
        code = subprocess.run(sys.argv[1:]).returncode
    sys.exit(code)
