"""Who is looking at a computation that visitors share, so that nobody ends it for the others."""

import time

WATCH_WINDOW = 2.5  # seconds after which a visitor who has not asked again is no longer watching: some six polls


class Watchers:
    """The visitors who have asked within the last WATCH_WINDOW seconds, by name."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self._left: float | None = None  # when somebody left, if nobody has looked since

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, visitor: str) -> None:
        """Note that a visitor is looking, and forget those who no longer are."""
        now = time.monotonic()
        self._seen = {name: seen for name, seen in self._seen.items() if now - seen < WATCH_WINDOW} | {visitor: now}
        self._left = None

    def remove(self, visitor: str) -> None:
        """Note that a visitor wants no more, and forget those who no longer look."""
        self.add(visitor)
        del self._seen[visitor]
        self._left = time.monotonic()

    @property
    def present(self) -> int:
        """How many have asked within the window that ends now."""
        now = time.monotonic()
        return sum(now - seen < WATCH_WINDOW for seen in self._seen.values())

    @property
    def are_gone(self) -> bool:
        """Whether somebody has left, and those who seemed to be there have not looked for a whole window since.

        So a page that was reloaded a moment ago is no other visitor for long.
        """
        return self._left is not None and time.monotonic() - self._left >= WATCH_WINDOW
