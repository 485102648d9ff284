"""Two pupils of one room: whatever one sends, the other's page says what it said, but for what the room counts.

Nor does one speak for the other, who is known by the own token alone.
"""

import pytest

from mnist_core.classroom import batch, members, rooms, rounds, wall
from tests.conftest import EVERYTHING
from tests.core.classroom.people import model
from tests.lessons.classroom.conftest import Class, sent
from tests.lessons.conftest import component, id_of, send
from tests.lessons.test_two_visitors import MARKS
from tests.lessons.test_two_visitors import sent as page
from tests.support.hostile import FORGED
from tests.support.session import remembered
from ui.questions import QUESTIONS

MARK = "".join(MARKS)
NAME = sent()["id"]
SOME = 1 if EVERYTHING else 9
SENDS = {"sheet": "sent", "own drawings": "withdraw", "vote": "vote", "keeper member": "kept"}


@pytest.fixture
def two(room):
    """One pupil and the other, each with the token, and of the other a 7 on the wall."""
    one, other = room.join(), room.join()
    number = wall.add(room.classroom, other[0], sent(), model)
    return one, other, number


def draw(room: Class, *_: object) -> None:
    rooms.call(room.classroom, room.teacher, 4)


def vote(room: Class, *_: object) -> None:
    number = rounds.ask(room.classroom, room.teacher, QUESTIONS[0].key, 1 + len(QUESTIONS[0].distractors))
    for _ in range(2):  # so that those who have voted are several before and after
        rounds.vote(room.classroom, room.join()[0], number, 1, 0)


def train(room: Class, other: members.Member, number: int) -> None:
    batch.begin(room.classroom, room.teacher)
    batch.press(room.classroom, other, number)


def odd(room: Class, other: members.Member, number: int) -> dict[str, list[object]]:
    """What one pupil sends by each component: of the other's, with markup in it, and what makes sense nowhere."""
    now = rounds.current_round(room.classroom, room.teacher)
    right = {"round": now.id if now else 1, "turn": 1, "choice": 0}
    drawing = sent(4, "1" * 16)
    marked = [drawing | {key: MARK} for key in drawing]
    votes = [right | {key: value} for key in right for value in (MARK, 99, -1)]
    return {
        "sheet": [*FORGED[::SOME], *marked, drawing | {"member": other.id, "of": other.id, "number": number}, sent(4)],
        "own drawings": [*FORGED[::SOME], number, str(number), -number, [number], MARK],
        "vote": [*FORGED[::SOME], *votes, right | {"member": other.id}, right | {"choice": 1}],
        "keeper member": [*FORGED[::SOME], MARK],
    }


# What is counted on the other's page once this one has voted, or pressed with the class.
@pytest.mark.parametrize(
    ("state", "counted"),
    [
        (draw, None),
        (vote, ("2 of 4 have voted", "3 of 4 have voted")),
        (train, ("1 of 2 are in", "2 of 2 are in")),
    ],
)
def test_what_one_pupil_sends_shows_on_the_others_page_as_a_count_at_most(room, two, mini_batch, state, counted):
    (member, token), (other, others_token), number = two
    state(room, other, number)
    others = room.open(others_token)
    before = page(others)
    one = room.open(token, room=MARK, task=MARK, member=str(other.id), walk=MARK)
    own = wall.add(room.classroom, member, sent(4, "2" * 16), model)  # so that all components are there
    one.run()
    for key, values in odd(room, other, number).items():
        for value in values if _has(one, key) else ():
            send(one, id_of(one, key), SENDS[key], value)
            assert not one.exception, (key, value)
            if remembered(one)["_kept member"] != token:  # the browser is told what it said; and is who it was
                remembered(one)["_kept member"] = token
                one.run()
    if state is train:
        batch.press(room.classroom, member, own)
    assert not others.run().exception
    after = page(others)
    changed = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    if counted is None:
        assert changed == []
    else:
        ((was, now),) = changed
        assert now[1] == was[1].replace(*(each.encode() for each in counted)) != was[1]
    assert not [proto for _, proto in page(room.open(room.join()[1])) if b"zq" in proto]
    # The other's drawing is there, and nobody has voted or pressed in the other's place.
    assert list(wall.own(room.classroom, other)) == [number]
    assert number not in wall.own(room.classroom, member)
    if state is vote:
        asked = rounds.current_round(room.classroom, room.teacher)
        assert rounds.own_vote(room.classroom, other, asked.id, 1) is None
        assert rounds.own_vote(room.classroom, member, asked.id, 1) == 1
    if state is train:
        assert batch.own_press(room.classroom, other) == number


def test_of_a_drawing_of_the_same_digit_the_other_sees_what_the_class_makes_of_it(room, two, mini_batch):
    (member, _), (_, others_token), _ = two
    others = room.open(others_token)
    before = page(others)
    wall.add(room.classroom, member, sent(7, "3" * 16), model)
    others.run()
    ((was, now),) = [(was, now) for was, now in zip(before, page(others), strict=True) if was != now]
    assert was[0] == now[0] == "bidi_component"
    assert component(others, "inks")["lines"] == [["your 7", "mean of 1"], ["the class’s 7", "mean of 2"]]


def test_a_drawing_under_the_name_of_the_others_is_ones_own_and_the_others_stays(room, two, mini_batch):
    (member, token), (other, _), number = two
    rooms.call(room.classroom, room.teacher, 7)
    app = room.open(token)
    assert component(app, "sheet")["answers"] == {}  # that such a drawing has come says nobody to whom it is not
    send(app, id_of(app, "sheet"), "sent", sent())
    (own,) = wall.own(room.classroom, member)
    assert wall.own(room.classroom, other) == {number: NAME}
    send(app, id_of(app, "own drawings"), "withdraw", number)
    send(app, id_of(app, "own drawings"), "withdraw", own)
    assert (wall.own(room.classroom, member), wall.own(room.classroom, other)) == ({}, {number: NAME})


@pytest.mark.parametrize(
    "says", ["{0}.{1}", *(["{0}.{1} ", "{0}.", "{0}", "0{0}.{1}", "{0}.{2}"] if EVERYTHING else [])]
)
def test_no_token_but_the_own_makes_one_who_one_is(room, two, says):
    (member, token), (other, others_token), _ = two
    others = room.open(others_token)
    before = page(others)
    forged = says.format(other.id, token.partition(".")[2], "A" * 43)
    for app in (room.open(forged), send(one := room.open(token), id_of(one, "keeper member"), "kept", forged)):
        assert not app.exception
        assert "You are" not in " ".join(each.proto.body for each in app.get("html"))
        assert remembered(app)["_kept member"] == ""
    assert page(others.run()) == before
    assert members.member_of(room.classroom, others_token) == other
    assert members.member_of(room.classroom, token) == member


def _has(app, key):
    return any(each.proto.id.endswith(f"-{key}") for each in app.get("bidi_component"))
