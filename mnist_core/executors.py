"""The default executor: a few worker processes that stay warm and end with the server."""

import os
from concurrent.futures import Executor
from typing import Any

from mnist_core.dataset import DatasetRef
from mnist_core.worker import initialise


def workers() -> int:
    """Read how many worker processes to run from SEESOFTMAX_WORKERS: 1 unless it says otherwise.

    One is enough for a class: TensorFlow uses every core for a single run, and many runs take
    turns. A second worker costs another half a gigabyte, and pays from about four cores on.
    """
    text = os.environ.get("SEESOFTMAX_WORKERS", "1")
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise ValueError(f"SEESOFTMAX_WORKERS must be a whole number from 1 to 256, not {text!r}")
    return int(text)


def process_pool(data: DatasetRef) -> Executor:
    """Make a loky pool whose workers import TensorFlow and open the data before their first task.

    Not loky's reusable executor: that one belongs to a thread, and Streamlit has a thread per visitor.
    """
    # Slow to import, and a page that finds every run on disk needs no process.
    from loky.process_executor import ProcessPoolExecutor

    class WarmPool(ProcessPoolExecutor):  # type: ignore[misc]
        """Loky's pool with the standard way to shut down: cancelling also ends what is running."""

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=wait, kill_workers=cancel_futures)

    environment: dict[str, Any] = {
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "2"),
        # Above this growth, in bytes, loky replaces a worker; TensorFlow's first graphs come near the default.
        "LOKY_MAX_MEMORY_LEAK_SIZE": os.environ.get("LOKY_MAX_MEMORY_LEAK_SIZE", "1e9"),
    }
    # Without a timeout an idle worker stays, and the next visitor does not wait for TensorFlow.
    pool: Executor = WarmPool(
        workers(), timeout=None, initializer=initialise, initargs=(data, os.getpid()), env=environment
    )
    return pool
