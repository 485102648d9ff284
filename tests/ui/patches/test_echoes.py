"""A page that nobody touched keeps what the server has set, whatever its browser still believes."""

import asyncio
import threading
from contextlib import asynccontextmanager
from unittest.mock import MagicMock

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.runtime import Runtime

from tests.support.app_sessions import all_told, at_rest, has_ended, part_has_ended, session_of
from tests.support.loops import apart
from ui.patches.echoes import take_none_for_presses

# Set from elsewhere, as another device does: what stands in `elsewhere` is put before the control is drawn.
PAGE = """
import streamlit as st
from tests.ui.patches.test_echoes import elsewhere, go_on, held, pressed

@st.fragment(run_every=60)
def clock():
    if elsewhere:
        st.session_state.mode = elsewhere.pop()
    st.selectbox("Mode", ["free", "led", "paused"], key="mode", on_change=lambda: pressed.append("mode"))
    st.checkbox("Hidden", key="hidden", on_change=lambda: pressed.append("hidden"))
    st.button("Next", key="next", on_click=lambda: pressed.append("next"))
    st.text(st.session_state.mode)
    if held:
        held.pop().set()
        go_on.wait()

clock()
"""
elsewhere, pressed, held = [], [], []
go_on = threading.Event()


class Page:
    """A session, and what its browser knows of the controls."""

    def __init__(self, session):
        self.session, self.clock, self.ids, self.told = session, None, {}, []

    def ask(self, *, by_clock=False, **values):
        """Send what the controls have, as a browser does with each message."""
        wanted = ClientState(is_auto_rerun=by_clock, fragment_id=self.clock or "")
        for name, value in values.items():
            kind = {"mode": "string_value", "hidden": "bool_value", "next": "trigger_value"}[name]
            wanted.widget_states.widgets.append(WidgetState(id=self.ids[name], **{kind: value}))
        self.session.request_rerun(wanted)

    async def send(self, **of):
        """Send it, and wait for what comes of it."""
        self.ask(**of)
        self.told = await all_told(self.session, has_ended if self.clock is None else part_has_ended)
        await at_rest(self.session)
        for message in self.told:
            if message.HasField("auto_rerun"):
                self.clock = message.auto_rerun.fragment_id
        for name, element in (("mode", "selectbox"), ("hidden", "checkbox"), ("next", "button")):
            for message in self.told:
                if message.HasField("delta") and message.delta.new_element.HasField(element):
                    self.ids[name] = getattr(message.delta.new_element, element).id

    @property
    def mode(self):
        """What the page shows of the control."""
        return [each.delta.new_element.text.body for each in self.told if each.delta.new_element.HasField("text")][-1]

    @property
    def is_told(self):
        """Whether the browser is told what the control has been set to."""
        boxes = [each.delta.new_element.selectbox for each in self.told if each.delta.new_element.HasField("selectbox")]
        return boxes[-1].set_value


@pytest.fixture
def opened(tmp_path, monkeypatch):
    take_none_for_presses()
    monkeypatch.setattr(Runtime, "_instance", MagicMock())
    for each in (elsewhere, pressed, held, go_on):
        each.clear()

    @asynccontextmanager
    async def opened():
        page = Page(session_of(PAGE, tmp_path))
        await page.send()
        await page.send(by_clock=True, mode="free", hidden=False)
        elsewhere.append("led")
        await page.send(by_clock=True, mode="free", hidden=False)
        assert (page.mode, page.is_told) == ("led", True)
        yield page
        page.session.shutdown()
        await at_rest(page.session)

    return opened


def run(opened, do):
    async def visit():
        async with opened() as page:
            await do(page)

    apart(visit)


def test_a_clock_that_has_not_heard_of_it_undoes_nothing(opened):
    async def do(page):
        for _ in range(2):
            await page.send(by_clock=True, mode="free", hidden=False)
            assert (page.mode, page.is_told) == ("led", True)
        await page.send(by_clock=True, mode="led", hidden=False)
        assert (page.mode, page.is_told) == ("led", False)
        assert pressed == []

    run(opened, do)


@pytest.mark.parametrize(("other", "value"), [("hidden", True), ("next", True)])
def test_a_press_on_something_else_undoes_nothing(opened, other, value):
    async def do(page):
        await page.send(**{"mode": "free", "hidden": False, other: value})
        assert page.mode == "led"
        assert pressed == [other]

    run(opened, do)


def test_nor_does_a_button_that_is_pressed_again(opened):
    async def do(page):
        for _ in range(2):
            await page.send(mode="free", hidden=False, next=True)
            assert page.mode == "led"
        assert pressed == ["next", "next"]

    run(opened, do)


def test_a_press_counts_also_where_a_clock_brings_it(opened):
    async def do(page):
        await page.send(by_clock=True, mode="paused", hidden=False)
        assert page.mode == "paused"
        assert pressed == ["mode"]

    run(opened, do)


@pytest.mark.parametrize("known", [False, True])
def test_one_may_press_what_it_was_before(opened, known):
    """Whether or not the browser has sent meanwhile that it knows what was set."""

    async def do(page):
        if known:
            await page.send(by_clock=True, mode="led", hidden=False)
        await page.send(mode="free", hidden=False)
        assert page.mode == "free"
        assert pressed == ["mode"]

    run(opened, do)


@pytest.mark.parametrize("other", [{"hidden": True}, {"next": True}])
@pytest.mark.parametrize("clock_between", [False, True])
def test_one_may_press_what_it_was_before_and_something_else_while_the_page_still_runs(opened, other, clock_between):
    """Streamlit makes one message of both."""

    async def do(page):
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()
        held.append(MagicMock(set=lambda: loop.call_soon_threadsafe(begun.set)))
        elsewhere.append("paused")
        page.ask(mode="led", hidden=False)
        await begun.wait()
        page.ask(mode="led", hidden=False)
        if clock_between:
            page.ask(by_clock=True, mode="led", hidden=False)
        page.ask(**{"mode": "led", "hidden": False, **other})
        go_on.set()
        await at_rest(page.session)
        page.told = page.session.flush_browser_queue()
        assert page.mode == "led"
        assert sorted(pressed) == sorted(["mode", *other])

    run(opened, do)


def test_a_press_that_a_clock_overtakes_counts(opened):
    async def do(page):
        await page.send(by_clock=True, mode="free", hidden=False)
        await page.send(mode="free", hidden=False)
        assert page.mode == "free"
        assert pressed == ["mode"]

    run(opened, do)
