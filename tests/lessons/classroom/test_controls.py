"""The pages of a room, sent what no browser sends: any value for any control, and presses on what is not there.

Whatever it is, no error stands on the page, no control has a value that it does not offer, and nothing changes in the
room. What their components send is forged in `test_forged`.
"""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import batch, guesses, members, rooms, rounds, schema, wall
from mnist_core.classroom.rounds import Stage
from tests.conftest import EVERYTHING
from tests.core.classroom.people import A_SHARE, message, model
from tests.lessons.classroom.conftest import Class, sent
from tests.support.protocol import LARGE, LONG, PRESS, SET, controls, forge, impossible
from tests.support.session import remembered
from ui import contents
from ui.classroom import study, teacher
from ui.contents import PROJECTOR, TEACH
from ui.questions import QUESTIONS

# In CI each state is sent one of them, the next one another.
EACH = 1 if EVERYTHING else len(SET)
LEAVE = "-leave_room"  # which one may always do


def rows(room: Class) -> dict[str, list[tuple[object, ...]]]:
    """All that is kept of all rooms, but for who was there when."""
    told = (schema.members.c.seen_at, schema.stages.c.shown, schema.stages.c.shown_at)
    found = {}
    with room.classroom.reading() as connection:
        for name, table in schema.metadata.tables.items():
            kept = [column for column in table.c if all(column is not each for each in told)]
            found[name] = sorted(connection.execute(select(*kept)).all(), key=repr)
    return found


def ask(room: Class) -> int:
    question = QUESTIONS[0]
    return rounds.ask(room.classroom, room.teacher, question.key, 1 + len(question.distractors))


def go_on(stage: Stage, room: Class, _member: object) -> None:
    now = rounds.current_round(room.classroom, room.teacher)
    rounds.go_on(room.classroom, room.teacher, now.id, int(stage))


def asks(room: Class, _member: object) -> None:
    rooms.call(room.classroom, room.teacher, None)
    ask(room)


def draws(room: Class, member: members.Member) -> None:
    wall.add(room.classroom, member, sent(), model)


def presses(room: Class, member: members.Member) -> None:
    (number,) = wall.own(room.classroom, member)
    batch.press(room.classroom, member, number)


# What becomes of a pupil's page, one after the other.
Become = Callable[[Class, members.Member], object]
STATES: dict[str, Become] = {
    "waits": lambda room, member: None,
    "is to draw": lambda room, member: rooms.call(room.classroom, room.teacher, 7),
    "has drawn": draws,
    "votes": asks,
    "talks": partial(go_on, Stage.TALK),
    "votes again": partial(go_on, Stage.SECOND),
    "sees the votes": partial(go_on, Stage.SHOWN),
    "trains": lambda room, member: batch.begin(room.classroom, room.teacher),
    "has pressed": presses,
    "is paused": lambda room, member: rooms.pause(room.classroom, room.teacher, True),
}


def is_sound(app: AppTest, what: object) -> None:
    assert not app.exception, (str(what)[:200], app.exception)
    assert impossible(app) == [], str(what)[:200]


def withstands(app: AppTest, room: Class, turn: int, views: tuple[str, ...] = ()) -> None:
    """Send a page's controls, all at once, what they cannot be; those of the views are sent nothing, and so stay."""
    before = rows(room)
    there = [each for each in controls(app) if not each.endswith(views)] if views else controls(app)
    large = [([each], fields) for fields in LARGE for each in there] if EVERYTHING else []
    for forged, fields in [*((there, fields) for fields in SET[turn % EACH :: EACH]), *large]:
        is_sound(forge(app, forged, fields), fields)
        is_sound(app.run(), fields)  # what stays in their state must not raise the next time either
        assert rows(room) == before, str(fields)[:200]


def is_unmoved_by(pressed: set[str], app: AppTest, room: Class, state: str) -> None:
    """Press what is not on the page; to press once more what counts already has all look anew, and no more."""

    def but_for_revisions() -> dict[str, list[tuple[object, ...]]]:
        found = rows(room)
        return found | {schema.rooms.name: [(*row[:5], *row[6:]) for row in found[schema.rooms.name]]}

    before = but_for_revisions()
    gone = [each for each in sorted(pressed - set(controls(app))) if not each.endswith(LEAVE)]
    is_sound(forge(app, gone, PRESS), state)
    is_sound(app.run(), state)
    assert but_for_revisions() == before, state


def test_a_pupils_page_withstands_whatever_its_controls_are_sent(room, mini_batch):
    member, token = room.join()
    app, known = room.open(token), set()
    for turn, (state, become) in enumerate(STATES.items()):
        known |= set(controls(app))
        become(room, member)
        is_sound(app.run(), state)
        is_unmoved_by(known, app, room, state)
        withstands(app, room, turn)
        assert f"You are <b>{member.name}</b>" in " ".join(each.proto.body for each in app.get("html")), state


@pytest.mark.parametrize("query", [{}, {"room": "own"}])
def test_who_has_not_joined_is_not_let_in_by_it(room, query):
    app = room.open(**dict.fromkeys(query, room.code))
    withstands(app, room, 1)
    app = room.open(**dict.fromkeys(query, room.code))
    typed = [each.id for each in app.text_input]
    is_sound(forge(app, typed, {"string_value": LONG}), "long")
    is_sound(forge(app, controls(app), PRESS), "pressed")  # with it in the field, where there is one
    there = members.members_in(room.classroom, room.teacher)
    assert len(there) == len(query)  # the address has the code, which is all that it takes


def test_a_program_that_votes_without_a_browser_chooses_among_what_is_asked(room, mini_batch):
    _, token = room.join()
    ask(room)
    app = room.open(token)
    remembered(app)["_unheard member"] = True
    remembered(app)["_keep member"] = remembered(app)["_put before member"] = token
    app.run()
    assert app.radio
    withstands(app, room, 0)
    withstands(app, room, 1)


@pytest.mark.parametrize("lesson", ["softmax", pytest.param("training", marks=pytest.mark.long)])
def test_a_lesson_that_the_class_is_kept_in_withstands_it_and_keeps_the_pupil(room, open_page, mini_batch, lesson):
    member, token = room.join()
    rooms.lock(room.classroom, room.teacher, lesson)
    app = open_page(contents.lesson(lesson).file, session={"_kept member": token})
    assert member.name in " ".join(each.proto.body for each in app.get("html"))
    (leave,) = [each for each in controls(app) if each.endswith("-leave_the_room")]
    withstands(app, room, 6)
    assert leave in controls(app)


@pytest.fixture
def of_teacher(room, open_page, mini_batch) -> tuple[AppTest, Class]:
    """The page of a teacher whose room has everything: drawings, a vote, guesses, a model that took a step."""
    for label in (7, 4):
        member, _ = room.join()
        number = wall.add(room.classroom, member, message(f"drawing-{label}", label), model)
        guesses.guess(room.classroom, member, A_SHARE, 50.0)
        if label == 7:
            batch.begin(room.classroom, room.teacher)
        batch.press(room.classroom, member, number)
    batch.take(room.classroom, room.teacher, 0.5)
    ask(room)
    code, key = rooms.room_of(room.classroom, room.teacher).code, room.key
    return open_page(TEACH.file, session={"_kept teacher": f"{code} {key}"}).run(), room


VIEWS = ("-teach_view", "-study")


def test_a_teachers_page_withstands_it_in_each_view(of_teacher):
    app, room = of_teacher
    opened = [(view, None) for view in teacher.VIEWS]
    opened += [(teacher.STUDY, view) for view in study.VIEWS] if EVERYTHING else []
    for turn, (view, of_study) in enumerate(opened):
        app.button_group(key="teach_view").set_value(view).run()
        if of_study:
            app.button_group(key="study").set_value(of_study).run()
        is_sound(app, view)
        withstands(app, room, turn, VIEWS)
        assert app.session_state["teach_view"] == view
    withstands(app, room, 2)  # and what chooses the views
    assert not rooms.room_of(room.classroom, room.teacher).has_ended


def test_what_has_been_pressed_to_the_end_is_over_and_withstands_it(of_teacher):
    app, room = of_teacher
    for _ in range(4):
        there = [each.id for each in app.button if each.key != "end_it"]
        is_sound(forge(app, there, PRESS), "all pressed at once")
    withstands(app, room, 3)
    (end,) = [each.id for each in app.button if each.key == "end_it"] or [None]
    rooms.end(room.classroom, room.teacher)
    is_sound(forge(app, [*there, *([end] if end else [])], PRESS), "pressed in a room that is over")
    withstands(app, room, 4)


def test_who_has_no_room_has_none_afterwards(room, open_page):
    app = open_page(TEACH.file, session={"_kept teacher": ""}).run()
    withstands(app, room, 5)
    assert remembered(app)["_kept teacher"] == ""


@pytest.mark.parametrize("view", [pytest.param(view, marks=pytest.mark.long) if view else 0 for view in (0, 1, 7, 8)])
def test_a_projector_withstands_it(of_teacher, open_page, view):
    _, room = of_teacher
    kept = {"_kept projector": f"{room.code} {room.key}", "_kept teacher": "", "_stage_view": view}
    app = open_page(PROJECTOR.file, session=kept).run()
    withstands(app, room, view)
