"""The address of a page: what a link asks for, and a quiet word about what it cannot have."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_core.drawing import as_text
from ui import state

Read = TypeVar("Read")
LONGEST = 300  # characters of a value, a name or a page's place; ten numbers with their signs are far below
MOST_NAMES = 100  # no page has half as many
# What only a drawing takes, and what names the controls of a page.
LONGER = {"strokes": as_text.LONGEST, "only": 1_000, "fix": 1_000}


def clean() -> None:
    """Drop what no page can mean, before any widget reads it, and keep what the address asked for.

    Streamlit falls back to the default for most nonsense, but a number so
    large that it is infinite makes its integer inputs raise.
    """
    before = state.take("asked", {}) if state.take("again", False) else {}
    asked = before | {name: st.query_params.get_all(name) for name in st.query_params}
    unusable = [
        name
        for place, (name, values) in enumerate(asked.items())
        if place >= MOST_NAMES
        or len(name) > LONGEST
        or any(len(value) > LONGER.get(name, LONGEST) or _is_infinite(value) for value in values)
    ]
    if _drop(unusable):
        state.set_aside("dropped", True)
        st.rerun()  # a widget would still be given what the address held when this run began
    state.set_aside("asked", asked)


def here() -> str:
    """The address of the page without its query, as its browser says; "" where it says none of the web's."""
    said = st.context.url or ""
    try:
        return said if urlsplit(said).scheme in ("http", "https") and len(said) <= LONGEST else ""
    except ValueError:
        return ""


def run_again() -> NoReturn:
    """Run the page once more at once, which then still knows what the address asked of this run."""
    state.set_aside("again", True)
    st.rerun()


def leave_for(file: str, query: Mapping[str, Sequence[str]] | None = None) -> NoReturn:
    """Go at once to the page of this file, whose address then has this query.

    Streamlit switches no page while a control is bound to the address; where one follows a link it lets go by itself.
    """
    context = get_script_run_ctx()
    if context is not None:
        with context.session_state.query_params() as bound:
            for control in list(bound._bindings_by_widget):
                bound.unbind_widget(control)
    st.switch_page(file, query_params=query)


def _drop(names: Sequence[str]) -> bool:
    """Take names out of the address, unless a control on the page holds one, which then reads no more from it.

    With every change the browser is sent the whole address: so all that nothing holds goes at once, and it may be much.
    """
    free = [name for name in names if not state.has(name)]
    if free:
        st.query_params.update(dict.fromkeys(free, ()))
    dropped = [name for name in names if state.has(name) and _drop_held(name)]
    return bool(free or dropped)


def _drop_held(name: str) -> bool:
    try:
        del st.query_params[name]
    except (StreamlitAPIException, KeyError):  # held, or gone meanwhile
        return False
    return True


def note(by_hand: Iterable[str] = ()) -> None:
    """Say that the address asked for something that it did not get, if so.

    Parameters
    ----------
    by_hand : parameters that the page reads itself; it takes from the address what it does not accept
    """
    asked: dict[str, list[str]] = state.take("asked", {})
    refused = [
        name
        for name, values in asked.items()
        if (state.has(name) or name in by_hand)
        and not (_granted(name, values) or (name in by_hand and _kept(name, values)))
    ]
    if state.take("dropped", False) or refused:
        st.caption("The address of this page asked for something that does not exist; you see the default instead.")


def read(name: str, accept: Callable[[str], Read | None]) -> Read | None:
    """What the address gives a name that is no widget's; what `accept` returns None for is taken from the address."""
    found = values(name)
    accepted = accept(found[0]) if len(found) == 1 else None
    if accepted is None and found:
        refuse(name)
    return accepted


def refuse(name: str) -> None:
    """Take from the address what cannot be had, and have the page say so; what is held is so at its default then."""
    holds = state.held()
    if holds is not None and name in holds.texts:
        holds.texts[name].clear()
    _write(name, None)
    state.set_aside("dropped", True)


def values(name: str) -> list[str]:
    """All that the address gives a name, in order, or gave it when it was held; an empty list where it has nothing."""
    holds = state.held()
    if holds is not None and name in holds.texts:
        return list(holds.texts[name])
    return list(st.query_params.get_all(name))


def is_held(name: str) -> bool:
    """Whether a teacher's link holds what the address gave a name."""
    holds = state.held()
    return holds is not None and name in holds.texts


def write(name: str, value: str | Sequence[str] | None) -> None:
    """Give a name that is not held one value or several in the address, or take it out: None, "" or no value."""
    holds = state.held()
    if holds is None or holds.allows(name, value):
        _write(name, value)


def _write(name: str, value: str | Sequence[str] | None) -> None:
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def asked(name: str, choices: Iterable[str]) -> str | None:
    """What the address asks for, if it is one of the choices; anything else is taken from it."""
    allowed = list(choices)
    return read(name, lambda text: text if text in allowed else None)


def whole_number(text: str) -> int | None:
    """Read a whole number of a few ASCII digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def asked_place(name: str, count: int) -> int | None:
    """A place among so many that the address asks for, if it does."""
    found = asked(name, [str(place) for place in range(count)])
    return None if found is None else int(found)


def _kept(name: str, values: list[str]) -> bool:
    """Whether what a page reads itself is still as it was asked for, be it several times."""
    return st.query_params.get_all(name) == values


def _granted(name: str, values: list[str]) -> bool:
    chosen = state.get(name)
    if isinstance(chosen, list):  # of a control that takes several
        return sorted(values) == sorted(str(each) for each in chosen) or (not chosen and values == [""])
    if name in st.query_params:
        return len(values) == 1
    # What equals the default is taken from the address too.
    return len(values) == 1 and state.has(name) and _means(values[0], state.get(name))


def _means(text: str, value: object) -> bool:
    """Whether a text in the address stands for a widget's value."""
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        try:
            return float(text) == value
        except ValueError:
            return False
    return text == str(value)


def _is_infinite(text: str) -> bool:
    try:
        return not math.isfinite(float(text))
    except ValueError:
        return False
