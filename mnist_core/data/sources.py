"""The places where full MNIST may be: each function opens one, verified, or raises the reason why not."""

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from mnist_core.data import download
from mnist_core.data.archives import DatasetError, MnistArrays, read_mnist
from mnist_core.data.download import Progress
from mnist_core.folders import home_folder


class Source(NamedTuple):
    """Full MNIST: its arrays, the absolute path that holds them, and where that is, as a piece of a sentence."""

    arrays: MnistArrays
    path: Path
    description: str


def open_source(path: Path, description: str) -> Source:
    """Read and verify the archive or folder at `path`; raise DatasetError if it is not MNIST."""
    return Source(read_mnist(path), path.absolute(), description)


def data_folder() -> Path:
    """Return the folder of our own downloads: ``data/`` in SEESOFTMAX_HOME or in the user's cache folder."""
    return home_folder() / "data"


def from_environment() -> Source:
    """Open the archive or folder that MNIST_PATH names."""
    name = os.environ.get("MNIST_PATH")
    if not name:
        raise DatasetError("The environment variable MNIST_PATH names no file.")
    try:
        path = Path(name).expanduser()
        kind = "folder" if os.path.isdir(path) else "file"  # noqa: PTH112 (Path's raises on unreadable parents)
        return open_source(path, f"the {kind} {name} named by MNIST_PATH")
    except (DatasetError, RuntimeError) as reason:
        raise DatasetError(f"MNIST_PATH cannot be used: {reason}") from reason


def from_keras() -> Source:
    """Open the archive that Keras has downloaded before, in KERAS_HOME or ~/.keras."""
    try:
        home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
        path = home / "datasets" / "mnist.npz"
        return open_source(path, f"Keras's copy {path}")
    # A user without a home folder, as in some containers, is a RuntimeError.
    except (DatasetError, RuntimeError) as reason:
        raise DatasetError(f"Keras's copy cannot be used: {reason}") from reason


def from_earlier_download() -> Source:
    """Open what an earlier run has downloaded, from whichever mirror."""
    reasons = []
    for mirror in download.MIRRORS:
        path = data_folder() / mirror.target
        try:
            return open_source(path, f"an earlier download, {path}")
        except DatasetError as reason:
            reasons.append(str(reason))
    raise DatasetError(f"There is no earlier download: {' '.join(reasons)}")


def from_download(progress: Progress | None, *, allowed: bool) -> Source:
    """Download MNIST into our own folder, from the first mirror that serves it, unless SEESOFTMAX_OFFLINE=1."""
    if os.environ.get("SEESOFTMAX_OFFLINE") == "1":
        raise DatasetError("Nothing was downloaded: SEESOFTMAX_OFFLINE=1 says never to ask the network.")
    if not allowed:
        raise DatasetError("Nothing was downloaded: the download was not asked for.")
    folder = data_folder()
    _require_writable(folder)
    reasons = []
    for mirror in download.MIRRORS:
        try:
            download.download(mirror, folder, progress)
            return open_source(folder / mirror.target, f"a download from {mirror.base_url}")
        except DatasetError as reason:
            reasons.append(str(reason))
    raise DatasetError(" ".join(reasons))


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DatasetError(
            f"Nothing was downloaded: the folder {folder} cannot be written ({error}); "
            "the environment variable SEESOFTMAX_HOME can name another."
        ) from error
