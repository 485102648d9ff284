"""Projections and neighbours, and the layout that takes a while, is done once and kept."""

import contextlib
import os
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA

from mnist_core.data import plain
from mnist_core.data import space as projection
from mnist_core.data.dataset import DatasetRef
from mnist_core.data.neighbours import is_outlier, nearest
from mnist_core.data.space import Neighbourhoods
from mnist_core.training.registry import ONE_THREAD, make_registry
from mnist_core.work.processes import idle_process
from mnist_core.work.registry import Registry
from mnist_core.work.work import Place, Status
from tests.support.hands import Workshop, fits

SECONDS = 300
DIGEST = "d" * 64


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
    np.testing.assert_allclose(np.abs(plain.project(images, 3)), np.abs(found.points), atol=1e-4)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_pca_is_scikit_learn_s_with_its_signs(mnist, dimensions):
    images = mnist.train.images[:300]
    theirs = PCA(dimensions, svd_solver="full").fit(images / 255)
    found = projection.pca(images, dimensions)
    np.testing.assert_allclose(found.points, theirs.transform(images / 255), atol=1e-4)
    np.testing.assert_allclose(found.kept, theirs.explained_variance_ratio_, atol=1e-9)


def test_the_principal_axes_of_mnist_keep_a_quarter_of_the_variance(mnist):
    found = projection.principal_axes(mnist.train)
    assert found.points.shape == (projection.POINTS, 3)
    np.testing.assert_allclose(100 * found.kept, [11.1, 7.4, 6.5], atol=0.06)


@pytest.fixture
def dataset():
    images = blobs()
    return SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST), train=SimpleNamespace(images=images))


LAYOUT = Neighbourhoods(90)


@pytest.mark.slow
def test_tsne_in_its_own_process_keeps_groups_together_and_tells_how_far_it_is(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path))
    with contextlib.closing(make_registry(dataset, executor=Workshop(), folder=tmp_path)) as registry:
        assert registry.start(LAYOUT, "a").active
        told, end = [], time.monotonic() + SECONDS
        while (job := registry.look(LAYOUT)).active:
            told.append(job)
            assert time.monotonic() < end
            time.sleep(0.02)
        assert job.status is Status.FINISHED, job.message
        assert max(each.done for each in told) > 0
        assert {each.total for each in told} == {projection.ITERATIONS}
        assert told[-1].seconds > told[0].seconds
    points = job.arrays["points"]
    assert fits(LAYOUT, job.arrays)
    assert not points.flags.writeable
    centres = points.reshape(3, 30, 2).mean(axis=1)
    closest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)
    np.testing.assert_array_equal(closest, np.repeat([0, 1, 2], 30))
    assert [path.suffix for path in (tmp_path / "projections").iterdir()] == [".npz"], "the report is gone"
    with contextlib.closing(make_registry(dataset, executor=Workshop(), folder=tmp_path)) as registry:
        known = registry.find(LAYOUT)
    assert (known.status, known.known) == (Status.FINISHED, True)
    np.testing.assert_array_equal(known.arrays["points"], points)


@pytest.mark.slow
def test_its_process_belongs_to_the_server_and_has_no_tensorflow():
    with idle_process(30, ONE_THREAD) as process:
        pid, modules, threads = process.submit(about_process).result(SECONDS)
    assert pid != os.getpid()
    assert not {"tensorflow", "keras"} & set(modules)
    assert threads == "1"


def about_process():
    return os.getpid(), list(sys.modules), os.environ["OPENBLAS_NUM_THREADS"]


def test_a_failure_is_told_and_can_be_tried_again(dataset, monkeypatch):
    workshop = Workshop()
    places = {Place.TRAINER: Workshop(), Place.APART: workshop}
    with contextlib.closing(Registry(dataset, places, folder=None)) as registry:
        with monkeypatch.context() as broken:
            broken.setattr(projection, "tsne", lambda *_: 1 / 0)
            registry.start(LAYOUT, "a")
            workshop.finish()
        failed = registry.find(LAYOUT)
        assert (failed.status, failed.message) == (Status.FAILED, "ZeroDivisionError: division by zero")
        monkeypatch.setattr(projection, "tsne", lambda *_: {"points": np.zeros((90, 2), np.float32)})
        registry.start(LAYOUT, "a")
        workshop.finish()
        assert registry.find(LAYOUT).status is Status.FINISHED


def test_what_an_earlier_version_has_laid_out_is_known(dataset, tmp_path):
    (tmp_path / "projections").mkdir()
    np.savez(tmp_path / "projections" / f"tsne-{DIGEST[:16]}-90.npz", points=np.ones((90, 2), np.float32))
    with contextlib.closing(make_registry(dataset, executor=Workshop(), folder=tmp_path)) as registry:
        assert registry.find(LAYOUT).known


@pytest.mark.parametrize(
    "points", [np.zeros((3, 2)), np.zeros((2, 2), np.float32), np.full((3, 2), np.nan, np.float32)]
)
def test_what_is_no_layout_is_not_taken_for_one(points):
    assert not fits(Neighbourhoods(3), {"points": points})
    assert not fits(Neighbourhoods(3), {})


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


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("17", 17),
        ("1000", 1_000),
        ("", 0),
        ("99999", 1_000),
        ("-5", 0),
        ("Iteration 3", 0),
        ("é", 0),
        ("1" * 99, 1_000),
    ],
)
def test_whatever_is_in_place_of_the_iteration_is_one_or_none(tmp_path, content, found):
    report = tmp_path / "tsne.progress"
    report.write_text(content, "utf-8")
    assert projection._iteration(report) == found


def test_what_is_no_file_in_its_place_is_no_iteration(tmp_path):
    report = tmp_path / "tsne.progress"
    assert projection._iteration(report) == 0
    os.mkfifo(report)
    assert projection._iteration(report) == 0
    report.unlink()
    report.symlink_to(report.name)
    assert projection._iteration(report) == 0
    report.unlink()
    report.mkdir()
    assert projection._iteration(report) == 0
