"""What components send, through the callbacks that a browser calls: what makes no sense is ignored, on any page."""

from typing import NamedTuple

import pytest

from tests.conftest import EVERYTHING
from tests.lessons.conftest import DRAW, component, id_of, send
from tests.lessons.test_address import VIEWS
from tests.support.hostile import FORGED
from tests.support.protocol import SET, forge, impossible
from tests.support.protocol import controls as every_control
from tests.support.session import remembered
from ui.sent import Sent

DATA, SOFTMAX, CROSS, DESCENT = (
    f"pages/{name}.py" for name in ("1_data", "2_softmax", "3_cross_entropy", "4_gradient_descent")
)
TRAINING, EXAM, BEYOND = (f"pages/{name}.py" for name in ("5_training", "6_exam", "9_beyond_linear"))
MIX_UPS = {"view": "Mix-ups", "show": "One cell"}
CANVAS = "canvas-0"


class Place(NamedTuple):
    """A component on its page, and a name under which it sends."""

    file: str
    query: dict
    key: str
    event: str


A_LINE = "augydq_gyjG"  # as the address has it
PLACES = (
    Place(DATA, {}, "browser", "theme"),
    Place(DATA, {}, "pixels", "pixel"),
    Place(DATA, {"look": "Gallery"}, "gallery", "opened"),
    Place(DATA, {"look": "Typical digits"}, "typical", "pixel"),
    Place(DATA, {"look": "In space"}, "space", "point"),
    Place(SOFTMAX, {}, "shares", "commit"),
    Place(SOFTMAX, {"part": "Where evidence comes from"}, "terms", "choose"),
    Place(CROSS, {}, "prediction", "moved"),
    Place(DESCENT, {}, "descent", "start"),
    Place(DESCENT, {"curve": "Valley"}, "descent", "start"),
    Place(TRAINING, {}, "feed", "ask"),
    Place(TRAINING, {"view": "Grid"}, "grid", "cell"),
    Place(EXAM, {"view": "Guess first"}, "guess", "guess"),
    Place(EXAM, {"view": "Guess first", "foresee": "on"}, "rate", "guess"),
    Place(DATA, {"foresee": "on"}, "foresee paper", "guess"),
    Place(DESCENT, {"foresee": "on"}, "foresee large rate", "guess"),
    Place(EXAM, MIX_UPS, "confusion", "cell"),
    Place(EXAM, MIX_UPS, "answered", "picked"),
    Place(EXAM, {"view": "On paper"}, "on_paper", "added"),
    Place(DRAW, {"why": "Flip it", "strokes": A_LINE}, "flip", "apply"),
    Place(DRAW, {"why": "Teach it", "strokes": A_LINE}, "teach", "steps"),
    Place(DRAW, {"experiment": "Be the optimiser"}, "painter", "painted"),
    Place(DRAW, {"experiment": "What it cannot see"}, "unseen", "apply"),
    Place(DRAW, {}, CANVAS, "drawing"),
    Place(DRAW, {}, CANVAS, "backgroundFit"),
    Place("pages/7_training_size.py", {}, "film", "told"),
    Place(DATA, {"look": "In space"}, "bring sprites first 2000 of {train}", "lacks"),
    Place(BEYOND, {}, "stressed", "picked"),
)


# Whoever reads a value is asked about every one; a page is run again with every fifth, other ones at each place. Some
# of the values are made for these, and who reads the canvas's is Streamlit's own.
EACH = 1 if EVERYTHING else 5
ALL_OF_THEM = (CANVAS, "prediction", "shares")


@pytest.fixture
def readers(monkeypatch):
    """Whatever reads what a component sends, as pages put it up."""
    found, hear = [], Sent.callback

    def callback(sent, component, name):
        found.append(sent.read)
        return hear(sent, component, name)

    monkeypatch.setattr(Sent, "callback", callback)
    return found


@pytest.mark.parametrize("lasting", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.key} {place.event}")
def test_forged_values_are_ignored(open_page, dataset, mini_batch, readers, place, lasting):
    app = open_page(place.file, **place.query)
    assert readers
    for read in readers:
        for value in FORGED:
            read(value)
    each = 1 if place.key in ALL_OF_THEM else EACH
    for value in FORGED[(PLACES.index(place) + 3 * lasting) % each :: each]:
        # What cannot be a canvas's is let go of with its sheet.
        key = remembered(app)["_paper"].key if place.key == CANVAS else place.key.format(train=len(dataset.train))
        send(app, id_of(app, key), place.event, value, lasting=lasting)
        assert not app.exception, (value, app.exception)


@pytest.mark.parametrize(
    ("file", "query", "key", "event", "value", "then"),
    [
        (EXAM, MIX_UPS, "confusion", "cell", [3, 5], {"label": 3, "answer": 5, "show": "One cell"}),
        (EXAM, MIX_UPS, "answered", "picked", 7, {"view": "Any digit", "digit": 7}),
        (BEYOND, {}, "stressed", "picked", 7, {"view": "Three judges", "digit": 7}),
        (DATA, {"look": "Gallery"}, "gallery", "opened", 7, {"look": "One digit", "number": 7}),
        (SOFTMAX, {"part": "Where evidence comes from"}, "terms", "choose", 3, {"class": 3}),
        (DESCENT, {}, "descent", "start", [0.52], {"start": 0.5}),
        (TRAINING, {"view": "Grid"}, "grid", "cell", [0, 0], {"learning_rate": 0.001}),
    ],
)
def test_what_makes_sense_sets_the_controls(open_page, mini_batch, file, query, key, event, value, then):
    app = open_page(file, **query)
    send(app, id_of(app, key), event, value)
    assert not app.exception
    assert {name: app.session_state[name] for name in then} == then


@pytest.mark.parametrize(
    ("file", "key", "event", "value", "then"),
    [
        (DATA, "pixels", "pixel", 30, {"pixel": "30"}),
        (CROSS, "prediction", "moved", {"shares": [0.1] * 10, "serial": 1}, {"p": "-".join(["0.1"] * 10)}),
        (SOFTMAX, "shares", "commit", {"z": [1, 2], "temperature": 2, "add": 0, "raised": None, "seq": 1},
         {"z": "1,2", "temperature": "2"}),
    ],
)  # fmt: skip
def test_what_makes_sense_is_in_the_address(open_page, file, key, event, value, then):
    app = open_page(file)
    send(app, id_of(app, key), event, value)
    assert not app.exception
    assert {name: app.query_params[name] for name in then} == then


def test_a_guess_is_kept(open_page, mini_batch):
    app = open_page(EXAM, view="Guess first", covered=True)
    send(app, id_of(app, "guess"), "guess", 4)
    assert component(app, "guess")["revealed"]["guess"] == 4


def test_a_press_in_a_gallery_that_is_not_shown_is_ignored(open_page):
    app = open_page(DATA, look="Gallery")
    gallery = id_of(app, "gallery")
    send(app, gallery, "opened", 5, lasting=True)
    send(app, gallery, "opened", 7, lasting=True)
    assert not app.exception
    assert (app.session_state["look"], app.session_state["number"]) == ("One digit", 5)


@pytest.mark.long
@pytest.mark.parametrize("file", VIEWS)
def test_every_control_of_every_view_has_a_value_that_it_offers_whatever_it_is_sent(open_page, mini_batch, file):
    for view in ({}, *VIEWS[file]):
        app = open_page(file, **view)
        choosing = tuple(f"-{key}" for key in ("look", "part", "curve", *view))  # what goes from view to view
        for fields in SET:
            there = [each for each in every_control(app) if not each.endswith(choosing)]
            assert not forge(app, there, fields).exception, (view, fields)
            assert impossible(app) == [], (view, fields)
        assert not app.run().exception
        assert not forge(app, every_control(app), SET[0]).exception


def test_a_control_that_is_sent_what_it_cannot_read_has_its_default(open_page):
    app = open_page(DATA, number="7")
    states = app._tree.get_widget_states()
    (number,) = [state for state in states.widgets if state.id.endswith("-number")]
    number.double_value = float("nan")
    assert not app._run(states).exception
    assert app.number_input(key="number").value == 0
