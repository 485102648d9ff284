"""Explaining an answer, beside the plain way to the same numbers: python -m benchmarks.why [--repeats N].

Each pair takes turns in this process on full MNIST (or the sample) with a model of 300 steps; the figures
are medians in milliseconds. Before it is timed, a pair must agree.

overlap      every train image times a drawing, for the shares of its teachers: inked columns only, in
             blocks; beside all pixels turned to floats, in blocks as well
marks        the test accuracy after one step on a drawing at each of 25 learning rates: ten numbers
             say what the step changed; beside 25 changed models that answer the whole exam
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.data.dataset import Dataset, load_dataset
from mnist_core.exam import evaluation
from mnist_core.softmax.regression import evidence
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.step import Checkpoint, advance, initial_checkpoint
from mnist_core.why.teaching import accuracies, overlap, surprise, taught

RATES = np.geomspace(0.001, 10, 25)
BLOCK = 1000


def plain_overlap(dataset: Dataset, image: Floats) -> Floats:
    """Multiply every train image with a drawing (784,), (n,)."""
    starts = range(0, len(dataset.train), BLOCK)
    return np.concatenate([dataset.train.intensities(slice(start, start + BLOCK)) @ image for start in starts])


def plain_marks(dataset: Dataset, model: Checkpoint, image: Floats, taken: Floats) -> Floats:
    """Let each changed model answer every test digit: accuracies (n,)."""
    changed = [taught(model, image, each) for each in taken]
    labels = dataset.test.labels
    return np.array([(evaluation.answers(each.weights, each.bias, dataset.test) == labels).mean() for each in changed])


def pairs(dataset: Dataset, model: Checkpoint) -> dict[str, tuple[Callable[[], Floats], Callable[[], Floats]]]:
    """Ours and the plain way, by name."""
    image = dataset.test.intensities([0])[0]
    slope = surprise(evidence(image.astype(np.float64), model.weights, model.bias), 5)
    taken = np.outer(RATES, slope)
    return {
        "overlap": (lambda: overlap(dataset.train, image), lambda: plain_overlap(dataset, image)),
        "marks": (
            lambda: accuracies(model, dataset.test, image, taken),
            lambda: plain_marks(dataset, model, image, taken),
        ),
    }


def milliseconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    dataset = load_dataset()
    config = MINI_BATCH.within(dataset)
    model = advance(config, dataset, initial_checkpoint(), 300)
    print("| what | plain, ms | ours, ms | ratio |\n|---|---|---|---|")
    for name, (ours, plain) in pairs(dataset, model).items():
        np.testing.assert_allclose(ours(), plain(), rtol=1e-4, atol=3e-4)
        times = [(milliseconds(plain), milliseconds(ours)) for _ in range(repeats)]
        slow, fast = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"| {name} | {slow:.1f} | {fast:.1f} | {fast / slow:.3f} |")


if __name__ == "__main__":
    main()
