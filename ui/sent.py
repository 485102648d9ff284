"""What components send: it comes from a browser and may be anything, so it is read here before anything is done."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ui import state

Read = TypeVar("Read")


@dataclass(frozen=True)
class Sent(Generic[Read]):
    """What a component sends under one name.

    Attributes
    ----------
    read : makes something of whatever has come; None of what makes no sense, which is then ignored
    then : what is done with what was read
    """

    read: Callable[[object], Read | None]
    then: Callable[[Read], object]

    def callback(self, component: str, name: str) -> Callable[[], None]:
        """The callback for what the component of this key sends under this name."""

        def hear() -> None:
            found = state.get(component)
            value = self.read(found.get(name)) if isinstance(found, Mapping) else None
            if value is not None:
                self.then(value)

        return hear


# What is sent only to run the page again.
IGNORED: Sent[object] = Sent(lambda _: None, lambda _: None)


def whole(size: int) -> Callable[[object], int | None]:
    """Read a whole number from 0 to size − 1."""

    def read(sent: object) -> int | None:
        return sent if type(sent) is int and 0 <= sent < size else None

    return read


def several(of: Collection[str]) -> Callable[[object], list[str] | None]:
    """Read which of some names are sent, each once."""

    def read(sent: object) -> list[str] | None:
        return [name for name in of if name in sent] if isinstance(sent, list) else None

    return read


def cell(rows: int, columns: int) -> Callable[[object], tuple[int, int] | None]:
    """Read row and column of a table of this size."""

    def read(sent: object) -> tuple[int, int] | None:
        if not isinstance(sent, list) or len(sent) != 2:
            return None
        row, column = whole(rows)(sent[0]), whole(columns)(sent[1])
        return None if row is None or column is None else (row, column)

    return read


def pressed_on(shown: str, then: Callable[[], Any]) -> Sent[bool]:
    """What was pressed on something shown, which it names.

    The second of a double click was pressed on what is gone by then, and does nothing. So does one press that Streamlit
    sends twice: a fragment's timer that comes between pressing and sending (a setTimeout of 0) takes it along.
    """
    return Sent(lambda sent: (type(sent) is str and sent == shown) or None, lambda _: then())


def pressed(then: Callable[[], Any]) -> Sent[bool]:
    """What says no more than that it has happened."""
    return Sent(lambda sent: sent is True or None, lambda _: then())
