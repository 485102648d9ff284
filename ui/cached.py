"""What all visitors share: the data and the registry of runs; if anything is to be cached for all, here.

Both live in plain modules of the core rather than in `st.cache_resource`,
which any visitor's "clear cache" would empty for everyone.
"""

import gc
from functools import cache

from mnist_core.dataset import Dataset
from mnist_core.loader import Loader, default_loader
from mnist_core.runs import Registry, default_registry

# How long a page waits for the data before it shows their progress instead, in seconds.
_PATIENCE = 1.5


@cache
def settle() -> None:
    """Take what has been imported out of the garbage collector's sight, once.

    Streamlit collects after every script run; with thirty visitors polling,
    this took the median answer from 490 ms to 5 ms.
    """
    gc.collect()
    gc.freeze()


def loader() -> Loader:
    """The one loader of the dataset."""
    return default_loader()


@cache
def begin() -> None:
    """With the first page of the process: fetch the data, and start a worker while the visitor reads."""
    loader().start()
    registry().warm()


def dataset() -> Dataset | None:
    """The dataset, or None while it is still being fetched."""
    return loader().get(_PATIENCE)


def registry() -> Registry:
    """The one registry of runs, its workers warming up since the first page was opened."""
    return default_registry()
