"""What a session remembers, and what it does not go by."""

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from ui import state

    if not st.session_state.get("known"):
        st.title("Asks the browser for a key")
        return
    state.forget_undrawn()
    st.text(st.selectbox("Which", ["first", "second"], key="which"))


def test_what_a_browser_sent_of_controls_that_were_not_drawn_is_forgotten_as_it_has_forgotten_it():
    before = AppTest.from_function(page)
    before.session_state["known"] = True
    before.run()
    sent: WidgetStates = before.selectbox[0].set_value("second").run()._tree.get_widget_states()
    assert before.text[0].value == "second"
    after = AppTest.from_function(page)  # the server was started again, and the browser sends what it shows
    assert after._run(sent).title
    after.session_state["known"] = True
    assert after._run(sent).text[0].value == "first"
    assert after.selectbox[0].set_value("second").run().text[0].value == "second"
