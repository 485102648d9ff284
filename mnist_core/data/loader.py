"""The dataset, loaded once for the whole process, in the background, with progress for whoever waits."""

import logging
import threading
from collections.abc import Callable

from mnist_core.data.dataset import Dataset, load_dataset
from mnist_core.data.download import Progress

_log = logging.getLogger(__name__)


class Loader:
    """Loads one dataset for everyone; asking again never runs two loads at once.

    Parameters
    ----------
    load : takes a callback for (bytes done, bytes in all) and returns the dataset
    """

    def __init__(self, load: Callable[[Callable[[int, int], None]], Dataset]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._dataset: Dataset | None = None
        self.progress = (0, 0)
        self.error = ""

    def start(self) -> None:
        """Begin to load in the background, unless that has begun."""
        with self._lock:
            if self._thread is None:
                self._begin()

    def again(self) -> None:
        """Load anew, for instance once the network is back; the present dataset serves until then."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._begin()

    def get(self, timeout: float | None = None) -> Dataset | None:
        """The dataset, or None if it is not there after `timeout` seconds.

        Raises
        ------
        RuntimeError
            If no source at all could be read.
        """
        self.start()
        if not self._ready.wait(timeout):
            return None
        if self._dataset is None:
            raise RuntimeError(self.error)
        return self._dataset

    @property
    def loading(self) -> bool:
        """Whether a load is under way."""
        return self._thread is not None and self._thread.is_alive()

    def join(self, timeout: float | None = None) -> None:
        """Wait until no load is under way, for so many seconds at most."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _begin(self) -> None:
        self.progress = (0, 0)
        self._thread = threading.Thread(target=self._run, name="load-dataset", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        def report(done: int, total: int) -> None:
            self.progress = (done, total)

        try:
            self._dataset = self._load(report)
        except Exception as error:
            _log.exception("no dataset could be loaded")
            self.error = str(error)
        finally:
            self._ready.set()


def _load(report: Progress) -> Dataset:
    dataset = load_dataset(report)
    if dataset.is_sample:
        _log.warning("full MNIST could not be had: %s", " ".join(dataset.notes))  # pages leave out where it was sought
    return dataset


_default = Loader(_load)


def default_loader() -> Loader:
    """The process's one loader."""
    return _default
