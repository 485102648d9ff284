"""A class of sixty without browsers, on a real server with either database, which is killed in the middle.

None of what was acknowledged is lost, none is there twice, and the figures are the sum of what was sent. What is
refused is refused with a sentence, which the log has, too, and does the room no harm.
"""

import contextlib
import json
import os
import re
import signal
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from sqlalchemy import create_engine

from benchmarks.phone import GONE, PATIENCE, Phone
from benchmarks.visitor import Visitor
from mnist_core.classroom import keys, members, rooms, rounds, wall
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.limits import Limits
from mnist_core.classroom.place import VARIABLE
from tests.browser.conftest import serve
from tests.conftest import skip
from tests.core.classroom import postgres

pytestmark = [pytest.mark.browser]
SECONDS = PATIENCE
DRAWINGS, CHOICES = 3, 4
THINKS = 3.0  # seconds that a pupil takes for a drawing, where a class is not to do everything in the same moment


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def database(request, tmp_path):
    """How the server is told of its database, and the database's address for the test itself."""
    if request.param == "sqlite":
        yield {}, f"sqlite:///{tmp_path / 'classroom.sqlite'}"
        return
    pytest.importorskip("psycopg")
    if why := postgres.missing():
        skip(why)
    with postgres.running() as url:
        yield {VARIABLE: url}, url


@pytest.mark.parametrize("pupils", [pytest.param(20, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.long)])
def test_a_class_loses_nothing_and_doubles_nothing_though_the_server_is_killed(tmp_path, database, pupils):
    variables, url = database
    seconds, engine = defaultdict(list), create_engine(url)
    classroom = open_classroom(engine, Limits())
    room, key = rooms.open_room(classroom)
    teacher = keys.teacher_of(classroom, room.code, key)
    rooms.call(classroom, teacher, None)
    phones = [Phone(place, seconds) for place in range(pupils)]
    together = threading.Barrier(pupils)

    def all_do(do):
        with ThreadPoolExecutor(pupils) as pool:
            return list(pool.map(do, phones))

    with serve(tmp_path, **variables) as server:
        with contextlib.closing(Visitor(server.url).open("room", SECONDS)):
            pass  # the data are there
        rooms.call(classroom, teacher, 7)
        phones[0].open(server.url, room.code)
        phones[0].join()
        phones[0].send(0)  # the model is trained

        def until_it_is_gone(phone):
            together.wait()
            if not phone.token:
                phone.open(server.url, room.code)
                phone.join()
            with contextlib.suppress(*GONE):
                for count in range(DRAWINGS):
                    phone.send(count)

        with ThreadPoolExecutor(1) as side:
            running = side.submit(all_do, until_it_is_gone)
            end = time.monotonic() + SECONDS
            while sum(len(phone.told) for phone in phones) < DRAWINGS * pupils // 2 and not running.done():
                assert time.monotonic() < end
                time.sleep(0.01)
            # All have joined by then? Who has not would come as another after it, as a phone does that was never told.
            while not all(phone.token for phone in phones) and not running.done():
                time.sleep(0.01)
            os.killpg(server.process.pid, signal.SIGKILL)
            running.result()
        for phone in phones:
            phone.close()
    acknowledged = {name for phone in phones for name in phone.told}
    stored = wall.since(classroom, teacher)[1]
    assert acknowledged <= names(classroom, phones)
    print(f"killed with {len(acknowledged)} of {DRAWINGS * pupils} acknowledged and {len(stored)} stored")

    with serve(tmp_path, **variables) as server:

        def go_on(phone):
            phone.open(server.url, room.code)
            phone.does = "drawing" if pupils == 60 else "at once"
            for count in (*range(DRAWINGS), 0):  # what is acknowledged is sent again as well
                if phone.does == "drawing":
                    time.sleep(THINKS * (0.5 + phone.place / pupils))
                phone.send(count)
            phone.does = "at once"

        all_do(go_on)
        rooms.call(classroom, teacher, None)
        number = rounds.ask(classroom, teacher, "a_question", CHOICES)
        all_do(lambda phone: [phone.vote(number, 1, choice) for choice in ((phone.place + 1) % 4, phone.place % 4)])
        rounds.go_on(classroom, teacher, number, rounds.Stage.SECOND)
        all_do(lambda phone: phone.vote(number, 2, phone.place % 3))
        log = server.log.read_text()
        for phone in phones:
            phone.close()

    for does, found in seconds.items():
        print(
            f"{engine.dialect.name}, {pupils} pupils, {does}: {len(found)} answers, median "
            f"{1000 * np.median(found):.0f} ms, 95th percentile {1000 * np.percentile(found, 95):.0f} ms; "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
    there = members.members_in(classroom, teacher)
    assert len(there) == len({member.name for member in there}) == pupils
    found = wall.since(classroom, teacher)[1]
    assert len(found) == DRAWINGS * pupils
    assert names(classroom, phones) == {phone.drawing(k)["id"] for phone in phones for k in range(DRAWINGS)}
    matrix = np.zeros((10, 10), int)
    for phone in phones:
        assert len(phone.told) == DRAWINGS
        for label, answer in phone.told.values():
            matrix[label, answer] += 1
    np.testing.assert_array_equal(wall.confusion(classroom, teacher), matrix)
    assert wall.counts(classroom, teacher).tolist() == matrix.sum(1).tolist()
    votes = rounds.current_round(classroom, teacher).votes
    assert votes[0] == tuple(sum(phone.place % 4 == choice for phone in phones) for choice in range(CHOICES))
    assert votes[1] == tuple(sum(phone.place % 3 == choice for phone in phones) for choice in range(CHOICES))
    assert "Traceback" not in log
    assert not any(phone.token.partition(".")[2] in log for phone in phones)
    engine.dispose()


def names(classroom, phones):
    """Under which names drawings are stored."""
    found = set()
    for phone in phones:
        found |= set(wall.own(classroom, members.member_of(classroom, phone.token)).values())
    return found


@pytest.mark.long
def test_what_is_wrong_is_refused_with_a_sentence_and_does_the_room_no_harm(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'classroom.sqlite'}")
    classroom = open_classroom(engine, Limits())
    room, key = rooms.open_room(classroom)
    teacher = keys.teacher_of(classroom, room.code, key)
    with serve(tmp_path) as server, contextlib.ExitStack() as leaving:

        def arrive(token="", code=room.code):
            phone = Phone(7)
            leaving.callback(phone.close)
            phone.token = token
            phone.open(server.url, code)
            return phone

        # Wrong codes, until no more are tried.
        stranger = arrive(code="").visitor
        stranger.wait_for(lambda v: v.elements("text_input"), SECONDS)
        for tried in range(100):
            code = "<b>x</b>" if tried == 0 else "BCDFH" + "KMPRSTWXYZ"[tried % 10]
            write = partial(stranger.write, "The six letters on the projector", code)
            for act in (write, partial(stranger.press, "Join")):
                before = stranger.runs
                act()
                stranger.wait_for(lambda v, before=before: v.runs > before, SECONDS)
            said = stranger.wait_for_text("no room with the code|code is six letters|wrong codes came", SECONDS)
            if "wrong codes came" in said:
                break
        assert re.search(r"20 wrong codes came from here within 1 min.*wait \d+ s", said)

        member, token, _ = members.join(classroom, room.code, "elsewhere")
        other, foreign, _ = members.join(classroom, room.code, "elsewhere")
        number, secret = token.split(".")
        for forged in (f"{other.id}.{secret}", f"{number}.{'a' * 43}", f"999.{secret}", "x", f"{number}."):
            arrive(forged).visitor.wait_for_text("You are not in a room: join with its code.", SECONDS)

        rooms.call(classroom, teacher, 7)
        phone = arrive(token)
        phone.send(0)
        visitor, good = phone.visitor, phone.drawing(1)
        wrong = {
            "oversize00000000": {"strokes": {"objects": [{"path": [["M", 1, 1], *[["L", 5, 5]] * 100_000]}]}},
            "toolong000000000": {"strokes": "a" * 2_000},
            "malformed0000000": {"strokes": {"objects": [{"path": "x"}]}},
            "outside000000000": {"strokes": {"objects": [{"type": "Path", "path": [["M", 1e9, 1e9], ["L", 1, 1]]}]}},
            "label00000000000": {"label": "7"},
        }

        def answered(name):
            sheet = visitor.component("sheet")
            return json.loads(sheet.json)["answers"].get(name, {}).get("refused") if sheet else None

        for name, each in wrong.items():
            visitor.tell("sheet", "sent", {**good, "id": name, **each})
            assert visitor.wait_for(lambda _, name=name: answered(name), SECONDS).endswith(".")
        for message in ("nonsense", [], {"id": 7}, None, {"id": "x" * 5000, "label": 7, "strokes": "a"}):
            phone.wait_for_sheet()
            visitor.tell("sheet", "sent", message)
        # A flood of one visitor: a few more than one may send in a minute.
        with contextlib.suppress(AssertionError):
            for count in range(1, 30):
                phone.wait_for_sheet()
                visitor.tell("sheet", "sent", phone.drawing(count))
                visitor.wait_for(lambda v, count=count: phone.done(phone.drawing(count)["id"]), SECONDS)
        assert "within a minute" in "".join(
            each.get("refused", "") for each in json.loads(visitor.component("sheet").json)["answers"].values()
        )
        # Out of turn, by a page that is not the newest.
        rooms.call(classroom, teacher, None)
        asked = rounds.ask(classroom, teacher, "a_question", 3)
        visitor.wait_for(lambda v: v.component("vote"), SECONDS)
        for vote in ({"turn": 2, "choice": 0}, {"turn": 1, "choice": 3}, {"turn": 1, "choice": 0, "round": asked + 5}):
            visitor.wait_for(lambda v: v.component("vote"), SECONDS)
            visitor.tell("vote", "vote", {"round": asked, **vote})
            visitor.wait_for_text("not taken now|must be a whole number|There is no round", SECONDS)
        rooms.pause(classroom, teacher, True)
        visitor.wait_for_text("Paused by your teacher", SECONDS)

        # The room is unharmed: another draws and votes.
        rooms.pause(classroom, teacher, False)
        second = arrive(foreign)
        second.vote(asked, 1, 2)
        log = server.log.read_text()
    stored = wall.since(classroom, teacher)[1]
    assert len(stored) <= Limits().drawings_per_minute
    assert {each.member[0] for each in stored} == {member.id}
    assert rounds.current_round(classroom, teacher).votes[0] == (0, 0, 1)
    assert len(members.members_in(classroom, teacher)) == 2
    for sentence in ("wrong codes came", "strokes", "within a minute", "not taken now"):
        assert re.search(f"refused: .*{sentence}", log), sentence
    assert "Traceback" not in log
    assert not any(text in log for text in (secret, foreign.partition(".")[2], "<b>"))
    engine.dispose()
