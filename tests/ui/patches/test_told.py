"""A run of a page tells all of it, also where the server's loop is busy while one of its parts is due again."""

import asyncio
import threading
import time
from contextlib import asynccontextmanager
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.runtime import Runtime

from tests.support.app_sessions import all_told, at_rest, has_ended, part_has_ended, session_of
from tests.support.loops import apart
from ui.patches.told import let_runs_tell_all

PAGE = """
import streamlit as st

@st.fragment(run_every=60)
def clock():
    st.text("the clock's")

clock()
st.text("the page's end")
"""

# Its second run waits for the test; the part is drawn in the first alone, where it goes.
IN_RUNS = """
import streamlit as st
from tests.ui.patches import test_told

run = st.session_state["run"] = st.session_state.get("run", 0) + 1
if run == 1 or not {goes}:
    st.fragment(test_told.part)()
if run == 2:
    test_told.begun.set()
    test_told.go_on.wait()
st.text(f"run {{run}}")
"""
begun, go_on = threading.Event(), threading.Event()


def part():
    import streamlit as st

    st.text("the part")


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Opens the page in a session of its own and runs it once more, the loop hearing nothing of that until it is over.

    Gives the session, and the part's name.
    """
    let_runs_tell_all()
    monkeypatch.setattr(Runtime, "_instance", MagicMock())

    @asynccontextmanager
    async def opened():
        session = session_of(PAGE, tmp_path)
        session.request_rerun(ClientState())
        first = await all_told(session, has_ended)
        (clock,) = (message.auto_rerun.fragment_id for message in first if message.HasField("auto_rerun"))
        await at_rest(session)

        session.request_rerun(ClientState())
        thread = session._scriptrunner._script_thread
        while thread.is_alive():  # the loop does something else meanwhile
            time.sleep(0.01)
        yield session, clock

        # While its loop still runs: what a runner leaves open is closed from there once it has ended.
        session.shutdown()
        await at_rest(session)
        assert session._script_event_loop.is_closed()

    return opened


def test_a_part_that_is_due_before_the_loop_has_heard_of_the_end_waits_for_it(opened):
    async def visit():
        async with opened() as (session, clock):
            session.request_rerun(ClientState(fragment_id=clock, is_auto_rerun=True))
            return await all_told(session, part_has_ended)

    told = apart(visit)
    assert "the page's end" in [each.delta.new_element.text.body for each in told if each.HasField("delta")]
    assert any(has_ended(message) for message in told)
    assert any(message.HasField("auto_rerun") for message in told)


def test_the_page_may_run_in_the_meantime(opened):
    async def visit():
        async with opened() as (session, clock):
            await all_told(session, has_ended)  # of the run that nobody had heard of
            session.request_rerun(ClientState(fragment_id=clock, is_auto_rerun=True))
            session.request_rerun(ClientState())
            return await all_told(session, has_ended)

    told = [each.delta.new_element.text.body for each in apart(visit) if each.HasField("delta")]
    assert {"the clock's", "the page's end"} <= set(told)


TWO_PARTS = """
import streamlit as st

st.fragment(lambda: st.text("pressed"), key="pressed")()
st.fragment(lambda: st.text("due"), key="due")()
"""


@pytest.mark.parametrize("again", [False, True])
def test_that_a_part_has_ended_is_told_also_where_another_part_runs_before_that_is_sent(tmp_path, monkeypatch, again):
    """Else the browser takes it for broken off, and leaves what the part did not draw again where it stands."""
    let_runs_tell_all()
    monkeypatch.setattr(Runtime, "_instance", MagicMock())

    async def visit():
        session = session_of(TWO_PARTS, tmp_path)
        session.request_rerun(ClientState())
        first = await all_told(session, has_ended)
        parts = list(dict.fromkeys(each.delta.fragment_id for each in first if each.delta.fragment_id))
        await at_rest(session)
        for part in [parts[0], *parts] if again else parts:
            session.request_rerun(ClientState(fragment_id=part))
            await at_rest(session)
        told = session.flush_browser_queue()
        session.shutdown()
        await at_rest(session)
        ended = [each for each in told if each.HasField("script_finished")]
        return parts, [(list(each.metadata.run.fragment_ids), each.script_finished) for each in ended]

    (pressed, due), ended = apart(visit)
    whole, early = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN
    # What the first of two runs of the same part drew is thrown away: so it has not been drawn to its end.
    assert ended == [*[([pressed], early)] * again, ([pressed], whole), ([due], whole)]


def test_nothing_runs_for_a_visitor_who_has_left_meanwhile(opened):
    async def visit():
        async with opened() as (session, clock):
            session.request_rerun(ClientState(fragment_id=clock, is_auto_rerun=True))
            session.shutdown()
            await asyncio.sleep(0.1)
            return session._scriptrunner

    assert apart(visit) is None


@pytest.mark.parametrize("at_rest_first", [True, False])
def test_what_is_pressed_in_a_part_that_is_gone_is_answered_by_the_page(opened, at_rest_first):
    async def visit():
        async with opened() as (session, _):
            if at_rest_first:
                await all_told(session, has_ended)
                await at_rest(session)
            session.request_rerun(ClientState(fragment_id="gone"))
            return await all_told(session, has_ended)

    assert "the page's end" in [each.delta.new_element.text.body for each in apart(visit) if each.HasField("delta")]


def test_a_clock_of_a_part_that_is_gone_runs_nothing(opened):
    async def visit():
        async with opened() as (session, _):
            await all_told(session, has_ended)
            await at_rest(session)
            session.request_rerun(ClientState(fragment_id="gone", is_auto_rerun=True))
            return session._scriptrunner

    assert apart(visit) is None


def pressed_meanwhile(tmp_path, monkeypatch, goes, page):
    """What is drawn once a part has been asked for, as of this page, while the page runs again."""
    let_runs_tell_all()
    monkeypatch.setattr(Runtime, "_instance", MagicMock())
    for event in (begun, go_on):
        event.clear()

    async def visit():
        session = session_of(IN_RUNS.format(goes=goes), tmp_path)
        session.request_rerun(ClientState())
        first = await all_told(session, has_ended)
        (name,) = {each.delta.fragment_id for each in first if each.HasField("delta")} - {""}
        await at_rest(session)
        session.request_rerun(ClientState())
        while not begun.is_set():
            await asyncio.sleep(0.01)
        session.request_rerun(ClientState(fragment_id=name, page_script_hash=page))
        go_on.set()
        await at_rest(session)
        told = session.flush_browser_queue()
        # And once more when all is at rest.
        session.request_rerun(ClientState(fragment_id=name, page_script_hash=page))
        await at_rest(session)
        told += session.flush_browser_queue()
        session.shutdown()
        await at_rest(session)
        return [each.delta.new_element.text.body for each in told if each.delta.new_element.HasField("text")]

    return apart(visit)


def test_what_is_pressed_in_a_part_that_goes_meanwhile_is_answered_by_the_page(tmp_path, monkeypatch):
    assert pressed_meanwhile(tmp_path, monkeypatch, True, "")[-2:] == ["run 3", "run 4"]


@pytest.mark.parametrize("goes", [True, False])
def test_what_is_pressed_on_a_page_that_has_been_left_draws_nothing(tmp_path, monkeypatch, goes):
    assert pressed_meanwhile(tmp_path, monkeypatch, goes, "another page's")[-1] == "run 2"


def test_a_part_that_stays_answers_itself(tmp_path, monkeypatch):
    assert pressed_meanwhile(tmp_path, monkeypatch, False, "")[-2:] == ["the part", "the part"]
