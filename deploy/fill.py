"""Fill SEESOFTMAX_HOME before anybody comes: MNIST, and the runs that pages show first. python -m deploy.fill."""

import contextlib
import sys

from mnist_core.data.dataset import load_dataset
from mnist_core.training.config import FULL_BATCH, MINI_BATCH
from mnist_core.training.registry import make_registry
from mnist_core.training.run import Status, TrainingRun

PATIENCE = 600.0  # seconds for a run


def main() -> int:
    """Fetch, train, and say what is there; exit status 1 where it is not all there."""
    dataset = load_dataset()
    print(f"The data are {dataset.source}.")
    with contextlib.closing(make_registry(dataset)) as registry:
        for config in (FULL_BATCH, MINI_BATCH):
            run = TrainingRun(config.within(dataset))
            registry.start(run, "fill")
            found = registry.wait(run, PATIENCE)
            print(f"A run of {found.config.steps:,} steps is {found.status}. {found.message}".rstrip())
            if found.status is not Status.FINISHED:
                return 1
    if dataset.is_sample:
        print("Full MNIST was not to be had.", *dataset.notes, sep="\n", file=sys.stderr)
    return int(dataset.is_sample)


if __name__ == "__main__":
    raise SystemExit(main())
