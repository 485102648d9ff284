"""The side bar of every page: Streamlit's own navigation, one message where links of ours were fifteen in every run."""

from collections.abc import Mapping
from copy import copy

import streamlit as st

from mnist_core.once import once
from ui import state, turns
from ui.contents import ENDING, HOME, LESSONS, ROOM_PAGES, by_section

_WIDTH = 220  # pixels, as wide as its longest name: a projector's 1,280 are few


def run() -> None:
    """Draw the side bar and run the page that is asked for: all that app.py does."""
    page = _navigate()
    state.set_aside("navigated", True)
    with turns.turn(page.url_path or "start"):
        page.run()


def ensure() -> None:
    """Do what app.py would have done where it has not, and end.

    Until `st.navigation` has run once in a process, Streamlit runs a deep-linked page of the `pages/` folder without
    app.py. What the page drew there would have other names than in all runs that follow.
    """
    if not state.take("navigated", False):
        run()
        st.stop()


def link(file: str, label: str, query: Mapping[str, str | list[str]] | None = None) -> None:
    """Draw a link to a page of the app, which names it by its file.

    Streamlit is given the page itself: a name it would look up among the files on disk, in every run.
    """
    st.page_link(_pages()[file], label=label, query_params=query)


def _navigate() -> st.Page:
    # The configuration hides the list of files that a page without app.py would begin with.
    st.set_option("client.showSidebarNavigation", True)
    if state.is_first("side bar"):  # before there is one, which keeps the width it begins with
        st.set_page_config(initial_sidebar_state=_WIDTH)
    pages = _pages()
    return st.navigation({name: [copy(pages[file]) for file in files] for name, files in _sections()}, expanded=True)


@once
def _pages() -> dict[str, st.Page]:
    """All pages by their files, made once since that looks these up; each run gets copies, which it marks."""
    lessons = {each.file: st.Page(each.file, title=each.title) for each in LESSONS}
    rooms = {
        each.file: st.Page(each.file, title=each.title, visibility="visible" if each.in_side_bar else "hidden")
        for each in ROOM_PAGES
    }
    start, end = st.Page(HOME, title="Start", default=True), st.Page(ENDING, title="Your story")
    return {HOME: start, **lessons, ENDING: end, **rooms}


@once
def _sections() -> list[tuple[str, list[str]]]:
    """The side bar's sections, each with the files of its pages."""
    lessons = [(name, [each.file for each in lessons]) for name, lessons in by_section().items()]
    rooms = [each.file for each in ROOM_PAGES]
    return [("SeeSoftmax", [HOME]), *lessons, ("At the end", [ENDING]), ("In class", rooms)]
