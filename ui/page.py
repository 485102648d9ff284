"""Opening and closing a page: config, navigation, header, previous and next.

Streamlit runs a deep-linked page of the `pages/` folder without app.py, so
every page stands alone: `open` first, `close` last.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.once import once
from mnist_core.wording import without_folders
from ui import (
    address,
    attendance,
    cached,
    lesson_link,
    link_maker,
    live,
    navigation,
    questions,
    room_data,
    show,
    state,
    support,
    tidying,
    toasts,
    walk,
)
from ui.contents import ENDING, HOME, LESSONS, RoomPage, lesson, neighbours

ROOMS_EVERY = 180.0  # seconds
_FOLDER = Path(__file__).parent / "components"
_STYLE = Path(__file__).parent / "page.css"


@once
def _style() -> str:
    return f"<style>{_STYLE.read_text('utf-8')}</style>"


@once
def _icon() -> str:
    """The icon as an address that holds it: Streamlit would read a file anew in every run of a page."""
    return "data:image/svg+xml;base64," + b64encode((_FOLDER / "icon.svg").read_bytes()).decode("ascii")


def open_page(name: str, title: str, lead: str) -> Dataset:
    """Open the lesson `name` with a title that states its claim, and return the data it runs on.

    While the data are being loaded, the page shows the progress and ends here.
    """
    here = lesson(name)
    _configure(name, here.title)
    place = LESSONS.index(here) + 1
    st.caption(f"{here.section} · lesson {place} of {len(LESSONS)}")
    return _begin(name, title, lead)


def open_home(title: str, lead: str) -> Dataset:
    """Open the home page with the way into the lessons, and return the data it runs on."""
    _configure("home", "See how a machine reads a digit")
    return _begin("home", title, lead, _ways_in)


def open_ending(title: str, lead: str) -> Dataset:
    """Open the page after the last lesson, and return the data it runs on."""
    _configure("ending", "Your story")
    return _begin("ending", title, lead)


def open_room_page(here: RoomPage) -> None:
    """Open a page of a class's room; it has no data to wait for, and says itself what it is."""
    _configure(here.name, here.title)


def close_room_page() -> None:
    """Close a page of a class's room."""
    cached.settle()
    address.note()
    _end()


def close_ending() -> None:
    """Close the page after the last lesson with the ways back."""
    last = LESSONS[-1]
    _close([(last.file, f"← {last.title}"), (HOME, "Start again →")])


def lesson_list() -> None:
    """Name every lesson with its one line, as ways on from the home page."""
    address.note()
    _end()
    with st.container(key="lessons"):  # page.css lays it out, in as many columns as there is room for
        st.markdown("#### Lessons")
        for place, each in enumerate(LESSONS, start=1):
            with st.container(gap=None):
                navigation.link(each.file, f"{place}  {each.title}")
                st.caption(each.line)


def close_page(name: str, by_hand: Iterable[str] = ()) -> None:
    """Close the lesson `name` with the way back and the way on; `by_hand`: what it reads from the address itself."""
    dataset = cached.dataset()
    if dataset is not None:
        questions.check_yourself(name, dataset)
    address.note(by_hand)
    before, after = neighbours(name)
    back = (before.file, f"← {before.title}") if before else (HOME, "← Start")
    link_maker.offer(name)
    _close([back, (after.file, f"{after.title} →") if after else (ENDING, "Your story →")])


def _end() -> None:
    state.note_brought()
    toasts.show()


def _close(ways: Sequence[tuple[str, str]]) -> None:
    cached.settle()  # by now the page has imported all that it needs
    _end()
    with st.container(horizontal=True, horizontal_alignment="distribute", key="ways"):  # page.css draws a line above
        for file, label in ways:
            navigation.link(file, label)


def _configure(name: str, title: str) -> None:
    navigation.ensure()
    state.enter(name)
    address.clean()
    lesson_link.begin(name)
    link_maker.begin()
    live.begin()
    support.begin()
    cached.settle()
    cached.begin()
    tidying.also(_delete_expired_rooms, ROOMS_EVERY)
    # A browser keeps the icon, and Streamlit looks for a file of that name each time.
    icon = _icon() if state.is_first("icon") else None
    st.set_page_config(page_title=f"{title} · SeeSoftmax", page_icon=icon, layout="wide")
    st.html(_style())
    show.follow_browser()
    if attendance.is_lesson(name):
        attendance.begin(name)


def _delete_expired_rooms() -> None:
    """Delete the rooms whose time is over, also where nobody has opened a page of a room since the server began."""
    if room_data.may_hold_rooms():
        from ui import rooms  # in its own time: it loads the database

        rooms.delete_expired()


def _ways_in() -> None:
    """Offer the ways into the lessons: the walk through all, and the first one."""
    walk.begin()
    with st.container(key="begin", width="content"):
        # A link that looks like a button: Streamlit cannot switch the page while a control is bound to the address.
        navigation.link(LESSONS[0].file, "Start here")


def _begin(name: str, title: str, lead: str, beside: Callable[[], None] | None = None) -> Dataset:
    """Show title and lead, and beside the lead what is offered there."""
    st.title(title, anchor=False)
    has_task = lesson_link.banner()
    if not walk.strip(name) and not has_task:  # one thing to read before the toy is enough
        with st.container(horizontal=True, vertical_alignment="center", gap="small") if beside else nullcontext():
            st.markdown(questions.WAITS if questions.are_asked() else lead, width="stretch")
            if beside:
                beside()
    try:
        dataset = cached.dataset()
    except RuntimeError as error:
        st.error(f"There are no digits to show: {without_folders(str(error))}")
        st.button("Try again", on_click=cached.loader().again, key="try_again")
        st.stop()
    if dataset is None:
        live.again(_wait, 0.4)
        st.stop()
    if dataset.is_sample:
        _say_sample(dataset)
    return dataset


def _wait() -> None:
    if cached.dataset() is not None:
        st.rerun()
    _show_progress()


def _wait_for_another_try() -> None:
    if not cached.loader().loading:
        st.rerun()
    _show_progress()


def _show_progress() -> None:
    done, total = cached.loader().progress
    if total:
        st.progress(min(done / total, 1.0), text=f"Fetching the digits: {done / 1e6:.1f} of {total / 1e6:.1f} MB")
    else:
        st.markdown("Fetching the digits …")


def _say_sample(dataset: Dataset) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**This runs on a sample of {len(dataset.train):,} training digits**: full MNIST could not be had."
        )
        with st.popover("Why?", key="why_a_sample"):
            for note in dataset.notes:
                st.text(without_folders(note))
        if cached.loader().loading:
            live.again(_wait_for_another_try, 0.4)
        else:
            st.button("Try again", on_click=cached.loader().again, key="try_again")
