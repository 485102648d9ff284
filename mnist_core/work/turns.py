"""Whose turn it is: visitors take turns, however much each of them has asked for."""

import itertools
from collections.abc import Collection

REMEMBERED = 4_096  # visitors; who was served longer ago counts as new


class Turns:
    """When visitors were served last, by name."""

    def __init__(self) -> None:
        self._served: dict[str, int] = {}  # the latest last
        self._next = itertools.count(1)

    def last(self, visitors: Collection[str]) -> int:
        """When the one of these was served who has waited longest; 0 for somebody who never was."""
        return min((self._served.get(visitor, 0) for visitor in visitors), default=0)

    def take(self, visitors: Collection[str]) -> None:
        """Note that these are served, together, by one turn."""
        now = next(self._next)
        for visitor in visitors:
            self._served.pop(visitor, None)
            self._served[visitor] = now
        while len(self._served) > max(REMEMBERED, len(visitors)):
            del self._served[next(iter(self._served))]
