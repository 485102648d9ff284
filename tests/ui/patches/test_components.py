"""A component is given, told apart and heard as Streamlit itself does it, with less work."""

import json

import pytest
from streamlit.components.v2.bidi_component import main
from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.components.v2.bidi_component.serialization import serialize_mixed_data
from streamlit.components.v2.presentation import make_bidi_component_presenter
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from ui.patches.components import draw_with_less_work, presenter, write

DATA = [
    {"values": [1, 2.5, None], "of": {"a": ["b"]}, "text": "–", "is": True, "none": None},
    {},
    ["a", 1],
]


@pytest.mark.parametrize("data", DATA, ids=str)
def test_data_are_written_as_streamlit_writes_them(data):
    ours, theirs = BidiComponent(), BidiComponent()
    write(data, ours)
    serialize_mixed_data(data, theirs)
    assert ours == theirs
    assert json.loads(ours.json) == data


def test_what_is_no_json_is_no_data():
    with pytest.raises(TypeError):
        write({"values": object()}, BidiComponent())


@pytest.mark.parametrize("state", [{}, {"kept": 1}, {"pressed": "kept"}, None, "text"], ids=str)
@pytest.mark.parametrize(
    "said",
    [
        None, [], [{"event": "pressed", "value": 3}], {"event": "pressed", "value": [1]}, ["x", {"event": 5}],
        [{"event": "a", "value": 1}, {"event": "a", "value": 2}], [{"value": 3}], "text",
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("kind", ["json_trigger_value", "json_value", None])
def test_what_it_has_sent_is_what_streamlit_presents(state, said, kind):
    session = SessionState()
    if kind is not None:
        session._new_widget_state.set_widget_metadata(
            WidgetMetadata("events", lambda _: said, lambda value: value, kind)
        )
        session._new_widget_state.set_from_value("events", said)
    theirs = make_bidi_component_presenter("events", "component", None)(state, session)
    assert presenter("events", "component", None)(state, session) == theirs


def page():
    import streamlit as st

    from tests.ui.patches import test_components

    component = st.components.v2.component("told_apart", html="<b></b>", js="export default function () {}")
    component(key="one", data=test_components.given, on_pressed_change=lambda: None)


given = {"values": [1, 2]}


def test_with_a_key_it_is_the_same_component_whatever_its_data(monkeypatch):
    ids = set()
    for patched in (False, True):
        if patched:
            draw_with_less_work()
        for data in DATA[:2]:
            monkeypatch.setitem(globals(), "given", data)
            app = AppTest.from_function(page).run()
            assert not app.exception
            (shown,) = app.get("bidi_component")
            assert json.loads(shown.proto.json) == data
            ids.add(shown.proto.id)
    assert len(ids) == 1
    assert main.make_bidi_component_presenter is presenter
    assert BidiComponentMixin._build_bidi_identity_kwargs.__module__ == "ui.patches.components"
