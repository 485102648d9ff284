"""What is marked in a component, kept in the address by hand, since only Streamlit's own widgets can be bound."""

from contextlib import suppress
from typing import Any

from streamlit.errors import StreamlitAPIException

from ui import address, state
from ui.sent import Sent, whole


def read(name: str, size: int, default: int) -> int:
    """The number from 0 to size − 1 that the address gives `name`; anything else is taken from it, for the default."""

    def accept(text: str) -> int | None:
        place = address.whole_number(text)
        return place if place is not None and place < size else None

    found = address.read(name, accept)
    return default if found is None else found


def kept(name: str, size: int, default: int) -> Sent[int]:
    """What a component sends as the number from 0 to size − 1 that is marked: it is written into the address."""
    return Sent(whole(size), lambda marked: _write(name, marked, default))


def put_undrawn(key: str, value: Any, default: Any) -> None:
    """Set a bound widget that is not on the page at this moment, and the address, which Streamlit would leave alone."""
    state.put(**{key: value})
    # Where two presses come in one message, it was on the page until now, and still holds its place in the address.
    with suppress(StreamlitAPIException):
        _write(key, value, default)


def _write(name: str, value: Any, default: Any) -> None:
    address.write(name, None if value == default else str(value))
