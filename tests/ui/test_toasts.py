"""What is told in passing takes no other's place."""

import pathlib
import re
from unittest.mock import MagicMock

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.runtime import Runtime

from tests.support.app_sessions import all_told, at_rest, has_ended, part_has_ended, session_of
from tests.support.loops import apart

PAGE = """
import streamlit as st
from ui import live, toasts

st.html("<style>b {color: red}</style>")

def pressed():
    toasts.tell("once")
    toasts.tell("twice", long=True)

live.again(lambda: st.button("Press", on_click=pressed, key="press"), None)
"""


def of_kind(told, kind):
    return [each for each in told if each.HasField("delta") and each.delta.new_element.HasField(kind)]


def test_what_a_press_in_a_part_tells_leaves_the_style_of_the_page_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(Runtime, "_instance", MagicMock())

    async def visit():
        session = session_of(PAGE, tmp_path)
        session.request_rerun(ClientState())
        first = await all_told(session, has_ended)
        await at_rest(session)
        (button,) = of_kind(first, "button")
        runs = []
        for pressed in (True, False):
            wanted = ClientState(fragment_id=button.delta.fragment_id)
            wanted.widget_states.widgets.append(
                WidgetState(id=button.delta.new_element.button.id, trigger_value=pressed)
            )
            session.request_rerun(wanted)
            runs.append(await all_told(session, part_has_ended))
            await at_rest(session)
        session.shutdown()
        await at_rest(session)
        return first, *runs

    first, pressed, after = apart(visit)
    (style,) = of_kind(first, "html")
    toasts = of_kind(pressed, "toast")
    assert [each.delta.new_element.toast.body for each in toasts] == ["once", "twice"]
    places = [tuple(each.metadata.delta_path) for each in (style, *toasts)]
    assert len({each[:-1] for each in places}) == 1  # they stand among each other, as Streamlit has it
    assert len(set(places)) == 3
    assert of_kind(after, "toast") == []


def test_nothing_else_shows_them():
    found = {
        path.name
        for place in ("ui", "pages")
        for path in pathlib.Path(place).rglob("*.py")
        if re.search(r"\btoast\(", path.read_text("utf-8"))
    }
    assert found == {"toasts.py"}
