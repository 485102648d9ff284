"""Who is looking at a computation that visitors share, so that nobody ends it for the others."""

import time

# A little more than twice a second: a look takes some 7 ms of the server, nearly all of it Streamlit's own.
LOOK_EVERY = 0.48
# All who watch share fifteen looks a second, a tenth of a core; thirty slowed what they watched by two fifths. With no
# look slower than two seconds, a hundred and twenty made sixty looks, which took a core, and nobody else was answered.
LOOKS_A_SECOND = 15
SLOWEST_LOOK = 12.0
REST_LOOK = 2.0  # seconds between two looks at what rests, which somebody else may begin anew
WATCH_WINDOW = 2.5  # seconds after which one of a few visitors who has not asked again is no longer watching


def period(audience: int) -> float:
    """Seconds between two looks of a visitor while so many are watching this run or another."""
    return min(max(LOOK_EVERY, audience / LOOKS_A_SECOND), SLOWEST_LOOK)


def window(audience: int) -> float:
    """Seconds after which a visitor who has not asked again is gone, while so many are watching this run or another."""
    # A class's looks may be late: if those who are late were not counted, the others' would come faster and be later.
    return max(WATCH_WINDOW, (2.25 if audience <= 30 else 4) * period(audience))


class Watchers:
    """The visitors who have asked a short while ago, by name."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._window = WATCH_WINDOW
        self._left: float | None = None  # when somebody left, if nobody has looked since
        self._seen = time.monotonic()

    def __len__(self) -> int:
        return len(self._until)

    def add(self, visitor: str, audience: int = 1) -> None:
        """Note that one of so many visitors is looking, and forget those who no longer are."""
        now = time.monotonic()
        self._window = window(audience)
        self._until = {name: until for name, until in self._until.items() if now < until}
        self._until[visitor] = now + self._window
        self._left, self._seen = None, now

    def remove(self, visitor: str) -> None:
        """Note that a visitor wants no more, and forget those who no longer look."""
        now = time.monotonic()
        self._until = {name: until for name, until in self._until.items() if now < until and name != visitor}
        self._left = now

    @property
    def present(self) -> set[str]:
        """Who counts as watching now."""
        now = time.monotonic()
        return {name for name, until in self._until.items() if now < until}

    @property
    def unseen_for(self) -> float:
        """Seconds since anybody has looked."""
        return time.monotonic() - self._seen

    @property
    def are_gone(self) -> bool:
        """Whether somebody has left, and those who seemed to be there have not looked for a whole window since.

        So a page that was reloaded a moment ago is no other visitor for long.
        """
        return self._left is not None and time.monotonic() - self._left >= self._window
