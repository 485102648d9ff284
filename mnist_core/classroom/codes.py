"""Codes that are read off a projector, keys that nobody can guess, and a limit to trying."""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mnist_core.classroom.limits import LARGEST_ID, Refused, Windows, shown

# No I and L (which look like 1 and each other), O and Q (like 0), U and V (each other), G (C) and N (M, also when
# called out); and without A and E no word comes up that a class would laugh at. Sixteen letters are left: 16⁶ codes.
LETTERS = "BCDFHJKMPRSTWXYZ"
LENGTH = 6
LONGEST_KEY = 100  # characters of what is compared at all; ours have 43
TOKEN = re.compile(r"([1-9][0-9]{0,9})\.([A-Za-z0-9_-]{43})", re.ASCII)


def new_code() -> str:
    """Draw the code of a room: six letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: object) -> str:
    """Read a code as people type it, in small letters, with blanks or hyphens; Refused where it cannot be one."""
    found = re.sub(r"[\s-]", "", typed[:100]) if isinstance(typed, str) else ""
    code = found.upper() if found.isascii() else ""  # elsewhere a small letter may have two capitals
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        raise Refused(f"A room's code is six letters out of {LETTERS}, not {shown(typed)}.")
    return code


def new_key() -> str:
    """Draw a key of 256 random bits, 43 characters that an address can hold."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Give what of a key is stored: its hex SHA-256.

    No slow hash is needed, for nobody can go through 2²⁵⁶ keys.
    """
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def is_key(key: object, digests: Sequence[str]) -> bool:
    """Tell whether a key is one of those stored, in a time that does not depend on which, or on how nearly."""
    found = digest(key if isinstance(key, str) and len(key) <= LONGEST_KEY else "")
    # A list, not a generator: all are compared, also after the right one. Without any, one is compared all the same.
    return any([hmac.compare_digest(found, each) for each in digests or ["-" * 64]])  # noqa: C419


def token_of(number: int, secret: str) -> str:
    """Write the number of a row and its secret as one token."""
    return f"{number}.{secret}"


def read_token(token: object) -> tuple[int, str]:
    """Read a token's number and secret; (0, "") where it is none, which no row has."""
    match = TOKEN.fullmatch(token) if isinstance(token, str) else None
    if match is None or int(match[1]) > LARGEST_ID:
        return 0, ""
    return int(match[1]), match[2]


class Attempts:
    """What was tried in vain in the last while, on one server: by source, and all together.

    At most as many are kept as all together may try in the longest window, whoever tries. Of a source, such as a
    network address, only a hash is. All times are monotonic: no clock that is set back opens a window anew.

    Parameters
    ----------
    windows : how many may be tried
    what : is tried, in the plural
    """

    def __init__(self, windows: Windows, what: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._windows = windows
        self._what = what
        self._monotonic = monotonic
        self._failed: deque[tuple[float, str]] = deque()
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._failed)

    @contextmanager
    def one(self, source: str) -> Iterator[None]:
        """Let one attempt be made that takes no time; it counts if it ends with Refused, as it does after too many.

        One at a time: of sixty that are made at once no more are let through than of sixty in a row.
        """
        with self._lock, self.one_of_many(source):
            yield

    @contextmanager
    def one_of_many(self, source: str) -> Iterator[None]:
        """Let one attempt be made while others are; so that a few more than allowed may be under way."""
        name = digest(source)
        with self._lock:
            self._check(self._monotonic(), name)
        try:
            yield
        except Refused:
            with self._lock:
                self._failed.append((self._monotonic(), name))
            raise

    def _check(self, now: float, name: str) -> None:
        longest = max(seconds for seconds, _, _ in self._windows)
        while self._failed and now - self._failed[0][0] >= longest:
            self._failed.popleft()
        for seconds, per_source, total in self._windows:
            times = [(at, who) for at, who in self._failed if now - at < seconds]
            own = [at for at, who in times if who == name]
            if len(own) >= per_source:
                self._refuse("from here", own[-per_source] + seconds - now, per_source, seconds)
            if len(times) >= total:
                self._refuse("to this server", times[-total][0] + seconds - now, total, seconds)

    def _refuse(self, where: str, wait: float, most: int, seconds: float) -> None:
        raise Refused(
            f"{most:,} {self._what} came {where} within {seconds / 60:.0f} min, and no more are tried: "
            f"wait {max(1, round(wait))} s."
        )
