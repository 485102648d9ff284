"""The drawing that is read: what a visitor changed of it belongs to it alone, and is read in one place."""

from streamlit.testing.v1 import AppTest


def page():
    import numpy as np
    import streamlit as st

    from mnist_core.drawing.strokes import Sheet
    from mnist_core.training.step import initial_checkpoint
    from ui import drawings
    from ui.paper import Drawn

    ink = np.zeros((28, 28), np.float32)
    ink[st.session_state.get("row", 10) : 18, 12:15] = 1
    drawing = drawings.read(initial_checkpoint(), ink.tobytes(), lambda: Drawn(Sheet(ink)), [])
    given = drawing.given
    st.text(f"{len(drawing.changes)} changes, {int((given != drawing.drawn).sum())} pixels, blank {drawing.is_blank}")
    st.text(f"account {bool((drawing.account.image == given).all())}")
    other = given.copy()
    other[len(drawing.changes)] = 0.5
    st.button("change", on_click=drawing.change, args=(other,))
    st.button("rub out", on_click=drawing.change, args=(np.zeros_like(given),))
    st.button("back", on_click=drawing.change_back)


def painted_once():
    import numpy as np
    import streamlit as st

    from mnist_core.drawing.strokes import Sheet
    from mnist_core.training.step import initial_checkpoint
    from ui import drawings
    from ui.paper import Drawn

    def paint():
        st.text("painted")
        return Drawn(Sheet(np.full((28, 28), st.session_state.get("ink", 1), np.float32)))

    nested = []
    for _ in range(st.session_state.get("depth", 1)):
        nested = [nested]
    what = {"objects": nested, "ink": st.session_state.get("ink", 1)}
    st.text(f"{drawings.read(initial_checkpoint(), what, paint, st.session_state.get('steps', ['box'])).given.max():g}")


def test_a_sheet_is_painted_again_only_where_it_or_its_way_is_another():
    app = AppTest.from_function(painted_once, default_timeout=600)
    for key, value, painted in [
        ("ink", 1, 1),
        ("ink", 1, 0),
        ("ink", 0, 1),
        ("steps", ["line"], 1),
        ("steps", ["line"], 0),
    ]:
        app.session_state[key] = value
        app.run()
        assert len(app.text) == painted + 1, (key, value)
        assert app.text[-1].value == str(app.session_state["ink"])


def test_what_lies_in_itself_too_deep_to_be_compared_is_another():
    app = AppTest.from_function(painted_once, default_timeout=600)
    app.session_state["depth"] = 100_000
    for _ in range(2):
        assert not app.run().exception
        assert len(app.text) == 2


def says(app: AppTest) -> str:
    assert app.text[1].value == "account True"
    return app.text[0].value


def test_changes_follow_one_another_and_are_taken_back():
    app = AppTest.from_function(page, default_timeout=600).run()
    assert says(app) == "0 changes, 0 pixels, blank False"
    app.button[0].click().run()
    assert says(app.button[0].click().run()) == "2 changes, 2 pixels, blank False"
    assert says(app.button[1].click().run()).endswith("blank True")
    app.button[2].click().run()
    assert says(app.button[2].click().run()) == "1 changes, 1 pixels, blank False"
    assert says(app.button[2].click().run()) == "0 changes, 0 pixels, blank False"


def test_another_drawing_has_no_changes_and_the_first_one_forgets_its_own_only_when_another_is_changed():
    app = AppTest.from_function(page, default_timeout=600).run()
    app.button[0].click().run()
    app.session_state["row"] = 4
    assert says(app.run()) == "0 changes, 0 pixels, blank False"
    app.session_state["row"] = 10
    assert says(app.run()) == "1 changes, 1 pixels, blank False"
