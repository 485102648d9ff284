"""What controls receive: whatever a program sends in a browser's place, no error stands on the page, nor stays."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.support.protocol import SENT
from ui.patches.received import ignore_what_cannot_be_read

CONTROLS = {
    "whole": range(11),
    "number": (2.0, 0.0, 10.0),
    "slider": range(11),
    "place": ("a", "b"),
    "one": ("a", "b", None),
    "some": ([], ["a", "b", "a"]),
    "choice": ("a", "b"),
    "switch": (True, False),
    "tick": (True, False),
    "button": (True, False),
}


def controls():
    import streamlit as st

    told = {
        "whole": st.number_input("whole", 0, 10, 2, key="whole"),
        "number": st.number_input("number", 0.0, 10.0, 2.0, key="number"),
        "slider": st.slider("slider", 0, 10, 2, key="slider"),
        "place": st.select_slider("place", ["a", "b"], key="place"),
        "one": st.segmented_control("one", ["a", "b"], default="a", key="one"),
        "some": st.pills("some", ["a", "b"], selection_mode="multi", key="some"),
        "choice": st.selectbox("choice", ["a", "b"], key="choice"),
        "switch": st.toggle("switch", key="switch"),
        "tick": st.checkbox("tick", key="tick"),
        "button": st.button("button", key="button", on_click=lambda: None),
    }
    st.session_state["told"] = told


@pytest.fixture(scope="module")
def app():
    ignore_what_cannot_be_read()
    return AppTest.from_function(controls).run()


@pytest.mark.parametrize("sent", SENT, ids=str)
def test_whatever_is_sent_gives_a_value_of_the_control_and_no_error(app, sent):
    states = app._tree.get_widget_states()
    found = [state.id for state in states.widgets]
    del states.widgets[:]
    states.widgets.extend(WidgetState(id=each, **sent) for each in found)
    for run in (states, None):  # what stays in their state must not raise the next time either
        app._run(run)
        assert not app.exception
        told = app.session_state["told"]
        assert [key for key, allowed in CONTROLS.items() if told[key] not in allowed] == []
