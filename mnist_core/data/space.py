"""Points of the 784-dimensional space drawn in two or three dimensions: PCA at once, t-SNE with some patience."""

import contextlib
import io
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np
from scipy import linalg

from mnist_core.arrays import Arrays, Bytes, Float32s, Float64s
from mnist_core.data.dataset import Dataset, Part
from mnist_core.data.neighbours import Neighbours, nearest
from mnist_core.folders import home_folder
from mnist_core.once import once
from mnist_core.work.work import Field, Job, Kept, Layout, Place, Report, Taken, WorkInPieces, freeze, reported

POINTS = 2_000
NEIGHBOURS = 8
ITERATIONS = 1_000


@dataclass(frozen=True, eq=False)
class Projection:
    """Where the images lie in a space of few dimensions.

    Attributes
    ----------
    points : float32 (n, d)
    kept : float64 (d,), the share of the images' variance that each axis keeps; empty where that means nothing
    """

    points: Float32s
    kept: Float64s


def pca(images: Bytes, dimensions: int = 3) -> Projection:
    """Project images (n, 784) on the few perpendicular directions along which they differ most.

    Principal component analysis: Bishop, "Pattern Recognition and Machine Learning" (2006), section 12.1.
    """
    points = images / 255
    points -= points.mean(axis=0)
    covariance = points.T @ points / (len(points) - 1)
    last = len(covariance) - dimensions, len(covariance) - 1
    variances, axes = (found[..., ::-1] for found in linalg.eigh(covariance, subset_by_index=last))
    # Either sign of an axis will do: the one by which its largest number is positive is scikit-learn's, too.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(dimensions)])
    return Projection((points @ axes).astype(np.float32), variances / covariance.trace())


@once
def principal_axes(part: Part) -> Projection:
    """The first POINTS images of a part on their three principal axes."""
    return pca(part.images[:POINTS])


@once
def close_ones(part: Part) -> Neighbours:
    """The nearest neighbours in pixel space among the first POINTS images of a part."""
    return nearest(part.images[:POINTS], NEIGHBOURS)


def tsne(images: Bytes, report: Path | None = None) -> dict[str, Float32s]:
    """Lay images (n, 784) out in the plane so that neighbours stay neighbours; distances far apart mean nothing.

    t-distributed stochastic neighbour embedding: van der Maaten and Hinton,
    "Visualizing Data using t-SNE", JMLR 9 (2008).

    Parameters
    ----------
    images : uint8 (n, 784)
    report : a file that is told the number of the last of ITERATIONS iterations, as it goes

    Returns
    -------
    "points": float32 (n, 2)
    """
    # Slow to import, which would hold up every visitor of a server: this runs in a process of its own.
    from sklearn.manifold import TSNE

    perplexity = min(30, (len(images) - 1) / 3)
    layout = TSNE(2, init="pca", perplexity=perplexity, random_state=0, max_iter=ITERATIONS, verbose=2)
    # scikit-learn tells its progress to nobody but the standard output.
    with contextlib.redirect_stdout(_Iterations(report)):
        points = layout.fit_transform((images / 255).astype(np.float32))
    return {"points": points.astype(np.float32)}


@dataclass
class Laying:
    """How far a layout is: when it was ordered, where its process tells its iteration, and what it came to."""

    report: Path
    began: float = 0.0
    points: Arrays | None = None


@dataclass(frozen=True)
class Neighbourhoods(WorkInPieces[Job]):
    """The t-SNE layout of the first train images, `count` of them: float32 (count, 2) as "points".

    scikit-learn's cannot be stopped midway and taken up again, so it is one piece, in a process of its own.
    Shown are the iterations that are done, and the seconds since it was ordered.
    """

    folder: ClassVar[str] = "projections"
    place: ClassVar[Place] = Place.APART

    count: int

    def key(self, digest: str) -> str:
        """Name the layout on the data of this digest."""
        return f"tsne-{digest[:16]}-{self.count}"

    def begin(self) -> Laying:
        """Nothing is known yet."""
        return Laying(home_folder() / self.folder / f"tsne-{self.count}-{os.getpid()}.progress")

    def order(self, state: Laying, dataset: Dataset, _seconds: float) -> Callable[[], Report]:
        """Have the images laid out; they travel along, so that the process need not open the data."""
        state.began = time.monotonic()
        return partial(_lay_out, dataset.train.images[: self.count], state.report)

    def take(self, state: Laying, result: Arrays) -> Taken:
        """Keep the points."""
        state.points = freeze(result)
        with contextlib.suppress(OSError):
            state.report.unlink(missing_ok=True)
        return Taken(state, ITERATIONS, ITERATIONS)

    def layout(self) -> Layout:
        """A point in the plane for each image."""
        return {"points": Field(np.float32, (self.count, 2))}

    def pack(self, state: Laying) -> Arrays:
        """The points."""
        return state.points or {}

    def unpack(self, kept: Kept) -> Laying:
        """Take up the points."""
        return replace(self.begin(), points=kept.arrays)

    def nbytes(self, state: Laying) -> int:
        """The memory of the points."""
        return sum(array.nbytes for array in (state.points or {}).values())

    def show(self, job: Job) -> Job:
        """Show the points; on the way to them, the iteration that the process has told last."""
        if not isinstance(job.state, Laying):
            return job
        shown = replace(job, state=job.state.points or {})
        if not job.active:
            return shown
        seconds = time.monotonic() - job.state.began
        return replace(shown, done=_iteration(job.state.report), total=ITERATIONS, seconds=seconds)


def _lay_out(images: Bytes, report: Path) -> Report:
    with contextlib.suppress(OSError):
        report.parent.mkdir(parents=True, exist_ok=True)
    return reported(partial(tsne, images, report))


def _iteration(report: Path) -> int:
    """Read the number of the last iteration; 0 where there is none, or anything else in its place."""
    try:
        if not report.is_file():  # to open a pipe takes for ever
            return 0
        with report.open(encoding="ascii") as file:
            return min(max(int(file.read(16)), 0), ITERATIONS)
    except (OSError, ValueError):
        return 0


class _Iterations(io.TextIOBase):
    """A place for scikit-learn's words that keeps only the number of the iteration, in a file."""

    def __init__(self, report: Path | None) -> None:
        self._report = report

    def write(self, words: str) -> int:
        found = re.search(r"Iteration (\d+)", words)
        if found and self._report is not None:
            with contextlib.suppress(OSError):
                self._report.write_text(found[1], "ascii")
        return len(words)
