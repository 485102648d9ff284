"""The parts of a lesson below its toy: what to notice, what to try, the formula, the code, what to take away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ui import lesson_link, link_maker, program, questions, state, support, tasks, walk
from ui.source import source

# With this before them, plain lines run wherever they are pasted.
PLAIN = "# In plain NumPy, with the same numbers: a test holds it to them.\nimport numpy as np\n\n\n"
# How a task is told of that is done, or that was so when the visitor came, which does not count.
ENDINGS = {"done": " — **done**", "so": " — so already", "": ""}


@dataclass(frozen=True)
class Told:
    """What a toy or a view leaves to be told below it.

    Attributes
    ----------
    formula : LaTeX, with the numbers that are in it now
    words : a sentence or two of markdown on it
    code : the functions that computed it
    done : its tasks by their names, each with what fulfils it just now; see `tasks.tried`
    notices : what to notice, sentences of markdown, where that is another for each toy
    plain : functions of a few lines that give the same numbers, to be read first; none where the code is as short
    """

    formula: str
    words: str
    code: tuple[Callable[..., Any], ...]
    done: Mapping[str, object] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    plain: tuple[Callable[..., Any], ...] = ()


# Of a view whose result is still to be foreseen: nothing of it may be told.
COVERED = Told("", "", ())


def fulfilled(**tasks: object) -> dict[str, object]:
    """The tasks of a toy by their names, each with what fulfils it just now; see `tasks.tried`."""
    return tasks


def tries_of_views(tasks: Mapping[str, Mapping[str, str]], view: str, told: Told) -> list[tuple[str, object]]:
    """The tasks of all views by their names, as `notice_and_try` takes them; `told` is of the view that is shown."""
    return [
        (f"*{place}*: {text}", told.done.get(name) if place == view else None)
        for place, each in tasks.items()
        for name, text in each.items()
    ]


def notice_and_try(notices: Sequence[str], tries: Sequence[tuple[str, object]]) -> None:
    """Say what to notice beside things to try; each of these is ticked once the visitor has done it.

    Parameters
    ----------
    notices : sentences of markdown
    tries : what to try, and what fulfils it just now, as `tasks.tried` takes them; once done it stays done
    """
    if support.covers():
        tasks.find(tries)
        return
    told = [(text, how) for (text, _), how in zip(tries, tasks.tried(tries), strict=True)]
    walk.look([(text, how == "done") for text, how in told])
    if questions.are_asked():
        return
    notice, to_try, reason = "", "", None
    # A walk gives its own, and one thing to do at a time is enough.
    if walk.at() is None and not lesson_link.hides(lesson_link.TRIES):
        to_try = "\n\n".join(["#### Try this", *(_task(*each) for each in told)])
        reason = questions.reason_for([text for text, how in told if how == "done"])
    if not lesson_link.hides(lesson_link.NOTICE):
        notice = "\n".join(["#### What to notice", "", *(f"- {notice}" for notice in notices)])
    if reason is None:  # page.css sets the two beside each other: columns would be four elements more in every run
        st.markdown(f"{notice}\n\n{to_try}")
        return
    left, right = st.columns(2, gap="large")
    left.markdown(notice)
    with right:
        st.markdown(to_try)
        questions.ask_for(reason)


def _task(text: str, how: str) -> str:
    mark = ":material/check_circle:" if how == "done" else ":material/radio_button_unchecked:"
    return f"{mark} {text}{ENDINGS[how]}"


def formula_and_code(told: Told) -> None:
    """Show the formula with the numbers that are in it now, and the very code that computed them, plain lines first."""
    link_maker.follow()
    if support.covers() or questions.are_asked():
        return
    hidden = [section for section in (lesson_link.FORMULA, lesson_link.CODE) if lesson_link.hides(section)]
    if len(hidden) < 2:
        parts = ["#### In symbols and in code" + program.in_its_place(state.page())]
        if lesson_link.FORMULA not in hidden:
            parts += [f"$$\n{told.formula}\n$$", told.words]
        st.markdown("\n\n".join(parts))
    if lesson_link.CODE not in hidden:
        _code(told)


def _code(told: Told) -> None:
    title = "The code: first plain, then what just ran" if told.plain else "The code that just ran"
    with st.expander(title, key="code", on_change="rerun") as shown:
        # What colours code is 1.5 MB of JavaScript, which keeps a browser from drawing the toy: only for who asks.
        # Not in a fragment: the drawing's page is one that follows its run, and with another inside it broke.
        if shown.open:
            if told.plain:
                st.code(PLAIN + _source(told.plain), language="python")
            st.code(_source(told.code), language="python")


def _source(functions: Sequence[Callable[..., Any]]) -> str:
    return "\n\n".join(source(function) for function in functions)


def take_away(text: str) -> None:
    """Close the lesson with the one thing to remember, unless that would tell what is foreseen or asked just now."""
    if not support.covers() and not questions.are_asked():
        st.markdown(f"#### To take away\n\n{text}")
