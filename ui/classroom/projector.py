"""What the projector shows of the room."""

import streamlit as st

from mnist_core.classroom import keys
from ui import keeper, rooms


def show() -> None:
    """Show the room whose projector or teacher this browser is."""
    kept = keeper.kept("projector")
    of_teacher = keeper.kept("teacher")
    if not (kept.is_known and of_teacher.is_known):
        return
    code, _, key = (kept.secret or of_teacher.secret).partition(" ")
    projector = rooms.allowed(lambda: keys.projector_of(rooms.classroom(), code, key)) if key else None
    rooms.say_refused()
    if projector is None:
        st.title("Projector", anchor=False)
        st.text("Open a room first, on this device or by a link from the teacher's.")
    else:
        rooms.watch(lambda: st.title(rooms.see(projector).room.code, anchor=False), leads=True)
