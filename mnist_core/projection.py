"""Points of the 784-dimensional space drawn in two or three dimensions: PCA at once, t-SNE with some patience."""

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mnist_core.dataset import Part
from mnist_core.neighbours import Neighbours, nearest
from mnist_core.once import once

POINTS = 2_000
NEIGHBOURS = 8
ITERATIONS = 1_000

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Projection:
    """Where the images lie in a space of few dimensions.

    Attributes
    ----------
    points : float32 (n, d)
    kept : float64 (d,), the share of the images' variance that each axis keeps; empty where that means nothing
    """

    points: FloatArray
    kept: npt.NDArray[np.float64]


def pca(images: npt.NDArray[np.uint8], dimensions: int = 3) -> Projection:
    """Project images (n, 784) on the few perpendicular directions along which they differ most.

    Principal component analysis: Bishop, "Pattern Recognition and Machine Learning" (2006), section 12.1.
    """
    # Slow to import, and only this needs it.
    from sklearn.decomposition import PCA

    found = PCA(dimensions, svd_solver="covariance_eigh").fit(images / 255)
    return Projection(found.transform(images / 255).astype(np.float32), found.explained_variance_ratio_)


@once
def principal_axes(part: Part) -> Projection:
    """The first POINTS images of a part on their three principal axes."""
    return pca(part.images[:POINTS])


@once
def close_ones(part: Part) -> Neighbours:
    """The nearest neighbours in pixel space among the first POINTS images of a part."""
    return nearest(part.images[:POINTS], NEIGHBOURS)


def tsne(images: npt.NDArray[np.uint8], report: Path | None = None) -> dict[str, FloatArray]:
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
    from sklearn.manifold import TSNE

    perplexity = min(30, (len(images) - 1) / 3)
    layout = TSNE(2, init="pca", perplexity=perplexity, random_state=0, max_iter=ITERATIONS, verbose=2)
    # scikit-learn tells its progress to nobody but the standard output.
    with contextlib.redirect_stdout(_Iterations(report)):
        points = layout.fit_transform((images / 255).astype(np.float32))
    return {"points": points.astype(np.float32)}


def is_layout(arrays: dict[str, npt.NDArray[np.generic]], count: int) -> bool:
    """Whether arrays read from disk are what `tsne` returns for so many images."""
    points = arrays.get("points")
    return (
        points is not None
        and points.shape == (count, 2)
        and points.dtype == np.float32
        and bool(np.isfinite(points).all())
    )


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
