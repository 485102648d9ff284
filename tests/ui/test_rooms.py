"""The classroom of a server: its limits, its database, and the queries that a room can be locked to."""

import logging

import pytest
from sqlalchemy import create_engine

from mnist_core.classroom import place
from mnist_core.classroom.answering import Answering, AwayError
from mnist_core.classroom.limits import Limits, Refused
from tests.core.classroom.people import a_class
from ui import queries, rooms, tidying


def refusal(do):
    with pytest.raises(Refused) as refused:
        do()
    return str(refused.value)


def test_every_limit_that_is_one_number_can_be_set():
    assert rooms.limits_of({}) == Limits()
    found = rooms.limits_of({"SEESOFTMAX_MAX_VISITORS_PER_ROOM": "30", "SEESOFTMAX_MAX_HOURS": "1.5", "OTHER": "x"})
    assert (found.visitors_per_room, found.hours, found.rooms) == (30, 1.5, Limits().rooms)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ROOMS", "many", "SEESOFTMAX_MAX_ROOMS must be a whole number from 1 to 1,000,000, not “many”."),
        ("ROOMS", "0", "SEESOFTMAX_MAX_ROOMS must be a whole number from 1 to 1,000,000, not “0”."),
        ("ROOMS", "2.5", "SEESOFTMAX_MAX_ROOMS must be a whole number from 1 to 1,000,000, not “2.5”."),
        (
            "VISITORS_PER_ROOM",
            "321",
            "SEESOFTMAX_MAX_VISITORS_PER_ROOM must be a whole number from 1 to 320, not “321”.",
        ),
        ("HOURS", "nan", "SEESOFTMAX_MAX_HOURS must be a number above 0 and at most 1,000,000, not “nan”."),
        ("LINK_MINUTES", "-1", "SEESOFTMAX_MAX_LINK_MINUTES must be a number above 0 and at most 1,000,000, not “-1”."),
    ],
)
def test_a_limit_that_is_none_is_refused_with_what_is_allowed(name, text, said):
    assert refusal(lambda: rooms.limits_of({f"SEESOFTMAX_MAX_{name}": text})) == said


@pytest.mark.parametrize("url", ["postgresql+psycopg://teacher:secret@127.0.0.1:1/none", "nonsense", "mysql+none://x"])
def test_a_database_that_is_not_there_gets_a_sentence_without_its_address(monkeypatch, caplog, url):
    monkeypatch.setenv(place.VARIABLE, url)
    monkeypatch.setattr(rooms, "_opening", Answering("opened"))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            with pytest.raises(AwayError) as away:
                rooms.classroom.__wrapped__()
    said = str(away.value)
    assert said.startswith("The classroom's database cannot be opened (")
    assert said.endswith("see the server's log, SEESOFTMAX_CLASSROOM_URL and the secrets.")
    assert "secret" not in said.replace("the secrets", "") + caplog.text.replace("the secrets", "")
    assert caplog.text.count("cannot be opened:") == 1  # however often it is tried


@pytest.mark.parametrize(
    ("lesson", "query"),
    [
        ("softmax", ""),
        ("softmax", "raised=2&part=Where+evidence+comes+from"),
        ("gradient_descent", "rate=0.3&only=On a curve,start,moves&fix=rate&hide=code&task=How far can you go?"),
        ("beyond", "shuffled=100&taught=true"),
        ("training", "pin=a&pin=b&full_batch=True"),
    ],
)
def test_a_query_that_the_lesson_takes(lesson, query):
    assert queries.is_query(lesson, query)


@pytest.mark.parametrize(
    ("lesson", "query"),
    [
        ("none", ""),
        ("softmax", "rate=0.3"),
        ("softmax", "part=Nowhere"),
        ("softmax", "part=Evidence+to+shares&part=Evidence+to+shares"),
        ("softmax", "digit=seven"),
        ("beyond", "taught=maybe"),
        ("softmax", "raised"),
        ("softmax", "key=value"),
        ("softmax", f"z={'1' * 301}"),
        ("gradient_descent", "hide=everything"),
        ("gradient_descent", "&".join(["rate=1"] * 70)),
    ],
)
def test_a_query_that_the_lesson_does_not_take(lesson, query):
    assert not queries.is_query(lesson, query)


def test_of_a_pasted_link_only_the_query_is_read():
    assert queries.of_link(" http://school:8501/gradient_descent?rate=0.3&fix=rate#top ") == "rate=0.3&fix=rate"
    assert queries.of_link("rate=0.3") == "rate=0.3"
    assert queries.of_link("http://school:8501/softmax?") == queries.of_link("") == ""
    # What is none: a browser's address bar takes neither.
    assert queries.of_link("http://[?rate=0.3") == queries.of_link("http://℀/?rate=0.3") == ""


def test_expired_rooms_are_deleted_by_the_clock_and_a_failure_stops_nothing(tmp_path, monkeypatch, caplog):
    engine = create_engine(f"sqlite:///{tmp_path / 'c.sqlite'}")
    own = a_class(engine)
    monkeypatch.setattr(rooms, "classroom", lambda: own.classroom)
    monkeypatch.setattr(tidying, "_others", {})

    def fails():
        raise RuntimeError("broken")

    tidying.also(fails, 180)
    tidying.also(rooms.delete_expired, 180)
    tidying.also(rooms.delete_expired, 180)
    start = max(due for _, due in tidying._others.values())
    tidying.do_others(start)
    assert rooms.rooms.room_of(own.classroom, own.teacher).code == own.code
    own.clock.now += 24 * 3_600
    tidying.do_others(start + 179)
    with engine.connect() as connection:
        assert len(connection.exec_driver_sql("SELECT * FROM classroom_rooms").all()) == 1
        connection.rollback()
        tidying.do_others(start + 180)
        assert connection.exec_driver_sql("SELECT * FROM classroom_rooms").all() == []
    assert caplog.text.count("broken") >= 2
    engine.dispose()
