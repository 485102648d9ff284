"""A pupil's own drawings, small, each to be withdrawn."""

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np

from mnist_core.classroom import wall
from mnist_core.classroom.members import Member
from mnist_core.classroom.wall import Drawing
from ui import rooms, state
from ui.classroom import sheet
from ui.component import mount, text
from ui.rooms import Seen
from ui.sent import Sent

_KEPT, _MISSING = "own_drawings", object()
Given = TypeVar("Given")


def numbers(member: Member, seen: Seen) -> dict[int, str]:
    """The numbers of a member's drawings as `wall.own` has them; asked again only when the room has changed."""
    key = (member.id, seen.room.revision)
    return asked_once(_KEPT, key, lambda: wall.own(rooms.classroom(), member))


def asked_once(name: str, key: tuple[object, ...], ask: Callable[[], Given]) -> Given:
    """What the database says, under this name; asked again only when the key is another."""
    found: Given | object = state.kept_for(name, key, _MISSING)
    if found is _MISSING:
        found = ask()
        state.keep_for(name, key, found)
    return cast(Given, found)


def last(seen: Seen, own: dict[int, str]) -> Drawing | None:
    """The last of them that is on the wall."""
    found = [seen.drawings[number] for number in own if number in seen.drawings]
    return next((each for each in reversed(found) if each.pixels is not None and not each.is_hidden), None)


def show(member: Member, seen: Seen, own: dict[int, str]) -> None:
    """Show them, the newest first."""
    found = [seen.drawings[number] for number in reversed(own) if number in seen.drawings]
    there = [each for each in found if not each.is_withdrawn]
    if there:
        mount(
            "own_drawings",
            "own drawings",
            {"tiles": [_tile(each) for each in there]},
            withdraw=Sent(
                lambda sent: sent if type(sent) is int and sent in own else None,
                lambda number: _withdraw(member, number),
            ),
        )


def _withdraw(member: Member, number: int) -> None:
    def withdraw() -> None:
        if number in wall.own(rooms.classroom(), member):  # a press may come twice
            wall.withdraw(rooms.classroom(), member, number)

    rooms.allowed(withdraw)


def _tile(drawing: Drawing) -> dict[str, object]:
    pixels = np.zeros(0, np.uint8) if drawing.pixels is None else drawing.pixels.reshape(-1) >> 4
    return {
        "number": drawing.id,
        # Two pixels a byte: what is small enough is told with every look.
        "pixels": text((pixels[0::2] << 4 | pixels[1::2]).astype(np.uint8)),
        "label": drawing.label,
        "said": "hidden by your teacher" if drawing.pixels is None else sheet.said(drawing),
        "agrees": drawing.answer == drawing.label,
    }
