"""What happens to a database under a running server: cut, hung, removed, replaced, damaged, read-only, full."""

import logging
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from mnist_core.classroom import keys, members, patient, rooms, wall
from mnist_core.classroom.answering import REST, Answering, AwayError, is_unwritable
from mnist_core.classroom.database import LOST, open_classroom
from mnist_core.classroom.lasting import GAP
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.members import NO_MEMBER
from mnist_core.classroom.schema import metadata, versions
from tests.core.classroom.people import a_class, message, model

BUSY = OperationalError("SELECT", {}, Exception("busy"))


def fail(answering, error=BUSY, seconds=0.0, clock=None):
    with suppress(OperationalError), answering.asking():
        if clock:
            clock[0] += seconds
        raise error


def test_what_fails_is_written_down_once_until_it_answers_again(caplog):
    caplog.set_level(logging.INFO)
    clock = [100.0]
    answering = Answering("read", lambda: clock[0])
    for _ in range(50):
        fail(answering)
        clock[0] += 1
    assert caplog.messages == ["The classroom's database cannot be read: Exception: busy; said once until it can"]
    with answering.asking():
        pass
    with answering.asking():
        pass
    assert caplog.messages[1:] == ["The classroom's database can be read again, after 50 s"]
    fail(answering)
    assert len(caplog.messages) == 3


def test_after_one_has_waited_in_vain_one_tries_and_all_others_wait_for_nothing():
    clock = [0.0]
    answering = Answering("read", lambda: clock[0])
    fail(answering, seconds=8, clock=clock)
    with pytest.raises(AwayError), answering.asking():
        raise AssertionError("nobody is let in")
    clock[0] += REST
    with answering.asking(), pytest.raises(AwayError), answering.asking():
        raise AssertionError("while one tries, nobody else does")
    with answering.asking():  # it answers
        pass
    fail(answering)  # a failure that took no time keeps nobody away
    with answering.asking():
        pass


def test_a_refusal_is_an_answer():
    answering = Answering("read")
    fail(answering)
    with suppress(Refused), answering.asking():
        raise Refused("no")
    assert answering._failing_since == 0.0


@pytest.fixture
def running(url, request):
    """A room with a drawing, on an engine of its own as the server has one."""
    engine = create_engine(url, pool_pre_ping=True)
    room = a_class(engine)
    member = room.join()
    wall.add(room.classroom, member, message(), model)
    yield room, member
    engine.dispose()
    if engine.dialect.name == "postgresql":
        metadata.create_all(request.getfixturevalue("postgres_engine"))  # whatever was done to them, others use them


@pytest.fixture
def file(sqlite_url):
    return Path(sqlite_url.removeprefix("sqlite:///"))


def on_sqlite(test):
    return pytest.mark.parametrize("url", ["sqlite"], indirect=True)(test)


def on_postgresql(test):
    return pytest.mark.parametrize("url", ["postgresql"], indirect=True)(test)


def served_by(connection):
    """The process of the server that has a connection."""
    return connection.scalar(text("SELECT pg_backend_pid()"))


def cut(engine, *pids):
    with engine.begin() as other:
        for pid in pids:
            assert other.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@on_postgresql
def test_connections_that_are_cut_are_made_anew_and_nobody_notices(running, postgres_engine):
    room, member = running
    held = [room.classroom.engine.connect() for _ in range(3)]
    pids = [served_by(connection) for connection in held]
    for connection in held:
        connection.close()
    cut(postgres_engine, *pids)
    assert len(wall.since(room.classroom, member)[1]) == 1
    assert wall.add(room.classroom, member, message("afterwards"), model)


@on_postgresql
def test_a_change_whose_connection_is_cut_midway_leaves_nothing(running, postgres_engine):
    room, member = running
    before = rooms.revision(room.classroom, member)

    def change_and_cut(change):
        cut(postgres_engine, served_by(change.connection))
        change.connection.execute(select(versions))

    with pytest.raises(SQLAlchemyError), room.classroom.changing(member.room_id) as change:
        change_and_cut(change)
    assert rooms.revision(room.classroom, member) == before


@on_postgresql
def test_a_server_that_hangs_keeps_one_for_as_long_as_is_said_and_the_others_not_at_all(running, monkeypatch, caplog):
    room, member = running
    monkeypatch.setattr(patient, "ANSWER_SECONDS", 1.2)
    frozen = []

    def freeze(connection):
        frozen.append(served_by(connection))
        os.kill(frozen[0], signal.SIGSTOP)
        return connection.execute(select(versions))

    began = time.monotonic()
    try:
        with pytest.raises(OperationalError, match=r"no answer within 1\.2 s"), room.classroom.reading() as connection:
            freeze(connection)
        waited = time.monotonic() - began
        with pytest.raises(AwayError):
            rooms.revision(room.classroom, member)
    finally:
        os.kill(frozen[0], signal.SIGCONT)
    assert 1.2 <= waited < 60  # for ever, it was
    assert caplog.text.count("no answer within") == 1
    while True:
        with suppress(AwayError):
            assert len(wall.since(room.classroom, member)[1]) == 1
            break
        time.sleep(0.1)


@on_sqlite
@pytest.mark.parametrize("how", ["removed", "all removed", "replaced by junk", "overwritten", "emptied", "cut in half"])
def test_a_file_that_is_lost_is_said_once_and_a_new_one_is_begun(running, file, how, caplog):
    room, member = running
    if how == "removed":
        file.unlink()
    elif how == "all removed":
        for each in file.parent.glob("classroom.sqlite*"):
            each.unlink()
    elif how == "replaced by junk":
        junk = file.with_name("junk")
        junk.write_bytes(b"no database at all" * 1000)
        junk.rename(file)
    else:
        with file.open("r+b") as there:
            room.classroom.scrub()  # nothing waits beside it
            there.write(b"" if how in ("emptied", "cut in half") else b"no database at all" * 5000)
            there.truncate({"emptied": 0, "cut in half": 2048}.get(how))
    # Of what was overwritten in its place, connections go on with what they have read; a new one finds it out.
    with suppress(SQLAlchemyError), room.classroom.reading(), room.classroom.reading() as connection:
        connection.execute(select(versions))
    for gone in (
        lambda: wall.since(room.classroom, member),
        lambda: members.member_of(room.classroom, room.tokens[0]),
        lambda: keys.teacher_of(room.classroom, room.code, room.key),
        lambda: rooms.call(room.classroom, room.teacher, 3),
    ):
        with pytest.raises(Refused) as refusal:
            gone()
        assert str(refusal.value) == LOST
    again, key = rooms.open_room(room.classroom)
    assert again.id > GAP
    new, token, _ = members.join(room.classroom, again.code, "here")
    assert new.id > GAP
    assert members.member_of(room.classroom, token) == new
    with pytest.raises(Refused):  # a page of the old room sees none of the new one
        wall.since(room.classroom, member)
    assert caplog.text.count("its rooms are gone, and a new one is begun") == 1
    aside = list(file.parent.glob("*.damaged-*"))
    assert bool(aside) == (how in {"replaced by junk", "overwritten", "cut in half"})
    for each in aside:
        os.utime(each, (0, 0))
    rooms.delete_expired(room.classroom)
    assert not any(each.exists() for each in aside)
    another = open_classroom(create_engine(room.classroom.engine.url), clock=room.clock)  # as the next start
    assert keys.teacher_of(another, again.code, key).room_id == again.id  # it is in the file that is there
    with pytest.raises(Refused) as refusal:
        members.member_of(another, room.tokens[0])
    assert str(refusal.value) == NO_MEMBER
    another.engine.dispose()


@on_sqlite
def test_a_file_that_was_put_back_is_gone_on_with(running, file, tmp_path):
    room, member = running
    room.classroom.scrub()
    copy = tmp_path / "copy"
    copy.write_bytes(file.read_bytes())
    wall.add(room.classroom, member, message("sometime-later"), model)
    copy.rename(file)
    assert len(wall.since(room.classroom, member)[1]) == 1
    assert members.member_of(room.classroom, room.tokens[0]) == member
    assert wall.add(room.classroom, member, message("sometime-later"), model)


@on_postgresql
def test_tables_that_somebody_drops_are_made_again(running):
    room, member = running
    with room.classroom.engine.begin() as connection:
        metadata.drop_all(connection)
    with pytest.raises(SQLAlchemyError):
        wall.since(room.classroom, member)
    with pytest.raises(Refused) as refusal:
        wall.since(room.classroom, member)
    assert str(refusal.value) == LOST
    assert rooms.open_room(room.classroom)[0].id > GAP


def keep(classroom, member, name):
    """Whether a drawing was taken; where it was not, it was the disk."""
    try:
        return wall.add(classroom, member, message(name), model)
    except SQLAlchemyError as error:
        if not is_unwritable(error):
            raise
        return None


@on_sqlite
@pytest.mark.parametrize("trouble", ["read-only", "full"])
def test_what_cannot_be_written_is_said_so_once_and_all_that_is_there_is_still_read(running, trouble, caplog):
    room, member = running

    def spoil(connection, *_):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute("PRAGMA query_only=ON" if trouble == "read-only" else f"PRAGMA max_page_count={pages}")

    event.listen(room.classroom.engine, "checkout", spoil)
    failed = 0
    for count in range(200):
        kept = keep(room.classroom, member, f"meanwhile-{count}")
        failed += not kept
        assert len(wall.since(room.classroom, member)[1]) == count + 2 - failed
        if failed == 10:
            break
    assert failed == 10
    assert caplog.text.count("cannot be written") == 1
    event.remove(room.classroom.engine, "checkout", spoil)
    room.classroom.engine.dispose()
    assert wall.add(room.classroom, member, message("afterwards"), model)
