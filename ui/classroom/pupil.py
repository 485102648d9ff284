"""What a pupil sees of the room."""

import streamlit as st

from mnist_core.classroom import members
from ui import keeper, rooms, state


def show() -> None:
    """Let a visitor join, or show the room to who has."""
    st.title("Join a class", anchor=False)
    kept = keeper.kept("member")
    if not kept.is_known:
        return
    member = rooms.allowed(lambda: members.member_of(rooms.classroom(), kept.secret)) if kept.secret else None
    rooms.say_refused()
    if member is None:
        st.text_input("The room's code", key="room_code", max_chars=20)
        st.button("Join", on_click=_join, key="join")
    else:
        rooms.watch(lambda: st.text(f"{member.name}, {len(rooms.see(member).shown)} drawings"), leads=False)


def _join() -> None:
    joined = rooms.allowed(
        lambda: members.join(rooms.classroom(), state.get("room_code"), st.context.ip_address or state.visitor())
    )
    if joined:
        keeper.keep("member", joined[1])
