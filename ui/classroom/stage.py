"""What the projector's stage is sent: each drawing and model once, by name, and how the room stands when that changes.

The stage draws all its views from that, so that going from one to another waits for no word from the server; which one
it shows it says afterwards.
"""

import json
import time
from typing import Any

import streamlit as st

from mnist_core.classroom import projection
from mnist_core.classroom.keys import Projector, Viewer
from mnist_core.classroom.limits import Refused
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from mnist_core.training.step import Checkpoint
from ui import address, cached, examples, live, rooms, state
from ui.classroom import stage_told
from ui.classroom.stage_told import Reader, Told, tell
from ui.component import mount
from ui.rooms import Seen
from ui.sent import Sent, whole

KEY = "stage"
_SENT = "_stage_sent"  # what this window has been sent, by name
_VIEW = "_stage_view"  # that it shows, or 0 as long as it has not said so
_TOLD = "_stage_view_told"  # the view that the room was told of last, and when
_DRAWN = "_stage_drawn"  # the view that was drawn beneath, of which revision of the room, and when
_OLD = 3.0  # seconds after which it is drawn again: what is reckoned there is no part of the room
MOST_AT_ONCE = 200  # pieces in one message: a late projector of a full wall is sent it in a few
LONGEST_LIST = 5_000
OVER = Told("over", json.dumps({"over": True}), {})


def put_up() -> None:
    """Put up the stage; what it shows of the room is brought by `bring`."""
    mount(KEY, KEY, {})


def draw_beneath(viewer: Viewer) -> None:
    """Draw with the page the view that is looked at, where it is no part of the stage; `bring` has it drawn again."""
    view = _beneath()
    draw = stage_told.VIEWS.get(view)
    try:
        seen = rooms.see(viewer)
    except Refused:
        draw = None
    state.put(**{_DRAWN: (view, 0 if draw is None else seen.room.revision, time.monotonic())})
    if draw is not None:
        with st.container(key="stage_page"):
            draw(seen, viewer)


def bring(viewer: Projector) -> None:
    """Bring the stage what is new of a room since this window was last sent something, and the room what it shows."""
    try:
        seen = rooms.see(viewer)
        _tell_view(viewer)
    except Refused:
        _send(OVER)
        return
    if _is_stale_beneath(seen):
        address.run_again()
    _send(tell(seen, viewer, _reader(), _address()))


def _is_stale_beneath(seen: Seen) -> bool:
    """Whether what was drawn beneath is another view than is looked at, or old: it costs more than all else here."""
    view = _beneath()
    drawn, revision, at = state.get(_DRAWN, (0, 0, 0.0))
    if view == drawn == 0:
        return False
    return bool(view != drawn or revision != seen.room.revision or time.monotonic() - at > _OLD)


def _beneath() -> int:
    """The view that is looked at, where it is no part of the stage; else 0."""
    view = int(state.get(_VIEW, 0))
    return view if view in stage_told.VIEWS else 0


def _tell_view(viewer: Projector) -> None:
    """Tell the room what is shown, when that is another view, and now and then that it still is."""
    view, now = state.get(_VIEW, 0), time.monotonic()
    told, at = state.get(_TOLD, (0, 0.0))
    if view and (view != told or now - at > projection.NOTED_EVERY):
        rooms.note(lambda: projection.tell(rooms.classroom(), viewer, view))
        state.put(**{_TOLD: (view, now)})


def _reader() -> Reader | None:
    dataset = cached.dataset_at_once()
    return None if dataset is None else Reader(dataset, _model(dataset))


def _model(dataset: Dataset) -> Checkpoint | None:
    found = examples.recipes_model(dataset)
    if found is None and not state.achieved("stage has the model trained", False):
        state.achieved("stage has the model trained", True)
        live.start(TrainingRun(MINI_BATCH.within(dataset)))
    return found


def _address() -> str:
    """The pupils' page, as this browser's address begins."""
    return address.here().rpartition("/")[0] + "/room"


def _send(told: Told) -> None:
    there: frozenset[str] = state.get(_SENT, frozenset())
    makers = {told.name: lambda: told.text, **told.pieces}
    lacking = [name for name in makers if name not in there]
    fresh = lacking[:MOST_AT_ONCE]
    data: dict[str, Any] = {"now": told.name, "left": len(lacking) - len(fresh), "view": state.get(_VIEW, 0)}
    if fresh:
        data["fresh"] = {name: makers[name]() for name in fresh}
    mount(
        "stage_feed", "stage_feed", data,
        lacks=Sent(_read_names, _lose),
        view=Sent(whole(projection.VIEWS + 1), lambda view: state.put(**{_VIEW: view})),
    )  # fmt: skip
    # Only of what it may still have: a name of long ago is sent again with what it names.
    state.put(**{_SENT: (there & makers.keys()) | set(fresh)})


def _read_names(sent: object) -> list[str] | None:
    if not isinstance(sent, list) or len(sent) > LONGEST_LIST:
        return None
    return sent if all(isinstance(each, str) and len(each) <= 60 for each in sent) else None


def _lose(names: list[str]) -> None:
    """Note that the window lacks what it was sent: of two messages that follow closely, the first may be dropped."""
    state.put(**{_SENT: state.get(_SENT, frozenset()) - set(names)})
