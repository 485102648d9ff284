"""Many training sizes at once or one after the other: python -m benchmarks.training_size [--json] [--turns N].

The 24 sizes of the lesson, up to 5,500 examples, each with 2,500 full-batch updates at a rate of 0.1 from
zero. All contenders run in this process, with their data prepared and their graphs compiled by a first
turn of a few steps, and take turns; each one's seconds are those of its fastest turn, since whatever else the
machine does can only add to them.

together   mnist_core.training_size.sweep in the pieces in which the app does it, accuracies included
apart      mnist_core.training.step.train for one size after the other, a checkpoint every 100 steps, nothing measured
largest    the same for 5,500 alone
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from mnist_core.data.dataset import Dataset, load_dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.step import train
from mnist_core.training_size.sweep import MANY, Sweep
from mnist_core.work.registry import PIECE_SECONDS

SWEEP = Sweep(MANY, learning_rate=0.1, steps=2_500)
FEW_STEPS = 20


def together(dataset: Dataset, steps: int) -> None:
    """Train all sizes at once."""
    sweep = replace(SWEEP, steps=steps)
    arrays, finished = sweep.begin(), False
    while not finished:
        piece = sweep.advance(dataset, arrays, PIECE_SECONDS)
        arrays, finished = piece.arrays, piece.done == piece.total


def apart(dataset: Dataset, steps: int, sizes: tuple[int, ...] = MANY) -> None:
    """Train one size after the other."""
    for size in sizes:
        for _ in train(TrainingConfig(size, SWEEP.learning_rate, steps), dataset):
            pass


def largest(dataset: Dataset, steps: int) -> None:
    """Train the largest size alone."""
    apart(dataset, steps, MANY[-1:])


CONTENDERS: dict[str, Callable[[Dataset, int], None]] = {"together": together, "apart": apart, "largest": largest}


def compare(dataset: Dataset, turns: int) -> dict[str, object]:
    """Let the contenders take turns, and sum up."""
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for contend in CONTENDERS.values():
        contend(dataset, FEW_STEPS)
    for turn in range(turns):
        for name, contend in CONTENDERS.items():
            began = time.perf_counter()
            contend(dataset, SWEEP.steps)
            seconds[name].append(time.perf_counter() - began)
            print(f"turn {turn + 1} of {turns}: {name} {seconds[name][-1]:.2f} s", file=sys.stderr)

    fastest = {name: min(each) for name, each in seconds.items()}
    return {
        "seconds": fastest,
        "ratio_to_apart": fastest["together"] / fastest["apart"],
        "ratio_to_largest": fastest["together"] / fastest["largest"],
    }


def table(summary: dict[str, object]) -> str:
    """Lay out a summary for reading."""
    seconds = summary["seconds"]
    assert isinstance(seconds, dict)
    lines = [f"{name:<9} {value:>7.2f} s" for name, value in seconds.items()]
    return "\n".join(
        [
            *lines,
            f"together / apart   {summary['ratio_to_apart']:.2f}",
            f"together / largest {summary['ratio_to_largest']:.2f}",
        ]
    )


def main() -> None:
    """Compare, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training_size", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--turns", type=int, default=4, help="turns of each contender (default: 4)")
    options = parser.parse_args()
    dataset = load_dataset()
    if dataset.is_sample:
        sys.exit("The sizes go up to 5,500, which the bundled sample does not have: set MNIST_PATH.")
    summary = compare(dataset, options.turns)
    print(json.dumps(summary) if options.json else table(summary))


if __name__ == "__main__":
    main()
