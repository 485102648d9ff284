"""What all visitors share: the data and the registry of runs; if anything is to be cached for all, here.

Both live in plain modules of the core rather than in `st.cache_resource`,
which any visitor's "clear cache" would empty for everyone.
"""

import gc
import sys
from asyncio import Future

from streamlit import runtime
from threadpoolctl import threadpool_limits

from mnist_core.data.dataset import Dataset
from mnist_core.data.loader import Loader, default_loader
from mnist_core.once import once
from mnist_core.training.registry import default_registry
from mnist_core.work.ending import default_ending
from mnist_core.work.registry import Registry
from ui import patches, state, tidying, uploads

# How long a page waits for the data before it shows their progress instead, in seconds.
_PATIENCE = 1.5


_settled = 0  # how many modules there were when it was last done


def settle() -> None:
    """Take what has been imported out of the garbage collector's sight, and give NumPy one thread a visitor.

    A collection walks all that it sees, while thirty visitors wait: with one
    after every script run, as Streamlit has it by default, the first took the
    median answer from 490 ms to 5 ms. (The configuration leaves collecting to
    Python, which does it by need.) Pages import what they need when they are
    first opened, so it is done again when there are more modules. And where
    other work keeps the cores busy, a matrix product in many threads waits
    for the last of them: the second took 10,000 digits through softmax
    regression from 400 ms to 5 ms beside a training.
    """
    global _settled
    if len(sys.modules) == _settled:
        return
    _settled = len(sys.modules)
    threadpool_limits(1, user_api="blas")  # again, too: SciPy brings a library of its own
    gc.collect()
    gc.freeze()


def loader() -> Loader:
    """The one loader of the dataset."""
    return default_loader()


@once
def begin() -> None:
    """With the first page of the process: fetch the data, and start a worker while the visitor reads."""
    loader().start()
    registry().warm()
    patches.apply()
    uploads.keep_few()
    tidying.also(_stop_for_nobody, tidying.EVERY)
    # Pages run in threads, and only the server's main one, where its event loop is, may say what signals do.
    stopped = runtime.get_instance().stopped if runtime.exists() else None
    if isinstance(stopped, Future):  # there is no loop where a test runs a page
        stopped.get_loop().call_soon_threadsafe(default_ending().catch_signals)
        tidying.begin(stopped.get_loop())


def dataset() -> Dataset | None:
    """The dataset, or None while it is still being fetched."""
    return loader().get(_PATIENCE)


def dataset_at_once() -> Dataset | None:
    """The dataset for what does without it; None while it is being fetched, and where there is none, as is logged."""
    try:
        return loader().get(0)
    except RuntimeError:
        return None


def _stop_for_nobody() -> None:
    """Stop the work of those who have closed their tabs: it would go on for hours, and nobody would see it."""
    if (visitors := tidying.connected(state.VISITOR)) is not None:
        registry().stop_for_nobody(set(map(str, visitors)))


def registry() -> Registry:
    """The one registry of long work, its workers warming up since the first page was opened."""
    return default_registry()
