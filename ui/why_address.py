"""What the components of the drawing lesson keep in the address by themselves."""

from collections.abc import Iterable

import streamlit as st

BY_HAND = ("against", "basis", "checkpoint", "rate", "ink")


def asked(name: str, choices: Iterable[str]) -> str | None:
    """What the address asks for, if it is one of the choices; anything else is taken from it."""
    found = st.query_params.get_all(name)
    if len(found) == 1 and found[0] in list(choices):
        return found[0]
    if found:
        del st.query_params[name]
    return None


def asked_place(name: str, count: int) -> int | None:
    """A place among so many that the address asks for, if it does."""
    found = asked(name, [str(place) for place in range(count)])
    return None if found is None else int(found)
