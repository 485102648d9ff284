"""Downloading MNIST: known files from known places, within a bounded time.

pooch writes to a temporary name, compares the hash, and only then renames: a download that breaks off leaves no file
behind. It runs in a thread of its own, watched from the caller's, because no socket timeout bounds the whole: a name
that does not resolve, a server with twenty silent addresses, or one that sends a byte every nine seconds.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.data.archives import DatasetError

if TYPE_CHECKING:
    import requests

Progress = Callable[[int, int], None]

SOCKET_SECONDS = 10.0  # to connect, and between two packets
STALL_SECONDS = 10.0  # in this time ...
STALL_BYTES = 1 << 16  # ... at least this much must arrive
TOTAL_SECONDS = 300.0  # for all files of one mirror
RETRIES = 2
POLL_SECONDS = 0.1
CHUNK_BYTES = 1 << 14


@dataclass(frozen=True)
class RemoteFile:
    """A file to download: its name on the mirror and on disk, its hash (``algorithm:hex``), its size in bytes."""

    name: str
    known_hash: str
    size: int


@dataclass(frozen=True)
class Mirror:
    """A place that serves MNIST: `target`, relative to the download folder, is what can be read afterwards."""

    base_url: str
    target: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """All bytes to download."""
        return sum(file.size for file in self.files)


MIRRORS: tuple[Mirror, ...] = (
    Mirror(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "mnist.npz",
        (
            RemoteFile(
                "mnist.npz", "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1", 11_490_434
            ),
        ),
    ),
    Mirror(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        ".",
        (
            RemoteFile("train-images-idx3-ubyte.gz", "md5:f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422),
            RemoteFile("train-labels-idx1-ubyte.gz", "md5:d53e105ee54ea40749a09fcbcd1e9432", 28_881),
            RemoteFile("t10k-images-idx3-ubyte.gz", "md5:9fb629c4189551a2d022fa330f9573f3", 1_648_877),
            RemoteFile("t10k-labels-idx1-ubyte.gz", "md5:ec29112dd5afa0611ce80d1b7f02629c", 4_542),
        ),
    ),
)


def download(mirror: Mirror, folder: Path, progress: Progress | None = None) -> None:
    """Fetch the mirror's files into `folder`; those already there with the right hash are left alone.

    Parameters
    ----------
    mirror : Mirror
    folder : Path
        Made if need be.
    progress : callable, optional
        Called in this thread, some ten times a second, with the bytes done and the bytes in all.

    Raises
    ------
    DatasetError
        If the server cannot be reached, is too slow or serves something else, or `folder` cannot be written.
    """
    transfer = _Transfer(mirror, folder)
    worker = threading.Thread(target=transfer.run, name="mnist-download", daemon=True)
    worker.start()
    try:
        _watch(worker, transfer, progress)
    finally:
        transfer.abandoned.set()
    if transfer.error is not None:
        raise DatasetError(
            f"The download from {mirror.base_url} failed: {_reason(transfer.error)}."
        ) from transfer.error


def _watch(worker: threading.Thread, transfer: "_Transfer", progress: Progress | None) -> None:
    """Report progress until the worker ends; raise DatasetError if the bytes come too slowly."""
    start = seen = time.monotonic()
    seen_bytes = 0
    while True:
        worker.join(POLL_SECONDS)
        if progress is not None:
            progress(min(transfer.done, transfer.mirror.size), transfer.mirror.size)
        if not worker.is_alive():
            return
        now = time.monotonic()
        if transfer.received - seen_bytes >= STALL_BYTES:
            seen, seen_bytes = now, transfer.received
        if now - seen > STALL_SECONDS or now - start > TOTAL_SECONDS:
            raise DatasetError(
                f"The download from {transfer.mirror.base_url} was given up after {now - start:.0f} s: "
                f"the server is silent or too slow."
            )


class _Transfer:
    """One download, run in a thread of its own; the counters are read from another.

    Attributes
    ----------
    done : int
        Bytes of the finished files and of the present attempt.
    received : int
        All bytes that ever came: it never falls, even when an attempt is repeated.
    """

    def __init__(self, mirror: Mirror, folder: Path) -> None:
        self.mirror = mirror
        self.folder = folder
        self.abandoned = threading.Event()
        self.error: Exception | None = None
        self.done = self.received = 0
        self._finished = 0

    def run(self) -> None:
        """Fetch all files; keep the error, if any, for the thread that waits."""
        try:
            self._fetch_all()
        except Exception as error:
            self.error = error

    def _fetch_all(self) -> None:
        # Only here: importing pooch takes time that most starts of the app need not spend.
        import pooch

        registry = {file.name: file.known_hash for file in self.mirror.files}
        store = pooch.create(
            path=self.folder, base_url=self.mirror.base_url, registry=registry, retry_if_failed=RETRIES
        )
        for file in self.mirror.files:
            store.fetch(file.name, downloader=self._fetch)
            self._finished += file.size
            self.done = self._finished

    def _fetch(self, url: str, output_file: str, _pooch: object) -> None:
        """Download one file: pooch calls this once per attempt."""
        self.done = self._finished
        self._stop_if_abandoned()
        with contextlib.ExitStack() as stack:
            response = stack.enter_context(_request(url))
            response.raise_for_status()
            output = stack.enter_context(Path(output_file).open("wb"))
            for chunk in response.iter_content(CHUNK_BYTES):
                self._stop_if_abandoned()
                output.write(chunk)
                self.done += len(chunk)
                self.received += len(chunk)
                # The hash would refuse an endless answer too, but only after the disk is full.
                if self.done > 2 * self.mirror.size:
                    raise ValueError(f"{url} sends more than the {self.mirror.size:,} bytes that are known")

    def _stop_if_abandoned(self) -> None:
        # Not a ValueError or a RequestException: after those pooch would try again.
        if self.abandoned.is_set():
            raise DatasetError("Nobody waits for this download any more.")


def _request(url: str) -> "requests.Response":
    # Only here: importing requests takes time, too.
    import requests

    try:
        return requests.get(url, stream=True, timeout=SOCKET_SECONDS, headers={"Accept-Encoding": "identity"})
    # Without a network, pooch's further attempts would only keep a visitor waiting; the next mirror is one.
    except requests.ConnectionError as error:
        raise DatasetError("the server cannot be reached") from error


def _reason(error: Exception) -> str:
    import requests

    match error:
        case requests.HTTPError(response=response) if response is not None:
            return f"the server answered {response.status_code} {responses.get(response.status_code, '')}".rstrip()
        case requests.exceptions.ChunkedEncodingError():
            return "the connection broke off"
        case requests.TooManyRedirects():
            return "the server sends from one address to the next without end"
        case requests.Timeout():
            return "the server does not answer"
        case requests.ConnectionError():
            return "the server cannot be reached"
        case OSError() if not isinstance(error, requests.RequestException):
            return f"the file cannot be written ({error})"
        case _:
            return str(error).rstrip(".") or type(error).__name__
