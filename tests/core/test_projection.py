"""Projections, neighbours, and the computation in the background that is done once and kept."""

import os
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from mnist_core import projection
from mnist_core.background import Background, State, own_process
from mnist_core.neighbours import is_outlier, nearest
from mnist_core.once import once

SECONDS = 300


def blobs(each: int = 30) -> np.ndarray:
    """Three groups of images that differ in which third of the pixels is black."""
    images = np.random.default_rng(0).integers(0, 40, (3 * each, 784))
    for k in range(3):
        images[k * each : (k + 1) * each, k * 260 : (k + 1) * 260] += 200
    return images.astype(np.uint8)


def test_pca_is_the_singular_value_decomposition():
    images = blobs()
    found = projection.pca(images)
    centred = images / 255 - (images / 255).mean(axis=0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(np.abs(found.points), np.abs(left * values)[:, :3], atol=1e-4)
    np.testing.assert_allclose(found.kept, (values**2 / (values**2).sum())[:3], atol=1e-6)
    assert found.points.dtype == np.float32


def test_the_principal_axes_of_mnist_keep_a_quarter_of_the_variance(mnist):
    found = projection.principal_axes(mnist.train)
    assert found.points.shape == (projection.POINTS, 3)
    np.testing.assert_allclose(100 * found.kept, [11.1, 7.4, 6.5], atol=0.06)


def test_tsne_in_its_own_process_keeps_groups_together_and_tells_how_far_it_is(tmp_path):
    shared = Background(own_process, tmp_path)
    shared.start("tsne", projection.tsne, blobs())
    steps = []
    job = ending(shared, "tsne", lambda job: steps.append(job.step))
    assert job.state is State.DONE, job.message
    assert max(steps) > 0
    points = job.arrays["points"]
    assert projection.is_layout(job.arrays, 90)
    centres = points.reshape(3, 30, 2).mean(axis=1)
    closest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)
    np.testing.assert_array_equal(closest, np.repeat([0, 1, 2], 30))


@pytest.mark.parametrize(
    "points", [np.zeros((3, 2)), np.zeros((2, 2), np.float32), np.full((3, 2), np.nan, np.float32)]
)
def test_what_is_no_layout_is_not_taken_for_one(points):
    assert not projection.is_layout({"points": points}, 3)
    assert not projection.is_layout({}, 3)


def test_neighbours_by_hand():
    images = np.zeros((3, 784), np.uint8)
    images[1, 0] = 255
    images[2, :4] = 255
    found = nearest(images, 2)
    assert found.numbers.tolist() == [[1, 2], [0, 2], [1, 0]]
    np.testing.assert_allclose(found.distances, [[1, 2], [1, 3**0.5], [3**0.5, 2]])
    assert is_outlier(found, np.array([1, 2, 2]), 0)
    assert not is_outlier(found, np.array([1, 2, 2]), 1)


@settings(max_examples=25)
@given(arrays(np.uint8, some.tuples(some.integers(4, 9), some.just(784))))
def test_neighbours_are_others_in_order_and_none_is_closer(images):
    found = nearest(images, 3)
    every = np.linalg.norm((images[:, None] / 255) - (images / 255), axis=2)
    np.fill_diagonal(every, np.inf)
    np.testing.assert_allclose(found.distances, np.sort(every, axis=1)[:, :3], atol=1e-6)
    assert (found.numbers != np.arange(len(images))[:, None]).all()


def test_many_askers_compute_once():
    calls = []

    @once
    def slow(number: int) -> int:
        calls.append(number)
        return number

    with ThreadPoolExecutor(8) as askers:
        assert list(askers.map(slow, [3] * 20)) == [3] * 20
    assert calls == [3]


class Inline(Executor):
    """Runs a task at once, in the thread that asks."""

    def submit(self, call, *args, **more):
        future: Future = Future()
        try:
            future.set_result(call(*args, **more))
        except Exception as error:
            future.set_exception(error)
        return future


def ending(shared: Background, key: str, meanwhile=bool):
    """Wait until a computation is over, and return it; `meanwhile` is told how it is, again and again."""
    end = time.monotonic() + SECONDS
    while (job := shared.look(key, bool)).state is State.RUNNING:
        meanwhile(job)
        assert time.monotonic() < end
        time.sleep(0.02)
    return job


def double(values, report: Path):
    report.write_text("17")
    return {"values": 2 * values, "process": np.array(os.getpid())}


def test_a_result_is_kept_for_the_next_process(tmp_path):
    first = Background(Inline, tmp_path)
    assert first.look("twice", bool).state is State.UNKNOWN
    first.start("twice", double, np.arange(3))
    assert ending(first, "twice").arrays["values"].tolist() == [0, 2, 4]
    second = Background(Inline, tmp_path).look("twice", bool)
    assert second.state is State.DONE
    assert second.arrays["values"].tolist() == [0, 2, 4]
    assert not second.arrays["values"].flags.writeable
    assert {path.name for path in tmp_path.iterdir()} == {"twice.npz"}


def test_it_runs_in_a_process_of_its_own_without_tensorflow(tmp_path):
    shared = Background(own_process, tmp_path)
    shared.start("own", double, np.arange(3))
    shared.start("own", double, np.arange(4))
    job = ending(shared, "own")
    assert job.state is State.DONE, job.message
    assert int(job.arrays["process"]) != os.getpid()
    assert len(job.arrays["values"]) == 3


def test_while_it_runs_it_tells_how_far_it_is(tmp_path):
    go_on = threading.Event()

    def slow(report: Path):
        report.write_text("250")
        go_on.wait(SECONDS)
        return {"values": np.zeros(1)}

    shared = Background(lambda: ThreadPoolExecutor(1), tmp_path)
    shared.start("slow", slow)
    while not shared.look("slow", bool).step:
        assert shared.look("slow", bool).state is State.RUNNING
    assert shared.look("slow", bool).step == 250
    go_on.set()
    assert ending(shared, "slow").state is State.DONE


def test_a_failure_is_told_and_can_be_tried_again(tmp_path):
    def broken(report: Path):
        raise ValueError("no room")

    shared = Background(Inline, tmp_path)
    shared.start("broken", broken)
    job = ending(shared, "broken")
    assert (job.state, job.message) == (State.FAILED, "ValueError: no room")
    shared.start("broken", double, np.arange(3))
    assert ending(shared, "broken").state is State.DONE


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_a_damaged_file_is_computed_again(tmp_path, content):
    (tmp_path / "twice.npz").write_bytes(content)
    shared = Background(Inline, tmp_path)
    assert shared.look("twice", bool).state is State.UNKNOWN
    shared.start("twice", double, np.arange(3))
    assert ending(shared, "twice").state is State.DONE


def test_a_file_that_is_not_what_its_name_promises_is_not_taken(tmp_path):
    np.savez(tmp_path / "twice.npz", values=np.zeros(2))
    assert Background(Inline, tmp_path).look("twice", lambda arrays: "points" in arrays).state is State.UNKNOWN


def test_a_folder_that_cannot_be_written_only_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    shared = Background(Inline, tmp_path / "file")
    shared.start("twice", lambda report: {"values": np.zeros(1)})
    assert ending(shared, "twice").state is State.DONE
