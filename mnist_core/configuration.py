"""All that an operator may set, by variables of the environment: which there are, and whether they can be read."""

from collections.abc import Mapping

from mnist_core.classroom.limits import Limits, read_limits
from mnist_core.settings import Uploads, limits_from, variables_of
from mnist_core.training.registry import bounds_from
from mnist_core.work.bounds import Bounds
from mnist_core.work.processes import nice, workers
from mnist_core.work.shared import SharedRoom
from mnist_core.work.store import Room

SETTINGS = (
    "MNIST_PATH",
    "SEESOFTMAX_HOME",
    "SEESOFTMAX_WORKERS",
    "SEESOFTMAX_NICE",
    "SEESOFTMAX_OFFLINE",
    "SEESOFTMAX_CLASSROOM_URL",
    "SEESOFTMAX_EMBED_IN",
    "SEESOFTMAX_FORESEE",
    "SEESOFTMAX_LOG",
    "SEESOFTMAX_METRICS",
    "SEESOFTMAX_STORE",
    "DASK_SCHEDULER_ADDRESS",
)
SECRET = ("SEESOFTMAX_CLASSROOM_URL", "SEESOFTMAX_METRICS")  # may hold a password


def known_limits() -> set[str]:
    """The names of all limits that may be set."""
    kinds = (Limits, Bounds, Room, SharedRoom, Uploads)
    return {name for kind in kinds for name in variables_of(kind).values()}


def require_settings(environment: Mapping[str, str]) -> None:
    """Raise ValueError, a sentence, where a variable is set to what it cannot be."""
    workers()
    nice()
    bounds_from(environment)
    limits_from(environment, Uploads())
    read_limits(environment)
