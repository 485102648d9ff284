"""What the class foresees in the lessons, as the teacher sees it and puts it up for all."""

from typing import Any

import streamlit as st

from mnist_core.classroom import guesses
from mnist_core.classroom.guesses import Guesses
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Refused
from mnist_core.wording import has
from ui import rooms, state
from ui.classroom import told_guesses
from ui.component import mount
from ui.contents import lesson
from ui.rooms import Seen

CHOSEN = "guessed_at"
NOBODY = (
    "Nobody has guessed yet. Each pupil is asked in the lessons, before the answer is seen: keep all in a lesson, and "
    "what they guess is counted here, for you alone at first. Who has turned such questions off is not asked."
)


def show(teacher: Teacher, seen: Seen) -> None:
    """Show what is guessed at, of the lesson that the class is kept in or of all, and one of it with its guesses."""
    found = _all(teacher)
    if not found:
        st.caption(NOBODY)
        return
    left, right = st.columns([0.42, 0.58], gap="large")
    with left:
        chosen = _choose(found)
    with right:
        _show(teacher, chosen, len(seen.members))


def _all(teacher: Teacher) -> list[Guesses]:
    try:
        return guesses.all_guesses(rooms.classroom(), teacher)
    except Refused:
        return []


def _choose(found: list[Guesses]) -> Guesses:
    """Choose one; at first it is what the projector has."""
    by_number = {each.id: each for each in found}
    kept = state.get(CHOSEN)
    # Put at every run: with each guess the names change, and the browser would mark none of them.
    state.put(**{CHOSEN: kept if kept in by_number else found[0].id})

    def named(number: int) -> str:
        each = by_number[number]
        return f"{lesson(each.asked.lesson).title}: {each.asked.text} ({each.guessed})"

    number = st.radio("Guessed at so far", list(by_number), format_func=named, key=CHOSEN)
    return by_number.get(number or 0, found[0])


def _show(teacher: Teacher, now: Guesses, joined: int) -> None:
    asked = now.asked
    st.markdown(f"#### {asked.text}")
    st.html(f'<p class="here"><b>{now.guessed}</b> of {joined} {has(now.guessed)} guessed</p>')
    st.caption(f"{_standing(now)} {told_guesses.spread(now)}".strip())
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if now.is_shown:
            st.button("Cover them", on_click=_put_up, args=(teacher, now, False), key="cover_guesses")
        else:
            st.button("Show the class", on_click=_put_up, args=(teacher, now, True), key="show_guesses", type="primary")
            st.button("Put up, covered", on_click=_put_up, args=(teacher, now, False), key="put_up_guesses")
    data: dict[str, Any] = {
        "question": f"guess {now.id}",
        "choices": list(guesses.bars(asked)),
        "turns": 1,
        "names": ["guessed"],
        "ranges": not asked.choices,
        "votes": [list(guesses.tally(asked, now.values or ()))],
        "right": guesses.bar_of(asked, asked.truth),
    }
    mount("votes", "votes", data)
    st.markdown(f"It is: **{asked.answer}**")


def _standing(now: Guesses) -> str:
    return "The class sees the guesses." if now.is_shown else "The bars are covered for the class."


def _put_up(teacher: Teacher, now: Guesses, shown: bool) -> None:
    rooms.allowed(lambda: guesses.show(rooms.classroom(), teacher, now.id, shown))
