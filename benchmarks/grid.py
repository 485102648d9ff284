"""What a grid in the background costs a visitor's own run: python -m benchmarks.grid [--json] [--turns N].

A run of the recipe "full batch" is trained by a registry and its worker, alone and while a grid of 48 such
runs is worked through; the two take turns, with another learning rate each time, since a run that is known
would cost nothing. Reported are the median seconds of both and the median of the turns' ratios.

Exit status 1 if the grid slows the run by more than a third.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace

from mnist_core.data.dataset import load_dataset
from mnist_core.training.config import FULL_BATCH
from mnist_core.training.grid import Grid, make_grid
from mnist_core.training.registry import make_registry
from mnist_core.training.run import TrainingRun
from mnist_core.work.registry import Registry

LIMIT = 4 / 3


def compare(turns: int) -> dict[str, float]:
    """Let the run go alone and beside a grid in turn, and sum up."""
    dataset = load_dataset()
    registry = make_registry(dataset, folder=None)
    registry.warm(wait=True)
    base = FULL_BATCH.within(dataset)
    grid = make_grid(replace(base, steps=5000), "train_size", len(dataset.train))
    alone, beside = [], []
    _seconds(registry, 0.09)
    for turn in range(turns):
        alone.append(_seconds(registry, 0.1 + 0.001 * turn))
        registry.start(grid, "somebody")
        time.sleep(1)
        beside.append(_seconds(registry, 0.1005 + 0.001 * turn))
        _end(registry, grid)
    registry.close()
    ratios = [two / one for one, two in zip(alone, beside, strict=True)]
    return {
        "alone": statistics.median(alone),
        "beside": statistics.median(beside),
        "ratio": statistics.median(ratios),
    }


def _seconds(registry: Registry, rate: float) -> float:
    """Train a run of this learning rate; return how long its visitor waited."""
    run = TrainingRun(replace(FULL_BATCH.within(registry.dataset), learning_rate=rate))
    began = time.perf_counter()
    registry.start(run, "a visitor")
    registry.wait(run)
    return time.perf_counter() - began


def _end(registry: Registry, grid: Grid) -> None:
    """Stop the grid, and wait until the worker is idle."""
    if not registry.look(grid).active:
        raise RuntimeError("the grid ended while it was being measured")
    registry.stop(grid, "somebody")
    time.sleep(3)


def main() -> int:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    found = compare(arguments.turns)
    if arguments.json:
        print(json.dumps(found))
    else:
        print(f"alone          {found['alone']:6.1f} s")
        print(f"beside a grid  {found['beside']:6.1f} s, {found['ratio']:.2f} times as long")
    return int(found["ratio"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
