"""What is told below a toy, whichever lesson it is in, and when a task counts as done."""

import pytest
from streamlit.testing.v1 import AppTest

from ui import anatomy, state


def test_only_the_tasks_of_the_view_that_is_shown_can_be_fulfilled_now():
    told = anatomy.Told("x", "words", (), anatomy.fulfilled(near=(3,), far=False, later=None))
    tasks = {
        "One": {"near": "Come near.", "far": "Go far.", "later": "Wait.", "x": "Another's."},
        "Two": {"near": "Come near, too."},
    }
    assert anatomy.tries_of_views(tasks, "One", told) == [
        ("*One*: Come near.", (3,)),
        ("*One*: Go far.", False),
        ("*One*: Wait.", None),
        ("*One*: Another's.", None),
        ("*Two*: Come near, too.", None),
    ]


@pytest.fixture
def session(monkeypatch):
    """A visitor's session without a page."""
    kept = {}
    monkeypatch.setattr(state.st, "session_state", kept)
    return kept


def tried(*found):
    """How a task is told of, run by run, where these fulfil it."""
    return [state.tried([("task", by)])[0] for by in found]


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([False, True, False], ["", "done", "done"]),
        ([True, True], ["so", "so"]),
        ([True, False, True], ["so", "", "done"]),
        ([None, True, None, True], ["", "so", "", "so"]),
        ([None, False, None, True], ["", "", "", "done"]),
        ([(57,), (57,), (60,)], ["so", "so", "done"]),
        ([(0,), (0,)], ["so", "so"]),
    ],
)
def test_a_task_counts_only_for_what_has_changed_since_the_page_was_opened(session, runs, told):
    assert tried(*runs) == told


def test_what_a_preset_brings_is_as_it_was_found_but_what_was_done_stays_done(session):
    assert tried(False) == [""]
    state.begin_anew()
    assert tried(True, False, True) == ["so", "", "done"]
    state.begin_anew()
    assert tried(True) == ["done"]


def test_another_page_is_found_anew(session, monkeypatch):
    monkeypatch.setattr(state.st, "query_params", {})
    state.enter("one")
    assert tried(False) == [""]
    state.enter("two")
    assert tried(True) == ["so"]


def test_what_was_done_elsewhere_to_show_it_counts_where_it_is_shown_and_only_once(session):
    state.act()
    assert tried((8,)) == ["done"]
    assert state.tried([("another", True)]) == ["so"]


def test_a_task_says_whether_it_is_done_or_was_so_already():
    def page():
        import streamlit as st

        from ui import anatomy

        far = st.checkbox("far")
        anatomy.notice_and_try(["Look."], [("Stay.", True), ("Go far.", far)])

    app = AppTest.from_function(page).run()
    assert "Stay. — so already" in app.markdown[1].value
    assert app.markdown[1].value.endswith("unchecked: Go far.")
    app.checkbox[0].check().run()
    assert app.markdown[1].value.endswith(":material/check_circle: Go far. — **done**")
