"""What the teacher sees of the room, and steers it with: at the head who joins and how it is set, below one view."""

from collections.abc import Callable

import streamlit as st

from mnist_core.classroom import keys
from mnist_core.classroom.keys import Teacher
from ui import address, keeper, room_link, rooms, state
from ui.classroom import (
    downloads,
    head,
    opening,
    people,
    rehearsal,
    sheets,
    steering,
    study,
    teachers_questions,
    teachers_step,
    teachers_wall,
)
from ui.rooms import Seen

WALL, QUESTION, STEP, STUDY, PEOPLE, SHEETS, HOME = (
    "The wall", "A question", "One step together", "Our digits", "Who is here", "Sheets", "To take home",
)  # fmt: skip
VIEWS: dict[str, Callable[[Teacher, Seen], None]] = {
    WALL: teachers_wall.show,
    QUESTION: teachers_questions.show,
    STEP: teachers_step.show,
    STUDY: lambda teacher, _seen: study.show(teacher),
    PEOPLE: people.show,
    SHEETS: lambda _teacher, _seen: sheets.show(),
    HOME: downloads.show,
}


def follow_link() -> None:
    """Before anything of the page is drawn: trade a link that was opened for a key of this device's own."""
    state.put(_link_role=room_link.follow() or state.get("_link_role"))


def show() -> None:
    """Let a visitor open a room, or show theirs."""
    kept = keeper.kept("teacher")
    if not kept.is_known:
        st.title(opening.TITLE, anchor=False)
        return
    if not rooms.is_ready():
        st.title(opening.TITLE, anchor=False)
        rooms.say_refused()
        return
    code, _, key = kept.secret.partition(" ")
    teacher = rooms.allowed(lambda: keys.teacher_of(rooms.classroom(), code, key)) if key else None
    seen = rooms.allowed(lambda: rooms.see(teacher)) if teacher is not None else None
    if teacher is None or seen is None:
        opening.show()
    elif seen.room.has_ended:
        _over(teacher, seen)
    else:
        _show_room(teacher, seen)


def _show_room(teacher: Teacher, seen: Seen) -> None:
    here = people.present(teacher, seen)
    rehearsal.go_on(teacher, seen)
    head.show(teacher, seen, len(here))
    rooms.say_refused()
    steering.show(teacher, seen.room)
    view = st.segmented_control(
        "View", list(VIEWS), default=WALL, required=True, key="teach_view", label_visibility="collapsed"
    )
    VIEWS[view or WALL](teacher, seen)
    teachers_wall.note_sent()
    _watch(teacher, seen, here)


def _watch(teacher: Teacher, seen: Seen, here: frozenset[int]) -> None:
    """Look again and again whether anything is other than it was drawn, and draw the page anew only then."""

    def look() -> None:
        now = rooms.allowed(lambda: rooms.see(teacher))
        if now is None or now.room.revision != seen.room.revision or people.present(teacher, now) != here:
            address.run_again()

    rooms.watch(look, leads=True)


def _over(teacher: Teacher, seen: Seen) -> None:
    """What is left of a room that has ended: its data, for a while, and the way to another."""
    st.title(f"Room {seen.room.code} has ended", anchor=False)
    rooms.say_refused()
    st.markdown("Nobody but you can see it, and nothing can be added.")
    downloads.show(teacher, seen)
    st.divider()
    opening.buttons()
