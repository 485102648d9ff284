"""The teacher's page before there is a room: what one is, and the ways to one."""

import streamlit as st

from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Refused
from ui import keeper, navigation, rooms, state
from ui.classroom import rehearsal, sheets
from ui.contents import PROJECTOR

TITLE = "Teach a class"
_OPENED = "_opened_room"  # whose teacher this session has become last


def show() -> None:
    """Say what a room is, and let one be opened."""
    st.title(TITLE, anchor=False)
    hours = rooms.classroom().limits.hours
    st.markdown(
        "Pupils join your room by its six letters, on a phone, in two taps; nobody gives a name.  \n"
        "You call a digit to draw, ask a question, or take a training step together, and the projector shows it.  \n"
        f"Nothing personal is stored, and after {hours:g} hours all of it is deleted."
    )
    rooms.say_refused()
    if state.get("_link_role") == "projector":
        navigation.link(PROJECTOR.file, "The link was for a projector: show it")
    buttons()
    with st.expander("Sheets for the lessons, to print", key="sheets_before", on_change="rerun") as shown:
        if shown.open:
            sheets.show()


def buttons() -> None:
    """The ways to a room: a new one, one to rehearse in, and the one that another device has opened."""
    with st.container(horizontal=True, gap="small", key="ways_to_a_room"):
        st.button("Open a room", on_click=_open_one, key="open_room", type="primary")
        st.button("Rehearse with an example class", on_click=_rehearse, key="rehearse")
        with st.popover("This is my second device", key="second_device"):
            st.markdown(
                "On the device that has the room, press **Another device** at its head, and open the link that it "
                "then shows on this one: by its QR code, or typed. It opens once, and gives this device a key of its "
                "own."
            )


def _open() -> Teacher | None:
    """Open a room, and have this browser keep its key; of a double press, the second finds the first one's room."""
    before = state.get(_OPENED)
    if before is not None and not _has_ended(before):
        return None
    room, key = core_rooms.open_room(rooms.classroom())
    keeper.keep("teacher", f"{room.code} {key}")
    teacher = Teacher(room.id)
    state.put(**{_OPENED: teacher})
    return teacher


def _has_ended(teacher: Teacher) -> bool:
    try:
        return core_rooms.room_of(rooms.classroom(), teacher).has_ended
    except Refused:  # deleted
        return True


def _open_one() -> None:
    rooms.allowed(_open)


def _rehearse() -> None:
    teacher = rooms.allowed(_open)
    if teacher is not None:
        rooms.allowed(lambda: rehearsal.join(teacher))
