"""The names of controls, which are one name space over all pages: what is called the same on two of them."""

import ast
from collections import defaultdict

from streamlit.runtime.state.query_params import QueryParams
from streamlit.testing.v1 import AppTest

from tests.support import ROOT
from tests.support.session import remembered
from tests.support.source import parsed
from ui import controls
from ui.controls import CHOICE
from ui.state import OF_EACH_PAGE

# What means the same on every page that has it, and may come along to the next.
SHARED = {"digit", "train_size", "test_size"}
# Buttons and pictures: Streamlit keeps nothing of them for another page.
KEEPS_NOTHING = {"start", "pause", "pipeline", "another_digit"}


def names() -> dict[str, set[str]]:
    """Each name of a control → the lessons (or the shared files) that use it."""
    found = defaultdict(set)
    for path in [*ROOT.glob("pages/*.py"), *ROOT.glob("ui/**/*.py"), ROOT / "app.py"]:
        lesson = path.stem.split("_", 1)[1] if path.parent.name == "pages" else path.parent.name
        for call in ast.walk(parsed(path)):
            for word in call.keywords if isinstance(call, ast.Call) else ():
                if word.arg == "key" and isinstance(word.value, ast.Constant):
                    found[word.value.value].add(lesson)
    return found


def test_a_name_that_several_pages_use_is_shared_on_purpose_or_of_each_page():
    several = {name for name, lessons in names().items() if len(lessons) > 1}
    assert {"view", "scale"} <= several
    assert several - SHARED - KEEPS_NOTHING <= set(OF_EACH_PAGE)


HOME = "import streamlit as st"
ONE = """
import streamlit as st
from ui import state
state.enter("one")
st.segmented_control("Scale", ["own", "all"], default="own", key="scale", bind="query-params")
st.number_input("Digit", 0, 9, 0, key="digit", bind="query-params")
"""
TWO = """
import streamlit as st
from ui import state
from tests.support.session import remembered
state.enter("two")
st.slider("Scale", 0.5, 1.5, 1.0, key="scale", bind="query-params")
st.number_input("Digit", 0, 9, 0, key="digit", bind="query-params")
"""


def with_one_set(folder, one=ONE):
    """An app of two pages, at the first, whose scale is set to all."""
    (folder / "pages").mkdir()
    for name, script in {"app.py": HOME, "pages/one.py": one, "pages/two.py": TWO}.items():
        (folder / name).write_text(script)
    app = AppTest.from_file(folder / "app.py", default_timeout=600).run()
    app.switch_page("pages/one.py").run()
    return app.button_group[0].set_value("all").run()


def test_what_one_page_is_set_to_is_nothing_to_another_and_what_they_share_comes_along(tmp_path):
    # That a page finds its own again is proved in a browser: AppTest has no address bar that changes with the page.
    app = with_one_set(tmp_path)
    app.number_input[0].set_value(7).run()
    app.switch_page("pages/two.py").run()
    assert not app.exception
    assert app.slider[0].value == 1.0
    assert app.number_input[0].value == 7


def test_a_page_that_is_left_before_it_is_drawn_forgets_nothing(tmp_path):
    hasty = ONE.replace('state.enter("one")', 'state.enter("one")\nif "hasty" in st.session_state: st.stop()')
    app = with_one_set(tmp_path, hasty)
    app.switch_page("pages/two.py").run()
    app.session_state["hasty"] = True
    app.switch_page("pages/one.py").run()
    assert not app.button_group
    app.switch_page("pages/two.py").run()
    assert remembered(app)["_left"]["one"] == {"scale": "all"}


def test_a_page_finds_its_own_again_though_another_still_holds_its_names(tmp_path, monkeypatch):
    # So it is when a page is left while a fragment runs: Streamlit then keeps what all others are bound to.
    monkeypatch.setattr(QueryParams, "remove_stale_bindings", lambda *_, **__: None)
    app = with_one_set(tmp_path)
    for other in ("pages/two.py", "pages/one.py"):
        app.query_params.clear()  # as a link to a page does
        app.switch_page(other).run()
        assert not app.exception
    assert app.button_group[0].value == "all"


def test_no_two_pages_share_a_key_of_different_kinds():
    kinds = defaultdict(set)
    for lesson in controls.LESSONS.values():
        for each in lesson.controls:
            kinds[each.key].add(each.kind)
            for name in each.names:
                kinds[name].add(each.kind)
        for key in lesson.views:
            kinds[key].add(CHOICE)
    assert {"down", "noise", "scale"} <= {key for key, found in kinds.items() if len(found) > 1} <= set(OF_EACH_PAGE)
