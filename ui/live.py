"""Following a run: a fragment that shows its snapshot again and again while it is active."""

from collections.abc import Callable

import streamlit as st

from mnist_core.hyperparameters import TrainingConfig
from mnist_core.run import Run
from mnist_core.runs import Snapshot
from ui import cached, state

_EVERY = 0.4


def look(config: TrainingConfig) -> Snapshot:
    """The run as it is now; where it was never started, an untrained one at step 0."""
    return cached.registry().find(config, state.visitor()) or Run(config, every=100).snapshot(config)


def follow(config: TrainingConfig, show: Callable[[Snapshot], None]) -> None:
    """Call `show` with the run's snapshot, and again and again while it is active.

    When the run ends the whole page is run once more, so that its controls know.
    """
    active = look(config).active

    @st.fragment(run_every=_EVERY if active else None)
    def board() -> None:
        run = look(config)
        if active and not run.active:
            st.rerun()
        show(run)

    board()
