"""Digits as points of space: which projection, how far t-SNE is, and the map itself."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from mnist_core import background, projection
from mnist_core.background import Job, State
from mnist_core.dataset import Dataset, Part
from mnist_core.projection import POINTS, Projection
from ui import data_words, live, marks, show
from ui.component import mount, text
from ui.data_views import png

PROJECTIONS = ("PCA in 2 dimensions", "PCA in 3 dimensions", "t-SNE")
_SECONDS = "about ten seconds"


def which_projection() -> str:
    """Choose how 784 dimensions become two or three."""
    found = st.segmented_control(
        "Projection", PROJECTIONS, default=PROJECTIONS[0], key="projection", required=True,
        bind="query-params", persist_state="page", label_visibility="collapsed",
    )  # fmt: skip
    return found if found in PROJECTIONS else PROJECTIONS[0]


def tsne(dataset: Dataset) -> Projection | None:
    """The t-SNE layout of the first train images; until there is one, a way to ask for it, or how far it is."""
    images = dataset.train.images[:POINTS]
    key = f"tsne-{dataset.digest[:16]}-{len(images)}"
    shared = background.default_background()

    def look() -> Job:
        return shared.look(key, lambda arrays: projection.is_layout(arrays, len(images)))

    job = look()
    if job.state is State.DONE:
        return Projection(job.arrays["points"], np.empty(0))
    if job.state is State.RUNNING:
        _follow(look)
        return None
    if job.state is State.FAILED:
        st.warning(f"It could not be computed: {job.message}")
    with st.container(border=True):
        st.markdown(
            f"**t-SNE has not been computed yet.** It moves {len(images):,} points about until neighbours in "
            f"784&nbsp;dimensions are neighbours in the plane. That takes {_SECONDS}, once; then it is kept for all."
        )
        st.button("Compute it", on_click=shared.start, args=(key, projection.tsne, images), type="primary")
    return None


def _follow(look: Callable[[], Job]) -> None:
    def board() -> None:
        job = look()
        if job.state is not State.RUNNING:
            st.rerun()
        share = min(1.0, job.step / projection.ITERATIONS)
        words = f"iteration {job.step:,} of {projection.ITERATIONS:,}" if job.step else "getting a process ready"
        st.progress(share, text=f"t-SNE: {words}, {job.seconds:.0f} s so far; it takes {_SECONDS}")

    live.again(board, 0.5)


def space(part: Part, found: Projection, *, dimensions: int, point: int) -> None:
    """Show the first images of a part as points in two or three dimensions, with pictures and nearest neighbours."""
    images = part.images[:POINTS]
    heading = f"the first {len(images):,} train images: {data_words.variance_kept(found, dimensions)}"
    near = projection.close_ones(part)
    places = found.points[:, :dimensions]
    # Flat maps fill the sheet; in three dimensions the axes keep their proportions.
    places = places - (places.min(axis=0) + places.max(axis=0)) / 2
    scaled = places / np.abs(places).max(axis=0 if dimensions == 2 else None)
    sheet = f"first {len(images)} of {len(part)}"
    mount("sprites", "sprites", {"name": sheet, "png": png(images)})
    data = {
        "points": text(np.round(scaled * np.iinfo(np.int16).max).astype(np.int16)),
        "dimensions": dimensions,
        "labels": text(part.labels[:POINTS].astype(np.uint8)),
        "neighbours": text(near.numbers.astype(np.uint16)),
        "distances": text(np.round(near.distances * 2_000).astype(np.uint16)),
        "sheet": sheet,
        "colours": list(show.colours().digits),
        "point": point,
        "heading": heading,
        "alt": f"{len(images):,} digits as points: {heading}",
    }
    mount("space", "space", data, on_point_change=lambda: marks.keep("space", "point", len(images), 0))
