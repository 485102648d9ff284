"""Who reads lessons while in a room: a strip at the head, a pause that holds, and nothing at all for everybody else."""

from urllib.parse import parse_qs

import pytest
from sqlalchemy import event

from mnist_core.classroom import members, rooms, rounds
from tests.lessons.conftest import component, id_of, press, said, send
from tests.support.session import remembered
from ui.contents import ENDING, HOME, LESSONS

SOFTMAX, DESCENT, TRAINING = "pages/2_softmax.py", "pages/4_gradient_descent.py", "pages/5_training.py"


def html(app):
    return " ".join(each.proto.body for each in app.get("html"))


def names(app):
    return {each.proto.component_name.rpartition("seesoftmax_")[2] for each in app.get("bidi_component")}


def test_who_is_in_no_room_is_asked_nothing_and_shown_nothing(room, open_page):
    asked = []
    event.listen(room.classroom.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    plain = open_page(SOFTMAX)
    told = room.open("", SOFTMAX)  # the browser has said that it keeps nothing
    covered = open_page(SOFTMAX, covered=True)
    send(covered, id_of(covered, "foresee share of three"), "guess", 40)
    assert component(covered, "foresee")["told"]["guess"] == 40
    assert asked == []
    assert "keeper" not in names(plain) | names(told)
    assert "in_room" not in html(plain) + html(told)
    assert component(plain, "browser") == {"theme": "light"}


@pytest.mark.parametrize("file", [HOME, ENDING, *(each.file for each in LESSONS[:3])])
def test_a_member_sees_the_strip_on_every_page(room, file):
    member, token = room.join()
    app = room.open(token, file)
    assert f"Room {room.code} · {member.name}" in html(app)
    assert not app.exception


def test_what_a_browser_keeps_makes_a_new_session_a_member_again(room, open_page):
    member, token = room.join()
    app = open_page(SOFTMAX)
    app = send(app, id_of(app, "browser"), "member", token)
    assert f"Room {room.code} · {member.name}" in html(app)
    assert component(app, "browser")["known"] is True
    assert members.present(room.classroom, room.teacher) == {member.id}


def test_a_paused_page_stops_and_goes_on_as_it_was(room):
    _, token = room.join()
    app = room.open(token, SOFTMAX)
    app = app.number_input(key="classes").set_value(5).run()
    assert app.session_state["classes"] == 5
    rooms.pause(room.classroom, room.teacher, True)
    app = app.run()
    assert "Paused by your teacher" in html(app)
    assert not app.title
    assert not app.number_input
    rooms.pause(room.classroom, room.teacher, False)
    app = app.run()
    assert app.title
    assert app.session_state["classes"] == 5


def test_from_a_page_that_the_class_is_not_on_one_is_taken_to_where_it_is(room):
    _, token = room.join()
    app = room.open(token, TRAINING)
    assert app.number_input(key="steps")
    rooms.lock(room.classroom, room.teacher, "softmax")
    app = app.run()  # whose controls are bound to the address
    assert app.title[0].value.startswith("Softmax")
    assert not app.exception
    app = room.open(token, TRAINING)
    assert app.title[0].value.startswith("Softmax")
    rooms.lock(room.classroom, room.teacher, "gradient_descent", "rate=0.3")
    app = app.run()
    assert app.slider(key="rate").value == 0.3
    assert not app.exception


def test_what_a_control_of_the_page_that_was_left_says_is_no_setting_of_the_class(room):
    """The slider that was held while the class went on wrote itself into the address of the lesson it went to."""
    _, token = room.join()
    rooms.lock(room.classroom, room.teacher, "training", "steps=151")
    app = room.open(token, TRAINING)
    app.query_params["rate"] = "0.22"
    app = app.run()
    assert dict(app.query_params) == {"steps": "151"}
    assert app.number_input(key="steps").value == 151
    assert not app.exception


def test_who_is_kept_in_a_lesson_by_a_link_cannot_leave_the_link_alone(room):
    _, token = room.join()
    query = "rate=0.3&fix=rate&task=Look"
    rooms.lock(room.classroom, room.teacher, "gradient_descent", query)
    app = room.open_page(None)
    remembered(app).update({"_kept member": token, "_brought_to": (room.teacher.room_id, "gradient_descent", query)})
    app.switch_page(DESCENT)
    for name, (value,) in parse_qs(query).items():
        app.query_params[name] = value
    app.run()
    assert "Set by your teacher" in said(app)
    assert not {"Leave"} & {button.label for button in app.button}
    assert app.slider(key="rate").disabled
    rooms.unlock(room.classroom, room.teacher)
    assert "Leave" in {button.label for button in app.run().button}


def test_who_is_kept_in_a_lesson_can_leave_the_room(room):
    _, token = room.join()
    rooms.lock(room.classroom, room.teacher, "softmax")
    app = press(room.open(token, SOFTMAX), "Leave the room").run()
    assert "in_room" not in html(app)
    assert app.title
    assert component(app, "keeper")["put"] == ""


def test_led_pace_brings_all_to_the_room_when_something_begins_there_and_free_pace_only_says_so(room):
    _, token = room.join()
    rounds.ask(room.classroom, room.teacher, "a_constant", 3)
    app = room.open(token, SOFTMAX)
    assert app.title
    assert any("votes now: back to the room" in link.proto.label for link in app.get("page_link"))
    rooms.lead(room.classroom, room.teacher, True)
    app = app.run()
    assert not app.title
    assert "You are" in html(app)
    assert component(app, "vote")["turn"] == 1


def test_who_was_removed_and_whose_room_has_ended_reads_on_and_is_forgotten(room):
    (one, token), (_, other) = room.join(), room.join()
    members.remove(room.classroom, room.teacher, one.id)
    for kept in (token, other):
        app = room.open(kept, SOFTMAX)
        assert "has ended" in said(app)
        assert app.title
        assert component(app, "keeper")["put"] == ""
        assert "in_room" not in html(app.run())
        if kept == token:
            rooms.end(room.classroom, room.teacher)


@pytest.mark.parametrize("token", ["x", "\ud800", "7." + "a" * 43])
def test_a_token_that_is_nobodys_costs_nobody_the_page(room, token):
    app = room.open(token, SOFTMAX)
    assert app.title
    assert not app.exception
