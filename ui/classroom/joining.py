"""Joining a room by its code: one button for who followed the QR code, a field for all others."""

import streamlit as st

from mnist_core.classroom import members
from mnist_core.classroom.codes import read_code
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.members import Member
from mnist_core.classroom.rooms import room_of
from ui import address, keeper, rooms, state

NAME = "room"  # in the address, as the QR code has it
FIELD = "room_code"


def code_in_address() -> str:
    """The code that the address has, "" where there is none or it cannot be one."""
    found = address.values(NAME)
    try:
        return read_code(found[0]) if len(found) == 1 else ""
    except Refused:
        return ""


def show(present: str = "") -> None:
    """Offer to join; `present` names the room that the visitor is in as yet."""
    code = "" if state.get("_other_code") else code_in_address()
    with st.container(key="join_card", width=420):
        st.markdown("#### Join your class")
        if present:
            st.text(f"You are still in room {present}. Who joins another leaves it.")
        if code:
            st.markdown(f"Room **{code}**")  # letters that were read as a code
            st.button("Join", on_click=_join, args=(code,), key="join", type="primary", width="stretch")
            st.button("Another code", on_click=_another, key="another_code", type="tertiary")
        else:
            with st.form("join_form", border=False):
                st.text_input(
                    "The six letters on the projector",
                    key=FIELD,
                    max_chars=20,
                    placeholder="······",
                    autocomplete="off",
                )
                st.form_submit_button("Join", on_click=_join_typed, key="join", type="primary", width="stretch")
        st.caption("No name, no account: you get an animal and a colour. All that you do here is deleted after a day.")


def _another() -> None:
    state.put(_other_code=True)


def _join_typed() -> None:
    _join(state.get(FIELD))


def _join(code: object) -> None:
    """Join once: whoever presses twice, or has joined this room in another tab, is who they were."""
    source = str(st.context.ip_address or state.visitor())
    joined = rooms.allowed(lambda: None if code == _present_code() else members.join(rooms.classroom(), code, source))
    if joined:
        keeper.keep("member", joined[1])
        state.forget(["_other_code"])


def _present_code() -> str:
    """The code of the room that the visitor is in, or ""."""
    try:
        return _code_of(members.member_of(rooms.classroom(), keeper.known("member")))
    except Refused:
        return ""


def _code_of(member: Member) -> str:
    try:
        return room_of(rooms.classroom(), member).code
    except Refused:
        return ""


def leave() -> None:
    """Forget the token; what was drawn stays on the wall."""
    keeper.keep("member", "")
    state.put(_other_code=True)


def present_elsewhere(member: Member) -> str:
    """The code of the member's room where the address asks for another one; else ""."""
    asked = "" if state.get("_other_code") else code_in_address()
    own = _code_of(member) if asked else ""
    return own if asked != own else ""
