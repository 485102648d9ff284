"""The controls that hold for the whole class: each is one press, and stands as the room does, whoever has set it."""

from collections.abc import Callable

import streamlit as st

from mnist_core.classroom import projection
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.rooms import LONGEST_QUERY, Room
from ui import agenda, queries, rooms, state
from ui.contents import LESSONS, lesson
from ui.rooms import Seen

FREE, LED = "Free", "Led"
PACE = "Led: each page goes to what the class does now. Free: pupils stay where they are, and are shown the way there."
GOING, PAUSED = "Going on", "Paused"
HIDDEN, SHOWN = "Hidden", "Shown"
NONE = "None"
DIGITS = (NONE, *map(str, range(10)))
TITLES = {each.title: each.name for each in LESSONS}
# What a projector can show, by the key that shows it there; stage_reading.js has the same.
VIEWS = {
    1: "1 Join",
    2: "2 Wall",
    3: "3 Matrix",
    4: "4 Hardest",
    5: "5 Round",
    6: "6 Batch",
    7: "7 Handwriting",
    8: "8 Experiment",
    9: "9 Paused",
    10: "0 Guesses",
}
_PROJECTOR, _NOTHING = "room projector", "Nothing chosen yet"


def show(teacher: Teacher, seen: Seen, projected: int | None) -> None:
    """Draw all controls as the room is set; `projected` is what the projector shows, None where none is open."""
    room = seen.room
    with st.container(border=True, key="steering", gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            _choice(
                "Pace", (FREE, LED), LED if room.is_led else FREE,
                lambda to: core_rooms.lead(*_of(teacher), to == LED), PACE,
            )  # fmt: skip
            _choice(
                "The class is", (GOING, PAUSED), PAUSED if room.is_paused else GOING,
                lambda to: core_rooms.pause(*_of(teacher), to == PAUSED),
            )  # fmt: skip
            _choice(
                "Names", (HIDDEN, SHOWN), SHOWN if room.names_shown else HIDDEN,
                lambda to: core_rooms.show_names(*_of(teacher), to == SHOWN),
            )  # fmt: skip
            _choice(
                "All draw the digit", DIGITS, NONE if room.called is None else str(room.called),
                lambda to: core_rooms.call(*_of(teacher), None if to == NONE else int(to)),
            )  # fmt: skip
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            _project(teacher, seen, projected)
            _lock(teacher, seen)
            _end(teacher)


def _of(teacher: Teacher) -> tuple[Classroom, Teacher]:
    return rooms.classroom(), teacher


def _choice(
    label: str, choices: tuple[str, ...], now: str, do: Callable[[str], None], about: str | None = None
) -> None:
    key = f"room {label}"
    state.put(**{key: now})

    def choose() -> None:
        to = state.get(key)
        if to in choices:
            rooms.allowed(lambda: do(to))

    st.segmented_control(label, choices, required=True, key=key, on_change=choose, wrap=True, help=about)


def _project(teacher: Teacher, seen: Seen, projected: int | None) -> None:
    """Choose what the projector shows; it stands at what that shows now, and while none is open at what it will."""
    now = VIEWS.get(projected or seen.led.view or 0, _NOTHING)
    state.put(**{_PROJECTOR: now})

    def choose() -> None:
        chosen = next((view for view, name in VIEWS.items() if name == state.get(_PROJECTOR)), None)
        if chosen is not None:
            rooms.allowed(lambda: projection.lead(*_of(teacher), chosen))

    st.selectbox(
        "The projector shows" if projected else "A projector, once open, shows",
        [*([_NOTHING] if now == _NOTHING else []), *VIEWS.values()], key=_PROJECTOR, on_change=choose, width=220,
    )  # fmt: skip


def _lock(teacher: Teacher, seen: Seen) -> None:
    room = seen.room
    if room.lesson is not None:
        named = f"lesson <b>{lesson(room.lesson).title}</b>{_as_set(room)}"
        until = _until(seen)
        told = f"All go to {named}, {until}" if until else f"All are in {named}"
        st.html(f'<p class="locked">{told}</p>', width="content")
        st.button("Unlock", on_click=_unlock, args=(teacher,), key="unlock")
        return
    st.selectbox(
        "Keep all in a lesson", list(TITLES), index=None, key="lock_lesson", width=220, label_visibility="collapsed",
        placeholder="Keep all in a lesson",
    )  # fmt: skip
    st.text_input(
        "With the settings of this link", key="lock_link", max_chars=LONGEST_QUERY, width=300,
        label_visibility="collapsed", placeholder="With the settings of this link",
    )  # fmt: skip
    st.button("Lock", on_click=_lock_to, args=(teacher,), key="lock")


def _until(seen: Seen) -> str:
    """What has to be over before all are in the lesson that they are kept in; "" where nothing has."""
    doing = agenda.now(seen)
    if doing == agenda.SHEET:
        return "once no digit is called"
    return "once the vote is shown" if doing == agenda.ROUND else ""


def _as_set(room: Room) -> str:
    return ", as your link sets it" if room.query else ""


def _lock_to(teacher: Teacher) -> None:
    name = TITLES.get(state.get("lock_lesson") or "", "")
    query = queries.of_link(state.get("lock_link") or "")
    rooms.allowed(lambda: core_rooms.lock(rooms.classroom(), teacher, name, query))


def _unlock(teacher: Teacher) -> None:
    rooms.allowed(lambda: core_rooms.unlock(rooms.classroom(), teacher))


def _end(teacher: Teacher) -> None:
    """End the room; asks once, for nobody can go on after that."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="end_room", width="content"):
        if not state.get("_ending"):
            st.button("End the room", on_click=state.put, kwargs={"_ending": True}, key="end")
            return
        st.html('<p class="locked">For all, for good?</p>', width="content")
        st.button("End it", on_click=_end_it, args=(teacher,), key="end_it", type="primary")
        st.button("No", on_click=state.put, kwargs={"_ending": False}, key="do_not_end")


def _end_it(teacher: Teacher) -> None:
    state.put(_ending=False)
    rooms.allowed(lambda: core_rooms.end(rooms.classroom(), teacher))
