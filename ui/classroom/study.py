"""What a class finds out with its own digits, for the teacher: one thing at a time, looked at when it is asked for."""

from collections.abc import Callable

import streamlit as st

from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Refused
from ui import live, rooms
from ui.classroom import experiment, handwriting, inspection, one_of_batch, soft_labels
from ui.rooms import Seen

VIEWS: dict[str, Callable[[Seen, Teacher], None]] = {
    "Our digits as an experiment": experiment.show,
    "Look through them": inspection.show,
    "Whose handwriting": handwriting.show,
    "The class as soft label": soft_labels.show,
    "One of the batch": one_of_batch.show,
}


def show(teacher: Teacher) -> None:
    """Show the views; nothing here runs by itself, so that a class is not slowed by what nobody reads."""
    live.again(lambda: _views(teacher), None)


def _views(teacher: Teacher) -> None:
    chosen = st.segmented_control(
        "View", list(VIEWS), default=next(iter(VIEWS)), key="study", required=True, label_visibility="collapsed"
    )
    rooms.say_refused()
    try:
        VIEWS[chosen or next(iter(VIEWS))](rooms.see(teacher), teacher)
    except Refused as refusal:  # the room is over, or has changed since it was looked at
        st.text(str(refusal))
