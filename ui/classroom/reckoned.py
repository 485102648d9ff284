"""What was reckoned of a room when somebody pressed, kept for all who look until it is asked for again.

Not at every change of the room: a wall that fills would have it done with each drawing, for pages that nobody reads.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mnist_core.classroom.keys import Viewer
from mnist_core.classroom.ours import Ours
from mnist_core.wording import counted
from ui import rooms
from ui.classroom import gathered
from ui.rooms import Seen

_KEPT = 256  # results, of all rooms


@dataclass(frozen=True, eq=False)
class Found:
    """A result, of how many drawings, how many of them simulated, and the numbers of all that were on the wall.

    The drawings themselves are not kept: whoever takes one back is to find it gone.
    """

    result: Any
    used: int
    simulated: int
    there: frozenset[int]


_found: OrderedDict[tuple[int, str], Found] = OrderedDict()
_lock = threading.Lock()  # never held while reckoning


def found(room_id: int, what: str) -> Found | None:
    """What something came to when it was reckoned last, since the server was started."""
    with _lock:
        return _found.get((room_id, what))


def reckon(viewer: Viewer, what: str, of: Callable[[Ours], Any]) -> None:
    """Reckon anew, on what is on the wall by now, if that has changed; Refused where the room is over."""
    ours = gathered.of(rooms.see(viewer), viewer)
    before, there = found(viewer.room_id, what), frozenset(ours.ids.tolist())
    if before is not None and before.there == there:
        return
    used = ours.at_most()
    result = Found(of(used), len(used), int(used.simulated.sum()), there)
    with _lock:
        _found[viewer.room_id, what] = result
        _found.move_to_end((viewer.room_id, what))
        while len(_found) > _KEPT:
            _found.popitem(last=False)


def counted_on(now: Found, seen: Seen) -> str:
    """Say which drawings a result counts, and what has changed on the wall since."""
    first, there = f"Counted: {counted(now.used, 'drawing')}", {each.id for each in seen.shown}
    if now.used < len(now.there):
        first += f" of {len(now.there):,}, each pupil’s first ones"
    first += f"; {now.simulated:,} of them by the example class." if now.simulated else "."
    came, gone = len(there - now.there), len(now.there - there)
    parts = [f"{counted(came, 'drawing')} came"] if came else []
    parts += [f"{gone:,} {'is' if gone == 1 else 'are'} gone"] if gone else []
    return f"{first} Since then {' and '.join(parts)}: press again." if parts else first
