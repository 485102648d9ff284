"""A class's drawings as examples to reckon with, fetched once for all who look, until the wall changes."""

import threading
from collections import OrderedDict

import numpy as np

from mnist_core.classroom.keys import Viewer
from mnist_core.classroom.ours import Ours, ours_of
from ui import rooms
from ui.rooms import Seen

_KEPT = 32  # rooms
_walls: OrderedDict[int, tuple[tuple[int, ...], Ours]] = OrderedDict()
_lock = threading.Lock()  # never held while fetching


def of(seen: Seen, viewer: Viewer) -> Ours:
    """The drawings that can be seen and still are there; Refused where the room is over.

    Of each room only the last wall is kept: what was withdrawn is to be gone.
    """
    there = tuple(each.id for each in seen.shown)
    with _lock:
        ids, ours = _walls.get(viewer.room_id, ((), None))
    if ours is not None and ids == there:
        return ours
    now = ours_of(rooms.classroom(), viewer)
    ours = now.only(np.isin(now.ids, there))
    with _lock:
        _walls[viewer.room_id] = there, ours
        _walls.move_to_end(viewer.room_id)
        while len(_walls) > _KEPT:
            _walls.popitem(last=False)
    return ours
