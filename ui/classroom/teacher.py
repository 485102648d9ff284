"""What the teacher sees of the room, and steers it with: at the head who joins and how it is set, below one view."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from mnist_core.classroom import keys, projection
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
    teachers_guesses,
    teachers_questions,
    teachers_step,
    teachers_wall,
)
from ui.rooms import Seen

WALL, QUESTION, GUESSES, STEP, STUDY, PEOPLE, SHEETS, HOME = (
    "The wall", "A question", "Guesses", "One step together", "Our digits", "Who is here", "Sheets", "To take home",
)  # fmt: skip
VIEWS: dict[str, Callable[[Teacher, Seen], None]] = {
    WALL: teachers_wall.show,
    QUESTION: teachers_questions.show,
    GUESSES: teachers_guesses.show,
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
        state.set_aside("first", True)
        st.title(opening.TITLE, anchor=False)
        return
    if state.take("first", False):
        state.forget_undrawn()
    if not rooms.is_ready():
        st.title(opening.TITLE, anchor=False)
        rooms.say_refused()
        return
    code, _, key = kept.secret.partition(" ")
    teacher = rooms.found(lambda: keys.teacher_of(rooms.classroom(), code, key)) if key else None
    seen = rooms.found(lambda: rooms.see(teacher)) if teacher is not None else None
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
    projected = projection.shown(rooms.classroom(), teacher)
    steering.show(teacher, seen, projected)
    view = _view()
    VIEWS[view](teacher, seen)
    _watch(teacher, _Drawn(view, seen, here, projected))


def _view() -> str:
    """Let the teacher choose a view; the address keeps it over a reload, and over a server that was started again."""
    key = "teach_view"
    now = address.read(key, lambda text: text if text in VIEWS else None) or WALL
    state.put(**{key: now})

    def choose() -> None:
        to = state.get(key)
        address.write(key, None if to == WALL else to)

    st.segmented_control("View", list(VIEWS), required=True, key=key, on_change=choose, label_visibility="collapsed")
    return now


@dataclass(frozen=True)
class _Drawn:
    """What the page was drawn of: the view, the room, who was there, and what the projector showed."""

    view: str
    seen: Seen
    here: frozenset[int]
    projected: int | None

    def holds(self, teacher: Teacher, now: Seen) -> bool:
        """Whether the page still says how the room is; of the wall it need not, for that is brought beside it."""
        before = self.seen
        if now.room.revision != before.room.revision and not (self.view == WALL and _same_around_the_wall(before, now)):
            return False
        is_there = people.present(teacher, now) == self.here
        return is_there and projection.shown(rooms.classroom(), teacher) == self.projected


def _same_around_the_wall(before: Seen, now: Seen) -> bool:
    """Whether nothing has changed of what stands around the wall."""
    room = replace(now.room, revision=before.room.revision)
    return (room, now.members, now.led) == (before.room, before.members, before.led)


def _watch(teacher: Teacher, drawn: _Drawn) -> None:
    """Look again and again: bring the wall its news, and draw the page anew only if it no longer holds."""

    def look() -> None:
        now = rooms.found(lambda: rooms.see(teacher))
        if now is None or not drawn.holds(teacher, now):
            address.run_again()
        elif drawn.view == WALL:
            teachers_wall.bring(now)

    rooms.watch(look, leads=True)


def _over(teacher: Teacher, seen: Seen) -> None:
    """What is left of a room that has ended: its data, for a while, and the way to another."""
    st.title(f"Room {seen.room.code} has ended", anchor=False)
    rooms.say_refused()
    st.markdown("Nobody but you can see it, and nothing can be added.")
    downloads.show(teacher, seen)
    st.divider()
    opening.buttons()
