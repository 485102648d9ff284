"""A member of a class's room who reads lessons: a strip at the head of the page, and where the teacher takes the class.

For who is in no room none of this is there: no element, and no look at the database.
"""

import logging
from collections.abc import Callable
from urllib.parse import parse_qs

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from mnist_core.classroom import guesses, members
from mnist_core.classroom.guesses import Asked
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.members import Member
from ui import address, agenda, badge, controls, keeper, lesson_link, navigation, rooms, state
from ui.contents import JOIN, LESSONS, lesson
from ui.rooms import Seen

log = logging.getLogger(__name__)

PAUSED = "Paused by your teacher"
_BROUGHT, _GONE = "_brought_to", "_room_gone_on"
CALLS = {
    agenda.SHEET: "Your class draws now",
    agenda.ROUND: "Your class votes now",
    agenda.BATCH: "Your class trains together now",
}
STYLE = """
.st-key-attendance { padding: 0.15rem 0.6rem; border-radius: 4px; background: light-dark(#f1efe8, #1d2226); }
.st-key-attendance .in_room { display: flex; align-items: center; gap: 0.5rem; }
@media (max-width: 40rem) {
  .st-key-attendance { gap: 0.2rem 0.6rem; padding-inline: 0.4rem; }
  .st-key-attendance :is(.in_room, a p) { font-size: 0.85rem; }
}
.stopped { font: 600 1.9rem/1.3 "Source Serif", "Source Serif 4", serif; text-align: center; padding: 22vh 0; }
@media print { .st-key-attendance { display: none; } }
"""


def begin(page: str) -> None:
    """At the head of a page of the lessons: the strip of a member, who is kept where the class is.

    From a page that the class is not on, one is taken to where it is; a page that is paused ends here.
    """
    lesson_link.keep(on=False)
    if not keeper.known("member"):
        _say_gone(page)
        return
    try:
        member = _member()
        seen = None if member is None else _see(member)
    except SQLAlchemyError:  # one can read on meanwhile
        st.caption("Your room cannot be reached just now.")
        return
    if member is None or seen is None:
        keeper.keep("member", "")
        state.put(**{_GONE: page})
        _say_gone(page)
        return
    _follow(seen, page)
    st.html(f"<style>{STYLE}</style>")
    doing = agenda.now(seen)
    lesson_link.keep(on=doing == agenda.LESSON and bool(seen.room.query))
    if doing == agenda.LESSON:
        _drop_foreign(page)
    is_paused = doing == agenda.PAUSED
    rooms.watch(lambda: _look(member, page, is_paused=is_paused), leads=False)
    if is_paused:
        st.stop()  # which keeps the controls as they are for when it goes on


def _say_gone(page: str) -> None:
    """Say on the page where it came out, and have the browser forget the token; nothing for who was in no room."""
    if state.get("_keep member") is not None:
        keeper.kept("member")
    if state.get(_GONE) == page:
        st.caption("The room that you were in has ended, or you are in it no more.")


def _member() -> Member | None:
    try:
        return members.member_of(rooms.classroom(), keeper.known("member"))
    except Refused:
        return None


def tell_guess(asked: Callable[[], Asked], guess: float) -> None:
    """Tell a member's room what the member foresees; nothing for everybody else, and where it is not taken."""
    try:
        member = _member() if keeper.known("member") else None
        if member is not None:
            guesses.guess(rooms.classroom(), member, asked(), guess)
    except Refused as refusal:  # the page itself goes on: there the guess stands
        log.warning("refused: %s", refusal)
    except SQLAlchemyError:  # which is in the log: there the guess stands as well
        return


def _see(member: Member) -> Seen | None:
    """The room as it is now; None where it is over, or the member was removed."""
    try:
        seen = rooms.see(member)
        rooms.note(lambda: members.note_here(rooms.classroom(), member))
    except Refused:
        return None
    return seen if any(each.id == member.id for each in seen.members) else None


def _look(member: Member, page: str, *, is_paused: bool) -> None:
    seen = _see(member) if keeper.known("member") else None  # who has just left is gone
    if seen is None or (agenda.now(seen) == agenda.PAUSED) != is_paused:
        address.run_again()
    _follow(seen, page)
    with st.container(horizontal=True, vertical_alignment="center", key="attendance", gap="small"):
        said = f"Room {seen.room.code} · {member.name}"
        st.html(f'<div class="in_room">{badge.badge(member, "1.5rem")}<span>{said}</span></div>', width="content")
        doing = agenda.now(seen)
        if doing == agenda.LESSON:  # from the room one would be taken back here at once
            st.button("Leave the room", on_click=_leave, key="leave_the_room", type="tertiary")
        elif doing != agenda.PAUSED:
            label = f"{CALLS[doing]}: back to the room" if doing in CALLS else "back to the room"
            navigation.link(JOIN.file, label)
    if is_paused:
        st.html(f'<div class="stopped" role="status">{PAUSED}</div>')


def _leave() -> None:
    keeper.keep("member", "")


def _follow(seen: Seen, page: str) -> None:
    """Go where the class is, unless that is this page, or the class is paused."""
    doing = agenda.now(seen)
    if doing in agenda.IN_ROOM and agenda.brings(seen):
        address.leave_for(JOIN.file)
    is_there = page == seen.room.lesson and (not seen.room.query or state.get(_BROUGHT) == _lock(seen))
    if doing == agenda.LESSON and not is_there:
        take_to_lesson(seen)


def _drop_foreign(page: str) -> None:
    """Take from the address what a control of the page that was left has said of itself meanwhile.

    Who turns one in the very moment in which the class goes on has the browser write it beside what the teacher set.
    """
    for name in controls.foreign(page).intersection(st.query_params):
        address.write(name, None)


def take_to_lesson(seen: Seen) -> None:
    """Take a member to the lesson that the room is locked to, as the teacher has set it."""
    room = seen.room
    if room.lesson is None:
        return
    if room.query:
        lesson_link.forget(room.lesson)
    state.put(**{_BROUGHT: _lock(seen)})
    address.leave_for(lesson(room.lesson).file, parse_qs(room.query, keep_blank_values=True))


def _lock(seen: Seen) -> tuple[int, str | None, str]:
    return seen.room.id, seen.room.lesson, seen.room.query


def is_lesson(page: str) -> bool:
    """Whether a page is one of the lessons', or one beside them; the room's own pages see to themselves."""
    return page in {"home", "ending", *(each.name for each in LESSONS)}
