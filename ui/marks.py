"""What is marked in a component, kept in the address by hand, since only Streamlit's own widgets can be bound."""

from collections.abc import Mapping
from typing import Any

from ui import address, state


def read(name: str, size: int, default: int) -> int:
    """The number from 0 to size − 1 that the address gives `name`; anything else is taken from it, for the default."""

    def accept(text: str) -> int | None:
        place = address.whole_number(text)
        return place if place is not None and place < size else None

    found = address.read(name, accept)
    return default if found is None else found


def keep(component: str, name: str, size: int, default: int) -> None:
    """Write into the address what the component of this key has sent as `name`; to be its callback.

    What comes from a browser may be anything: only a number from 0 to size − 1 counts.
    """
    marked = sent(component, name)
    if marked not in range(size):
        return
    _write(name, marked, default)


def put_undrawn(key: str, value: Any, default: Any) -> None:
    """Set a bound widget that is not on the page at this moment, and the address, which Streamlit would leave alone."""
    state.put(**{key: value})
    _write(key, value, default)


def sent(component: str, name: str) -> int | None:
    """The whole number that the component of this key has sent as `name`, if it is one."""
    found = state.get(component)
    value = found.get(name) if isinstance(found, Mapping) else None
    return value if type(value) is int else None


def _write(name: str, value: Any, default: Any) -> None:
    address.write(name, None if value == default else str(value))
