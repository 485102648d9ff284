"""Whatever the address asks for, every page opens: garbage gives the default, and a quiet word.

What is read without a control is proved one by one in tests/ui/test_address.py.
"""

import random
import string
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from tests.conftest import EVERYTHING
from tests.lessons.conftest import SECONDS, bound, said
from tests.support.forged import tried
from tests.support.hostile import (
    DROPPED,
    EMPTY,
    HOSTILE,
    LARGE,
    NO_TEXT,
    NOTE,
    NUMBERS,
    REPEATED,
    TRAPS,
    WORDS,
    scribbles,
)
from tests.support.protocol import impossible
from ui.contents import JOIN, ROOM_PAGES
from ui.lesson_link import NAMES
from ui.lessons.data import controls as data_controls
from ui.lessons.softmax import setting as softmax_setting
from ui.lessons.training import compare_views
from ui.lessons.training_size import film as size_film
from ui.lessons.why import views as why_views

# What shows the controls that a page does not open with.
VIEWS = {
    None: [],
    "pages/1_data.py": [{"look": look} for look in list(data_controls.VIEWS)[1:]],
    "pages/2_softmax.py": [{"part": part} for part in ("Where evidence comes from", "Why subtract the maximum")],
    "pages/3_cross_entropy.py": [{"view": view} for view in ("A batch of digits", "As a code", "In float32")],
    "pages/4_gradient_descent.py": [
        {"curve": "Long valley"}, {"view": "On the real loss"}, {"view": "One step, slowly"}
    ],
    "pages/5_training.py": [{"view": view} for view in list(compare_views.VIEWS)[1:]],
    "pages/6_exam.py": [
        *({"view": view} for view in ("By hand", "Luck", "Mix-ups", "Any digit", "How sure", "Not a digit")),
        {"view": "On paper"},
        {"view": "Mix-ups", "show": "Surest mistakes"},
        {"view": "Not a digit", "picture": "Noise"},
    ],
    "pages/7_training_size.py": [],
    "pages/8_draw_a_digit.py": [
        *({"why": why} for why in list(why_views.VIEWS)[1:]),
        {"from": "Pick a digit", "fades": "Noise"},
        {"from": "Upload", "experiment": "Be the optimiser"},
        {"experiment": "What it cannot see"},
    ],
    "pages/9_beyond_linear.py": [
        {"view": view} for view in ("Three judges", "Who fails", "Inside", "Taught otherwise")
    ],
}  # fmt: skip
# What it reads without a control.
BY_HAND = {
    "pages/1_data.py": ("pixel", "point"),
    "pages/2_softmax.py": softmax_setting.BY_HAND,
    "pages/3_cross_entropy.py": ("p",),
    "pages/4_gradient_descent.py": ("step", "stage"),
    "pages/5_training.py": compare_views.BY_HAND,
    "pages/7_training_size.py": size_film.BY_HAND,
    "pages/8_draw_a_digit.py": why_views.BY_HAND,
}


@pytest.mark.parametrize("file", VIEWS)
def test_garbage_in_the_address_never_raises(open_page, full_batch, mini_batch, dataset, file):
    """In every view, all that the page reads is asked at once for nothing, for numbers, in words, for what is dropped.

    Each parameter gets another value, and each page meets them all.
    """
    generator = random.Random(str(file))
    scribbles = ["".join(generator.choices(string.printable, k=12)) for _ in range(6)]
    views = []
    for view in ({}, *VIEWS[file]):
        app = open_page(file, **view)
        assert not app.exception
        assert NOTE not in said(app), f"there is no view {view}"
        views.append((view, sorted({*bound(app), *BY_HAND.get(file, ())} - view.keys())))
    odd = (*TRAPS, *NO_TEXT, *REPEATED)
    odd = odd if EVERYTHING else tuple(generator.sample(odd, 10))
    for kind in (EMPTY, NUMBERS, (*WORDS, *scribbles), DROPPED, odd):
        values, turn, used = cycle(kind), 0, 0
        # The first view again, until all values have been asked for.
        while used < len(kind) or (turn < len(views) and kind not in (DROPPED, odd)):
            view, names = views[turn if turn < len(views) else 0]
            asked = {name: next(values) for name in names} | {"unknown": kind[0]}
            app = open_page(file, **view, **asked)
            assert not app.exception, guilty(open_page, file, view, asked)
            assert impossible(app) == [], asked
            if kind is odd:
                pass  # some of it means a number, to some
            elif file is None:  # the sample has no test digit of number 1,000
                there = asked["digit"] in LARGE and not (dataset.is_sample and asked["digit"] == "1e3")
                assert (NOTE in said(app)) is not there, asked
            elif kind is not EMPTY:  # which asks a group of buttons for nothing, and gets it
                assert NOTE in said(app), asked
            turn, used = turn + 1, used + len(names)


def guilty(open_page, file, view, asked):
    """Tell which of the values that were asked for together make the page raise on their own."""
    found = {name: value[:60] for name, value in asked.items() if open_page(file, **view, **{name: value}).exception}
    return found or f"none alone, but together {sorted((name, value[:60]) for name, value in asked.items())}"


@pytest.mark.long
@pytest.mark.parametrize("file", VIEWS)
def test_whatever_is_scribbled_no_page_raises_and_no_control_is_out_of_its_range(open_page, mini_batch, file):
    named = []
    for view in ({}, *VIEWS[file]):
        names = {*bound(open_page(file, **view)), *BY_HAND.get(file, ()), *NAMES, "walk", "foresee", "unknown", ""}
        named.append((view, sorted(names - view.keys())))
    several = some.lists(scribbles(), min_size=1, max_size=2) | some.sampled_from([*map(list, REPEATED), *NO_TEXT])

    @tried(2)
    @given(some.sampled_from(named), some.data())
    def scribble(where, data):
        view, names = where
        asked = data.draw(some.fixed_dictionaries({}, optional=dict.fromkeys(names, several)))
        app = open_page(file, **view, **asked)
        assert not app.exception, asked
        assert impossible(app) == [], asked

    scribble()


@pytest.mark.parametrize("file", [page.file for page in ROOM_PAGES])
def test_the_pages_of_a_room_read_codes_and_links_or_ignore_them(open_page, file):
    traps = (*TRAPS, *NO_TEXT, *REPEATED)
    for value in traps if EVERYTHING else traps[:: len(traps) // 4]:
        app = open_page(file, room=value, link=value, unknown=value)
        assert not app.exception, value
        assert file == JOIN.file or "link" not in app.query_params, value  # who follows links takes them out


@pytest.mark.parametrize(
    ("file", "query", "noted"),
    [
        (None, {"digit": "-3"}, True),
        (None, {"digit": "9" * 10_000}, True),
        (None, {"digit": "5"}, False),
        (None, {"digit": "0"}, False),
        (None, {}, False),
        ("pages/5_training.py", {"train_size": "-3"}, True),
        ("pages/5_training.py", {"full_batch": "maybe"}, True),
        ("pages/5_training.py", {"full_batch": "false", "batch_size": "50", "learning_rate": "0.1"}, False),
        ("pages/8_draw_a_digit.py", {"model": "of the neighbour"}, True),
        ("pages/8_draw_a_digit.py", {"model": "Full batch recipe"}, False),
    ],
)
def test_a_quiet_note_tells_of_what_was_not_to_be_had(open_page, full_batch, mini_batch, file, query, noted):
    app = open_page(file, **query)
    assert (NOTE in said(app)) is noted
    assert NOTE not in said(app.run())


def test_a_repeated_parameter_gives_the_default_or_one_of_its_values(open_page, full_batch):
    app = open_page(None, digit=["3", "4"])
    assert not app.exception


# Names that Streamlit keeps for itself, or gives no control.
@pytest.mark.parametrize("name", ["", "$$ID-0-None", "_page", "_kept member", "\0", "embed"])
@pytest.mark.parametrize("file", [None, "pages/2_softmax.py", "pages/11_room.py"])
def test_a_name_that_is_no_controls_leaves_the_page_as_it_is(open_page, mini_batch, file, name):
    """`/?=x` was an error page, whatever page it was."""
    assert not open_page(file, **{name: "x"}).exception
    assert not open_page(file, **{name: "x" * 10_000}).exception


# Every kind of control.


def controls():
    """A page with one control of each kind that the lessons use, all in the address."""
    import streamlit as st

    from ui import address

    address.clean()
    bound = {"bind": "query-params"}
    st.tabs(["One", "Two"], key="tabs", **bound)
    st.number_input("Whole", 0, 9, 4, key="whole", **bound)
    st.number_input("Broken", 0.1, 10.0, 0.5, key="broken", **bound)
    st.slider("Steps", 1, 60, 30, key="steps", **bound)
    st.slider("Rate", 0.05, 1.2, 0.1, 0.05, key="rate", **bound)
    st.select_slider("After", (0, 20, 100), 20, key="after", **bound)
    st.selectbox("Letter", ["A", "B"], key="letter", **bound)
    st.selectbox("Class", range(10), None, key="class", **bound)
    st.segmented_control("One of them", ["A", "B"], default="A", key="one", required=True, **bound)
    st.segmented_control("Some of them", ["A", "B"], default=["A", "B"], key="some", selection_mode="multi", **bound)
    st.pills("A number", list(range(10)), default=3, key="pill", required=True, **bound)
    st.toggle("Full", True, key="full", **bound)
    st.pagination(5, key="page", **bound)
    address.note()


DEFAULTS = {
    "tabs": "One", "whole": 4, "broken": 0.5, "steps": 30, "rate": 0.1, "after": 20, "letter": "A", "class": None,
    "one": "A", "some": ["A", "B"], "pill": 3, "full": True, "page": 1,
}  # fmt: skip
OTHERS = {
    "tabs": "Two", "whole": 7, "broken": 2.5, "steps": 12, "rate": 0.25, "after": 100, "letter": "B", "class": 6,
    "one": "B", "some": ["B"], "pill": 8, "full": False, "page": 4,
}  # fmt: skip
# What the hostile values mean that mean something.
MEANT = {
    "": {"one": None, "some": [], "pill": None},
    "0": {"whole": 0, "after": 0, "class": 0, "pill": 0},
    "７": {"whole": 7, "broken": 7.0, "steps": 7},
}
LIMITS = {"whole": (0, 9), "broken": (0.1, 10), "steps": (1, 60), "rate": (0.05, 1.2), "page": (1, 5)}
CHOICES = {
    "tabs": ("One", "Two"), "after": (0, 20, 100), "letter": ("A", "B"), "class": (None, *range(10)),
    "one": (None, "A", "B"), "some": ([], ["A"], ["B"], ["A", "B"], ["B", "A"]), "pill": (None, *range(10)),
    "full": (True, False),
}  # fmt: skip


def shown(asked):
    """The page of all controls, opened with an address; whatever that is, it does not raise."""
    app = AppTest.from_function(controls, default_timeout=SECONDS)
    for name, value in asked.items():
        app.query_params[name] = [str(each) for each in value] if isinstance(value, list) else str(value)
    app.run()
    assert not app.exception
    return app


def values(app):
    return {name: app.session_state[name] for name in DEFAULTS}


@pytest.mark.parametrize("wanted", [{}, DEFAULTS, OTHERS])
def test_controls_are_set_by_the_address_without_a_word(wanted):
    app = shown({name: value for name, value in wanted.items() if value is not None})
    assert values(app) == (wanted or DEFAULTS)
    assert NOTE not in said(app)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
def test_a_control_that_is_asked_for_garbage_shows_its_default(value):
    app = shown(dict.fromkeys(DEFAULTS, value))
    assert values(app) == DEFAULTS | MEANT.get(value, {})
    assert set(app.query_params) == set(MEANT.get(value, ()))
    assert NOTE in said(app)


@tried(25)
@given(some.fixed_dictionaries(dict.fromkeys(DEFAULTS, some.lists(scribbles(), min_size=1, max_size=2))))
def test_a_control_that_is_asked_for_scribbles_shows_what_it_has(asked):
    found = values(shown(asked))
    for name, (low, high) in LIMITS.items():
        assert low <= found.pop(name) <= high
    for name, choices in CHOICES.items():
        assert found.pop(name) in choices
    assert not found


@pytest.mark.parametrize("value", DROPPED)
def test_what_is_forged_into_the_address_of_an_open_page_changes_nothing(open_page, value):
    app = open_page("pages/1_data.py", number=7)
    app.query_params["number"] = value
    app.run()
    assert not app.exception
    assert app.session_state["number"] == 7
