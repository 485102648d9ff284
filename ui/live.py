"""Following a run, or other long work: a fragment that shows it again and again while it is active."""

from collections.abc import Callable

import streamlit as st

from mnist_core.hyperparameters import TrainingConfig
from mnist_core.jobs import Job, Work
from mnist_core.run import Run
from mnist_core.runs import Snapshot
from mnist_core.watchers import LOOK_EVERY, period
from ui import cached, state

# How much faster or slower the looks should be before the page sets their clock anew.
_NOTICEABLE = 1.5


def again(show: Callable[[], None], every: float | None) -> None:
    """Call `show`, and then by itself, without the page around it, every so many seconds; once where that is None.

    It stands in a container of its own, because of what Streamlit does where the first of these calls comes so soon
    that the browser has not been sent the page yet: it throws away what `show` drew into the page, its place with it,
    and draws it anew behind all that stands below. The browser then misses a place in the page and shows an error.
    The container does not belong to `show`, so it is sent with the page and holds the place.
    """
    with st.container():
        st.fragment(show, run_every=every)()


def look(config: TrainingConfig) -> Snapshot:
    """The run as it is now; where it was never started, an untrained one at step 0."""
    return cached.registry().find(config, state.visitor()) or untrained(config)


def untrained(config: TrainingConfig) -> Snapshot:
    """A run that was never started, at step 0."""
    return Run(config, every=100).snapshot(config)


def follow(
    config: TrainingConfig,
    show: Callable[[Snapshot], None],
    see: Callable[[TrainingConfig], Snapshot] | None = None,
    *,
    shown: Snapshot | None = None,
) -> None:
    """Call `show` with the run's snapshot, and again and again while it is active, as `see`, by default `look`, does.

    When the run ends the whole page is run once more, so that its controls know; `shown` is the run as they
    have shown it, which may have ended since. And so it is when many have come or gone, since the clock can
    be set from outside only.
    """
    see = see or look
    active, every = (shown or see(config)).active, period(cached.registry().audience)

    def board() -> None:
        run = see(config)
        change = period(cached.registry().audience) / every
        if active and not (run.active and 1 / _NOTICEABLE < change < _NOTICEABLE):
            st.rerun()
        show(run)

    again(board, every if active else None)


def look_at(work: Work) -> Job:
    """Some work as it is now; UNKNOWN where it was never started."""
    return cached.jobs().find(work, state.visitor())


def follow_work(work: Work, show: Callable[[Job], None]) -> None:
    """Call `show` with the work as it is, and again and again while it is active, as `follow` does with runs."""
    active = look_at(work).active

    def board() -> None:
        job = look_at(work)
        if active != job.active:
            st.rerun()  # a button in here may have started it, and the clock is set from outside
        show(job)

    again(board, LOOK_EVERY if active else None)
