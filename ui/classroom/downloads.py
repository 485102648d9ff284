"""What a class takes home: its digits as arrays and as strokes, and its votes."""

from collections.abc import Callable

import streamlit as st

from mnist_core.classroom import export, rounds
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.rooms import Room
from mnist_core.wording import counted
from ui import rooms
from ui.rooms import Seen

GONE = "This room is over, and what was in it is deleted.\n"


def show(teacher: Teacher, seen: Seen) -> None:
    """Offer the files; each is made when it is asked for."""
    count = len(seen.shown)
    st.markdown(
        f"**{counted(count, 'drawing')}** that all may see, and the votes of all rounds. {time_left(seen.room)}"
    )
    code = seen.room.code.lower()

    def digits() -> bytes:
        return _or_gone(lambda: export.as_npz(rooms.classroom(), teacher))

    def strokes() -> bytes:
        return _or_gone(lambda: export.as_json(rooms.classroom(), teacher).encode())

    def votes() -> bytes:
        return _or_gone(lambda: rounds.as_csv(rooms.classroom(), teacher).encode())

    with st.container(horizontal=True, gap="small"):
        for label, make, end, mime in (
            ("Digits, for NumPy (.npz)", digits, "digits.npz", "application/octet-stream"),
            ("Strokes (.json)", strokes, "strokes.json", "application/json"),
            ("Votes (.csv)", votes, "votes.csv", "text/csv"),
        ):
            st.download_button(label, make, f"class-{code}-{end}", mime, on_click="ignore", key=f"download {end}")
    st.caption(
        "The archive opens with `np.load(file, allow_pickle=False)`: `images` (n, 28, 28), `labels`, `answers`, "
        "who drew each, as an animal in a colour, and which are simulated."
    )


def time_left(room: Room) -> str:
    """Say how long the room's data can still be fetched."""
    minutes = max(0, round((room.expires_at - rooms.classroom().clock()) / 60))
    left = counted(minutes, "minute") if minutes < 120 else counted(minutes // 60, "hour")
    return f"All of it is deleted in {left}."


def _or_gone(make: Callable[[], bytes]) -> bytes:
    try:
        return make()
    except Refused:
        return GONE.encode()
