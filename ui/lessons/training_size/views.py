"""The lesson on the training size: training what was chosen, and what can be taken away."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from mnist_core.training_size import film
from mnist_core.training_size.frames import Frames
from mnist_core.training_size.sweep import FEW, Sweep
from mnist_core.work.work import Job, Status
from ui import live, show, toasts
from ui.lessons.training_size import words as size_words
from ui.lessons.training_size.controls import Choice
from ui.lessons.training_size.film import is_told, is_watched

AT_ONCE = 15.0  # seconds of work that begin without being asked for


def train(choice: Choice) -> None:
    """Begin what is quick, ask before what is not, and say how far it is."""
    sweep = choice.sweep
    seconds = sweep.expected_seconds
    job = _begin(sweep) if seconds <= AT_ONCE else live.look_at(sweep)
    for each in choice.luck:
        _begin(each)
    if job.active and seconds > AT_ONCE:
        st.button("Pause", on_click=_pause, args=(sweep,), width="stretch", key="pause")
    elif job.status is Status.FAILED or (job.status is not Status.FINISHED and seconds > AT_ONCE):
        label = "Go on" if job.done else "Train all of them"
        st.button(label, on_click=_start, args=(sweep,), type="primary", width="stretch", key="start")
        st.caption(size_words.about(sweep, seconds))


def _begin(sweep: Sweep) -> Job:
    """Begin some sizes, or join them; what failed is tried again only when asked for."""
    job = live.look_at(sweep)
    return job if job.status is Status.FAILED else live.start(sweep)


def _start(sweep: Sweep) -> None:
    live.start(sweep)


def _pause(sweep: Sweep) -> None:
    if live.stop(sweep).watchers:
        toasts.tell("Others are watching this, so it goes on for them.")


def take_along(choice: Choice, frames: Frames) -> None:
    """Downloads of what is ready, made when they are asked for; both tell the accuracies, so none before the curve."""
    if not is_told(choice):
        st.caption("Once you have seen the curve, you can take the film with you.")
        return
    colours = show.colours()
    inks = film.Inks(colours.ground, colours.for_, colours.against, colours.ink)
    with st.popover("Take it with you", width="stretch", key="take_film", on_change="rerun") as asked:
        if not asked.open:
            return
        for label, draw, ending in (
            ("Animation, as GIF", film.gif, "gif"),
            ("All pictures on a sheet, as PNG", film.sheet, "png"),
        ):
            st.download_button(
                label, _maker(draw, frames, inks, choice.shared), f"training-size.{ending}", f"image/{ending}",
                key=ending, on_click="ignore", width="stretch",
            )  # fmt: skip


def _maker(draw: Callable[..., bytes], *arguments: Any) -> Callable[[], bytes]:
    return lambda: draw(*arguments)


def all_done(works: tuple[Sweep, ...]) -> bool:
    """Whether all of some work is done, and there is any."""
    return bool(works) and all(live.look_at(work).status is Status.FINISHED for work in works)


def tries(choice: Choice, complete: bool, most: int) -> list[tuple[str, object]]:
    """What to try, and whether the visitor's choice does it; that can be told once all of it is trained.

    `most` : how many train digits there are
    """
    sizes, draw = choice.sweep.sizes, choice.sweep.draw
    asked: list[tuple[str, object, bool]] = [
        (
            "Name every stroke: with n = 1 … 10, look at each, or let the film play.",
            sizes == FEW and is_watched(),
            complete,
        ),
        (
            "Begin with other examples: other pictures at 10, nearly the same at the end.",
            draw > 0 and (draw,),
            complete,
        ),
        (
            "Show the luck of the draw: where does it matter which examples you got?",
            bool(choice.luck),
            all_done(choice.luck) and is_told(choice),
        ),
        (f"Use all {most:,} digits: what do the last ones bring?", sizes[-1] == most, complete),
    ]
    return [(task, None if by and not ready else by) for task, by, ready in asked]
