"""The parts of a lesson below its toy: what to notice, what to try, the formula, the code, what to take away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui import program, state, walk
from ui.source import source


@dataclass(frozen=True)
class Told:
    """What a toy or a view leaves to be told below it.

    Attributes
    ----------
    formula : LaTeX, with the numbers that are in it now
    words : a sentence or two of markdown on it
    code : the functions that computed it
    done : the names of the tasks that are fulfilled just now
    notices : what to notice, sentences of markdown, where that is another for each toy
    """

    formula: str
    words: str
    code: tuple[Callable[..., Any], ...]
    done: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()


def fulfilled(**tasks: bool) -> frozenset[str]:
    """The names of those tasks that are fulfilled."""
    return frozenset(name for name, now in tasks.items() if now)


def tries_of_views(tasks: Mapping[str, Mapping[str, str]], view: str, told: Told) -> list[tuple[str, bool]]:
    """The tasks of all views by their names, as `notice_and_try` takes them; `told` is of the view that is shown."""
    return [
        (f"*{place}*: {text}", place == view and name in told.done)
        for place, each in tasks.items()
        for name, text in each.items()
    ]


def notice_and_try(notices: Sequence[str], tries: Sequence[tuple[str, bool]]) -> None:
    """Say what to notice beside things to try; each of these is ticked once it has been done.

    Parameters
    ----------
    notices : sentences of markdown
    tries : what to try, and whether it is so just now; once done it stays done for this session
    """
    done = [(text, state.achieved(text, now)) for text, now in tries]
    walk.look(done)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### What to notice\n\n" + "\n".join(f"- {notice}" for notice in notices))
    if walk.at() is None:  # which gives its own, and one thing to do at a time is enough
        with right:
            st.markdown("\n\n".join(["#### Try this", *(_task(*each) for each in done)]))


def _task(text: str, done: bool) -> str:
    mark = ":material/check_circle:" if done else ":material/radio_button_unchecked:"
    return f"{mark} {text}{' — **done**' if done else ''}"


def formula_and_code(told: Told) -> None:
    """Show the formula with the numbers that are in it now, and the very code that computed them."""
    st.markdown("#### In symbols and in code" + program.in_its_place(state.page()))
    st.latex(told.formula)
    st.markdown(told.words)
    with st.expander("The code that just ran", key="code", on_change="rerun") as shown:
        # What colours code is 1.5 MB of JavaScript, which keeps a browser from drawing the toy: only for who asks.
        # Not in a fragment: the drawing's page is one that follows its run, and with another inside it broke.
        if shown.open:
            st.code("\n\n".join(source(function) for function in told.code), language="python")


def take_away(text: str) -> None:
    """Close the lesson with the one thing to remember."""
    st.markdown(f"#### To take away\n\n{text}")
