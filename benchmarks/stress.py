"""Stress against scipy, side by side: python -m benchmarks.stress [--json] [--repeats N].

How long one slider takes to redraw the accuracy of softmax regression on the 10,000 test digits: by
what one would write first, scipy.ndimage on the whole stack of images and a matrix product, and by the
app's own way; then the other two judges. NumPy has one thread and its memory, as in the server. Medians of several
turns taken in one process, in turn, so that what else the machine does meets both alike.
"""

import argparse
import inspect
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from threadpoolctl import threadpool_limits

from mnist_core.beyond_linear import judges, networks, stress
from mnist_core.beyond_linear.networks import KINDS, SHAPES, Network
from mnist_core.beyond_linear.stress import Stress
from mnist_core.data.dataset import Dataset, load_dataset
from mnist_core.work import memory

CASES = {
    "shift": Stress(right=4, down=3),
    "rotation": Stress(rotation=30),
    "scale": Stress(scale=0.8),
    "contrast": Stress(contrast=0.5),
    "pixels shuffled": Stress(shuffled=1.0),
    "pen": Stress(thickness=4),
    "noise": Stress(noise=0.3),
    "all together": Stress(4, 0.8, 30, 4, 3, 0.5, 0.3, 0.5),
}


def first_thought(case: Stress, images: NDArray[np.float32], weights: Any) -> NDArray[np.int64]:
    """The answers by scipy.ndimage on the stack of images, all in memory, and one product."""
    stack = images.reshape(-1, 28, 28)
    if case.thickness:
        stack = ndimage.grey_dilation(stack, size=(1, 5, 5))
    if case.scale != 1 or case.rotation or case.right or case.down:
        angle, middle = np.deg2rad(case.rotation), np.array([13.5, 13.5])
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / case.scale
        back, offset = np.eye(3), np.zeros(3)
        back[1:, 1:], offset[1:] = turn, middle - turn @ np.add(middle, [case.down, case.right])
        stack = ndimage.affine_transform(stack, back, offset, order=1, mode="grid-constant")
    flat = np.float32(case.contrast) * stack.reshape(len(images), -1) + np.float32((1 - case.contrast) / 2)
    if case.noise:
        drawn = np.random.default_rng(0).standard_normal(flat.shape, np.float32)
        flat = np.clip(flat + np.float32(case.noise) * drawn, 0, 1)
    if case.shuffled:
        flat = flat[:, stress.shuffle(case.shuffled)]
    answers: NDArray[np.int64] = (flat @ weights["weights"] + weights["bias"]).argmax(axis=1)
    return answers


def made_up(kind: networks.Kind) -> Network:
    """A network of random numbers: how long it takes does not depend on them."""
    random = np.random.default_rng(0)
    return Network(kind, {n: random.normal(0, 0.1, shape).astype(np.float32) for n, shape in SHAPES[kind].items()})


def seconds(repeats: int, *contenders: Callable[[], Any]) -> list[float]:
    """The median time of each contender, which take turns."""
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(repeats + 1):  # the first turn is not counted: it fills what is kept between two sliders
        for spent, contender in zip(times, contenders, strict=True):
            began = time.perf_counter()
            contender()
            spent.append(time.perf_counter() - began)
    return [statistics.median(spent[1:]) for spent in times]


def compare(dataset: Dataset, repeats: int) -> dict[str, Any]:
    """Time every case."""
    images, judged = dataset.test.intensities(), {kind: made_up(kind) for kind in KINDS}
    found: dict[str, Any] = {}
    for name, case in CASES.items():
        ours = [
            partial(inspect.unwrap(judges.answers), network, case, dataset.test)  # not what is kept
            for network in judged.values()
        ]
        scipy, *own = seconds(repeats, partial(first_thought, case, images, judged["softmax"].parameters), *ours)
        found[name] = {"scipy": scipy, **dict(zip(KINDS, own, strict=True)), "ratio": own[0] / scipy}
        print(f"{name} done", file=sys.stderr)
    return found


def table(found: dict[str, Any]) -> str:
    """Lay out the times for reading."""
    lines = ["ms               scipy  softmax  hidden  convolutional (1,000)  softmax of scipy"]
    for name, row in found.items():
        times = [1000 * row[each] for each in ("scipy", *KINDS)]
        lines.append(
            f"{name:<15} {times[0]:>6.0f}  {times[1]:>7.1f}  {times[2]:>6.1f}  {times[3]:>21.1f}  {row['ratio']:>16.3f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stress", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each contender (default: 5)")
    options = parser.parse_args()
    memory.keep_few_heaps()
    dataset = load_dataset()
    with threadpool_limits(1, user_api="blas"):
        found = compare(dataset, options.repeats)
    print(json.dumps(found) if options.json else table(found))


if __name__ == "__main__":
    main()
