"""Who is in the room: each an animal in a colour, there or away, simulated or not; one can be removed."""

from collections import Counter

import streamlit as st

from mnist_core.classroom import members
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import LARGEST_ID
from mnist_core.classroom.members import COLOURS
from ui import rooms
from ui.component import mount
from ui.rooms import Seen
from ui.sent import Sent, whole


def present(teacher: Teacher, seen: Seen) -> frozenset[int]:
    """The numbers of those who are there now; all who have joined, where that cannot be told."""
    found = rooms.allowed(lambda: members.present(rooms.classroom(), teacher))
    return frozenset(each.id for each in seen.members) if found is None else found


def show(teacher: Teacher, seen: Seen) -> None:
    """List all who have joined."""
    if not seen.members:
        st.caption("Nobody yet. Pupils join at the address above, or by the QR code.")
        return
    here = present(teacher, seen)
    drawn = Counter(each.member[0] for each in seen.shown if each.member is not None)
    listed = [
        {
            "id": each.id,
            "name": each.name,
            "colour": COLOURS[each.colour],
            "simulated": each.is_simulated,
            "here": each.id in here,
            "drawings": drawn[each.id],
        }
        for each in seen.members
    ]
    known = {each.id for each in seen.members}

    def remove(member: int) -> None:
        if member in known:  # else it was removed by a press before
            rooms.allowed(lambda: members.remove(rooms.classroom(), teacher, member))

    mount("class_list", "class_list", {"members": listed}, removed=Sent(whole(LARGEST_ID), remove))
