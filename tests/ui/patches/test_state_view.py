"""A control finds in the visitor's state what Streamlit's own view of it has, and has it without all the others."""

import pytest
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from ui.patches.state_view import Visible, look_up_single_values

KEYS = ("a number", "another", "chosen", "cleared", "mine", "_own", "nobody's", "$$ID-1-x", "")


def page():
    import streamlit as st

    from tests.ui.patches import test_state_view

    st.number_input("a number", 0, 10, 4, key="a number")
    st.number_input("another", value=None, key="another")
    st.selectbox("chosen", ["one", "two"], key="chosen")
    st.slider("without a key", 0, 9)
    st.session_state["mine"] = "what the page keeps"
    st.session_state["cleared"] = None
    st.text_input("cleared", key="cleared")
    test_state_view.seen.append(test_state_view.compared())


seen = []


def compared():
    """Each key with what both views have under it, and whether the whole is the same."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    state = get_script_run_ctx().session_state
    theirs, ours = state._state.filtered_state, Visible(state)
    assert dict(ours) == theirs
    assert len(ours) == len(theirs)
    assert repr(ours) == repr(theirs)
    return {key: (key in ours, ours.get(key), key in theirs, theirs.get(key)) for key in (*KEYS, *theirs)}


def test_it_is_streamlit_s_view():
    seen.clear()
    app = AppTest.from_function(page).run()
    app.number_input[0].set_value(7).run()
    app.selectbox[0].set_value("two").run()
    assert not app.exception
    assert len(seen) == 3
    for found in seen:
        for key, (is_ours, ours, is_theirs, theirs) in found.items():
            assert (is_ours, ours) == (is_theirs, theirs), key
    assert seen[-1]["a number"][1] == 7
    assert seen[-1]["another"][:2] == (True, None)
    assert not seen[-1]["nobody's"][0]


def test_a_control_looks_up_its_own_value_alone(monkeypatch):
    monkeypatch.setattr(SafeSessionState, "filtered_state", SafeSessionState.filtered_state)
    look_up_single_values.__wrapped__()
    whole = []
    theirs = SessionState.filtered_state.fget
    monkeypatch.setattr(SessionState, "filtered_state", property(lambda state: (whole.append(1), theirs(state))[1]))

    def page():
        import streamlit as st

        st.number_input("a number", 0, 10, 4, key="a number")
        st.number_input("none", value=None, key="none")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [each.value for each in app.number_input] == [4, None]
    assert whole == []


@pytest.mark.parametrize("key", ["nobody's", "$$STREAMLIT_INTERNAL_KEY_x"])
def test_what_is_not_there_is_a_key_error(key):
    with pytest.raises(KeyError):
        Visible(SafeSessionState(SessionState(), lambda: None))[key]
