"""When a task counts as done, whichever page it is on."""

import pytest

from ui import state, tasks


@pytest.fixture
def session(monkeypatch):
    """A visitor's session without a page."""
    kept = {}
    monkeypatch.setattr(state.st, "session_state", kept)
    return kept


def tried(*found):
    """How a task is told of, run by run, where these fulfil it."""
    return [tasks.tried([("task", by)])[0] for by in found]


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
    tasks.begin_anew()
    assert tried(True, False, True) == ["so", "", "done"]
    tasks.begin_anew()
    assert tried(True) == ["done"]


def test_what_is_so_while_nothing_is_told_is_as_found_and_what_becomes_so_is_the_visitors_doing(session):
    tasks.find([("blank", False), ("linked", True), ("later", None)])
    assert tasks.tried([("blank", True), ("linked", True), ("later", True)]) == ["done", "so", "so"]


def test_another_page_is_found_anew(session, monkeypatch):
    monkeypatch.setattr(state.st, "query_params", {})
    state.enter("one")
    assert tried(False) == [""]
    state.enter("two")
    assert tried(True) == ["so"]


def test_what_was_done_elsewhere_to_show_it_counts_where_it_is_shown_and_only_once(session):
    tasks.act()
    assert tried((8,)) == ["done"]
    assert tasks.tried([("another", True)]) == ["so"]


def test_what_another_does_is_never_the_visitors_doing_and_what_the_visitor_does_then_is(session):
    assert tried(False, tasks.Others(3), tasks.Others(3), 3) == ["", "so", "so", "done"]
    assert tasks.theirs([("a", None), ("b", False), ("c", 3)]) == [("a", None), ("b", False), ("c", tasks.Others(3))]


def test_with_another_model_the_page_begins_anew(session):
    tasks.judged_by("one")
    assert tried(False) == [""]
    tasks.judged_by("one")
    tasks.judged_by("two")
    assert tried(True) == ["so"]
