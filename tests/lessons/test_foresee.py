"""Each lesson's question covers its answer until it is answered or waived; then it is open, and stays so."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pytest

from mnist_core.beyond_linear.stress import Stress, apply
from mnist_core.classroom import guesses
from mnist_core.exam import confusion
from tests.lessons.conftest import DRAW, THREE, component, done, id_of, press, said, send
from tests.support.session import remembered
from ui import attendance
from ui.contents import lesson
from ui.support import COVERS, FORESEE, VARIABLE

SOFTMAX, EXAM, SIZE, BEYOND = (
    f"pages/{name}.py" for name in ("2_softmax", "6_exam", "7_training_size", "9_beyond_linear")
)


class Case(NamedTuple):
    """A question: where it is asked, a guess, what only the open page tells, and a link that names a value."""

    name: str
    file: str
    guess: float
    telling: tuple[str, ...]
    link: dict
    query: Mapping = MappingProxyType({})


CASES = (
    Case("paper", "pages/1_data.py", 30, ("Most numbers are 0", '"ink"'), {"number": 3}),
    Case("share of three", SOFTMAX, 95, ('"curve"', '"z": [', "0.7779"), {"temperature": 2}),
    Case("price", "pages/3_cross_entropy.py", 9.5, ("4.6", "costs 4"), {"truth": 2}),
    Case("large rate", "pages/4_gradient_descent.py", 0, ("iverge", "leaps over the minimum"), {"rate": 1.1}),
    Case("first step", "pages/5_training.py", 12, ("The first steps do most", "blurred means"), {"steps": 50}),
    Case("mix-up", EXAM, 0, ('"counts"', "4 and 9"), {"label": 3}, {"view": "Mix-ups"}),
    Case("blank sheet", DRAW, 0, ("biases vote", '"running"'), {"from": "Pick a digit"}),
    Case("a move", BEYOND, 80, ("Three or four pixels", "blind to what moves"), {"right": 4}),
)


def test_what_is_drawn_while_the_question_stands_is_the_visitors_doing(open_page, mini_batch):
    """A first drawing that is read with more than 99 % was "so already", and was "done" once it was drawn over."""
    app = open_page(DRAW, covered=True)
    assert asked(app)
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": [THREE]}, "data": None}}
    app.run()
    assert max(component(app, "reading")["probabilities"]) > 0.99
    assert done(app, "more than 99")


def told_elsewhere(app):
    """All that the page says or sends, but for the question itself."""
    sent = [each.proto.json for each in app.get("bidi_component") if "foresee" not in each.proto.component_name]
    others = [each.value for kind in ("title", "code") for each in app.get(kind)]
    return "\n".join([said(app), *others, *(button.label for button in app.button), *sent])


def asked(app):
    """Whether the page has something to be foreseen."""
    return any("-foresee " in each.proto.id for each in app.get("bidi_component"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_to_be_foreseen_is_covered_then_answered_then_open_and_stays_so(
    open_page, mini_batch, case, monkeypatch
):
    told_room = []
    monkeypatch.setattr(attendance, "tell_guess", lambda asked, guess: told_room.append((asked(), guess)))
    app = open_page(case.file, covered=True, **case.query)
    question = component(app, "foresee")
    assert question["told"] is None
    assert question["waive"] == "Just show me"
    for words in case.telling:
        assert words not in told_elsewhere(app)
    assert "What to notice" not in said(app)
    send(app, id_of(app, f"foresee {case.name}"), "guess", case.guess)
    told = component(app, "foresee")["told"]
    assert told["guess"] == case.guess
    assert told["shown"][1] in told["said"] or told["guess"] == told["truth"]
    assert "What to notice" in said(app)
    assert any(words in told_elsewhere(app) for words in case.telling)
    # The first guess counts: by now the truth is known.
    send(app, id_of(app, f"foresee {case.name}"), "guess", 1)
    assert component(app, "foresee")["told"] == told
    send(app, id_of(app, f"foresee {case.name}"), "close", True)
    assert not app.exception
    assert not asked(app)
    assert "What to notice" in said(app)
    # What the room of a class would be told: the first guess, among bars that have a place for it and for the truth.
    ((form, guess),) = told_room
    assert (form.text, form.answer, guess) == (question["question"], told["shown"][1], case.guess)
    assert sum(guesses.tally(form, [guess, form.truth])) == 2
    assert len(json.dumps(asdict(form))) < guesses.LONGEST
    assert lesson(form.lesson).file == case.file


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_shown_at_once_to_who_asks_for_that_or_follows_a_link_to_a_value(
    open_page, mini_batch, case, monkeypatch
):
    told_room = []
    monkeypatch.setattr(attendance, "tell_guess", lambda asked, guess: told_room.append(guess))
    app = open_page(case.file, covered=True, **case.query)
    form = id_of(app, f"foresee {case.name}")
    # The second press of a double one, and a guess of who knows by now, come when the toy is there already.
    for way, value in (("waive", True), ("waive", True), ("guess", case.guess)):
        send(app, form, way, value)
        assert not app.exception
    assert not asked(app)
    assert told_room == []
    assert "What to notice" in said(app)
    linked = open_page(case.file, covered=True, **case.query, **case.link)
    assert not asked(linked)
    assert "What to notice" in said(linked)


# What the toy shows of the very thing that was asked, by the question's name.
SHOWN = {
    "paper": lambda app: re.search(r"over all train digits 8\d of 100, here \d+\.", said(app)),
    "share of three": lambda app: component(app, "shares")["state"]["z"] == [0.1, 0.005, 2.0],
    "price": lambda app: (component(app, "prediction")["label"], "4.605" in told_elsewhere(app)) == (2, True),
    "large rate": lambda app: (
        component(app, "descent")["rate"] == 1.1 and component(app, "descent")["points"][0] == [-1.8]
    ),
    "first step": lambda app: component(app, "_board")["at"] == 1,
    "mix-up": lambda app: "counts" in component(app, "confusion"),
    "blank sheet": lambda app: "only the biases vote" in told_elsewhere(app),
    "a move": lambda app: app.slider(key="right").value == 4,
}


@pytest.mark.parametrize("way", ["guess", "waive"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_uncovered_stands_at_what_was_asked(open_page, mini_batch, full_batch, case, way):
    """Of a rate of 1.1 it was asked, and one of 0.1 was shown."""
    app = open_page(case.file, covered=True, **case.query)
    send(app, id_of(app, f"foresee {case.name}"), way, case.guess if way == "guess" else True)
    assert not app.exception
    assert SHOWN[case.name](app), case.name
    assert "**done**" not in said(app)  # it was done by nobody


def truth(app, name, guess):
    send(app, id_of(app, f"foresee {name}"), "guess", guess)
    return component(app, "foresee")["told"]["truth"]


def test_the_truths_are_the_models_own(open_page, mini_batch, dataset):
    model = mini_batch.checkpoint
    assert truth(open_page(DRAW, covered=True), "blank sheet", 3) == model.bias.argmax()
    part = dataset.validation
    moved = apply(Stress(right=4), part, slice(None)) @ model.weights + model.bias
    expected = 100 * (moved.argmax(axis=1) == part.labels).mean()
    assert truth(open_page(BEYOND, covered=True), "a move", 50) == pytest.approx(expected, abs=0.1)
    answers = (dataset.test.intensities() @ model.weights + model.bias).argmax(axis=1)
    label, answer = confusion.most_confused(confusion.confusion_matrix(dataset.test.labels, answers))
    app = open_page(EXAM, covered=True, view="Mix-ups")
    place = int(truth(app, "mix-up", 0))
    assert component(app, "foresee")["choices"][place] == f"a {label} read as {answer}"


def test_shares_and_prices_as_worked_by_hand(open_page):
    powers = np.exp([0.1, 0.005, 2])
    app = open_page(SOFTMAX, covered=True)
    assert truth(app, "share of three", 95) == pytest.approx(100 * powers[2] / powers.sum())
    assert component(app, "foresee")["told"]["said"] == "You said 95 %; it is 78 %: 17 points less than you thought."
    app = open_page("pages/3_cross_entropy.py", covered=True)
    assert truth(app, "price", 9.5) == pytest.approx(-np.log(0.01))
    assert component(app, "foresee")["told"]["shown"] == ["9.5 nats", "4.6 nats"]
    app = open_page("pages/4_gradient_descent.py", covered=True)
    assert component(app, "foresee")["choices"][int(truth(app, "large rate", 1))] == "It ends up higher with every leap"


def test_a_teachers_link_and_the_operator_turn_it_off(open_page, monkeypatch):
    app = open_page(SOFTMAX, covered=True, **{FORESEE: "off"})
    assert not asked(app)
    app.query_params.clear()  # as a link to a page does
    app.switch_page("pages/3_cross_entropy.py").run()
    assert not asked(app)
    monkeypatch.setenv(VARIABLE, "off")
    assert not asked(open_page(SOFTMAX, covered=True))


def test_who_draws_is_not_asked_and_is_not_asked_later(open_page, mini_batch, drawn):
    app = drawn(foresee="on")
    assert not asked(app)
    assert component(app, "reading")["answer"] is not None
    app.button(key="clear").click().run()
    assert not asked(app)


def test_while_a_walk_goes_nothing_is_asked_and_nothing_covered(open_page):
    app = open_page(SOFTMAX, covered=True, walk="shares")
    assert not asked(app)
    assert component(app, "shares")
    assert not any("Check yourself" in button.label for button in app.button)
    press(app, "Leave the walk").run()
    assert asked(app)
    assert remembered(app)["_support"][FORESEE] == COVERS


def test_views_without_a_question_cover_nothing(open_page, mini_batch):
    app = open_page(EXAM, covered=True)
    app.button_group(key="view").set_value("Mix-ups").run()
    assert asked(app)
    assert "To take away" not in said(app)
    app.button_group(key="view").set_value("How sure").run()
    assert not asked(app)
    assert "To take away" in said(app)
    assert "What to notice" in said(app)


def test_the_curve_is_told_nowhere_until_it_is_guessed(open_page):
    app = open_page(SIZE, covered=True)
    assert component(app, "size")["guess"] is True
    for words in ("stops helping", "next to nothing", "To take away"):
        assert words not in told_elsewhere(app)
    assert component(open_page(SIZE), "size")["guess"] is False


@pytest.mark.parametrize(
    ("name", "file", "query", "guess", "other"),
    [
        ("mix-up", EXAM, {"view": "Mix-ups", "model": "Full batch recipe"}, 5, "Mini-batch recipe"),
        ("mix-up", EXAM, {"view": "Mix-ups", "model": "Mini-batch recipe"}, 2, "Full batch recipe"),
        ("a move", BEYOND, {"model": "Mini-batch recipe"}, 50, "Full batch recipe"),
    ],
)
def test_what_came_of_a_guess_is_told_of_the_model_that_was_guessed_at(
    open_page, mini_batch, full_batch, name, file, query, guess, other
):
    """Another model's truth stood beside the new one's figures; where it has fewer answers, the page was an error."""
    app = open_page(file, covered=True, **query)
    send(app, id_of(app, f"foresee {name}"), "guess", guess)
    assert component(app, "foresee")["told"] is not None
    controls = (*app.selectbox, *app.button_group, *app.radio)
    next(each for each in controls if each.key == "model").set_value(other).run()
    assert not app.exception
    assert not asked(app)
