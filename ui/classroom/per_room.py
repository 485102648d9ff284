"""What is kept of each room until it changes: of each only the last, since what was withdrawn is to be gone."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
_ROOMS = 32


class PerRoom(Generic[Kept]):
    """One value for each of the rooms that were looked at last, and what it was made for."""

    def __init__(self) -> None:
        self._values: OrderedDict[int, tuple[object, Kept]] = OrderedDict()
        self._lock = threading.Lock()  # never held while a value is made

    def get(self, room_id: int, stamp: object, make: Callable[[], Kept]) -> Kept:
        """The value that was made for this stamp, or a new one; two who come at once may both make it."""
        with self._lock:
            found = self._values.get(room_id)
        if found is not None and found[0] == stamp:
            return found[1]
        value = make()
        with self._lock:
            self._values[room_id] = stamp, value
            self._values.move_to_end(room_id)
            while len(self._values) > _ROOMS:
                self._values.popitem(last=False)
        return value
