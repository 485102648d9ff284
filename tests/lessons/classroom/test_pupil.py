"""A pupil's page: joined once, then one thing at a time, decided by how the room is set."""

import numpy as np
import pytest

from mnist_core.classroom import batch, members, rooms, rounds, wall
from tests.lessons.classroom.conftest import sent
from tests.lessons.conftest import component, id_of, numbers, press, said, send
from tests.support.session import remembered
from ui.classroom import reader
from ui.questions import QUESTIONS


def html(app):
    return " ".join(each.proto.body for each in app.get("html"))


def labels(app):
    return [button.label for button in app.button]


def there(room):
    return members.members_in(room.classroom, room.teacher)


def drawings(room):
    return wall.since(room.classroom, room.teacher)[1]


def test_who_followed_the_code_has_one_button_and_is_in_by_it(room):
    app = room.open(room=room.code)
    assert not app.text_input
    app = press(app, "Join").run()
    (member,) = there(room)
    assert f"You are <b>{member.name}</b>" in html(app)
    assert "Wait for your teacher" in html(app)
    assert remembered(app)["_kept member"].startswith(f"{member.id}.")


def test_join_pressed_again_gives_the_same_member(room):
    app = press(room.open(room=room.code), "Join").run()
    late = room.open(room=room.code)  # as it stands there before the page knows of the first press
    remembered(late)["_kept member"] = remembered(app)["_kept member"]
    press(late, "Join").run()
    assert len(there(room)) == 1
    assert remembered(late)["_kept member"] == remembered(app)["_kept member"]
    assert "Join" not in labels(late)


def test_a_code_can_be_typed_and_a_wrong_one_is_told_in_a_sentence(room):
    app = room.open()
    app.text_input[0].set_value("bcdfaa")
    app = press(app, "Join").run()
    assert "six letters" in said(app)
    app.text_input[0].set_value(f" {room.code[:3].lower()}-{room.code[3:].lower()}")
    app = press(app, "Join").run()
    assert len(there(room)) == 1
    assert "six letters" not in said(app)


@pytest.mark.parametrize("code", ["<b>x</b>", "IIIIII", "", "x" * 500])
def test_what_the_address_has_and_is_no_code_is_not_shown(room, code):
    app = room.open(room=code)
    assert app.text_input
    assert not app.exception
    assert "<b>x" not in html(app) + said(app)


def test_another_rooms_code_offers_to_change_and_the_own_room_stays_until_then(room, open_page):
    member, token = room.join()
    other, _ = rooms.open_room(room.classroom)
    app = room.open(token, room=other.code)
    assert f"You are still in room {room.code}" in said(app)
    app = press(app, "Join").run()
    assert not remembered(app)["_kept member"].startswith(f"{member.id}.")
    assert f"Room {other.code}" in html(app)


def test_a_paused_class_sees_that_and_can_press_nothing(room):
    _, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    rooms.pause(room.classroom, room.teacher, True)
    app = room.open(token)
    assert "Paused by your teacher" in html(app)
    assert labels(app) == []
    assert not any(each.proto.component_name.endswith("sheet") for each in app.get("bidi_component"))


def test_the_called_digit_is_drawn_sent_and_told_and_the_same_again_stays_one(room, mini_batch):
    member, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    app = room.open(token)
    assert component(app, "sheet")["label"] == 7
    for _ in range(2):
        app = send(app, id_of(app, "sheet"), "sent", sent())
    (drawing,) = drawings(room)
    assert drawing.member[0] == member.id
    told = component(app, "sheet")["answers"][sent()["id"]]["done"]
    assert told.startswith(f"On the wall: the model says {drawing.answer}")
    (tile,) = component(app, "own_drawings")["tiles"]
    packed = numbers(tile["pixels"], np.uint8)
    np.testing.assert_array_equal(np.stack([packed >> 4, packed & 15], 1).reshape(28, 28), drawing.pixels >> 4)
    # After a reload it is told at once, without being sent again.
    assert component(room.open(token), "sheet")["answers"] == {sent()["id"]: {"done": told}}


def test_until_the_model_is_trained_the_drawing_waits_in_the_browser(room, mini_batch, monkeypatch):
    _, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    app = room.open(token)
    with monkeypatch.context() as untrained:
        untrained.setattr(reader, "model", lambda: None)
        app = send(app, id_of(app, "sheet"), "sent", sent())
        assert "being trained" in component(app, "sheet")["answers"][sent()["id"]]["wait"]
        assert drawings(room) == []
    app = send(app, id_of(app, "sheet"), "sent", sent())
    assert "done" in component(app, "sheet")["answers"][sent()["id"]]


@pytest.mark.parametrize(
    "message",
    [
        {"id": "0123456789abcdef", "label": 11, "strokes": "a"},
        {"id": "0123456789abcdef", "label": 7, "strokes": "nonsense"},
        {"id": "0123456789abcdef", "label": 7, "strokes": {"objects": [{}] * 10_000}},
        {"id": "0123456789abcdef", "label": 7},
    ],
)
def test_what_is_no_drawing_is_refused_beside_the_sheet(room, mini_batch, message):
    _, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    app = room.open(token)
    for turn in (1, 2):
        app = send(app, id_of(app, "sheet"), "sent", message)
        answer = component(app, "sheet")["answers"]["0123456789abcdef"]
        assert answer["refused"].endswith(".")
        assert answer["turn"] == turn
    assert drawings(room) == []


@pytest.mark.parametrize("message", [None, "x", [], {}, {"id": 7}, {"id": "", "label": 7, "strokes": "a"}, 10**30])
def test_what_has_no_name_to_answer_is_refused_on_the_page(room, mini_batch, message):
    _, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    app = room.open(token)
    app = send(app, id_of(app, "sheet"), "sent", message)
    assert not app.exception
    assert drawings(room) == []


def test_ones_own_drawing_is_withdrawn_and_nobody_elses(room, mini_batch):
    member, token = room.join()
    other, _ = room.join()
    number, foreign = (wall.add(room.classroom, each, sent(), reader.model()) for each in (member, other))
    app = room.open(token)
    for each in (foreign, True, [number], number, number):
        found = [each_.proto.id for each_ in app.get("bidi_component") if each_.proto.id.endswith("-own drawings")]
        if found:
            app = send(app, found[0], "withdraw", each)
    gone = {each.id: each.is_withdrawn for each in drawings(room)}
    assert gone == {number: True, foreign: False}
    assert "refused" not in html(app)


def test_a_round_is_voted_on_and_its_votes_are_covered_until_they_are_shown(room):
    member, token = room.join()
    question = next(each for each in QUESTIONS if each.name == "a constant")
    number = rounds.ask(room.classroom, room.teacher, "a_constant", 3)
    app = room.open(token)
    data = component(app, "vote")
    assert data["question"] == question.text
    assert len(data["choices"]) == 3
    assert (data["votes"], data["own"], data["turn"]) == (None, [None, None], 1)
    app = send(app, id_of(app, "vote"), "vote", {"round": number, "turn": 1, "choice": 2})
    assert (component(app, "vote")["own"], component(app, "vote")["votes"]) == ([2, None], None)
    app = send(app, id_of(app, "vote"), "vote", {"round": number, "turn": 2, "choice": 1})  # out of turn
    assert "not taken now" in said(app)
    rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.TALK)
    app = room.open(token)
    assert "Talk" in component(app, "vote")["head"]
    assert component(app, "vote")["turn"] == 0
    rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.SECOND)
    app = room.open(token)
    app = send(app, id_of(app, "vote"), "vote", {"round": number, "turn": 2, "choice": 1})
    assert component(app, "vote")["own"] == [2, 1]
    rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.SHOWN)
    shown = component(room.open(token), "vote")
    assert (shown["votes"], shown["head"]) == ([[0, 0, 1], [0, 1, 0]], "How the class voted, before and after talking")
    assert rounds.own_vote(room.classroom, member, number, 1) == 2


def test_a_question_that_is_not_known_here_has_its_choices_all_the_same(room):
    _, token = room.join()
    rounds.ask(room.classroom, room.teacher, "something_else", 4)
    assert component(room.open(token), "vote")["choices"] == ["A", "B", "C", "D"]
    rounds.ask(room.classroom, room.teacher, "soft_3", 10)
    assert component(room.open(token), "vote")["choices"] == [str(digit) for digit in range(10)]


def test_in_the_batch_ones_own_gradient_is_seen_and_pressed_with_the_class(room, mini_batch):
    member, token = room.join()
    batch.begin(room.classroom, room.teacher)
    app = room.open(token)
    assert component(app, "sheet")["label"] is None  # who has no digit yet draws one
    number = wall.add(room.classroom, member, sent(), reader.model())
    (drawing,) = drawings(room)
    app = room.open(token)
    asked = numbers(component(app, "pictures")["values"], np.int8).reshape(10, 784) / 127
    # By hand: all weights are zero, so every class has a tenth.
    by_hand = np.outer(np.eye(10)[7] - 0.1, drawing.pixels.reshape(-1) / 255)
    np.testing.assert_allclose(asked, by_hand, atol=1 / 127)
    app = press(app, "Press with the class").run()
    assert "Your digit is in" in html(app)
    assert batch.own_press(room.classroom, member) == number
    assert "Your digit is in" in html(room.open(token))
    batch.take(room.classroom, room.teacher, 0.5)
    app = room.open(token)
    assert "**1 step**" in said(app)
    assert "Press with the class" in labels(app)


def test_a_room_that_has_ended_says_so_and_the_token_is_forgotten(room):
    _, token = room.join()
    rooms.end(room.classroom, room.teacher)
    app = room.open(token)
    assert "This room has ended." in said(app)
    assert remembered(app)["_kept member"] == ""
    assert "Join" in labels(app)


def test_who_leaves_is_out_and_their_drawings_stay(room, mini_batch):
    member, token = room.join()
    wall.add(room.classroom, member, sent(), reader.model())
    app = press(room.open(token), "Leave this room").run()
    assert remembered(app)["_kept member"] == ""
    assert "Join" in labels(app.run())
    assert len(drawings(room)) == 1


@pytest.mark.parametrize("token", ["x", "1." + "a" * 43, "\ud800", "9" * 200])
def test_a_token_that_is_nobodys_is_forgotten(room, token):
    app = room.open(token)
    assert remembered(app)["_kept member"] == ""
    assert "Join" in labels(app)
    assert not app.exception
