"""How fast some work goes, and how long it will take."""

import time
from collections import deque

WINDOW = 5.0  # seconds that a speed is measured over


class Pace:
    """The last reports of one stretch of work; `meaningful` units must be done before they tell anything."""

    def __init__(self, meaningful: int) -> None:
        self._meaningful = meaningful
        self._reports: deque[tuple[float, int, float]] = deque()  # when, how much was done, seconds worked

    def begin(self) -> None:
        """Begin anew: speeds of an earlier stretch say nothing about this one."""
        self._reports.clear()

    def add(self, done: int, seconds: float) -> None:
        """Note that so much is done now, after a piece that took so many seconds of a worker."""
        now = time.monotonic()
        self._reports.append((now, done, seconds))
        while len(self._reports) > 2 and now - self._reports[1][0] > WINDOW:
            self._reports.popleft()

    def estimate(self, total: int) -> tuple[float | None, float | None]:
        """Return the units a second of the workers, and the seconds until all is done; None until they are known."""
        if not self._reports:
            return None, None
        (first_time, first, _), (last_time, last, _) = self._reports[0], self._reports[-1]
        worked = sum(seconds for _, _, seconds in list(self._reports)[1:])
        if last - first < self._meaningful:
            return None, None
        left = (total - last) * (last_time - first_time) / (last - first) - (time.monotonic() - last_time)
        return (last - first) / max(worked, 1e-9), max(left, 0.0)
