"""What a pupil sees of the room: a way in, and then one thing at a time."""

from pathlib import Path

import streamlit as st

from mnist_core.classroom import members
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.members import Member
from mnist_core.once import once
from ui import address, agenda, attendance, badge, keeper, navigation, rooms, state
from ui.classroom import handwriting, joining, own, sheet, together, voting
from ui.contents import HOME
from ui.rooms import Seen

PAUSED = "Paused by your teacher"
_STYLE = Path(__file__).parents[1] / "pupil.css"


@once
def _style() -> str:
    return f"<style>{_STYLE.read_text('utf-8')}</style>"


def show() -> None:
    """Let a visitor join, or show the room to who has."""
    kept = keeper.kept("member")
    if not kept.is_known:
        return
    member = _member(kept.secret)
    with st.container(key="pupil"):
        st.html(_style())
        _say_over()
        if member is None:
            rooms.say_refused()
            joining.show()
        elif elsewhere := joining.present_elsewhere(member):
            rooms.say_refused()
            joining.show(elsewhere)
        else:
            rooms.watch(lambda: _look(member), leads=False)


def _member(token: str) -> Member | None:
    """Whose token the browser keeps; one that is nobody's any more is forgotten, and the page says why."""
    if not token:
        return None
    try:
        return members.member_of(rooms.classroom(), token)
    except Refused as refusal:
        keeper.keep("member", "")
        state.put(_room_over=str(refusal))
        address.run_again()


def _say_over() -> None:
    over = state.get("_room_over", "")
    if over and not keeper.known("member"):
        with st.container(border=True, key="room_over"):
            st.text(over)
    elif over:
        state.forget(["_room_over"])


def _look(member: Member) -> None:
    if not keeper.known("member"):
        address.run_again()  # who has left
    try:
        seen = rooms.see(member)
        rooms.note(lambda: members.note_here(rooms.classroom(), member))
    except Refused:
        address.run_again()  # which says what has become of the room
    if all(each.id != member.id for each in seen.members):
        address.run_again()
    with st.container(horizontal=True, vertical_alignment="center", key="who", gap="small"):
        st.html(
            f'<div class="me">{badge.badge(member)}<span>You are <b>{member.name}</b></span></div>', width="stretch"
        )
        st.html(f'<div class="me room">Room {seen.room.code}</div>', width="content")
    with st.container():  # so that what stands below keeps its place whether something was refused or not
        rooms.say_refused()
    _now(member, seen)
    if not seen.room.is_paused:
        st.button("Leave this room", on_click=joining.leave, key="leave_room", type="tertiary")


def _now(member: Member, seen: Seen) -> None:
    doing = agenda.now(seen)
    if doing == agenda.PAUSED:
        st.html(f'<div class="large" role="status">{PAUSED}</div>')
        return
    if doing == agenda.LESSON:
        attendance.take_to_lesson(seen)
    mine = own.numbers(member, seen)
    if doing == agenda.SHEET:
        sheet.show(member, seen, mine)
    elif doing == agenda.ROUND:
        voting.show(member, seen)
        return
    elif doing == agenda.BATCH:
        together.show(member, seen, mine)
    else:
        st.html('<div class="large" role="status">Wait for your teacher</div>')
        if not seen.room.is_led:
            with st.container(horizontal=True, horizontal_alignment="center"):
                navigation.link(HOME, "Meanwhile: read the lessons")
    own.show(member, seen, mine)
    if mine:
        with st.container(key="handwriting"):
            handwriting.show(seen, member)
