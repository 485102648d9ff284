"""What a run draws comes to its session whole, in order, and in few pieces."""

import asyncio
import threading
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner.script_runner import ScriptRunnerEvent

from tests.support.app_sessions import all_told, at_rest, has_ended, session_of
from tests.support.loops import apart
from ui.patches import batches
from ui.patches.batches import hand_over_in_batches

HUNDRED = """
import streamlit as st

for number in range(100):
    st.text(str(number))
"""

WAITS = """
import streamlit as st
from tests.ui.patches import test_batches

st.text("drawn")
if not test_batches.begun.is_set():
    st.query_params["so"] = "far"
test_batches.begun.set()
test_batches.go_on.wait(60)
st.text("the end")
"""
begun, go_on = threading.Event(), threading.Event()


@pytest.fixture(autouse=True)
def in_batches(monkeypatch):
    for name in ("_on_scriptrunner_event", "request_rerun"):  # which it sets, and which are to be as they were
        monkeypatch.setattr(AppSession, name, getattr(AppSession, name))
    hand_over_in_batches.__wrapped__()
    monkeypatch.setattr(Runtime, "_instance", MagicMock())
    for event in (begun, go_on):
        event.clear()


def texts(told):
    return [each.delta.new_element.text.body for each in told if each.delta.new_element.HasField("text")]


async def over(session):
    session.shutdown()
    await at_rest(session)


def test_a_run_wakes_its_loop_a_few_times_and_tells_all_in_order(tmp_path, monkeypatch):
    woken = []
    wake = AppSession._call_soon_on_event_loop
    monkeypatch.setattr(AppSession, "_call_soon_on_event_loop", lambda *given: (woken.append(1), wake(*given)))

    async def visit():
        session = session_of(HUNDRED, tmp_path)
        session.request_rerun(ClientState())
        told = await all_told(session, has_ended)
        await over(session)
        return told

    assert texts(apart(visit)) == [str(number) for number in range(100)]
    assert len(woken) <= 5  # that it begins, that it ends, and that its runner is done; twice, at most, on a slow start


def test_what_is_drawn_comes_while_the_run_still_goes_on(tmp_path):
    async def visit():
        session = session_of(WAITS, tmp_path)
        session.request_rerun(ClientState())
        first = await all_told(session, lambda each: "drawn" in texts([each]))
        had_gone_on = go_on.is_set()
        go_on.set()
        rest = await all_told(session, has_ended)
        await over(session)
        return had_gone_on, texts(first), texts(rest)

    assert apart(visit) == (False, ["drawn"], ["the end"])


def test_what_a_run_has_told_is_heard_before_another_takes_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "EVERY", 3_600)

    async def visit():
        session = session_of(WAITS, tmp_path)
        session.request_rerun(ClientState())
        while not begun.is_set():
            await asyncio.sleep(0.01)
        session.request_rerun(ClientState())  # as a press does: the runner of the first is let go
        go_on.set()
        told = await all_told(session, has_ended)
        await over(session)
        return [each.page_info_changed.query_string for each in told if each.HasField("page_info_changed")]

    assert apart(visit) == ["so=far"]


def test_what_breaks_one_message_keeps_none_that_follow(tmp_path, monkeypatch):
    handle = AppSession._handle_scriptrunner_event_on_event_loop
    broken = []

    def breaks_once(session, sender, event, *args, **kwargs):
        if event is ScriptRunnerEvent.ENQUEUE_FORWARD_MSG and not broken:
            broken.append(1)
            raise RuntimeError("broken")
        handle(session, sender, event, *args, **kwargs)

    monkeypatch.setattr(AppSession, "_handle_scriptrunner_event_on_event_loop", breaks_once)

    async def visit():
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        session = session_of(HUNDRED, tmp_path)
        session.request_rerun(ClientState())
        told = await all_told(session, has_ended)
        await over(session)
        return told

    assert texts(apart(visit)) == [str(number) for number in range(1, 100)]


def test_a_session_that_rests_looks_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "EVERY", 0.001)

    async def visit():
        session = session_of(HUNDRED, tmp_path)
        for _ in range(3):
            session.request_rerun(ClientState())
            await all_told(session, has_ended)
            await at_rest(session)
        await asyncio.sleep(0.05)
        looks = batches._of(session).looks
        await over(session)
        return looks

    assert apart(visit) is False
