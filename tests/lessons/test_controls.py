"""The one list of controls and the pages: what a view draws is declared, and what is declared is drawn."""

from itertools import chain

import pytest
from streamlit.runtime.state.common import user_key_from_element_id

from mnist_core.training.comparison import encode
from mnist_core.training.config import FULL_BATCH
from tests.lessons.conftest import DRAW, bound
from tests.lessons.test_address import BY_HAND, VIEWS
from ui import contents, controls
from ui.controls import CHOICE, MARK, NUMBER, SEVERAL, SLIDER, SWITCH, TOY

FILES = {each.name: each.file for each in contents.LESSONS}
KINDS = {
    "NumberInput": (NUMBER,), "Pagination": (NUMBER,), "Slider": (SLIDER,), "Selectbox": (CHOICE,),
    "ButtonGroup": (CHOICE, SEVERAL), "Checkbox": (SWITCH,),
}  # fmt: skip
# What shows the controls that no view opens with.
MORE = {
    "gradient_descent": [{"view": controls.STEP, "step_of": "A test digit"}],
    "training": [{"pin": encode(FULL_BATCH)}],
    "exam": [{"view": "Guess first"}],
}
LINE = "augydq_gyjG"  # a drawing, as an address has it
# What shows those that are shown only once something has been drawn, or computed on the visitor's demand; with the
# controls that it shows, and by the fixture `late` what the visitor has done before.
LATE = {
    "gradient_descent": [({"view": controls.STEP, "step_of": "Your drawing"}, {"meant"})],
    "draw": [
        ({"why": "Teachers", "strokes": LINE}, {"logit", "taught_by"}),
        ({"why": "Teach it", "strokes": LINE}, {"truth"}),
    ],
    "beyond": [({"view": controls.FAILS}, {"case", "page"})],
}


def drawn(app):
    """The page's controls that are in the address, by their keys."""
    protos = [getattr(each, "proto", None) for each in app.main]
    return {p.query_param_key: p for p in protos if getattr(p, "query_param_key", "")}


def unbound(app):
    """The keys of the page's controls that are in no address."""
    protos = [getattr(each, "proto", None) for each in app.main]
    return [user_key_from_element_id(p.id) for p in protos if type(p).__name__ in KINDS and not p.query_param_key]


def name_of(label):
    return label.partition(",")[0].partition(":")[0]


@pytest.mark.slow
@pytest.mark.parametrize("page", controls.LESSONS)
def test_every_view_draws_what_is_declared_for_it_and_all_that_is_declared_is_drawn(
    open_page, full_batch, mini_batch, late, page
):
    lesson, found = controls.LESSONS[page], set()
    declared = {each.key: each for each in lesson.controls}
    defaults = {key: views[0] for key, views in lesson.views.items()}
    early = [(view, {}) for view in ({}, *VIEWS[FILES[page]], *MORE.get(page, []))]
    for view, session in (*early, *((view, late) for view, _ in LATE.get(page, []))):
        app = open_page(FILES[page], session=session, **view)
        assert bound(app) <= declared.keys() | lesson.views.keys()
        for key in unbound(app):
            assert any(each.is_turned_by(key) for each in lesson.controls), f"what does {key} turn?"
        shown = {**defaults, **view}.values()
        for key, proto in drawn(app).items():
            if key in declared:
                own = declared[key]
                assert not own.views or set(own.views) & set(shown), (key, view)
                assert own.kind in KINDS[type(proto).__name__], key
                assert (own.kind == SEVERAL) is (getattr(proto, "click_mode", 0) == 1), key
            else:
                assert tuple(each.content for each in proto.options) == lesson.views[key]
        tabs = {each.proto.tab_container.query_param_key: each for each in app.main
                if hasattr(getattr(each, "proto", None), "tab_container") and each.proto.tab_container.id}  # fmt: skip
        for key, each in tabs.items():
            assert tuple(tab.label for tab in each.children.values()) == lesson.views[key]
        found |= bound(app)
    widgets = {key for key, each in declared.items() if each.kind not in (TOY, MARK)}
    assert found == widgets | lesson.views.keys()


@pytest.mark.parametrize("page", controls.LESSONS)
def test_what_pages_read_by_hand_is_declared_as_toys_and_marks(page):
    by_hand = [each for each in controls.LESSONS[page].controls if each.kind in (TOY, MARK)]
    names = set(chain.from_iterable((each.key, *each.names) for each in by_hand))
    assert names - {"strokes"} == set(BY_HAND.get(FILES[page], ()))
    assert ("strokes" in names) is (FILES[page] == DRAW)


@pytest.mark.parametrize("page", controls.LESSONS)
def test_names_in_a_list_of_the_address_mean_one_thing(page):
    lesson = controls.LESSONS[page]
    views = list(chain.from_iterable(lesson.views.values()))
    names = [*map(controls.token, views), *(each.key for each in lesson.controls), "none"]
    assert len(set(names)) == len(names)
    assert not any("," in name for name in names)
    assert {view for each in lesson.controls for view in each.views} <= set(views)
