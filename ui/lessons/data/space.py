"""Digits as points of space: which projection, how far t-SNE is, and the map itself."""

import numpy as np
import streamlit as st

from mnist_core.data import space as projection
from mnist_core.data.dataset import Dataset, Part
from mnist_core.data.space import POINTS, Neighbourhoods, Projection
from mnist_core.work.work import Job, Status
from ui import live, marks, show
from ui.component import bring, mount, text
from ui.lessons.data import words as data_words
from ui.lessons.data.views import png

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
    work = Neighbourhoods(len(images))
    job = live.look_at(work)
    if job.status is Status.FINISHED:
        return Projection(job.arrays["points"], np.empty(0))
    if job.active:
        live.follow(lambda: live.look_at(work), _tell)
        return None
    if job.status is Status.FAILED:
        st.warning(f"It could not be computed: {job.message}")
    with st.container(border=True):
        st.markdown(
            f"**t-SNE has not been computed yet.** It moves {len(images):,} points about until neighbours in "
            f"784&nbsp;dimensions are neighbours in the plane. That takes {_SECONDS}, once; then it is kept for all."
        )
        st.button("Compute it", on_click=live.start, args=(work,), type="primary", key="compute_tsne")
    return None


def _tell(job: Job) -> None:
    words = f"iteration {job.done:,} of {job.total:,}" if job.done else "getting a process ready"
    st.progress(min(job.fraction, 1.0), text=f"t-SNE: {words}, {job.seconds:.0f} s so far; it takes {_SECONDS}")


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
    bring("sprites", sheet, lambda: png(images), most=1)
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
    mount("space", "space", data, point=marks.kept("point", len(images), 0))
