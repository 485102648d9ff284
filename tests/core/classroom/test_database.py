"""The tables: made at start-up, refused where they are newer, whole after a writer was killed."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text, update
from sqlalchemy.exc import OperationalError

from mnist_core.classroom import guesses, projection, rooms, schema, tables
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.limits import LARGEST_ID, Limits, Refused, shown, whole
from tests.core.classroom.people import A_SHARE, LESSONS, a_class

ROOT = Path(__file__).parents[3]


def test_a_newer_database_is_refused_and_left_as_it_is(empty):
    schema.versions.create(empty)
    with empty.begin() as connection:
        connection.execute(schema.versions.insert().values(id=1, version=7))
    with pytest.raises(Refused, match=r"has version 7, and this program reads version 2: start the program"):
        open_classroom(empty)
    assert [name for name in inspect(empty).get_table_names() if name.startswith("classroom")] == ["classroom_version"]


def test_a_database_of_version_1_is_brought_along_with_its_rooms(empty):
    room = a_class(empty)
    member = room.join()
    with empty.begin() as connection:  # as version 1 left it
        for table in (schema.guesses, schema.foreseen, schema.stages):
            table.drop(connection)
        connection.execute(update(schema.versions).values(version=1))
    classroom = open_classroom(empty, lessons=LESSONS, clock=room.clock)
    with classroom.reading() as connection:
        assert connection.scalar(select(schema.versions.c.version)) == 2
    guesses.guess(classroom, member, A_SHARE, 40)
    assert guesses.current_guesses(classroom, room.teacher).values == (40,)
    projection.lead(classroom, room.teacher, 3)
    assert projection.led(classroom, member).view == 3


def test_two_servers_may_start_at_once(url, empty):
    engines = [create_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_classroom, engines))
    with opened[0].reading() as connection:
        assert connection.scalars(select(schema.versions.c.version)).all() == [2]
    for engine in engines:
        engine.dispose()


def test_a_server_that_starts_while_another_makes_the_file_waits_for_it(sqlite_url):
    engine = create_engine(sqlite_url)
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # SQLite then refuses to turn the file to WAL, without a moment's wait
    other.execute("CREATE TABLE another (id INTEGER)")
    with ThreadPoolExecutor(1) as pool:
        opened = pool.submit(open_classroom, engine)
        with pytest.raises(TimeoutError):
            opened.result(timeout=0.2)
        other.execute("COMMIT")
        with opened.result().reading() as connection:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    other.close()
    engine.dispose()


def test_a_file_that_another_never_lets_go_of_is_said(sqlite_url, monkeypatch):
    monkeypatch.setattr(tables, "BUSY_SECONDS", 0.05)
    engine = create_engine(sqlite_url)
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        open_classroom(engine)
    other.close()
    engine.dispose()


def test_opening_again_keeps_what_is_there(engine):
    room = a_class(engine)
    again = open_classroom(engine, clock=room.clock)
    assert rooms.room_of(again, room.teacher).code == room.code


def test_sqlite_is_set_up_as_promised(sqlite_url):
    engine = create_engine(sqlite_url)
    classroom = open_classroom(engine)
    with classroom.reading() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "secure_delete", "synchronous")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 10000,
        "secure_delete": 1,
        "synchronous": 1,
    }
    engine.dispose()


def test_a_writer_says_so_at_once(sqlite_url):
    engine = create_engine(sqlite_url)
    classroom = open_classroom(engine)
    other = create_engine(sqlite_url, connect_args={"timeout": 0})
    with classroom.writing(), other.connect() as connection, pytest.raises(Exception, match="locked"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    engine.dispose()
    other.dispose()


def test_another_kind_of_database_is_refused():
    class Engine:
        class dialect:  # noqa: N801
            name = "mysql"

    with pytest.raises(Refused, match="SQLite or PostgreSQL, not mysql"):
        open_classroom(Engine())


def test_what_is_polled_has_an_index(sqlite_url):
    engine = create_engine(sqlite_url)
    classroom = open_classroom(engine)
    queries = (
        select(schema.rooms.c.revision).where(schema.rooms.c.id == 1),
        select(schema.drawings.c.id).where(schema.drawings.c.room_id == 1, schema.drawings.c.revision > 3),
        select(schema.rooms.c.id).where(schema.rooms.c.code == "BCDFHJ"),
        select(schema.votes).where(schema.votes.c.round_id == 1),
        select(schema.rounds).where(schema.rounds.c.room_id == 1),
        select(schema.foreseen).where(schema.foreseen.c.room_id == 1),
        select(schema.guesses.c.value).where(schema.guesses.c.foreseen_id == 1),
        select(schema.stages).where(schema.stages.c.room_id == 1),
    )
    # PostgreSQL has the same indexes, and reads tiny tables whole all the same.
    with classroom.reading() as connection:
        for query in queries:
            sql = query.compile(connection, compile_kwargs={"literal_binds": True})
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()
            assert all("SEARCH" in row[-1] for row in plan), (str(sql), plan)
    engine.dispose()


def test_a_change_that_is_refused_leaves_nothing(room):
    before = rooms.room_of(room.classroom, room.teacher)

    def call_and_fail(change):
        change.connection.execute(update(schema.rooms).values(called=3))
        raise Refused("no")

    with pytest.raises(Refused, match="no"), room.classroom.changing(room.teacher.room_id) as change:
        call_and_fail(change)
    assert rooms.room_of(room.classroom, room.teacher) == before


WRITER = """
import sys, threading
from sqlalchemy import create_engine
from tests.core.classroom.people import WIDE, a_class, message, model
from mnist_core.classroom import wall
import time
room = a_class(create_engine(sys.argv[1]), clock=time.time)
print(room.code, room.key, flush=True)
said = threading.Lock()
def write(number, member):
    for count in range(10_000):
        name = f"thread{number}-{count}"
        found = wall.add(room.classroom, member, message(name), model)
        with said:
            print(name, found, flush=True)
for number in range(4):
    threading.Thread(target=write, args=(number, room.join())).start()
"""


def test_what_was_acknowledged_is_there_after_the_writer_was_killed(url):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    writer.stdout.readline()
    said = [writer.stdout.readline() for _ in range(30)]
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read()
    writer.wait()
    writer.stdout.close()
    whole_lines = [line.split() for line in ("".join(said) + rest).splitlines(keepends=True) if line.endswith("\n")]
    engine = create_engine(url)
    classroom = open_classroom(engine)
    with classroom.reading() as connection:
        there = connection.execute(select(schema.drawings.c.sent_as, schema.drawings.c.id)).all()
        if engine.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    assert len(whole_lines) >= 30
    assert {(name, int(number)) for name, number in whole_lines} <= {tuple(row) for row in there}
    assert len(there) <= len(whole_lines) + 4  # each thread had at most one on its way
    assert len({row.sent_as for row in there}) == len(there)
    rooms.open_room(classroom)  # and it goes on
    engine.dispose()


def test_sentences_repeat_little_and_nothing_odd():
    assert shown(True) == "true"
    assert shown(3) == "3"
    assert shown(10**5000) == "a number of many digits"
    assert shown(float("nan")) == "nan"
    assert shown(None) == "nothing"
    assert shown("<b>**Hi**</b> [x](y)") == "“bHib…”"
    assert shown([1]) == "a list"
    assert shown({}) == "an object"
    assert shown(10**9 - 1) == "999999999"


@pytest.mark.parametrize("value", [True, 1.0, "1", None, -1, 10, LARGEST_ID, [], float("nan"), 10**400])
def test_only_whole_numbers_within_their_range_are_taken(value):
    with pytest.raises(Refused, match="A label must be a whole number from 0 to 9, not"):
        whole("A label", value, 0, 9)


def test_no_room_holds_more_than_there_are_names():
    with pytest.raises(ValueError, match="1 to 320 visitors, not 321"):
        Limits(visitors_per_room=321)
