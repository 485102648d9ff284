"""What stands below the training board: runs side by side, a grid of them, files to take away, then and now."""

from collections.abc import Callable

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from ui.lessons.training import pins
from ui.lessons.training.files import show_files
from ui.lessons.training.grid import show_grid
from ui.lessons.training.race import show_race
from ui.lessons.training.then_views import show_then_and_now

VIEWS: dict[str, Callable[[TrainingConfig, Dataset], None]] = {
    "Side by side": show_race,
    "Grid": show_grid,
    "Take it away": show_files,
    "Then and now": show_then_and_now,
}
FIRST = "Side by side"
BY_HAND = (pins.NAME,)  # what is read from the address without a widget


def show_more(config: TrainingConfig, dataset: Dataset) -> None:
    """Show what the visitor has chosen of what there is to do with a run."""
    st.markdown("#### Go further with a run")
    view = st.segmented_control(
        "More", list(VIEWS), default=FIRST, key="view", required=True, label_visibility="collapsed",
        bind="query-params",
    ) or FIRST  # fmt: skip
    pins.read(dataset)
    VIEWS[view](config, dataset)
