"""What a Dask worker does before its first task: `dask worker --no-nanny --preload mnist_core.training.preload …`."""

import functools
import logging
import multiprocessing
import threading
from typing import Any

from mnist_core.data.dataset import anywhere, load_dataset
from mnist_core.training.piece import warm
from mnist_core.training.registry import trainers
from mnist_core.work.errand import Errand, end_processes
from mnist_core.work.vigil import PATIENCE
from mnist_core.work.work import Place

log = logging.getLogger(__name__)


def dask_setup(worker: Any) -> None:  # noqa: ARG001 - Dask calls it so
    """Refuse where no processes could be started; else get the data and a process that trains, beside the start."""
    if multiprocessing.current_process().daemon:
        raise RuntimeError("Dask's worker is to be started with --no-nanny: under a nanny it may have no processes.")
    threading.Thread(target=_get_ready, name="get-ready", daemon=True).start()


def dask_teardown(worker: Any) -> None:  # noqa: ARG001 - Dask calls it so
    """End the processes."""
    end_processes()


def _get_ready() -> None:
    try:
        dataset = load_dataset()
        if dataset.is_sample:
            log.warning("This machine has no full MNIST, and can train on the sample only. %s", " ".join(dataset.notes))
        ref = anywhere(dataset).ref
        make, call = functools.partial(trainers, ref), functools.partial(warm, ref)
        outcome = Errand(Place.TRAINER, make, call, PATIENCE[Place.TRAINER])()
        if outcome.error or outcome.death:
            raise outcome.error or RuntimeError(outcome.death)
    except Exception:
        log.exception("This machine could not get ready")
    else:
        log.warning("Ready to train on %s.", dataset.source)
