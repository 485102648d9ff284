"""What the projector shows of the room."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st

from mnist_core.classroom import keys
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.keys import Projector
from mnist_core.classroom.limits import Refused
from ui import keeper, navigation, room_link, rooms
from ui.classroom import stage
from ui.contents import TEACH

Given = TypeVar("Given")
# Only what the class may see: neither side bar nor header, and nothing that Streamlit lays over a page.
BARE = """<style>
.stApp:has(.st-key-stage) :is([data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"], [data-testid="stDecoration"]) { display: none; }
.stApp:has(.st-key-stage):not(:has(.st-key-stage_page)) [data-testid="stMain"] { overflow: hidden; }
.stApp:has(.st-key-stage) .stMainBlockContainer { max-width: none; padding-bottom: 4rem; }
.st-key-stage_page { zoom: 1.3; padding-top: 0.7rem; }
</style>"""  # noqa: E501


def show() -> None:
    """Show the room whose projector or teacher this browser is."""
    room_link.follow()
    own, of_teacher = keeper.kept("projector"), keeper.kept("teacher")
    if not (own.is_known and of_teacher.is_known):
        return
    secrets = [each for each in (own.secret, of_teacher.secret) if each]
    projector = _of(secrets)
    if projector is None:
        st.title("Projector", anchor=False)
        if secrets:
            rooms.found(lambda: _require(secrets[0]))  # which is refused again, and now said
    rooms.say_refused()  # beneath the stage, where there is one: a link that is used up matters no more
    if projector is None:
        st.text("Open a room first, on this device or by a link from the teacher's.")
        navigation.link(TEACH.file, "Open a room")
        return
    st.html(BARE)
    stage.put_up()
    stage.draw_beneath(projector)
    rooms.watch(lambda: stage.bring(projector), leads=True)


def _of(secrets: list[str]) -> Projector | None:
    """The room of the first of these keys that is a key still; rather one that is not over."""
    found = [each for each in map(_projector, secrets) if each is not None]
    going_on = (each for each in found if _try(partial(core_rooms.room_of, rooms.classroom(), each)))
    return next(going_on, found[0] if found else None)


def _projector(secret: str) -> Projector | None:
    return _try(lambda: _require(secret))


def _require(secret: str) -> Projector:
    code, _, key = secret.partition(" ")
    return keys.projector_of(rooms.classroom(), code, key)


def _try(do: Callable[[], Given]) -> Given | None:
    try:
        return do()
    except Refused:
        return None
