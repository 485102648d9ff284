"""The projector's page: whom it lets in, what its stage is sent, once, and that it is sent nothing else."""

import base64
import gc
import json
import weakref

import numpy as np
import pytest
import streamlit as st

from mnist_core.classroom import batch, guesses, keys, projection, rounds, soft_labels, wall
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.keys import Projector
from mnist_core.questions.lessons import QUESTIONS
from mnist_core.softmax.regression import predict
from tests.core.classroom.people import A_SHARE, Class, message, model
from tests.lessons.classroom.conftest import forget
from tests.lessons.conftest import component, id_of, said, send
from tests.support.hostile import FORGED
from tests.support.session import remembered
from ui import rooms
from ui.classroom import stage, stage_told
from ui.classroom.per_room import PerRoom

pytestmark = pytest.mark.slow

PAGE = "pages/13_projector.py"


@pytest.fixture
def room(open_page):
    """A room on the pages' own server, in which three have joined."""
    open_page(PAGE)
    classroom = rooms.classroom()
    opened, key = core_rooms.open_room(classroom)
    made = Class(classroom, None, opened.code, key, keys.teacher_of(classroom, opened.code, key))
    made.pupils = [made.join() for _ in range(3)]
    yield made
    forget(made.teacher.room_id)


@pytest.fixture
def project(open_page):
    """Open the page in a browser that keeps these secrets."""

    def project(own="", teachers="", **query):
        app = open_page(PAGE, **query)
        for role, secret in (("projector", own), ("teacher", teachers)):
            if f"_kept {role}" not in remembered(app):
                remembered(app)[f"_kept {role}"] = secret
        return app.run()

    return project


def draw(room, pupil, label=7, name="drawing-1"):
    return wall.add(room.classroom, room.pupils[pupil], message(name, label), model)


def sent(app):
    """What the stage was sent: the state's text read, and the pictures by name."""
    data = component(app, "stage_feed")
    pieces = data.get("fresh", {})
    return json.loads(pieces[data["now"]]) if data["now"] in pieces else None, pieces


def test_a_browser_without_a_key_is_told_where_to_get_one(project):
    app = project()
    assert "Open a room first" in said(app)
    assert app.get("bidi_component")
    with pytest.raises(ValueError, match="unpack"):
        component(app, "stage")


@pytest.mark.parametrize("secret", ["x", "BCDFHJ", "BCDFHJ " + "k" * 43, "BCDFHJ k k", " "])
def test_a_key_that_is_none_lets_nobody_in(project, room, secret):
    assert "Open a room first" in said(project(own=secret))


def test_the_teachers_own_key_serves_too_and_a_room_that_goes_on_comes_first(project, room):
    other, key = core_rooms.open_room(room.classroom)
    both = {"own": f"{other.code} {key}", "teachers": f"{room.code} {room.key}"}
    assert sent(project(**both))[0]["code"] == other.code
    core_rooms.end(room.classroom, keys.teacher_of(room.classroom, other.code, key))
    assert sent(project(**both))[0]["code"] == room.code
    assert sent(project(own=both["own"]))[0] == {"over": True}


def test_a_link_is_traded_once_and_its_token_is_nowhere_afterwards(project, room):
    link = keys.make_link(room.classroom, room.teacher, "projector")
    app = project(link=link)
    assert sent(app)[0]["code"] == room.code
    assert "link" not in app.query_params
    assert link not in " ".join(each.proto.json for each in app.get("bidi_component"))
    code, _, key = remembered(app)["_kept projector"].partition(" ")
    assert keys.projector_of(room.classroom, code, key).room_id == room.teacher.room_id
    with pytest.raises(keys.Refused):
        keys.teacher_of(room.classroom, code, key)
    app.query_params["link"] = link  # as a run has it that was asked for before the browser knew
    app.run()
    assert "used up" not in said(app)
    assert "link" not in app.query_params
    second = project(link=link)
    assert "This link is used up" in said(second)
    assert "Open a room first" in said(second)


def test_each_drawing_is_sent_once_with_its_pixels_and_its_ten_shares(project, room, mini_batch):
    first = draw(room, 0)
    app = project(own=f"{room.code} {room.key}")
    body, pieces = sent(app)
    (row,) = body["drawings"]
    assert row[:3] == [first, 7, row[2]]
    held = base64.b64decode(pieces[row[7]])
    (drawing,) = wall.since(room.classroom, room.teacher)[1]
    assert np.array_equal(np.frombuffer(held[:784], np.uint8), drawing.pixels.ravel())
    weights, bias = mini_batch.checkpoint.weights, mini_batch.checkpoint.bias
    expected = predict(weights, bias, drawing.pixels.ravel().astype(np.float32) / np.float32(255))
    assert np.array_equal(np.frombuffer(held[784:], "<f4"), expected)
    app.run()
    assert sent(app) == (None, {})  # nothing has changed
    second = draw(room, 1, 4)
    app.run()
    body, pieces = sent(app)
    assert [each[0] for each in body["drawings"]] == [first, second]
    assert row[7] not in pieces
    assert len(pieces) == 2  # the state and one drawing


def test_what_is_hidden_or_withdrawn_is_not_sent_nor_whose_a_drawing_is_while_names_are_hidden(project, room):
    numbers = [draw(room, place) for place in range(3)]
    wall.hide(room.classroom, room.teacher, numbers[0])
    wall.withdraw(room.classroom, room.pupils[1], numbers[1])
    app = project(own=f"{room.code} {room.key}")
    body, pieces = sent(app)
    assert [each[0] for each in body["drawings"]] == [numbers[2]]
    assert body["drawings"][0][6] == ""
    assert len(pieces) == 3  # the state, the QR code, one drawing
    core_rooms.show_names(room.classroom, room.teacher, True)
    app.run()
    assert sent(app)[0]["drawings"][0][6] == room.pupils[2].name


def test_what_a_message_brought_that_was_dropped_is_sent_again(project, room):
    draw(room, 0)
    app = project(own=f"{room.code} {room.key}")
    (row,) = sent(app)[0]["drawings"]
    app.run()
    send(app, id_of(app, "stage_feed"), "lacks", [row[7], "no such name"])
    assert list(sent(app)[1]) == [row[7]]


def test_a_late_projector_is_sent_a_full_wall_in_several_messages(project, room, monkeypatch):
    monkeypatch.setattr(stage, "MOST_AT_ONCE", 2)
    for place in range(3):
        draw(room, place)
    app = project(own=f"{room.code} {room.key}")
    seen = {}
    for left in (3, 1, 0):
        data = component(app, "stage_feed")
        assert data["left"] == left
        seen |= data["fresh"]
        app.run()
    assert len(seen) == 5
    assert "fresh" not in component(app, "stage_feed")


@pytest.mark.parametrize("event", ["lacks", "view"])
def test_what_makes_no_sense_is_ignored(project, room, event):
    app = project(own=f"{room.code} {room.key}")
    for value in (*FORGED, ["x" * 61], ["x"] * (stage.LONGEST_LIST + 1), 11):
        send(app, id_of(app, "stage_feed"), event, value)
        assert not app.exception
        assert component(app, "stage_feed")["view"] == 0


def test_votes_and_the_right_answer_are_sent_once_they_are_shown(project, room):
    question = next(each for each in QUESTIONS if each.name == "one more unit")
    number = rounds.ask(room.classroom, room.teacher, "one_more_unit", 3)
    for pupil in room.pupils:
        rounds.vote(room.classroom, pupil, number, 1, 1)
    app = project(teachers=f"{room.code} {room.key}")  # with the teacher's key, too
    asked = sent(app)[0]["round"]
    assert (asked["text"], asked["voted"]) == (question.text, [3, 0])
    assert (asked["votes"], asked["right"], asked["why"]) == (None, None, "")
    rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.SHOWN)
    app.run()
    asked = sent(app)[0]["round"]
    assert (asked["votes"], asked["right"]) == ([[0, 3, 0], [0, 0, 0]], question.place)


def test_a_question_without_words_here_has_letters_and_ten_choices_are_the_digits(project, room):
    rounds.ask(room.classroom, room.teacher, "something_else", 4)
    app = project(own=f"{room.code} {room.key}")
    assert sent(app)[0]["round"]["choices"] == ["A", "B", "C", "D"]
    rounds.ask(room.classroom, room.teacher, "something_more", 10)
    app.run()
    assert sent(app)[0]["round"]["choices"][7:9] == ["7", "8"]


def test_every_question_of_the_lessons_has_a_name_of_its_own_in_a_room():
    names = {each.key for each in QUESTIONS}
    assert len(names) == len(QUESTIONS)
    assert all(rounds.QUESTION.fullmatch(name) for name in names)


def test_a_doubtful_digit_that_is_voted_on_is_seen(project, room, dataset):
    rounds.ask(room.classroom, room.teacher, soft_labels.question_of(3), soft_labels.CHOICES)
    body, pieces = sent(project(own=f"{room.code} {room.key}"))
    assert (body["round"]["text"], len(body["round"]["choices"])) == ("Which digit is it?", 10)
    pixels = np.frombuffer(base64.b64decode(pieces[body["round"]["picture"]]), np.uint8)
    assert np.array_equal(pixels, dataset.validation.images[soft_labels.twenty(dataset)[2]].reshape(-1))


def test_what_the_class_foresees_is_covered_until_the_teacher_shows_it(project, room):
    for pupil, value in zip(room.pupils, (95, 12, 60), strict=True):
        guesses.guess(room.classroom, pupil, A_SHARE, value)
    app = project(teachers=f"{room.code} {room.key}")
    asked = sent(app)[0]["guesses"]
    assert (asked["text"], asked["voted"], asked["choices"][7]) == (A_SHARE.text, [3, 0], "70–79 %")
    assert (asked["votes"], asked["right"], asked["answer"], asked["why"]) == (None, None, "", "")
    number = guesses.current_guesses(room.classroom, room.teacher).id
    guesses.show(room.classroom, room.teacher, number, True)
    app.run()
    asked = sent(app)[0]["guesses"]
    assert asked["votes"][0] == [0, 1, 0, 0, 0, 0, 1, 0, 0, 1]
    assert (asked["right"], asked["answer"]) == (7, "78 %")


def test_it_goes_where_the_teacher_says_and_says_what_it_shows(project, room):
    app = project(own=f"{room.code} {room.key}")
    assert projection.shown(room.classroom, room.teacher) is None
    send(app, id_of(app, "stage_feed"), "view", 3)
    assert projection.shown(room.classroom, room.teacher) == 3
    number = draw(room, 0)
    projection.lead(room.classroom, room.teacher, 2, number)
    app.run()
    revision = core_rooms.revision(room.classroom, room.teacher)
    assert sent(app)[0]["led"] == {"view": 2, "drawing": number, "since": revision}


def test_the_class_as_the_batch_is_sent_step_by_step(project, room, dataset):
    batch.begin(room.classroom, room.teacher)
    for place in range(3):
        batch.press(room.classroom, room.pupils[place], draw(room, place))
    app = project(own=f"{room.code} {room.key}")
    (start,) = sent(app)[0]["batch"]["moments"]
    assert (start["after"], start["digits"], start["rate"]) == (0, 3, 0)
    batch.take(room.classroom, room.teacher, 0.5)
    app.run()
    body, pieces = sent(app)
    first, second = body["batch"]["moments"]
    assert (first["digits"], first["rate"], second["digits"]) == (3, 0.5, 0)
    assert first["weights"]["name"] not in pieces
    made = batch.class_model(room.classroom, room.teacher)
    shown = np.frombuffer(base64.b64decode(pieces[second["weights"]["name"]]), np.int8).reshape(10, 784)
    assert np.array_equal(np.sign(shown), np.sign(np.where(shown, made.weights.T, 0)))
    right = (dataset.test.intensities() @ made.weights + made.bias).argmax(axis=1) == dataset.test.labels
    assert second["accuracy"] == pytest.approx(right.mean(), abs=2e-3)
    assert body["batch"]["test"] == len(dataset.test)


def test_a_view_that_is_no_part_of_the_stage_is_drawn_while_it_is_looked_at(project, room, monkeypatch):
    monkeypatch.setattr(stage_told, "VIEWS", {7: lambda seen, viewer: st.text(f"of {seen.room.code}")})
    app = project(own=f"{room.code} {room.key}")
    assert sent(app)[0]["pages"] == [7]
    send(app, id_of(app, "stage_feed"), "view", 8)  # which the stage draws by itself, here
    assert component(app, "stage_feed")["view"] == 8
    assert f"of {room.code}" not in said(app)
    send(app, id_of(app, "stage_feed"), "view", 7)
    assert f"of {room.code}" in said(app)
    assert component(app, "stage_feed")["view"] == 7
    send(app, id_of(app, "stage_feed"), "view", 0)
    assert f"of {room.code}" not in said(app)


def test_the_key_is_nowhere_on_the_stage(project, room):
    draw(room, 0)
    app = project(own=f"{room.code} {room.key}")
    for name in ("stage", "stage_feed"):
        assert room.key not in json.dumps(component(app, name))
    assert room.key not in said(app)


def test_of_a_room_only_what_was_told_last_is_kept(monkeypatch):
    """What was withdrawn is to be gone: sixteen looks were kept."""
    made = []

    def write(*of):
        told = stage_told.Told("", "", {})
        made.append(weakref.ref(told))
        return told

    monkeypatch.setattr(stage_told, "_written", write)
    monkeypatch.setattr(stage_told, "_told", PerRoom())
    viewer, looks = Projector(5), [object(), object()]
    for seen in (looks[0], looks[0], looks[1], looks[1]):
        assert stage_told.tell(seen, viewer, None, "") is made[-1]()
    gc.collect()
    assert [each() is not None for each in made] == [False, True]
