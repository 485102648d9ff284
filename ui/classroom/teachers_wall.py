"""The wall as the teacher sees it: what has changed of it is sent, and what is pressed there done."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.arrays import Int64s
from mnist_core.classroom import projection, wall
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.members import name_of
from mnist_core.classroom.wall import Drawing
from mnist_core.exam.confusion import confusion_matrix
from ui import rooms, state
from ui.component import brief, mount, text
from ui.rooms import Seen
from ui.sent import Sent, pressed

# The room, and the revision up to which this window has its wall; and the same of what it is being sent, since when.
_SENT, _SENDING = "_wall_sent", "_wall_sending"
# Seconds for which news are sent again with each look: of two messages that follow closely, a busy browser takes the
# second alone.
REPEATED = 2.0
DO = ("hide", "star", "withdraw", "project", "order")


@dataclass(frozen=True)
class Act:
    """What was pressed on the wall: what to do, with which drawing, and to set what; or the order of several."""

    do: str
    drawing: int
    value: bool
    ids: tuple[int, ...] = ()


def read_act(sent: object) -> Act | None:
    """Read what the wall has sent; None of what makes no sense."""
    if not isinstance(sent, Mapping) or sent.get("do") not in DO:
        return None
    ids, number, value = sent.get("ids"), sent.get("id"), sent.get("value")
    if sent["do"] == "order":
        plain = isinstance(ids, list) and all(type(each) is int for each in ids)
        return Act("order", 0, False, tuple(ids)) if plain and ids else None
    return Act(sent["do"], number, value) if type(number) is int and type(value) is bool else None


def show(teacher: Teacher, _seen: Seen) -> None:
    """Show the wall, and below it the class's confusion matrix; what is in both is brought by `bring`."""
    mount(
        "wall", "wall", {"theme": st.context.theme.type},
        act=Sent(read_act, lambda act: rooms.allowed(lambda: _do(teacher, act))),
        lacks=pressed(_lose),
    )  # fmt: skip
    mount("class_matrix", "class_matrix", {"theme": st.context.theme.type})


def bring(seen: Seen) -> None:
    """Bring the wall what is new of it, and how many of each digit were read as what.

    To be called again and again beside the page, whose controls need not be drawn for every drawing that comes.
    """
    now = time.monotonic()
    sending, since = state.get(_SENDING), _sent(seen)
    if sending is not None and sending[0] == seen.room.id and now - sending[2] > REPEATED:
        since = sending[1]
        state.put(**{_SENT: sending[:2], _SENDING: None})
    changed = [as_sent(each) for each in seen.drawings.values() if each.revision > since]
    data = {"room": seen.room.id, "since": since, "revision": seen.room.revision, "changed": changed}
    data["rows"] = matrix(seen).tolist()
    # Apart from the wall itself, so that its code does not travel with every drawing.
    brought = {"store": "wall told", "name": f"{since} {seen.room.revision}", "most": 64, "value": data}
    mount("bring", "bring wall", brought)
    before = state.get(_SENDING)
    if before is None or before[0] != seen.room.id:
        state.put(**{_SENDING: (seen.room.id, seen.room.revision, now)})


def _sent(seen: Seen) -> int:
    """The revision up to which this window has the room's wall."""
    room, revision = state.get(_SENT) or (0, 0)
    return revision if room == seen.room.id else 0


def matrix(seen: Seen) -> Int64s:
    """Count the visible drawings by label and answer, (10, 10): as many as are shown."""
    labels, answers = ([getattr(each, name) for each in seen.shown] for name in ("label", "answer"))
    return confusion_matrix(np.array(labels, np.int64), np.array(answers, np.int64))


def as_sent(drawing: Drawing) -> dict[str, Any]:
    """A drawing as the wall in the browser has it."""
    if drawing.is_withdrawn:
        return {"id": drawing.id, "withdrawn": True}
    return {
        "id": drawing.id,
        "label": drawing.label,
        "answer": drawing.answer,
        "share": brief(drawing.share),
        "pixels": None if drawing.pixels is None else text(drawing.pixels),
        "hidden": drawing.is_hidden,
        "starred": drawing.is_starred,
        "place": drawing.place,
        "who": "" if drawing.member is None else name_of(*drawing.member[1:]),
        "simulated": drawing.is_simulated,
    }


def _lose() -> None:
    state.put(**{_SENT: None, _SENDING: None})


def _do(teacher: Teacher, act: Act) -> None:
    classroom = rooms.classroom()
    if act.do == "order":
        wall.order(classroom, teacher, act.ids)
        return
    drawing = rooms.see(teacher).drawings.get(act.drawing)
    if drawing is not None and drawing.is_withdrawn:  # by the press before
        return
    if act.do == "withdraw":
        wall.withdraw(classroom, teacher, act.drawing)
    elif act.do == "project":
        projection.lead(classroom, teacher, projection.WALL, act.drawing)
    elif act.do == "hide":
        wall.hide(classroom, teacher, act.drawing, act.value)
    else:
        wall.star(classroom, teacher, act.drawing, act.value)
