"""Sixty at once, on a file of SQLite and on PostgreSQL: nothing lost, nothing twice, figures equal to what was sent."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import create_engine, select

from mnist_core.classroom import batch, keys, members, rooms, rounds, schema, wall
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.limits import Refused
from tests.core.classroom.people import WIDE, a_class, message, sure_of

pytestmark = pytest.mark.slow

PUPILS, DRAWINGS = 60, 3


def test_sixty_at_once_lose_nothing_and_store_nothing_twice(room):
    classroom = room.classroom
    number = rounds.ask(classroom, room.teacher, "a_question", 4)
    batch.begin(classroom, room.teacher)
    together, seconds, told = threading.Barrier(PUPILS), [], {}

    def timed(ask):
        before = time.monotonic()
        answer = ask()
        seconds.append(time.monotonic() - before)
        return answer

    def pupil(place):
        together.wait()
        member, token, _ = timed(lambda: members.join(classroom, room.code, "a school"))
        for count in range(DRAWINGS):
            sent = message(f"drawing-{count}", (place + count) % 10)
            found = [timed(lambda sent=sent: wall.add(classroom, member, sent, sure_of(place % 10))) for _ in range(2)]
            assert found[0] == found[1]
            told[found[0]] = (member.id, (place + count) % 10, place % 10)
        for choice in (0, place % 4):
            timed(lambda choice=choice: rounds.vote(classroom, member, number, 1, choice))
        timed(lambda: batch.press(classroom, member, found[0]))
        assert timed(lambda: members.member_of(classroom, token)) == member
        return member

    before = rooms.revision(classroom, room.teacher)
    started, watching, seen = time.monotonic(), threading.Event(), {}

    def watch():
        """Fetch what is new, as the projector does; what it has pieced together must be everything."""
        revision = 0
        while True:
            last = watching.is_set()
            if rooms.revision(classroom, room.teacher) != revision:
                revision, new = wall.since(classroom, room.teacher, revision)
                seen.update({each.id: each for each in new})
            if last:
                return
            time.sleep(0.05)

    with ThreadPoolExecutor(PUPILS + 1) as pool:
        watcher = pool.submit(watch)
        there = list(pool.map(pupil, range(PUPILS)))
        watching.set()
        watcher.result()
    took = time.monotonic() - started
    print(
        f"{classroom.engine.dialect.name}: {len(seconds)} requests in {took:.2f} s, "
        f"95th percentile {1000 * np.percentile(seconds, 95):.0f} ms"
    )

    assert len({member.name for member in there}) == PUPILS
    assert members.members_in(classroom, room.teacher) == sorted(there, key=lambda member: member.id)
    with classroom.reading() as connection:
        columns = [schema.drawings.c[name] for name in ("id", "member_id", "label", "answer")]
        stored = {row[0]: tuple(row[1:]) for row in connection.execute(select(*columns))}
    assert stored == told
    assert len(stored) == PUPILS * DRAWINGS
    assert set(seen) == set(stored)
    matrix = np.zeros((10, 10), int)
    for (_, label, answer), count in Counter(stored.values()).items():
        matrix[label, answer] += count
    np.testing.assert_array_equal(wall.confusion(classroom, room.teacher), matrix)
    assert wall.counts(classroom, room.teacher).tolist() == [PUPILS * DRAWINGS // 10] * 10
    votes = Counter(place % 4 for place in range(PUPILS))
    assert rounds.current_round(classroom, room.teacher).votes[0] == tuple(votes[choice] for choice in range(4))
    assert batch.class_model(classroom, room.teacher).pressed == PUPILS
    # One for each change: those who joined, what was drawn, voted and pressed; and none for what was sent again.
    assert rooms.revision(classroom, room.teacher) == before + PUPILS * (1 + DRAWINGS + 2 + 1)


def test_sixty_ask_for_the_last_places_and_no_more_are_given(engine):
    room = a_class(engine, limits=replace(WIDE, visitors_per_room=20, drawings_per_minute=3, rooms=5))

    def may(ask):
        try:
            ask()
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(60) as pool:
        assert sum(pool.map(lambda _: may(room.join), range(60))) == 20
        member = members.members_in(room.classroom, room.teacher)[0]
        sent = [message(f"drawing-{number}") for number in range(30)]
        assert sum(pool.map(lambda one: may(lambda: wall.add(room.classroom, member, one, sure_of(1))), sent)) == 3
        assert sum(pool.map(lambda _: may(lambda: rooms.open_room(room.classroom)), range(20))) == 4


def test_two_servers_on_one_database_lose_nothing_and_keep_the_limits(url):
    engines = [create_engine(url) for _ in range(2)]  # neither knows of the other's queue
    one, other = (open_classroom(engine, replace(WIDE, visitors_per_room=12, rooms=6)) for engine in engines)
    room, key = rooms.open_room(one)

    def pupil(place):
        classroom = (one, other)[place % 2]
        try:
            member, _, _ = members.join(classroom, room.code, "a school")
        except Refused:
            return 0
        for count in range(4):
            wall.add(classroom, member, message(f"drawing-{count}"), sure_of(7))
        return 4

    with ThreadPoolExecutor(16) as pool:
        sent = list(pool.map(pupil, range(16)))
    assert sorted(sent) == [0] * 4 + [4] * 12
    teacher = keys.teacher_of(other, room.code, key)
    assert wall.confusion(other, teacher)[7, 7] == sum(sent)
    assert len(wall.since(one, teacher)[1]) == sum(sent)
    assert rooms.revision(one, teacher) == 1 + 12 + sum(sent)

    def another(place):
        try:
            rooms.open_room((one, other)[place % 2])
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(another, range(16))) == 5
    for engine in engines:
        engine.dispose()
