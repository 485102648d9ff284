"""What the teacher sees of the room, and steers it with."""

import streamlit as st

from mnist_core.classroom import keys
from mnist_core.classroom import rooms as core_rooms
from ui import keeper, rooms
from ui.classroom import study


def show() -> None:
    """Let a visitor open a room, or show theirs."""
    st.title("Teach a class", anchor=False)
    kept = keeper.kept("teacher")
    if not kept.is_known:
        return
    code, _, key = kept.secret.partition(" ")
    teacher = rooms.allowed(lambda: keys.teacher_of(rooms.classroom(), code, key)) if key else None
    rooms.say_refused()
    if teacher is None:
        st.button("Open a room", on_click=_open, key="open_room")
    else:
        rooms.watch(lambda: st.text(f"Room {rooms.see(teacher).room.code}"), leads=True)
        study.show(teacher)


def _open() -> None:
    opened = rooms.allowed(lambda: core_rooms.open_room(rooms.classroom()))
    if opened:
        room, key = opened
        keeper.keep("teacher", f"{room.code} {key}")
