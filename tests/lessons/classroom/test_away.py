"""While the database does not answer, a page says so and goes on once it does; nobody loses a token or a key."""

import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from mnist_core.classroom import guesses, keys, rooms, wall
from mnist_core.classroom.answering import AwayError
from mnist_core.classroom.database import LOST
from mnist_core.classroom.limits import Refused
from tests.lessons.classroom.conftest import sent
from tests.lessons.conftest import component, id_of, press, said, send
from tests.support.session import remembered
from ui import rooms as ui_rooms
from ui.classroom import reader
from ui.rooms import AWAY, NOT_DONE, NOT_KEPT, classroom

PAGES = ["teacher", "pupil", "projector"]
SOFTMAX, PROJECTOR = "pages/2_softmax.py", "pages/13_projector.py"


def everything(app):
    return said(app) + " ".join(each.proto.body for each in app.get("html"))


@pytest.fixture(scope="module", autouse=True)
def _others_lose_nothing():
    """Have the classroom, which a lane of tests shares, forget afterwards that a database of it was removed here."""
    yield
    classroom().tables.lost = 0


@pytest.fixture
def away(dataset):
    """Have the database answer nothing, or only take nothing, until the list is emptied: as while another locks it."""
    kinds = []

    def fail(_connection, _cursor, statement, *_):
        if statement.startswith(tuple(each for each in kinds if isinstance(each, str))):
            why = [each for each in kinds if isinstance(each, Exception)]
            raise OperationalError(statement, {}, why[0] if why else Exception("database is locked"))

    event.listen(classroom().engine, "before_cursor_execute", fail)
    yield kinds
    event.remove(classroom().engine, "before_cursor_execute", fail)


def test_what_a_teacher_presses_meanwhile_is_not_done_and_the_page_goes_on(a_room, teach, away):
    app = teach(a_room)
    away.append("UPDATE")
    app.button_group(key="room The class is").set_value("Paused")
    app.run()
    assert not app.exception
    assert NOT_DONE in said(app)
    assert f"Room {a_room.code}" in [each.value for each in app.title]
    away.clear()
    app.button_group(key="room The class is").set_value("Paused")
    app.run()
    assert rooms.room_of(classroom(), a_room.teacher).is_paused


def page_of(page, room, a_room, teach, open_page):
    """A page of a room, as who has its token or key."""
    if page == "teacher":
        return teach(a_room)
    if page == "pupil":
        return room.open(room.join()[1])
    app = open_page(None)
    remembered(app)["_kept projector"], remembered(app)["_kept teacher"] = f"{a_room.code} {a_room.key}", ""
    return app.switch_page(PROJECTOR).run()


@pytest.mark.parametrize("page", PAGES)
def test_each_page_says_so_and_is_whole_again_by_itself(room, a_room, teach, open_page, away, page):
    app = page_of(page, room, a_room, teach, open_page)
    before = everything(app)
    names = [f"_kept {role}" for role in ("teacher", "member", "projector") if f"_kept {role}" in remembered(app)]
    kept = {name: remembered(app)[name] for name in names}
    assert any(kept.values())
    away.append("SELECT")
    app.run()
    assert not app.exception
    assert AWAY in everything(app)
    assert {name: remembered(app)[name] for name in kept} == kept
    away.clear()
    app.run()
    assert not app.exception
    assert AWAY not in everything(app)
    assert everything(app) == before


def test_a_pupils_presses_meanwhile_lose_nothing(room, mini_batch, away):
    member, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    number = wall.add(room.classroom, member, sent(name="another-drawing"), reader.model())
    app = room.open(token)
    away += ["UPDATE", "INSERT"]
    app = send(app, id_of(app, "sheet"), "sent", sent())
    assert component(app, "sheet")["answers"][sent()["id"]]["refused"] == NOT_DONE  # the browser sends it again
    own = id_of(app, "own drawings")
    for kind in ("UPDATE", "SELECT"):
        away.append(kind)
        app = send(app, own, "withdraw", number)
        assert not app.exception
    away.clear()
    app.run()
    assert remembered(app)["_kept member"] == token
    app = send(app, id_of(app, "sheet"), "sent", sent())
    assert component(app, "sheet")["answers"][sent()["id"]]["done"]


@pytest.mark.parametrize("kind", ["SELECT", "UPDATE"])
def test_who_joins_meanwhile_is_told_so(room, away, kind):
    app = room.open(room=room.code)
    away.append(kind)
    app = press(app, "Join").run()
    assert not app.exception
    assert NOT_DONE in said(app)
    away.clear()
    app = press(app, "Join").run()
    assert remembered(app)["_kept member"]


def test_a_room_that_cannot_be_opened_is_none(open_page, away):
    app = open_page(None)
    remembered(app)["_kept teacher"] = ""
    app.switch_page("pages/12_teach.py").run()
    away.append("INSERT")
    app = press(app, "Open a room").run()
    assert not app.exception
    assert NOT_DONE in said(app)


@pytest.mark.parametrize("page", ["pupil", "projector"])
def test_a_room_that_ends_while_a_page_is_drawn_of_it_is_an_end_and_no_error(
    room, open_page, mini_batch, monkeypatch, page
):
    member, token = room.join()
    rooms.call(room.classroom, room.teacher, 7)
    wall.add(room.classroom, member, sent(), reader.model())
    app = open_page(None)
    if page == "pupil":
        remembered(app)["_kept member"] = token
        app.switch_page("pages/11_room.py")
    else:
        link = keys.make_link(room.classroom, room.teacher, "projector")
        code, key, _ = keys.follow_link(room.classroom, link)
        remembered(app)["_kept projector"], remembered(app)["_kept teacher"] = f"{code} {key}", ""
        remembered(app)["_stage_view"] = 7
        app.switch_page(PROJECTOR)
    see = ui_rooms.see

    def see_and_end(viewer):
        found = see(viewer)
        with suppress(Refused):
            rooms.end(room.classroom, room.teacher)
        return found

    with monkeypatch.context() as ending:
        ending.setattr(ui_rooms, "see", see_and_end)
        app.run()
        assert not app.exception
    app.run()
    assert not app.exception
    if page == "pupil":
        assert "This room has ended." in said(app)


def test_a_lesson_is_read_on_and_a_guess_stands_there(room, away):
    _, token = room.join()
    app = room.open(token, SOFTMAX)
    away.append("SELECT")
    app.run()
    assert not app.exception
    assert "cannot be reached just now" in said(app)
    assert "Softmax turns evidence" in " ".join(each.value for each in app.title)
    remembered(app)["_prompts"] = ""
    app.run()
    send(app, id_of(app, "foresee share of three"), "guess", 40)
    assert not app.exception
    assert component(app, "foresee")["told"]["guess"] == 40
    away.clear()
    app.run()
    assert f"Room {room.code}" in everything(app)
    assert guesses.current_guesses(room.classroom, room.teacher) is None


def test_a_database_that_cannot_be_opened_costs_nobody_a_token(room, monkeypatch):
    """A phone that found a server started before its database forgot whose it was."""
    _, token = room.join()
    app = room.open(token)

    def closed():
        raise AwayError("The classroom's database cannot be opened.") from OSError("/its/address")

    with monkeypatch.context() as before:
        before.setattr(ui_rooms, "_open", lambda _limits: closed())
        before.setattr(ui_rooms, "classroom", ui_rooms.classroom.__wrapped__)
        remembered(app)["_kept teacher"] = remembered(app)["_kept projector"] = f"{room.code} key"
        for file in ("pages/11_room.py", SOFTMAX, "pages/12_teach.py", PROJECTOR):
            app.switch_page(file).run()
            assert not app.exception
            assert "cannot be" in everything(app)
            assert "address" not in everything(app)
            assert remembered(app)["_kept member"] == token
    app.switch_page("pages/11_room.py").run()
    assert "You are" in everything(app)


def test_a_disk_that_takes_nothing_leaves_the_room_to_be_read(room, a_room, teach, away, monkeypatch):
    _, token = room.join()
    app, teachers = room.open(token), teach(a_room)
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    away += ["UPDATE", "INSERT", full]
    classroom().noted.clear()  # it is time to note that the pupil is there
    app.run()
    assert not app.exception
    assert "You are" in everything(app)
    assert AWAY not in everything(app)
    teachers.button_group(key="room The class is").set_value("Paused")
    teachers.run()
    assert NOT_KEPT in said(teachers)


@pytest.mark.parametrize("page", PAGES)
def test_a_database_that_is_removed_is_said_where_the_room_was(room, a_room, teach, open_page, page, caplog):
    app = page_of(page, room, a_room, teach, open_page)
    Path(classroom().engine.url.database).unlink()
    app.run()
    assert not app.exception
    assert LOST in everything(app)
    app.run()
    assert not app.exception
    assert caplog.text.count("its rooms are gone") == 1
    assert str(classroom().engine.url.database) not in everything(app)
    opened, key = rooms.open_room(classroom())
    app = teach(replace(a_room, code=opened.code, key=key))
    assert f"Room {opened.code}" in [each.value for each in app.title]
