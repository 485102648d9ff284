"""The wall as the teacher sees it: what has changed of it is sent, and what is pressed there done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.arrays import Int64s
from mnist_core.classroom import wall
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.members import name_of
from mnist_core.classroom.wall import Drawing
from mnist_core.exam.confusion import confusion_matrix
from ui import rooms, state
from ui.component import mount, text
from ui.rooms import Seen
from ui.sent import Sent, pressed

_SENT, _SENDING = "_wall_sent", "_wall_sending"  # the room, and the revision up to which this window has its wall
DO = ("hide", "star", "withdraw", "order")


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


def show(teacher: Teacher, seen: Seen) -> None:
    """Show all drawings, and below them how many of each were read as what."""
    room, revision = state.get(_SENT) or (0, 0)
    since = revision if room == seen.room.id else 0
    changed = [as_sent(each) for each in seen.drawings.values() if each.revision > since]
    data = {"room": seen.room.id, "since": since, "revision": seen.room.revision, "changed": changed}
    # Apart from the wall itself, so that its code does not travel with every drawing.
    brought = {"store": "wall told", "name": f"{since} {seen.room.revision}", "most": 64, "value": data}
    mount("bring", "bring wall", brought)
    mount(
        "wall", "wall", {"theme": st.context.theme.type},
        act=Sent(read_act, lambda act: rooms.allowed(lambda: _do(teacher, seen, act))),
        lacks=pressed(_lose),
    )  # fmt: skip
    state.put(**{_SENDING: (seen.room.id, seen.room.revision)})
    mount("class_matrix", "class_matrix", {"rows": matrix(seen).tolist()})


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
        "share": float(f"{drawing.share:.3g}"),
        "pixels": None if drawing.pixels is None else text(drawing.pixels),
        "hidden": drawing.is_hidden,
        "starred": drawing.is_starred,
        "place": drawing.place,
        "who": "" if drawing.member is None else name_of(*drawing.member[1:]),
        "simulated": drawing.is_simulated,
    }


def note_sent() -> None:
    """Note at the end of a page that the window has what it was sent of the wall; a run cut short may send nothing."""
    sending = state.get(_SENDING)
    if sending is not None:
        state.put(**{_SENT: sending, _SENDING: None})


def _lose() -> None:
    state.put(**{_SENT: None, _SENDING: None})


def _do(teacher: Teacher, seen: Seen, act: Act) -> None:
    classroom = rooms.classroom()
    if act.do == "order":
        wall.order(classroom, teacher, act.ids)
        return
    drawing = seen.drawings.get(act.drawing)
    if drawing is not None and drawing.is_withdrawn:  # by the press before
        return
    if act.do == "withdraw":
        wall.withdraw(classroom, teacher, act.drawing)
    elif act.do == "hide":
        wall.hide(classroom, teacher, act.drawing, act.value)
    else:
        wall.star(classroom, teacher, act.drawing, act.value)
