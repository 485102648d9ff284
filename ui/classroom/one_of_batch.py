"""What each digit did to the step that the class took last: a wrong label is seen to cost something."""

import numpy as np
import streamlit as st

from mnist_core.classroom import batch
from mnist_core.classroom.batch import Step
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.one_of_batch import Effects, effects
from mnist_core.data.dataset import Dataset
from mnist_core.wording import counted
from ui import cached, rooms
from ui.classroom import inks
from ui.classroom.experiment_words import marked
from ui.classroom.per_room import PerRoom
from ui.rooms import Seen

_lasts: PerRoom[tuple[int, Step, Effects]] = PerRoom()

LEAD = (
    "Each digit’s part in the step: how many more of the validation digits are read rightly after the step with it "
    "than after the same step without it. Most often a wrong label costs some. A right one can, too: in a step of few "
    "digits each pulls hard."
)


def show(seen: Seen, viewer: Viewer) -> None:
    """Show the digits of the last step, the costliest first; whose they are, only to those who may know it."""
    dataset = cached.dataset()
    if dataset is None:
        st.markdown("Fetching the digits …")
        return
    if seen.model is None or not seen.model.steps:
        st.markdown("The class has taken no step yet: it takes one in “The class is the batch”.")
        return
    number, step, found = _lasts.get(viewer.room_id, seen.room.revision, lambda: _last(viewer, dataset))
    st.markdown(said(number, found))
    if not found.without:
        st.markdown("All its digits have been hidden or withdrawn since, so it changes nothing.")
        return
    st.markdown(LEAD)
    named = isinstance(viewer, Teacher) or seen.room.names_shown
    names = {each.id: each.name for each in seen.members} if named else {}
    order = sorted(range(len(found.gains)), key=lambda k: (found.gains[k], step.drawings[k]))
    lines = []
    for k in order:
        drawing = seen.drawings.get(step.drawings[k])
        whose = names.get(drawing.member[0], "") if drawing is not None and drawing.member else ""
        lines.append([part(found.gains[k]), f"labelled {step.labels[k]}", *([whose] if whose else [])])
    images = np.rint(255 * step.images[order]).astype(np.uint8)
    inks.show(images, [f"Drawing {step.drawings[k]}" for k in order], lines, "batch_effects", "5.5rem")


def _last(viewer: Viewer, dataset: Dataset) -> tuple[int, Step, Effects]:
    number, weights, bias, step = batch.latest_step(rooms.classroom(), viewer)
    return number, step, effects(weights, bias, step, dataset.validation)


def said(number: int, found: Effects) -> str:
    """Say what a step did."""
    change = found.after.right - found.before.right
    more = f"{counted(abs(change), 'digit')} {'more' if change > 0 else 'fewer'}" if change else "as many"
    return (
        f"Step {number}, of {counted(len(found.without), 'digit')}: before it the class’s model read "
        f"{marked(found.before)}, of the validation digits; after it **{marked(found.after)}**, {more}."
    )


def part(gain: int) -> str:
    """Say what a digit did, in a plain line."""
    return f"{'gave' if gain > 0 else 'cost'} {abs(gain):,}" if gain else "changed nothing"
