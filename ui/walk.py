"""The guided walk: from stop to stop through all lessons, each with something to do that the app notices.

Where a visitor is stands in the session and in the address (`?walk=`), so that a reload and a link keep the place;
nothing else is kept, and whoever leaves finds the lessons as they are.
"""

import re
from collections.abc import Sequence
from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException

from ui import address, navigation, state
from ui.contents import ENDING, HOME, lesson
from ui.stops import STOPS, Stop

NAME = "walk"
_AT, _BEGAN, _DONE, _SHOWN = "_walk_at", "_walk_began", "_walk_done", "_walk_shown"
_OVER = "_walk_over"  # while the page after its last stop is open
# In the theme's colour of what can be pressed.
_LIT = "{outline: 2px solid light-dark(#1f6f6b, #6fbdb5); outline-offset: 6px; border-radius: 4px}"


def at() -> Stop | None:
    """The stop that the visitor is at, on whatever page; None for who does not walk."""
    asked = address.read(NAME, lambda text: next((stop for stop in STOPS if stop.name == text), None))
    if asked is not None and asked.name != state.get(_AT):
        state.put(**{_AT: asked.name, _BEGAN: None})
    name = state.get(_AT)
    return next((stop for stop in STOPS if stop.name == name), None)


def _settle(stop: Stop) -> None:
    """Have the page open as the stop wants it, and the browser's address say so.

    A link to the page that is open runs it with its query, but leaves the browser's address as it was, with which the
    next run then comes; and of a link to another page Streamlit takes away what controls of the old one are called.
    """
    for name, value in {**stop.address, NAME: stop.name}.items():
        with suppress(StreamlitAPIException):  # the page that was left may still hold the name in the address
            address.write(name, None)
            address.write(name, value)
    state.put(**stop.address)


def is_done(stop: Stop) -> bool:
    """Whether what is to be done there has been done in this session."""
    return stop.name in state.get(_DONE, ())


def strip(page: str) -> bool:
    """Say at the head of a page where on the walk the visitor is, what to do, and the ways on; nothing to others.

    Returns whether this page is where the walk has come to.
    """
    stop = at()
    if page != "ending":
        state.put(**{_OVER: False})
    elif stop is STOPS[-1]:
        _end()
        state.put(**{_OVER: True})
        stop = None
    if stop is None:
        if state.get(_OVER):
            _say_over()
        return False
    place = STOPS.index(stop)
    here = stop.lesson == page
    if here and state.get(_SHOWN) != stop.name:
        _settle(stop)
    state.put(**{_SHOWN: stop.name if here else ""})
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="walk", gap="medium"):
        st.markdown(_said(stop, place) if here else _left(stop, place), width="stretch")
        if not here:
            navigation.link(_file(stop), "Back to the walk", _address(stop))
        elif place + 1 < len(STOPS):
            after = STOPS[place + 1]
            label = f"{'Next' if is_done(stop) else 'Skip to'}: {after.title} →"
            navigation.link(_file(after), label, _address(after))
        else:
            navigation.link(ENDING, "To the end: your story →")
        st.button("Leave the walk", on_click=_end, key="leave walk", type="tertiary")
    if here:
        st.html(f"<style>.st-key-{stop.lit} {_LIT}</style>")  # what is lit is named in `stops`, nowhere else
    return here


def _say_over() -> None:
    """Say at the head of the story that the walk is over, and where it can be gone on with, or begun again."""
    done = sum(map(is_done, STOPS))
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="walk", gap="medium"):
        st.markdown(
            f"**The walk is done**, all {len(STOPS)} stops of it."
            if done == len(STOPS)
            else f"**This is the end of the walk**: {done} of {len(STOPS)} stops done.",
            width="stretch",
        )
        begin()


def _said(stop: Stop, place: int) -> str:
    done = " :material/check_circle: **Done.**" if is_done(stop) else ""
    return f"**Stop {place + 1} of {len(STOPS)} · {stop.title}.** {stop.sentence}{done}"


def _left(stop: Stop, place: int) -> str:
    return f"**You have left the walk** at stop {place + 1} of {len(STOPS)}, {stop.title.lower()}."


def look(page_tasks: Sequence[tuple[str, bool]] = ()) -> None:
    """Note it if what counts at the stop is so, one of these tasks or a control; the page is run once more, to say so.

    It is called where the task or the control is drawn, since that part of a page may run without the rest.
    """
    stop = at()
    if stop is None or is_done(stop):
        return
    if _is_changed(stop) or (
        stop.task and any(done and plain(text).startswith(stop.task) for text, done in page_tasks)
    ):
        note(stop)
        address.run_again()


def _is_changed(stop: Stop) -> bool:
    """Whether the control whose change counts is set to something else than when it was first drawn at this stop.

    What it then shows an address may have brought, or the page that was left.
    """
    if not stop.changes or stop.lesson != state.page():
        return False
    if state.get(_BEGAN) is None:
        state.put(**{_BEGAN: state.get(stop.changes)})
    return bool(state.get(stop.changes) != state.get(_BEGAN))


def note(stop: Stop) -> None:
    """Note that what is to be done at a stop has been done."""
    state.put(**{_DONE: {*state.get(_DONE, ()), stop.name}})


def begin() -> None:
    """Draw the way into the walk: from its beginning, or from where it was left."""
    done = sum(map(is_done, STOPS))
    stop = next((each for each in STOPS if not is_done(each)), STOPS[0])
    label = (
        f"Take the walk, {len(STOPS)} stops →"
        if not done
        else "Take the walk again →"
        if done == len(STOPS)
        else f"Go on with the walk, {done} of {len(STOPS)} stops done →"
    )
    navigation.link(_file(stop), label, _address(stop))


def plain(text: str) -> str:
    """A task's words without markdown's marks."""
    return re.sub(r"[*_`]", "", text)


def _end() -> None:
    state.put(**{_AT: None})
    address.write(NAME, None)


def _file(stop: Stop) -> str:
    return HOME if stop.lesson == "home" else lesson(stop.lesson).file


def _address(stop: Stop) -> dict[str, str]:
    return {**stop.address, NAME: stop.name}
