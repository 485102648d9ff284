"""What a visitor is told in passing: it appears for a moment, and goes by itself.

A callback that shows a toast itself, before a part of the page runs, has the toast take the place of what the page drew
first of its kind: the page's style. So it is said here, and shown at the end of what is drawn next.
"""

import streamlit as st

from ui import state

_WAITING = "toasts"


def tell(text: str, *, long: bool = False) -> None:
    """Have this appear once, for four seconds or for ten."""
    waiting = state.take(_WAITING, ())
    state.set_aside(_WAITING, (*waiting, (text, "long" if long else "short")))


def show() -> None:
    """Show what waits to be told; by whatever has drawn a page or a part of one, last of all."""
    for text, duration in state.take(_WAITING, ()):
        st.toast(text, duration=duration)
